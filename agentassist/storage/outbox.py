"""Notes on their way to sources of record: queued with their wrap-up, in its transaction."""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from agentassist.domain.card_number import redact_cards
from agentassist.domain.ids import InteractionId
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import LOCAL
from agentassist.domain.source_note import NotesOfWrapUp, SourceNote
from agentassist.ports.clock import Clock
from agentassist.ports.outbox import OutboxCount, WaitingNote
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros, moment

SENT_KEPT = timedelta(days=90)  # without its text: so that a wrap-up changed later is corrected
_WAITS = (
    "sent_at IS NULL AND source IN ({marks}) AND NOT EXISTS (SELECT 1 FROM outbox AS older"
    " WHERE older.wrap_up = outbox.wrap_up AND older.source = outbox.source"
    " AND older.sent_at IS NULL AND older.number < outbox.number)"
)


class StoredOutbox:
    """Implements `ports.outbox.Outbox` over the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def due(self, now: datetime, sources: Sequence[str]) -> Sequence[WaitingNote]:
        """See the port."""
        where = _WAITS.format(marks=",".join("?" * len(sources)))

        def read(connection: Connection) -> list[WaitingNote]:
            rows = connection.execute(
                "SELECT key, source, record, interaction, body, tries FROM outbox"  # noqa: S608
                f" WHERE {where} AND next_at <= ? ORDER BY made_at, number",
                (*sources, micros(now)),
            )
            return [
                WaitingNote(
                    key,
                    SourceRecord(source, record),
                    None if interaction is None else InteractionId(interaction),
                    body,
                    tries,
                )
                for key, source, record, interaction, body, tries in rows
            ]

        return await self._database.read(read)

    async def next_at(self, sources: Sequence[str]) -> datetime | None:
        """See the port."""
        where = _WAITS.format(marks=",".join("?" * len(sources)))

        def read(connection: Connection) -> datetime | None:
            (at,) = connection.execute(
                f"SELECT min(next_at) FROM outbox WHERE {where}",  # noqa: S608
                tuple(sources),
            ).fetchone()
            return None if at is None else moment(at)

        return await self._database.read(read)

    async def trying(self, key: str) -> None:
        """See the port."""
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET tries = tries + 1 WHERE key = ?", (key,)
            )
        )

    async def sent(self, key: str) -> None:
        """Its text is the source's from now on."""
        now = micros(self._clock.now())
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET sent_at = ?, body = '', error = NULL WHERE key = ?", (now, key)
            )
        )

    async def failed(self, key: str, error: str, next_at: datetime) -> None:
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET error = ?, next_at = ? WHERE key = ?",
                (error, micros(next_at), key),
            )
        )

    async def try_now(self) -> None:
        """See the port."""
        now = micros(self._clock.now())
        await self._database.write(
            lambda connection: connection.execute(
                "UPDATE outbox SET next_at = ? WHERE sent_at IS NULL AND next_at > ?", (now, now)
            )
        )

    async def count(self) -> OutboxCount:
        return await self._database.read(_count)


def queue(connection: Connection, told: NotesOfWrapUp, now: datetime) -> None:
    """In the wrap-up's own transaction: what has to be told, given what was told before.

    What nobody has tried to send yet is replaced. What may be there already is corrected by a
    further note, and taken back where the wrap-up turned out to be somebody else's.
    """
    connection.execute("DELETE FROM outbox WHERE sent_at < ?", (micros(now - SENT_KEPT),))
    connection.execute(
        "DELETE FROM outbox WHERE wrap_up = ? AND sent_at IS NULL AND tries = 0", (told.wrap_up,)
    )
    wanted = {note.record: note for note in told.notes}
    last: dict[SourceRecord, tuple[InteractionId | None, str]] = {}
    numbers: dict[str, int] = {}
    for source, record, interaction, number, digest in connection.execute(
        "SELECT source, record, interaction, number, digest FROM outbox WHERE wrap_up = ?"
        " ORDER BY number",
        (told.wrap_up,),
    ).fetchall():
        last[SourceRecord(source, record)] = interaction, digest
        numbers[source] = number
    withdrawn = dict(told.withdrawn)
    for gone, (interaction, digest) in last.items():
        text = withdrawn.get(gone.source)
        if gone not in wanted and text is not None and digest != _digest(text):
            note = SourceNote(gone, interaction, text, text)
            _add(connection, told, note, text, numbers, now)
    for note in told.notes:
        before = last.get(note.record)
        if before is None:
            _add(connection, told, note, note.text, numbers, now)
        elif before[1] != _digest(note.text):
            there = replace(note, interaction=before[0])
            _add(connection, told, there, note.corrected, numbers, now)


def drop(
    connection: Connection,
    *,
    about: Collection[SourceRecord],
    waiting_for: Collection[SourceRecord],
) -> None:
    """Notes about one customer that wait to be told to records that turned out to be another's.

    One that was sent already is taken back when the wrap-up is saved again: see `queue`.
    """
    ids = json.dumps([one.id if one.source == LOCAL else contact_id(one) for one in about])
    connection.executemany(
        "DELETE FROM outbox WHERE source = ? AND record = ? AND sent_at IS NULL"
        " AND contact_key IN (SELECT value FROM json_each(?))",
        [(one.source, one.id, ids) for one in waiting_for],
    )


def _add(
    connection: Connection,
    told: NotesOfWrapUp,
    note: SourceNote,
    body: str,
    numbers: dict[str, int],
    now: datetime,
) -> None:
    source = note.record.source
    number = numbers[source] = numbers.get(source, -1) + 1
    named = hashlib.sha256(f"{told.wrap_up}\n{source}\n{number}".encode()).hexdigest()
    connection.execute(
        "INSERT INTO outbox (key, wrap_up, number, source, record, interaction, contact_key, body,"
        " digest, made_at, next_at, tries) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            f"agentassist-{named[:24]}",
            told.wrap_up,
            number,
            source,
            note.record.id,
            note.interaction,
            told.contact_id,
            redact_cards(body),
            _digest(note.text),
            micros(now),
            micros(now),
        ),
    )


def _count(connection: Connection) -> OutboxCount:
    waiting, failed = connection.execute(
        "SELECT count(*), count(error) FROM outbox WHERE sent_at IS NULL"
    ).fetchone()
    last = connection.execute(
        "SELECT source, error FROM outbox WHERE sent_at IS NULL AND error IS NOT NULL"
        " ORDER BY next_at DESC LIMIT 1"
    ).fetchone()
    return OutboxCount(waiting, failed, *(last or (None, None)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
