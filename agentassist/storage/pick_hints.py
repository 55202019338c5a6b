"""What agents picked for a number: it puts somebody first in a list, and opens nobody."""

from datetime import timedelta

from agentassist.domain.ids import AgentId, ContactId
from agentassist.ports.clock import Clock
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros

KEPT = timedelta(days=90)


class StoredPickHints:
    """Implements `ports.pick_hints.PickHints` over the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def remember(self, number: str, contact_id: ContactId, agent: AgentId) -> None:
        """The last pick counts. What has expired goes on the way."""
        now = self._clock.now()

        def write(connection: Connection) -> None:
            connection.execute("DELETE FROM pick_hints WHERE picked_at < ?", (micros(now - KEPT),))
            connection.execute(
                "REPLACE INTO pick_hints (number, contact_key, agent, picked_at)"
                " VALUES (?, ?, ?, ?)",
                (number, contact_id, agent, micros(now)),
            )

        await self._database.write(write)

    async def forget(self, number: str, contact_id: ContactId, agent: AgentId) -> None:
        row = (number, contact_id, agent)
        await self._database.write(
            lambda connection: connection.execute(
                "DELETE FROM pick_hints WHERE number = ? AND contact_key = ? AND agent = ?", row
            )
        )


def picked(connection: Connection, number: str, now: int) -> dict[int, tuple[int, str]]:
    """When and by whom contacts, by row, were last picked for a number; none that has expired."""
    oldest = now - KEPT // timedelta(microseconds=1)
    rows = connection.execute(
        "SELECT contacts.id, picked_at, agent FROM pick_hints JOIN contacts ON key = contact_key"
        " WHERE number = ? AND picked_at >= ? ORDER BY picked_at",
        (number, oldest),
    )
    return {row: (at, agent) for row, at, agent in rows}
