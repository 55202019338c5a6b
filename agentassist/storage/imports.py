"""Imports of files: a slice with its position in one transaction, and the way back.

What stood in a row before is kept with the import, and a checksum of the row as the import left it:
taking it back touches nothing that somebody changed since.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from agentassist.domain.sealed import redact_card_numbers
from agentassist.ports.clock import Clock
from agentassist.storage import record_linking
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.import_slice import Counts, ImportRow, Slice
from agentassist.storage.import_undo import Undone, take_back
from agentassist.storage.values import micros, moment


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One import of one file. `position`: rows of the file that are done."""

    id: int
    file: str
    source: str
    started_at: datetime
    finished_at: datetime | None = None
    undone_at: datetime | None = None
    position: int = 0
    counts: Counts = field(default_factory=Counts)


class StoredImports:
    """Every method raises AgentAssistError("storage.*")."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, file: str, source: str, digest: bytes) -> ImportRun:
        """The run of this file that was broken off, or a new one."""
        now = micros(self._clock.now())

        def write(connection: Connection) -> ImportRun:
            row = connection.execute(
                f"SELECT {_RUN} FROM imports WHERE digest = ? AND source = ?"  # noqa: S608
                " AND finished_at IS NULL AND undone_at IS NULL ORDER BY id DESC LIMIT 1",
                (digest, source),
            ).fetchone()
            if row is None:
                row = connection.execute(
                    "INSERT INTO imports (file, source, digest, started_at, position, rejected,"  # noqa: S608
                    " contacts, interactions, promises) VALUES (?, ?, ?, ?, 0, 0, 0, 0, 0)"
                    f" RETURNING {_RUN}",
                    (redact_card_numbers(file), source, digest, now),
                ).fetchone()
            return _run(row)

        return await self._database.write(write)

    async def put(
        self, run: ImportRun, rows: Sequence[ImportRow], position: int, rejected: int
    ) -> tuple[ImportRun, list[tuple[int, str]]]:
        """Store a slice and that the file is done up to `position`: all of it or nothing.

        Returns the run as it stands now, and the lines that could not be stored with the reason;
        `rejected` are those that were refused before.
        """
        now = micros(self._clock.now())

        def write(connection: Connection) -> tuple[ImportRun, list[tuple[int, str]]]:
            writing = Slice(connection, run.id, run.source, now)
            counts = writing.put(rows)
            counts = replace(counts, rejected=rejected + len(writing.refused))
            total = run.counts + counts
            connection.execute(
                "UPDATE imports SET position = ?, rejected = ?, contacts = ?, interactions = ?,"
                " promises = ? WHERE id = ?",
                (
                    *(position, total.rejected, total.contacts),
                    *(total.interactions, total.promises, run.id),
                ),
            )
            return replace(run, position=position, counts=total), writing.refused

        return await self._database.write(write)

    async def link(self, run: ImportRun, after: int = -1, most: int = 100) -> int | None:
        """Compare the next contacts of an import with all others, and link where the rules allow.

        Begins with None done (`after` -1); returns what to go on behind, None at the end.
        """
        now = micros(self._clock.now())

        def write(connection: Connection) -> int | None:
            rows = [
                row
                for (row,) in connection.execute(
                    "SELECT row FROM imported_rows JOIN contacts ON contacts.id = row"
                    " WHERE import = ? AND imported_rows.kind = 'contacts' AND row > ?"
                    " ORDER BY row LIMIT ?",
                    (run.id, after, most),
                )
            ]
            record_linking.arrived(connection, rows, now)
            return rows[-1] if rows else None

        return await self._database.write(write)

    async def finish(self, run: ImportRun) -> None:
        now = micros(self._clock.now())
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE imports SET finished_at = ? WHERE id = ?", (now, run.id)
            )
        )

    async def all(self) -> list[ImportRun]:
        """The newest first."""

        def read(connection: Connection) -> list[ImportRun]:
            rows = connection.execute(f"SELECT {_RUN} FROM imports ORDER BY id DESC")  # noqa: S608
            return [_run(row) for row in rows]

        return await self._database.read(read)

    async def undoable(self, import_id: int) -> bool:
        """Whether what it replaced is still known (until `retention.imports_days`)."""

        def read(connection: Connection) -> bool:
            row = connection.execute(
                "SELECT 1 FROM imported_rows WHERE import = ? LIMIT 1", (import_id,)
            ).fetchone()
            return row is not None

        return await self._database.read(read)

    async def undo(self, import_id: int) -> Undone:
        """What it added goes, what it replaced comes back; what changed since stays as it is."""
        now = micros(self._clock.now())

        def write(connection: Connection) -> Undone:
            result = take_back(connection, import_id)
            connection.execute("DELETE FROM imported_rows WHERE import = ?", (import_id,))
            connection.execute("UPDATE imports SET undone_at = ? WHERE id = ?", (now, import_id))
            return result

        return await self._database.write(write)


_RUN = (
    "id, file, source, started_at, finished_at, undone_at, position, contacts, interactions,"
    " promises, rejected"
)


def _run(
    row: tuple[int, str, str, int, int | None, int | None, int, int, int, int, int],
) -> ImportRun:
    return ImportRun(
        id=row[0],
        file=row[1],
        source=row[2],
        started_at=moment(row[3]),
        finished_at=None if row[4] is None else moment(row[4]),
        undone_at=None if row[5] is None else moment(row[5]),
        position=row[6],
        counts=Counts(row[7], row[8], row[9], row[10]),
    )
