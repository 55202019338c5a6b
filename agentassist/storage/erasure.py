"""Erasing one person: every row, the words they were found by, the copies beside the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agentassist.domain.ids import AgentId, ContactId
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.storage.before_migration import copies
from agentassist.storage.engine import Connection
from agentassist.storage.personal_data import PLACES, Subject, counts, subject, upstream
from agentassist.storage.set_aside import set_aside_files
from agentassist.storage.store import Store
from agentassist.storage.tombstones import Tombstones, keys_of
from agentassist.storage.values import micros


@dataclass(frozen=True, slots=True)
class ErasurePlan:
    """What would go: rows by table, and copies of the whole database as it was.

    `elsewhere`: records that other systems hold; `unreadable`: databases that were set aside, which
    may hold the person, too, and which nobody here can open.
    """

    names: tuple[str, ...]
    rows: dict[str, int]
    elsewhere: tuple[SourceRecord, ...]
    copies: tuple[Path, ...] = ()
    unreadable: tuple[Path, ...] = ()


async def plan_erasure(store: Store, contact_id: ContactId) -> ErasurePlan:
    """Changes nothing. AgentAssistError("history.unknown_contact")."""

    def read(connection: Connection) -> ErasurePlan:
        of = subject(connection, contact_id)
        return ErasurePlan(
            tuple(dict.fromkeys(record.contact.name for record in of.person.records)),
            counts(connection, of),
            upstream(of),
            tuple(copies(store.path)) if store.path else (),
            tuple(set_aside_files(store.path)) if store.path else (),
        )

    return await store.read(read)


async def erase(store: Store, contact_id: ContactId, *, by: AgentId) -> ErasurePlan:
    """Do it: one transaction, then the file is written anew, so that no page holds a trace.

    Neither a file nor a source brings the person back (`storage/tombstones.py`). The audit keeps
    that somebody was erased, when and by whom.
    """
    done = await plan_erasure(store, contact_id)
    now = micros(store.clock.now())

    def write(connection: Connection) -> None:
        of = subject(connection, contact_id)
        _bury(connection, of, now)
        for place in PLACES:
            connection.execute(f"{place.act} WHERE {place.where}", of.params)
            if place.table == "source_records":
                _forget_words(connection, of.rows)
        _forget_searches(connection)
        connection.execute(
            "INSERT INTO audit (at, action, agent, call_id, contact_key, detail)"
            " VALUES (?, 'erase', ?, NULL, 'erased', ?)",
            (now, by, f"{sum(done.rows.values())} rows"),
        )

    await store.write(write)
    for copy in done.copies:
        copy.unlink(missing_ok=True)
    await store.rewrite()
    return done


def _bury(connection: Connection, of: Subject, now: int) -> None:
    """Hashes of the records, and of the keys that nobody else has."""
    keys = {
        (kind, value)
        for record in of.person.records
        for kind, value in keys_of(record.contact)
        if _only_theirs(connection, kind, value, of.rows)
    }
    Tombstones(connection).add(of.records, of.ids, sorted(keys), now)


def _only_theirs(connection: Connection, kind: str, value: str, rows: Sequence[int]) -> bool:
    held = connection.execute(
        "SELECT contact FROM contact_keys WHERE kind = ? AND value = ?", (kind, value)
    )
    return {row[0] for row in held} <= set(rows)


def _forget_words(connection: Connection, rows: Sequence[int]) -> None:
    """The index drops what was deleted when its parts are merged: at once, then."""
    connection.executemany("DELETE FROM contact_words WHERE rowid = ?", [(row,) for row in rows])
    connection.execute("INSERT INTO contact_words (contact_words) VALUES ('optimize')")


def _forget_searches(connection: Connection) -> None:
    """What was typed lately into the search of articles may name anybody; there are twelve."""
    table = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'kb_recent'"
    if connection.execute(table).fetchone() is not None:
        connection.execute("DELETE FROM kb_recent WHERE kind = 'search'")
