# ruff: noqa: S608 - tables and conditions stand here, values are parameters
"""What has been kept long enough goes: a little at a time, so that no call waits for it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from agentassist.ports.clock import Clock
from agentassist.ports.retention import KeptFor
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros

AT_ONCE = 200  # rows in one transaction: some milliseconds
YEAR = timedelta(days=365)  # the database itself refuses to delete younger audit lines
_BY = "system"

# Copies that nobody asked for lately, with nothing of our own on them.
_STALE_COPIES = """
    SELECT contact FROM source_records WHERE fetched_at < ?1 AND imported = 0
        AND NOT EXISTS (SELECT 1 FROM promises WHERE promises.contact = source_records.contact)
        AND NOT EXISTS (SELECT 1 FROM interactions WHERE interactions.contact =
            source_records.contact AND (wrap_up IS NOT NULL
                OR interactions.source != source_records.source))
        AND NOT EXISTS (SELECT 1 FROM links WHERE method = 'agent' AND undone_at IS NULL
            AND (one_source, one_id) = (source_records.source, source_records.id))
        AND NOT EXISTS (SELECT 1 FROM links WHERE method = 'agent' AND undone_at IS NULL
            AND (other_source, other_id) = (source_records.source, source_records.id))
    LIMIT ?2"""
_Slice = Callable[[Connection], int]


class StoredRetention:
    """Implements `ports.retention.Retention` over the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def apply(self, kept: KeptFor) -> Mapping[str, int]:
        """See the port. What went is audited, as counts."""
        gone: dict[str, int] = {}
        for name, span, slices in (
            ("interactions", kept.interactions, (_interactions, _settled_promises)),
            ("wrap_ups", kept.wrap_ups, (_wrap_ups, _drafts)),
            ("copies", kept.cache, (_copies,)),
            ("imports", kept.imports, (_imported_rows,)),
            ("audit", None if kept.audit is None else max(kept.audit, YEAR), (_audit,)),
        ):
            if span is None:
                continue
            before = micros(self._clock.now() - span)
            count = 0
            for piece in slices:
                count += await self._all(partial(piece, before))
            if count:
                gone[name] = count
        if gone:
            await self._database.write(partial(_note, micros(self._clock.now()), gone))
        return gone

    async def _all(self, piece: _Slice) -> int:
        count = 0
        while taken := await self._database.write(piece):
            count += taken
            await asyncio.sleep(0)  # what else waits for the store comes in between
        return count


def _interactions(before: int, connection: Connection) -> int:
    """Those of a wrap-up go with it."""
    return _delete(connection, "interactions", "at < ? AND wrap_up IS NULL", before)


def _settled_promises(before: int, connection: Connection) -> int:
    return _delete(connection, "promises", "due < ? AND status != 'open'", before)


def _wrap_ups(before: int, connection: Connection) -> int:
    return _delete(connection, "wrap_ups", "started_at < ?", before)


def _drafts(before: int, connection: Connection) -> int:
    return _delete(connection, "wrap_up_drafts", "started_at < ?", before)


def _audit(before: int, connection: Connection) -> int:
    return _delete(connection, "audit", "at < ?", before)


def _imported_rows(before: int, connection: Connection) -> int:
    """With them goes what an import replaced: it can't be taken back any more."""
    rows = connection.execute(
        "SELECT import, kind, row FROM imported_rows JOIN imports ON imports.id = import"
        " WHERE started_at < ? LIMIT ?",
        (before, AT_ONCE),
    ).fetchall()
    connection.executemany(
        "DELETE FROM imported_rows WHERE import = ? AND kind = ? AND row = ?", rows
    )
    return len(rows)


def _copies(before: int, connection: Connection) -> int:
    rows = connection.execute(_STALE_COPIES, (before, AT_ONCE)).fetchall()
    connection.executemany("DELETE FROM contact_words WHERE rowid = ?", rows)
    connection.executemany("DELETE FROM contacts WHERE id = ?", rows)
    return len(rows)


def _delete(connection: Connection, table: str, where: str, before: int) -> int:
    return int(
        connection.execute(
            f"DELETE FROM {table} WHERE rowid IN"
            f" (SELECT rowid FROM {table} WHERE {where} LIMIT {AT_ONCE})",
            (before,),
        ).rowcount
    )


def _note(now: int, gone: Mapping[str, int], connection: Connection) -> None:
    connection.execute(
        "INSERT INTO audit (at, action, agent, call_id, contact_key, detail)"
        " VALUES (?, 'retention', ?, NULL, NULL, ?)",
        (now, _BY, ", ".join(f"{name} {count}" for name, count in gone.items())),
    )
