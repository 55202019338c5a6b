"""How far an import came, beside the articles: stopped or broken off, it goes on from there.

Articles replace those with the same id, so that a batch stored twice is as good as once.
"""

from dataclasses import dataclass

from agentassist.knowledge.database import Connection

_TABLE = """
CREATE TABLE IF NOT EXISTS kb_import (
    place TEXT PRIMARY KEY, mark TEXT NOT NULL, items INTEGER NOT NULL,
    stored INTEGER NOT NULL, rejected INTEGER NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Reached:
    """`items` were read of the input, the rejected ones among them."""

    items: int = 0
    stored: int = 0
    rejected: int = 0


class ImportProgress:
    """Of one input: `place` says where it is, `mark` that it is still the same."""

    def __init__(self, connection: Connection, place: str, mark: str) -> None:
        self._connection = connection
        self._place, self._mark = place, mark
        connection.execute(_TABLE)

    def reached(self) -> Reached:
        row = self._connection.execute(
            "SELECT items, stored, rejected FROM kb_import WHERE place = ? AND mark = ?",
            (self._place, self._mark),
        ).fetchone()
        return Reached(*row) if row else Reached()

    def keep(self, reached: Reached) -> None:
        self._connection.execute(
            "REPLACE INTO kb_import VALUES (?, ?, ?, ?, ?)",
            (self._place, self._mark, reached.items, reached.stored, reached.rejected),
        )

    def finish(self) -> None:
        self._connection.execute("DELETE FROM kb_import WHERE place = ?", (self._place,))
