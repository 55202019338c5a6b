"""After the call: a prefilled wrap-up, kept as a draft from the first moment, then saved."""

from dataclasses import replace

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.events import WrapUpChanged, WrapUpSaved
from agentassist.app.outbox import WriteBack
from agentassist.domain.call import CallOrigin, CallOutcome
from agentassist.domain.contact import IdentityStatus
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId, WrapUpId
from agentassist.domain.wrap_up import Disposition, WrapUp, without_cards
from agentassist.ports.clock import Clock
from agentassist.ports.history import History
from agentassist.ports.key_uses import KeyUses
from agentassist.ports.wrap_ups import WrapUps


class WrapUpDesk:
    """One wrap-up is shown at a time; the others wait as drafts, the oldest first."""

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        records: CallRecords,
        wrap_ups: WrapUps,
        history: History,
        write_back: WriteBack | None = None,
        uses: KeyUses | None = None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._records = records
        self._wrap_ups = wrap_ups
        self._history = history
        self._write_back = write_back
        self._uses = uses
        self._shown: WrapUp | None = None
        self._waiting: list[WrapUp] = []

    async def restore(self, agent: AgentId) -> None:
        """Offer what an earlier run left unfinished; nothing of another agent stays in front.

        Theirs is kept as a draft, and offered to them again.
        """
        if self._shown is not None and self._shown.agent != agent:
            self._shown = None
        self._waiting = list(await self._wrap_ups.drafts(agent))
        self._publish()

    async def offer(self, record: CallRecord) -> None:
        """Called when an answered call ended. The draft is durable before it is shown."""
        wrap_up = self._prefill(record)
        if record.wrap_up is not None:  # saved while still talking: only the times were missing
            final = replace(record.wrap_up, ended_at=wrap_up.ended_at, talk=wrap_up.talk)
            await self._store(final)
            return
        if self._shown is not None:
            if self._shown.call_id == wrap_up.call_id:
                wrap_up = replace(self._shown, ended_at=wrap_up.ended_at, talk=wrap_up.talk)
            else:
                self._waiting.append(self._shown)
        if (kept := self._take(wrap_up.call_id)) is not None:
            wrap_up = _joined(kept, wrap_up)
        await self._wrap_ups.save_draft(wrap_up)
        self._shown = wrap_up
        front = self._records.front
        if front is not None and front.snapshot.state.in_call and front is not record:
            self.step_back(front)  # the next call came at once, as after a link's
            return
        self._publish()

    async def keep(self, record: CallRecord) -> None:
        """A draft while the call still runs: should the program end first, it is offered again."""
        shown = self._shown is not None and self._shown.call_id == record.call_id
        if not shown and all(w.call_id != record.call_id for w in self._waiting):
            await self._wrap_ups.save_draft(self._prefill(record))

    async def notes_changed(self, record: CallRecord, before: str) -> None:
        """Those of the last moment come after the offer: the summary, while nobody wrote one."""
        if record in self._records.unfinished():
            await self.keep(record)
        shown, notes = self._shown, record.notes.strip()
        if shown is None or shown.call_id != record.call_id or notes == before.strip():
            return
        if shown.summary == before.strip():
            self._shown = replace(shown, summary=notes)
            await self._wrap_ups.save_draft(self._shown)
            self._publish()

    def step_back(self, record: CallRecord) -> None:
        """A new call came: the open wrap-up waits, nothing of it is lost."""
        if self._shown is not None and self._shown.call_id != record.call_id:
            self._waiting.append(self._shown)
            self._shown = None
            self._publish()

    async def draft(self, wrap_up: WrapUp) -> None:
        wrap_up = without_cards(wrap_up)
        await self._wrap_ups.save_draft(wrap_up)
        if self._shown is not None and self._shown.id == wrap_up.id:
            self._shown = wrap_up
        else:  # a call came in front while the last words were on their way
            self._waiting = [wrap_up if w.id == wrap_up.id else w for w in self._waiting]

    async def save(self, wrap_up: WrapUp) -> WrapUp:
        """Durable when it returns."""
        wrap_up = without_cards(wrap_up)
        record = self._records.get(wrap_up.call_id)
        if wrap_up.contact_id is None and record is not None:
            wrap_up = replace(wrap_up, contact_id=await self._remember(record))
        saved = replace(wrap_up, saved_at=self._clock.now())
        await self._store(saved)
        if record is not None:
            record.wrap_up = saved
            await self._note_use(record, saved.contact_id)
        self._drop(wrap_up.call_id)
        self._bus.publish(WrapUpSaved(saved))
        self._publish()
        return saved

    async def _store(self, wrap_up: WrapUp) -> None:
        """With what sources are told of it, so that neither is lost without the other."""
        if self._write_back is None:
            await self._wrap_ups.save(wrap_up)
            return
        await self._wrap_ups.save(wrap_up, await self._write_back.notes_of(wrap_up))
        self._write_back.wake()

    async def _note_use(self, record: CallRecord, contact_id: ContactId | None) -> None:
        """The number was theirs today. Nobody vouches for the number of a link."""
        vouched = record.snapshot.origin is not CallOrigin.LINK
        if self._uses is not None and vouched and contact_id is not None and record.keys:
            verified = bool(record.card.call.verified)
            await self._uses.used(contact_id, record.keys, verified=verified)

    async def _remember(self, record: CallRecord) -> ContactId | None:
        """Who nobody knew is known from now on, by the number or account they called with."""
        call, keys = record.snapshot, record.keys
        if record.identity.status is not IdentityStatus.UNKNOWN or keys is None:
            return None
        name = call.caller_customer or call.caller.name or call.caller.number
        if call.origin is CallOrigin.LINK:  # nobody vouches for the rest of what a link says
            keys, name = replace(keys, account=None), call.caller.number
        if name is None or (keys.e164 is None and keys.account is None):
            return None
        return (await self._history.remember(keys, name)).id

    async def later(self, wrap_up: WrapUp) -> None:
        wrap_up = without_cards(wrap_up)
        await self._wrap_ups.save_draft(wrap_up)
        self._drop(wrap_up.call_id)
        self._waiting.append(wrap_up)
        self._publish()

    async def open(self) -> None:
        """The one key: the current call's wrap-up, else the oldest that waits."""
        if self._shown is not None:
            self._publish()
            return
        front = self._records.front
        if front is not None and front.answered_at is not None and front.wrap_up is None:
            self._shown = self._take(front.call_id) or self._prefill(front)
            await self._wrap_ups.save_draft(self._shown)
        elif self._waiting:
            self._shown = self._waiting.pop(0)
        else:
            raise AgentAssistError("wrap_up.none")
        self._publish()

    def _take(self, call_id: CallId | None) -> WrapUp | None:
        found = next((w for w in self._waiting if w.call_id == call_id), None)
        if found is not None:
            self._waiting.remove(found)
        return found

    def _drop(self, call_id: CallId) -> None:
        self._take(call_id)
        if self._shown is not None and self._shown.call_id == call_id:
            self._shown = None

    def _prefill(self, record: CallRecord) -> WrapUp:
        call, contact = record.snapshot, record.identity.contact
        call_id = call.call_id or CallId("")
        why = record.card.likely_why
        may_be_said = why is not None and why.discretion is Discretion.SAY  # it is kept as said
        over = call.outcome is CallOutcome.TRANSFERRED
        return WrapUp(
            id=WrapUpId(f"{call_id}/{call.agent}/{record.started_at.isoformat()}"),
            call_id=call_id,
            agent=call.agent,
            contact_id=contact.id if contact else None,
            caller_name=contact.name if contact else call.caller.name or call.caller.number,
            started_at=record.answered_at or record.started_at,
            ended_at=record.ended_at,
            talk=record.talk(self._clock.now()),
            reason=call.intent or (why.headline if why and may_be_said else ""),
            disposition=Disposition.HANDED_OVER if over else Disposition.RESOLVED,
            mood_start=record.mood_start,
            mood_end=record.mood_end,
            summary=record.notes.strip(),
            articles=tuple(record.articles),
            given=tuple(dict.fromkeys(fact.kind for fact in record.ledger().facts if fact.usable)),
            queue=call.queue,
            repeated=record.repeated,
            direction=call.direction,
        )

    def _publish(self) -> None:
        self._bus.publish(WrapUpChanged(self._shown, len(self._waiting)))


def _joined(kept: WrapUp, ended: WrapUp) -> WrapUp:
    """What was written before the program or the call was left, and what came after."""
    new = ended.summary if ended.summary not in kept.summary else ""
    return replace(
        kept,
        ended_at=ended.ended_at,
        talk=ended.ended_at - kept.started_at if ended.ended_at is not None else ended.talk,
        summary="\n".join(part for part in (kept.summary, new) if part),
        articles=tuple(dict.fromkeys((*kept.articles, *ended.articles))),
        mood_end=ended.mood_end or kept.mood_end,
        repeated=max(kept.repeated, ended.repeated),
    )
