"""'The caller had to repeat': a defect of ours, counted by call."""

from agentassist.domain.ids import AgentId, CallId, ContactId
from agentassist.ports.clock import Clock
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros


class StoredRepeats:
    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self, call_id: CallId, agent: AgentId, contact_id: ContactId | None = None
    ) -> int:
        """Record one and return how many the call has."""
        row = (micros(self._clock.now()), call_id, agent, contact_id)

        def write(connection: Connection) -> int:
            connection.execute(
                "INSERT INTO repeats (at, call_id, agent, contact_key, kind)"
                " VALUES (?, ?, ?, ?, '')",
                row,
            )
            return _count(connection, call_id)

        return await self._database.write(write)

    async def take_back(self, call_id: CallId, agent: AgentId) -> int:
        """Undo this agent's last one of the call, if any, and return how many the call has."""

        def write(connection: Connection) -> int:
            connection.execute(
                "DELETE FROM repeats WHERE id ="
                " (SELECT max(id) FROM repeats WHERE call_id = ? AND agent = ?)",
                (call_id, agent),
            )
            return _count(connection, call_id)

        return await self._database.write(write)


def _count(connection: Connection, call_id: CallId) -> int:
    row = connection.execute("SELECT count(*) FROM repeats WHERE call_id = ?", (call_id,))
    return int(row.fetchone()[0])
