"""Wrap-ups and their drafts. A saved wrap-up is an interaction of its contact from then on."""

from collections.abc import Sequence

import msgspec

from agentassist.domain.ids import AgentId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.source_note import NotesOfWrapUp
from agentassist.domain.wrap_up import Disposition, WrapUp, without_cards
from agentassist.ports.clock import Clock
from agentassist.storage import contacts, interactions, outbox
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection
from agentassist.storage.values import micros

TITLE_LENGTH = 120
_decoder = msgspec.json.Decoder(WrapUp)

_STATUS = {
    Disposition.RESOLVED: InteractionStatus.CLOSED,
    Disposition.NO_ACTION: InteractionStatus.CLOSED,
    Disposition.WAITING: InteractionStatus.WAITING,
    Disposition.HANDED_OVER: InteractionStatus.OPEN,
}


class StoredWrapUps:
    """Implements `ports.wrap_ups.WrapUps` over the store."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def save(self, wrap_up: WrapUp, notes: NotesOfWrapUp | None = None) -> None:
        """See the port: one transaction, so that no note is lost and none is told of nothing."""
        kept, now = without_cards(wrap_up), self._clock.now()

        def write(connection: Connection) -> None:
            _save(connection, kept)
            if notes is not None:
                outbox.queue(connection, notes, now)

        await self._database.write(write)

    async def save_draft(self, wrap_up: WrapUp) -> None:
        kept = without_cards(wrap_up)
        row = (kept.call_id, kept.id, kept.agent, micros(kept.started_at), _body(kept))
        await self._database.write(
            lambda connection: connection.execute(
                "REPLACE INTO wrap_up_drafts (call_id, key, agent, started_at, body)"
                " VALUES (?, ?, ?, ?, ?)",
                row,
            )
        )

    async def drafts(self, agent: AgentId) -> Sequence[WrapUp]:
        """Oldest first."""

        def read(connection: Connection) -> list[WrapUp]:
            rows = connection.execute(
                "SELECT body FROM wrap_up_drafts WHERE agent = ? ORDER BY started_at", (agent,)
            )
            return [_decoder.decode(row[0]) for row in rows]

        return await self._database.read(read)


def as_interaction(wrap_up: WrapUp, contact_id: ContactId) -> Interaction:
    """How a wrap-up stands in the timeline."""
    first_line = next(iter(wrap_up.summary.strip().splitlines()), "")
    title = first_line[:TITLE_LENGTH] or wrap_up.reason or wrap_up.disposition
    return Interaction(
        id=InteractionId(f"wrap-up:{wrap_up.id}"),
        contact_id=contact_id,
        channel=Channel.PHONE,
        at=wrap_up.started_at,
        title=title,
        detail="" if wrap_up.summary.strip() == title else wrap_up.summary.strip(),
        topic=wrap_up.reason or None,
        status=_STATUS[wrap_up.disposition],
        duration=wrap_up.talk,
        mood_start=wrap_up.mood_start,
        mood_end=wrap_up.mood_end,
        agent=wrap_up.agent,
        article_ids=tuple(wrap_up.articles),
        direction=wrap_up.direction,
    )


def _save(connection: Connection, wrap_up: WrapUp) -> None:
    """The wrap-up, its interaction and the end of its draft: one transaction."""
    connection.execute(
        """INSERT INTO wrap_ups
               (key, call_id, agent, contact_key, reason, disposition, started_at, body)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (key) DO UPDATE SET
               call_id = excluded.call_id, agent = excluded.agent,
               contact_key = excluded.contact_key, reason = excluded.reason,
               disposition = excluded.disposition, started_at = excluded.started_at,
               body = excluded.body""",
        (
            wrap_up.id,
            wrap_up.call_id,
            wrap_up.agent,
            wrap_up.contact_id,
            wrap_up.reason,
            wrap_up.disposition,
            micros(wrap_up.started_at),
            _body(wrap_up),
        ),
    )
    connection.execute("DELETE FROM interactions WHERE wrap_up = ?", (wrap_up.id,))
    connection.execute("DELETE FROM wrap_up_drafts WHERE key = ?", (wrap_up.id,))
    if wrap_up.contact_id is not None:
        row = contacts.ensure(connection, wrap_up.contact_id, wrap_up.caller_name or "")
        entry = as_interaction(wrap_up, wrap_up.contact_id)
        interactions.put(connection, [(row, entry, wrap_up.id)])


def _body(wrap_up: WrapUp) -> str:
    return msgspec.json.encode(wrap_up).decode()
