"""Credentials of connectors, by name. They are in the encrypted store and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentassist.domain.sealed import Sealed
from agentassist.storage.engine import Connection

if TYPE_CHECKING:
    from agentassist.storage.store import Store


class SealedValues:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, name: str, value: Sealed) -> None:
        """Store a value under a name such as `phone.ami.secret`; the old one is replaced."""
        await self._store.write(
            lambda connection: connection.execute(
                "REPLACE INTO sealed_values (name, value) VALUES (?, ?)", (name, value.reveal())
            )
        )

    async def get(self, name: str) -> Sealed | None:
        def read(connection: Connection) -> Sealed | None:
            row = connection.execute(
                "SELECT value FROM sealed_values WHERE name = ?", (name,)
            ).fetchone()
            return None if row is None else Sealed(row[0])

        return await self._store.read(read)

    async def delete(self, name: str) -> None:
        await self._store.write(
            lambda connection: connection.execute(
                "DELETE FROM sealed_values WHERE name = ?", (name,)
            )
        )
