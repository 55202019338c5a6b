"""Credentials of connectors, by name. They are in the encrypted store and nowhere else."""

from agentassist.domain.secret import Secret
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection


class SealedValues:
    """Implements `ports.secrets.Credentials` over the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def kept(self) -> bool:
        """Whether they are there again at the next start."""
        return self._database.kept

    async def put(self, name: str, value: Secret) -> None:
        """Store a value under a name such as `phone.ami.secret`; the old one is replaced."""
        await self._database.write(
            lambda connection: connection.execute(
                "REPLACE INTO sealed_values (name, value) VALUES (?, ?)", (name, value.reveal())
            )
        )

    async def get(self, name: str) -> Secret | None:
        def read(connection: Connection) -> Secret | None:
            row = connection.execute(
                "SELECT value FROM sealed_values WHERE name = ?", (name,)
            ).fetchone()
            return None if row is None else Secret(row[0])

        return await self._database.read(read)

    async def delete(self, name: str) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM sealed_values WHERE name = ?", (name,)
            )
        )
