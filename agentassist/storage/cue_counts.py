"""Implements ports.cue_counts.CueCounts."""

from agentassist.domain.cue_tally import CueTally
from agentassist.domain.ids import PackId, RuleId
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection


class StoredCueCounts:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, change: CueTally) -> None:
        row = (change.pack, change.rule, change.shown, change.dismissed, change.used)

        def write(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO cue_counts (pack, rule, shown, dismissed, used)"
                " VALUES (?, ?, max(0, ?), max(0, ?), max(0, ?))"
                " ON CONFLICT (pack, rule) DO UPDATE SET"
                " shown = max(0, shown + ?), dismissed = max(0, dismissed + ?),"
                " used = max(0, used + ?)",
                (*row, *row[2:]),
            )

        await self._database.write(write)

    async def all(self) -> tuple[CueTally, ...]:
        def query(connection: Connection) -> tuple[CueTally, ...]:
            rows = connection.execute(
                "SELECT pack, rule, shown, dismissed, used FROM cue_counts ORDER BY pack, rule"
            )
            return tuple(
                CueTally(PackId(pack), RuleId(rule), *numbers) for pack, rule, *numbers in rows
            )

        return await self._database.read(query)
