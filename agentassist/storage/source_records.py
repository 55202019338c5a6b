"""Records of other sources as they were last seen: found offline, replaced when they are asked."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Interaction
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import LOCAL, SourceContact, SourceHistory
from agentassist.ports.clock import Clock
from agentassist.storage import contacts, interactions, persons, record_linking
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.tombstones import Tombstones
from agentassist.storage.values import micros, moment

AT_ONCE = 4  # records in one transaction
_UPSERT = """
    INSERT INTO source_records (source, id, contact, updated_at, birth, fetched_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (source, id) DO UPDATE SET
        contact = excluded.contact, updated_at = excluded.updated_at, birth = excluded.birth,
        fetched_at = excluded.fetched_at"""


class StoredSourceRecords:
    """What sources answered. Each record is a contact of its own; nothing is merged.

    A source that fails is not asked to be forgotten: what it said last stays, with its age.
    Every method raises AgentAssistError("storage.*").
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def put(self, found: Sequence[SourceContact]) -> tuple[ContactId, ...]:
        """Keep these records, fetched now; the ids of those that are new or say something new.

        A few in one transaction: each is compared with those that share a key with it, and what an
        agent saves meanwhile does not wait for all of them.
        """
        now = self._clock.now()
        changed: list[ContactId] = []
        for start in range(0, len(found), AT_ONCE):
            piece = found[start : start + AT_ONCE]
            changed += await self._database.write(partial(_put, found=piece, now=now))
        return tuple(changed)

    async def put_history(self, history: SourceHistory) -> bool:
        """Keep the interactions of a record that was put; True if anything is different.

        What is as new as the oldest of them and not among them is gone at the source, and here;
        everything else is, too, when there are no `more`.
        """
        now = micros(self._clock.now())
        return await self._database.write(lambda connection: _put_history(connection, history, now))

    async def of_person(self, contact_id: ContactId) -> tuple[SourceRecord, ...]:
        """The records of other sources that are joined in a person."""

        def read(connection: Connection) -> tuple[SourceRecord, ...]:
            members = persons.of(connection, contact_id)
            records = members.records if members is not None else ()
            return tuple(one.record for one in records if one.record.source != LOCAL)

        return await self._database.read(read)

    async def last_good(self, source: str, records: Iterable[SourceRecord] = ()) -> datetime | None:
        """How old what is here of these records is: the oldest of them, with their interactions.

        Without any: when something of the source was fetched last.
        """
        ids = [record.id for record in records if record.source == source]

        def read(connection: Connection) -> datetime | None:
            marks = ",".join("?" * len(ids))
            query = "SELECT max(fetched_at) FROM source_records WHERE source = ?"
            if ids:
                query = (
                    "SELECT min(min(fetched_at, ifnull(history_at, fetched_at)))"  # noqa: S608
                    " FROM source_records"
                    f" WHERE source = ? AND id IN ({marks})"
                )
            (at,) = connection.execute(query, (source, *ids)).fetchone()
            return None if at is None else moment(at)

        return await self._database.read(read)


def _put(
    connection: Connection, found: Sequence[SourceContact], now: datetime
) -> tuple[ContactId, ...]:
    changed: dict[int, ContactId] = {}
    erased = Tombstones(connection)
    if not erased.none:
        found = [one for one in found if not erased.covers(one)]
    for one in found:
        if one.record.source == LOCAL:
            raise ValueError("the store itself is no other source")
        before = _known(connection, one.record)
        key = contact_id(one.record)
        row = contacts.put(connection, [replace(one.contact, id=key)])[0]
        updated = None if one.updated is None else micros(one.updated)
        birth = " ".join(map(str, one.birth)) or None
        connection.execute(
            _UPSERT, (one.record.source, one.record.id, row, updated, birth, micros(now))
        )
        if _known(connection, one.record) != before:
            changed[row] = contact_id(one.record)
    record_linking.arrived(connection, changed, micros(now))
    return tuple(changed.values())


def _known(
    connection: Connection, record: SourceRecord
) -> tuple[Contact, int | None, str | None] | None:
    row = connection.execute(
        "SELECT contact, updated_at, birth FROM source_records WHERE source = ? AND id = ?",
        (record.source, record.id),
    ).fetchone()
    if row is None:
        return None
    return contacts.load(connection, [row[0]])[row[0]], row[1], row[2]


def _put_history(connection: Connection, history: SourceHistory, now: int) -> bool:
    record = history.record
    row = connection.execute(
        "SELECT contact FROM source_records WHERE source = ? AND id = ?",
        (record.source, record.id),
    ).fetchone()
    if row is None:
        return False  # erased since it was asked
    contact = int(row[0])
    connection.execute("UPDATE source_records SET history_at = ? WHERE contact = ?", (now, contact))
    rows = _apart(connection, contact, record, history.interactions)
    oldest = min((one.at for one in rows), default=None) if history.more else None
    before = _since(connection, contact, record, oldest)
    kept = {one.id for one in rows}
    gone = [key for key in before if InteractionId(key) not in kept]
    connection.executemany("DELETE FROM interactions WHERE key = ?", [(key,) for key in gone])
    interactions.put(connection, ((contact, one, None) for one in rows))
    return _since(connection, contact, record, oldest) != before


def _apart(
    connection: Connection, contact: int, record: SourceRecord, found: Sequence[Interaction]
) -> list[Interaction]:
    """Under keys of their own where another record of the source has the same ones.

    A ticket of two people stands in the history of both.
    """
    rows = [_owned(interaction, record) for interaction in found]
    marks = ",".join("?" * len(rows))
    query = f"SELECT key FROM interactions WHERE key IN ({marks}) AND contact != ?"  # noqa: S608
    taken = {key for (key,) in connection.execute(query, (*(one.id for one in rows), contact))}
    return [
        replace(one, id=interactions.id_apart(one.id, record.id)) if one.id in taken else one
        for one in rows
    ]


def _owned(interaction: Interaction, record: SourceRecord) -> Interaction:
    """A source speaks of its own rows alone: none of another, and none of ours, is replaced."""
    start = f"{record.source}:"
    own = interaction.id if interaction.id.startswith(start) else f"{start}{interaction.id}"
    return replace(
        interaction,
        id=InteractionId(own),
        contact_id=contact_id(record),
        source=record.source,
    )


def _since(
    connection: Connection, contact: int, record: SourceRecord, oldest: datetime | None
) -> dict[str, tuple[object, ...]]:
    """The rows of the record from `oldest` on, whole, by key."""
    rows = connection.execute(
        "SELECT * FROM interactions WHERE contact = ? AND at >= ? AND source = ?",
        (contact, micros(oldest) if oldest else -(1 << 62), record.source),
    )
    names = [column[0] for column in rows.description]
    key = names.index("key")
    return {row[key]: row for row in rows}
