"""Interactions: the rows of the timeline."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from agentassist.domain.call import Direction
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.sealed import redact_cards
from agentassist.storage.engine import Connection
from agentassist.storage.folding import reference_key
from agentassist.storage.values import micros, moment, span, span_micros

COUNT_LIMIT = 1000  # a switchboard has more than anyone counts
_APART = "\x1f"  # the row of a second contact's record that has the same interaction

_COLUMNS = (
    "key, channel, at, title, detail, topic, status, duration, mood_start, mood_end, agent,"
    " reference, source, apologies, article_ids, direction, thread, parent, unanswered,"
    " answered_at, discretion, due, done_at"
)
# Our defects of the call stand in its wrap-up only.
_REPEATED = (
    "(SELECT json_extract(body, '$.repeated') FROM wrap_ups"
    " WHERE wrap_ups.key = interactions.wrap_up)"
)
_UPSERT = f"""
    INSERT INTO interactions ({_COLUMNS}, contact, reference_key, wrap_up)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET
        channel = excluded.channel, at = excluded.at, title = excluded.title,
        detail = excluded.detail, topic = excluded.topic, status = excluded.status,
        duration = excluded.duration, mood_start = excluded.mood_start,
        mood_end = excluded.mood_end, agent = excluded.agent, reference = excluded.reference,
        source = excluded.source, apologies = excluded.apologies,
        article_ids = excluded.article_ids, direction = excluded.direction,
        thread = excluded.thread, parent = excluded.parent, unanswered = excluded.unanswered,
        answered_at = excluded.answered_at, discretion = excluded.discretion,
        due = excluded.due, done_at = excluded.done_at, contact = excluded.contact,
        reference_key = excluded.reference_key, wrap_up = excluded.wrap_up"""  # noqa: S608


def put(connection: Connection, rows: Iterable[tuple[int, Interaction, str | None]]) -> None:
    """Add or replace interactions: (row of the contact, interaction, id of its wrap-up).

    Inside the caller's transaction.
    """
    connection.executemany(_UPSERT, [_row(*row) for row in rows])


def newest(
    connection: Connection,
    contact: int,
    contact_id: ContactId,
    limit: int,
    before: datetime | None = None,
) -> list[Interaction]:
    """The contact's interactions, newest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS}, {_REPEATED} FROM interactions"  # noqa: S608
        " WHERE contact = ? AND at < ?"
        " ORDER BY at DESC, id DESC LIMIT ?",
        (contact, micros(before) if before else 1 << 62, limit),
    )
    return [_interaction(contact_id, row) for row in rows]


def newest_of(
    connection: Connection,
    contacts: Sequence[int],
    contact_id: ContactId,
    limit: int,
    before: datetime | None = None,
) -> tuple[list[Interaction], bool]:
    """The newest of a person's records together, each once, and whether there are older ones.

    A few more than `limit` where several have the time of the last one: the next page begins
    before that time, and none is lost between two pages.
    """
    found: dict[InteractionId, Interaction] = {}
    for contact in contacts:
        for one in newest(connection, contact, contact_id, limit + 1, before):
            found.setdefault(one.id, one)
    ordered = sorted(found.values(), key=lambda one: one.at, reverse=True)
    if len(ordered) <= limit:
        return ordered, False
    last = ordered[limit - 1].at
    if ordered[limit].at == last:
        for contact in contacts:
            for one in _at(connection, contact, contact_id, last):
                found.setdefault(one.id, one)
        ordered = sorted(found.values(), key=lambda one: one.at, reverse=True)
    page = [one for one in ordered if one.at >= last]
    return page, len(ordered) > len(page) or _older(connection, contacts, last)


def id_apart(interaction: InteractionId, record: str) -> InteractionId:
    """The id under which a further record keeps an interaction that another has as well."""
    return InteractionId(f"{interaction}{_APART}{record}")


def _at(
    connection: Connection, contact: int, contact_id: ContactId, at: datetime
) -> list[Interaction]:
    rows = connection.execute(
        f"SELECT {_COLUMNS}, {_REPEATED} FROM interactions"  # noqa: S608
        " WHERE contact = ? AND at = ? ORDER BY id DESC LIMIT ?",
        (contact, micros(at), COUNT_LIMIT),
    )
    return [_interaction(contact_id, row) for row in rows]


def _older(connection: Connection, contacts: Sequence[int], at: datetime) -> bool:
    query = "SELECT 1 FROM interactions WHERE contact = ? AND at < ? LIMIT 1"
    return any(connection.execute(query, (one, micros(at))).fetchone() for one in contacts)


def summary(connection: Connection, contact: int) -> tuple[int, datetime | None]:
    """How many there are, counted up to COUNT_LIMIT, and when the last one was."""
    last = connection.execute(
        "SELECT at FROM interactions WHERE contact = ? ORDER BY at DESC LIMIT 1", (contact,)
    ).fetchone()
    if last is None:
        return 0, None
    count = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM interactions WHERE contact = ? LIMIT ?)",
        (contact, COUNT_LIMIT),
    ).fetchone()
    return int(count[0]), moment(last[0])


def last_at(connection: Connection, contacts: Sequence[int]) -> dict[int, int]:
    """When each contact was last in touch, in microseconds; 0 for never."""
    marks = ",".join(("(?)",) * len(contacts))
    rows = connection.execute(
        f"WITH asked (row) AS (VALUES {marks})"  # noqa: S608
        " SELECT row, ifnull((SELECT at FROM interactions WHERE contact = row"
        " ORDER BY at DESC LIMIT 1), 0) FROM asked",
        contacts,
    )
    return dict(rows.fetchall())


def _row(contact: int, interaction: Interaction, wrap_up: str | None) -> tuple[object, ...]:
    reference = _redacted(interaction.reference)
    return (
        interaction.id,
        interaction.channel.value,  # a plain str: the driver converts no other at once
        micros(interaction.at),
        redact_cards(interaction.title),
        redact_cards(interaction.detail),
        _redacted(interaction.topic),
        interaction.status.value,
        span_micros(interaction.duration),
        interaction.mood_start.value if interaction.mood_start else None,
        interaction.mood_end.value if interaction.mood_end else None,
        _redacted(interaction.agent),
        reference,
        interaction.source,
        interaction.apologies,
        json.dumps(interaction.article_ids) if interaction.article_ids else None,
        interaction.direction.value if interaction.direction else None,
        _redacted(interaction.thread),
        _redacted(interaction.parent),
        int(interaction.unanswered),
        micros(interaction.answered_at) if interaction.answered_at else None,
        None if interaction.discretion is Discretion.SAY else interaction.discretion.value,
        micros(interaction.due) if interaction.due else None,
        micros(interaction.done_at) if interaction.done_at else None,
        contact,
        reference_key(reference) if reference else None,
        wrap_up,
    )


def _redacted(text: str | None) -> str | None:
    return redact_cards(text) if text else None


def _interaction(contact_id: ContactId, row: tuple[object, ...]) -> Interaction:
    key, channel, at, title, detail, topic, status, duration, mood_start, mood_end = row[:10]
    agent, reference, source, apologies, article_ids = row[10:15]
    direction, thread, parent, unanswered, answered_at, discretion, due, done_at, repeated = row[
        15:
    ]
    return Interaction(
        id=InteractionId(str(key).partition(_APART)[0]),
        contact_id=contact_id,
        channel=Channel(str(channel)),
        at=moment(_number(at)),
        title=str(title),
        detail=str(detail),
        topic=_text(topic),
        status=InteractionStatus(str(status)),
        duration=None if duration is None else span(_number(duration)),
        mood_start=Mood(str(mood_start)) if mood_start else None,
        mood_end=Mood(str(mood_end)) if mood_end else None,
        agent=_text(agent),
        reference=_text(reference),
        source=str(source),
        apologies=_number(apologies),
        article_ids=tuple(json.loads(str(article_ids))) if article_ids else (),
        repeated=_number(repeated or 0),
        direction=Direction(str(direction)) if direction else None,
        thread=_text(thread),
        parent=_text(parent),
        unanswered=bool(unanswered),
        answered_at=_moment(answered_at),
        discretion=Discretion(str(discretion)) if discretion else Discretion.SAY,
        due=_moment(due),
        done_at=_moment(done_at),
    )


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"an integer column holds {type(value).__name__}")
    return value


def _moment(value: object) -> datetime | None:
    return None if value is None else moment(_number(value))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
