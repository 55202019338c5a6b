"""Write-back: what sources are told of saved wrap-ups, and how it gets there."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from agentassist.app.bus import Bus
from agentassist.app.events import OutboxChanged
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import Interaction, InteractionStatus
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.clock import Clock
from agentassist.ports.history import History
from agentassist.ports.outbox import NoteSender, NoteTaker, Outbox, WaitingNote

if TYPE_CHECKING:  # the rules of linking are not needed for the first paint
    from agentassist.domain.linking.record_link import SourceRecord
    from agentassist.domain.source_note import NotesOfWrapUp

# After each failure it rests longer; the last pause is kept, because nothing is given up.
PAUSES = tuple(timedelta(seconds=s) for s in (30, 120, 600, 3600, 6 * 3600))
LOOKED_AT = 50  # interactions among which the ticket is looked for
_log = logging.getLogger(__name__)


class WriteBack:
    """On the core thread. Nothing is told to a source that the settings don't name for it."""

    def __init__(
        self, *, bus: Bus, clock: Clock, outbox: Outbox, sender: NoteSender, history: History
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._outbox = outbox
        self._sender = sender
        self._history = history
        self._wake = asyncio.Event()
        self._told = OutboxChanged(0)

    async def notes_of(self, wrap_up: WrapUp) -> NotesOfWrapUp | None:
        """What is to be told of it, to be kept with it; None when nobody is told anything."""
        from agentassist.domain import source_note as note

        takers = self._sender.takers
        if not takers:
            return None
        zone = self._clock.now().astimezone().tzinfo or self._clock.now().tzinfo
        if zone is None:
            raise ValueError("clocks are aware")
        try:
            targets = await self._targets(wrap_up, takers)
        except AgentAssistError as error:  # not known is not nobody: nothing may be taken back
            _log.warning("no note for a wrap-up: %s", error.code)
            return None
        notes = []
        for taker, record, interaction in targets:
            text = note.note_text(wrap_up, taker.language, zone)
            corrected = note.corrected_text(text, taker.language)
            notes.append(note.SourceNote(record, interaction, text, corrected))
        return note.NotesOfWrapUp(
            wrap_up.id,
            wrap_up.contact_id,
            tuple(notes),
            tuple(
                (taker.source, note.withdrawn_text(wrap_up, taker.language, zone))
                for taker in takers
            ),
        )

    async def run(self) -> None:
        """Send what waits, now and whenever something is due. Ends by being cancelled."""
        while True:
            self._wake.clear()
            try:
                pause = await self._deliver()
            except AgentAssistError as error:  # a store that is busy, or closing
                _log.warning("notes wait: %s", error.code)
                pause = PAUSES[0].total_seconds()
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def wake(self) -> None:
        """There is something new to send, or somebody to send it to."""
        self._wake.set()

    async def try_now(self) -> None:
        """The agent does not want to wait for the next try."""
        await self._outbox.try_now()
        self.wake()

    async def _targets(
        self, wrap_up: WrapUp, takers: Iterable[NoteTaker]
    ) -> list[tuple[NoteTaker, SourceRecord, InteractionId | None]]:
        """Whom it is about at each source, and the ticket that it belongs to."""
        if wrap_up.contact_id is None:
            return []
        person = await self._history.person(wrap_up.contact_id)
        page = await self._history.timeline(wrap_up.contact_id, limit=LOOKED_AT)
        found = []
        for taker in takers:
            record = next(
                (r.record for r in person.records if r.record.source == taker.source), None
            )
            if record is None:
                continue
            own = [one for one in page.interactions if one.source == taker.source]
            for target in _places(own, wrap_up.reason):
                if self._sender.takes(record, target):
                    found.append((taker, record, target))
                    break
        return found

    async def _deliver(self) -> float | None:
        """Seconds until the next is due; None when nothing waits for anybody who can be told."""
        sources = [taker.source for taker in self._sender.takers]
        silent: set[str] = set()
        while sources:
            due = await self._outbox.due(self._clock.now(), sources)
            ready = [note for note in due if note.record.source not in silent]
            if not ready:
                break
            for note in ready:
                if note.record.source not in silent and not await self._send(note):
                    silent.add(note.record.source)
        await self.tell()
        at = await self._outbox.next_at(sources) if sources else None
        return None if at is None else max(1.0, (at - self._clock.now()).total_seconds())

    async def _send(self, note: WaitingNote) -> bool:
        """A boundary: whatever is wrong with one source, the others get theirs."""
        await self._outbox.trying(note.key)
        try:
            await self._sender.send(note)
        except AgentAssistError as error:
            code = error.code
        except Exception as fault:  # noqa: BLE001 - as said
            _log.error("a note to %s: %s", note.record.source, type(fault).__name__)
            code = "source.failed"
        else:
            await self._outbox.sent(note.key)
            return True
        _log.info("a note waits for %s: %s", note.record.source, code)
        pause = PAUSES[min(note.tries, len(PAUSES) - 1)]
        await self._outbox.failed(note.key, code, self._clock.now() + pause)
        return False

    async def tell(self) -> None:
        """How many wait, if that has changed."""
        count = await self._outbox.count()
        titles = {taker.source: taker.title for taker in self._sender.takers}
        named = titles.get(count.source or "") or count.source
        told = OutboxChanged(count.waiting, count.failed, named, count.error)
        if told != self._told:
            self._told = told
            self._bus.publish(told)


def _places(own: list[Interaction], reason: str) -> Iterator[InteractionId | None]:
    """Where a note belongs, the best place first: the open ticket of this reason, or the only one;
    the customer; where customers take no notes, the open ticket that was moved last."""
    still_open = [one for one in own if one.status is not InteractionStatus.CLOSED]
    # a reason is a topic, or what the card proposed: the headline of a record
    same = [one for one in still_open if reason and reason in (one.topic, one.title)]
    if same or len(still_open) == 1:
        yield (same or still_open)[0].id
    yield None
    yield from (one.id for one in still_open[:1])
