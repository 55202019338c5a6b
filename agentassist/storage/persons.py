"""Persons: contacts joined by standing links. Read, never stored: a link that is undone is gone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agentassist.domain.ids import ContactId
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.person import Person, PersonRecord, person_of
from agentassist.domain.source import LOCAL
from agentassist.storage import contacts, interactions, links
from agentassist.storage.engine import Connection
from agentassist.storage.links import Join
from agentassist.storage.values import moment

MOST = links.MOST  # records of one person
_RECORDS = (
    "SELECT contacts.id, contacts.key, source, source_records.id, fetched_at"
    " FROM contacts LEFT JOIN source_records ON contact = contacts.id"
)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A contact's row, the record that it is, and when that was fetched (None: the store's own)."""

    row: int
    record: SourceRecord
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Members:
    """The records of one person, the one that names them first, and what joins them."""

    records: tuple[StoredRecord, ...]
    links: tuple[Join, ...] = ()

    @property
    def row(self) -> int:
        """The contact that stands for the person."""
        return self.records[0].row

    @property
    def rows(self) -> tuple[int, ...]:
        return tuple(record.row for record in self.records)


def of(connection: Connection, contact_id: ContactId) -> Members | None:
    """The person that a contact belongs to; None where there is no such contact."""
    row = contacts.row_of(connection, contact_id)
    return None if row is None else with_rows(connection, [row])[row]


def with_rows(connection: Connection, rows: Sequence[int]) -> dict[int, Members]:
    """The person of each contact, by its row: a few queries, however many."""
    marks = ",".join("?" * len(rows))
    found = connection.execute(f"{_RECORDS} WHERE contacts.id IN ({marks})", tuple(rows))
    asked = [_stored(row) for row in found]
    joins = links.around(connection, [one.record for one in asked])
    if not joins:
        return {one.row: Members((one,)) for one in asked}
    known = {one.record: one for one in asked}
    ends = {end for link in joins for end in (link.one, link.other)} - known.keys()
    known |= {one.record: one for one in _rows_of(connection, ends)}
    people: dict[int, Members] = {}
    for piece, joined in _pieces(known, joins):
        members = Members(tuple(known[record] for record in _ordered(piece, known, joined)), joined)
        people |= dict.fromkeys(members.rows, members)
    return {one.row: people[one.row] for one in asked}


def load(connection: Connection, people: Iterable[Members]) -> dict[int, Person]:
    """The persons by the row that stands for each, with what every record says: some queries."""
    wanted = {members.row: members for members in people}
    rows = [row for members in wanted.values() for row in members.rows]
    held = contacts.load(connection, rows)
    joins = [join.id for members in wanted.values() for join in members.links]
    made = links.numbered(connection, joins) if joins else {}
    return {
        row: person_of(
            [PersonRecord(one.record, held[one.row], one.fetched_at) for one in members.records],
            [made[join.id] for join in members.links],
        )
        for row, members in wanted.items()
    }


def last_at(connection: Connection, people: Iterable[Members]) -> dict[int, int]:
    """When each person, by row, was last in touch, in microseconds; 0 for never."""
    found = list(people)
    last = interactions.last_at(connection, [row for one in found for row in one.rows])
    return {one.row: max(last[row] for row in one.rows) for one in found}


def summary(connection: Connection, members: Members) -> tuple[int, datetime | None]:
    """How many interactions there are, each record counted up to a limit, and the last one."""
    found = [interactions.summary(connection, row) for row in members.rows]
    return sum(count for count, _ in found), max((at for _, at in found if at), default=None)


def _stored(row: tuple[int, str, str | None, str | None, int | None]) -> StoredRecord:
    contact, key, source, id_, fetched_at = row
    if source is None or id_ is None or fetched_at is None:
        return StoredRecord(contact, SourceRecord(LOCAL, key))
    return StoredRecord(contact, SourceRecord(source, id_), moment(fetched_at))


def _rows_of(connection: Connection, records: set[SourceRecord]) -> list[StoredRecord]:
    """Those of `records` that are in the store; a link may outlive a record that was erased."""
    keys = [record.id for record in records if record.source == LOCAL]
    other = [text for r in sorted(records) if r.source != LOCAL for text in (r.source, r.id)]
    found = connection.execute(
        f"{_RECORDS} WHERE contacts.key IN ({','.join('?' * len(keys))}) AND source IS NULL",
        keys,
    ).fetchall()
    marks = ",".join(("(?, ?)",) * (len(other) // 2))
    if other:
        found += connection.execute(
            f"WITH asked (source_, id_) AS MATERIALIZED (VALUES {marks})"  # noqa: S608
            " SELECT contact, '', source, id, fetched_at FROM asked CROSS JOIN source_records"
            " ON source = source_ AND id = id_",
            other,
        ).fetchall()
    return [_stored(row) for row in found]


def _pieces(
    known: dict[SourceRecord, StoredRecord], joins: Sequence[Join]
) -> list[tuple[list[SourceRecord], tuple[Join, ...]]]:
    """What hangs together: records in the store, and the links between them."""
    place = {record: at for at, record in enumerate(known)}
    for join in joins:  # a record that was erased may still join two
        place.setdefault(join.one, len(place))
        place.setdefault(join.other, len(place))
    above = list(range(len(place)))

    def top(at: int) -> int:
        while above[at] != at:
            above[at] = at = above[above[at]]
        return at

    ends = [(place[join.one], place[join.other]) for join in joins]
    for one, other in ends:
        above[top(one)] = top(other)
    pieces: dict[int, list[SourceRecord]] = {}
    for at, record in enumerate(known):
        pieces.setdefault(top(at), []).append(record)
    joined: dict[int, list[Join]] = {}
    for (one, _), join in zip(ends, joins, strict=True):
        joined.setdefault(top(one), []).append(join)
    return [(piece, tuple(joined.get(at, ()))) for at, piece in pieces.items()]


def _ordered(
    piece: list[SourceRecord],
    known: dict[SourceRecord, StoredRecord],
    joined: tuple[Join, ...],
) -> list[SourceRecord]:
    """The store's own records first, then the one linked first, then by when it came."""
    linked: dict[SourceRecord, int] = {}
    for link in joined:
        linked.setdefault(link.one, link.id)
        linked.setdefault(link.other, link.id)
    return sorted(piece, key=lambda one: (one.source != LOCAL, linked.get(one, 0), known[one].row))
