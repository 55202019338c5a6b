"""Links between records of sources: made with evidence, undone with a reason, never merged."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import LinkMethod, RecordLink, SourceRecord
from agentassist.domain.sealed import redact_cards
from agentassist.ports.clock import Clock
from agentassist.storage import outbox
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros, moment

MOST = 200  # records of one customer that are followed
_COLUMNS = (
    "id, one_source, one_id, other_source, other_id, method, made_by, made_at, evidence,"
    " undone_by, undone_at, undone_why"
)
_PAIR = "one_source = ? AND one_id = ? AND other_source = ? AND other_id = ?"
_Row = tuple[int, str, str, str, str, str, str, int, str, str | None, int | None, str | None]


class StoredLinks:
    """Which records are one customer. Every method raises AgentAssistError("storage.*")."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self,
        one: SourceRecord,
        other: SourceRecord,
        *,
        method: LinkMethod,
        by: str,
        evidence: Iterable[Reason] = (),
    ) -> RecordLink | None:
        """Link two records and return the link; the one that stands, if there is one.

        None where a rule would join what a person took apart: only a person joins it again.
        Raises ValueError when the two are one record.
        """
        if one == other:
            raise ValueError("a record is not linked with itself")
        now = micros(self._clock.now())
        reasons = tuple(evidence)
        return await self._database.write(
            lambda connection: insert(
                connection, one, other, method=method, by=by, evidence=reasons, now=now
            )
        )

    async def undo(self, link_id: int, *, by: str, why: str = "") -> bool:
        """Take a link apart; False when there is none that stands. `why` is kept."""
        now = micros(self._clock.now())
        return await self._database.write(
            lambda connection: undo(connection, link_id, by=by, why=why, now=now)
        )

    async def of(self, record: SourceRecord, *, undone: bool = False) -> list[RecordLink]:
        """The links of a record, the first made first; with `undone` all that ever were."""
        return await self._database.read(lambda connection: _of(connection, record, undone))

    async def person(self, record: SourceRecord) -> list[SourceRecord]:
        """All records of the customer, this one included, at any distance, in order."""

        def read(connection: Connection) -> list[SourceRecord]:
            links = around(connection, [record])
            return sorted({record, *(end for link in links for end in (link.one, link.other))})

        return await self._database.read(read)


def insert(
    connection: Connection,
    one: SourceRecord,
    other: SourceRecord,
    *,
    method: LinkMethod,
    by: str,
    evidence: Iterable[Reason],
    now: int,
) -> RecordLink | None:
    """See `StoredLinks.add`. Inside the caller's transaction."""
    pair = sorted((one, other))
    key = tuple(text for record in pair for text in (record.source, record.id))
    known = [
        _link(row)
        for row in connection.execute(
            f"SELECT {_COLUMNS} FROM links WHERE {_PAIR} ORDER BY id",  # noqa: S608
            key,
        )
    ]
    standing = [link for link in known if link.undone_at is None]
    if standing:
        return standing[0]
    if method is LinkMethod.RULE and any(link.undone_by != by for link in known):
        return None
    row = connection.execute(
        "INSERT INTO links (one_source, one_id, other_source, other_id, method, made_by,"
        " made_at, evidence) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        (*key, method, by, now, json.dumps(list(evidence))),
    ).fetchone()
    return _link(row)


def undo(connection: Connection, link_id: int, *, by: str, why: str, now: int) -> bool:
    """See `StoredLinks.undo`. Inside the caller's transaction.

    Notes about one that wait for the other are dropped: they were for somebody else.
    """
    row = connection.execute(
        "UPDATE links SET undone_by = ?, undone_at = ?, undone_why = ?"
        " WHERE id = ? AND undone_at IS NULL RETURNING one_source, one_id, other_source, other_id",
        (by, now, redact_cards(why), link_id),
    ).fetchone()
    if row is None:
        return False
    one, other = (_whole(connection, SourceRecord(*end)) for end in (row[:2], row[2:]))
    if one != other:  # else another link still joins them
        outbox.drop(connection, about=one, waiting_for=other)
        outbox.drop(connection, about=other, waiting_for=one)
    return True


def _whole(connection: Connection, record: SourceRecord) -> frozenset[SourceRecord]:
    """The record and all that hang on it."""
    joins = around(connection, [record])
    return frozenset({record, *(end for join in joins for end in (join.one, join.other))})


def undone(connection: Connection, records: Iterable[SourceRecord]) -> list[RecordLink]:
    """The links of `records` that were taken apart, by whomever, and do not stand again."""
    every = [link for record in records for link in _of(connection, record, True)]
    standing = {(link.one, link.other) for link in every if link.undone_at is None}
    return [
        link
        for link in every
        if link.undone_at is not None and (link.one, link.other) not in standing
    ]


class Join(NamedTuple):
    """A standing link by its number, without who, when and why."""

    id: int
    one: SourceRecord
    other: SourceRecord


def around(connection: Connection, records: Iterable[SourceRecord]) -> list[Join]:
    """The standing links of `records` and of all that hang on them, the first made first.

    Some MOST links a record are followed, however long a chain is.
    """
    level = set(records)
    seen = set(level)
    most = MOST * len(seen)
    found: dict[int, Join] = {}
    while level and len(found) < most:
        ends: set[SourceRecord] = set()
        for number, *key in _standing(connection, level):
            if number not in found:
                one, other = SourceRecord(*key[:2]), SourceRecord(*key[2:])
                found[number] = Join(number, one, other)
                ends |= {one, other}
        level = ends - seen
        seen |= level
    return [found[number] for number in sorted(found)]


def numbered(connection: Connection, numbers: Sequence[int]) -> dict[int, RecordLink]:
    """Links by their number, whole."""
    marks = ",".join("?" * len(numbers))
    query = f"SELECT {_COLUMNS} FROM links WHERE id IN ({marks})"  # noqa: S608
    return {row[0]: _link(row) for row in connection.execute(query, numbers)}


def _standing(
    connection: Connection, records: set[SourceRecord]
) -> Iterator[tuple[int, str, str, str, str]]:
    marks = ",".join(("(?, ?)",) * len(records))
    columns = "links.id, one_source, one_id, other_source, other_id"
    return connection.execute(
        f"WITH asked (source, id_) AS MATERIALIZED (VALUES {marks})"  # noqa: S608
        f" SELECT {columns} FROM asked CROSS JOIN links"
        " ON one_source = source AND one_id = id_ WHERE undone_at IS NULL"
        f" UNION ALL SELECT {columns} FROM asked CROSS JOIN links"
        " ON other_source = source AND other_id = id_ WHERE undone_at IS NULL",
        [text for record in sorted(records) for text in (record.source, record.id)],
    )


def _of(connection: Connection, record: SourceRecord, undone: bool) -> list[RecordLink]:
    key = (record.source, record.id)
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM links WHERE one_source = ? AND one_id = ?"  # noqa: S608
        f" UNION SELECT {_COLUMNS} FROM links WHERE other_source = ? AND other_id = ?"
        " ORDER BY id",
        (*key, *key),
    )
    links = [_link(row) for row in rows]
    return [link for link in links if undone or link.undone_at is None]


def _link(row: _Row) -> RecordLink:
    return RecordLink(
        id=row[0],
        one=SourceRecord(row[1], row[2]),
        other=SourceRecord(row[3], row[4]),
        method=LinkMethod(row[5]),
        made_by=row[6],
        made_at=moment(row[7]),
        evidence=tuple(map(Reason, json.loads(row[8]))),
        undone_by=row[9],
        undone_at=None if row[10] is None else moment(row[10]),
        undone_why=row[11],
    )
