"""The screen pop: follows this agent's calls, finds who it is, keeps the card true."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from agentassist.app.bus import Bus
from agentassist.app.caller_lookup import CallerLookup
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.events import CardChanged, Notified, Severity, TimelineChanged
from agentassist.app.runtime import StartTask
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import (
    Candidate,
    Evidence,
    EvidenceKind,
    Identity,
    IdentityKeys,
    IdentityStatus,
)
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.greeting import greeting
from agentassist.domain.identity import against_pick
from agentassist.domain.ids import AgentId, ContactId
from agentassist.domain.likely_why import likely_why
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.verification import VerificationPolicy
from agentassist.ports.clock import Clock
from agentassist.ports.history import History, KeyParser, TimelinePage

# The store answers in a few ms: waiting this long for it lets the first paint be the whole card,
# so that nothing jumps. A slower source fills in later.
FIRST_PAINT_WAIT_S = 0.03
TIMELINE_ROWS = 50


class ScreenPops:
    """On the core thread. `on_progress` hears of each change, `on_ended` of an answered end."""

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        history: History,
        keys: KeyParser,
        records: CallRecords,
        start_task: StartTask,
        policy: VerificationPolicy | None = None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._history = history
        self._lookup = CallerLookup(history, keys)
        self._records = records
        self._start_task = start_task
        self._policy = policy or VerificationPolicy()
        self.agent = AgentId("")
        self.on_progress: Callable[[CallRecord], None] = lambda record: None
        self.on_ended: Callable[[CallRecord], None] = lambda record: None

    def follow(self, snapshot: CallSnapshot) -> None:
        """Take the agent's next snapshot."""
        if snapshot.call_id is None:
            self._clear()
            return
        now = self._clock.now()
        record = self._records.get(snapshot.call_id)
        if record is None and snapshot.replaces is not None:
            record = self._records.take_over(snapshot)
        if record is None:
            if not snapshot.state.in_call:
                return  # the end of a call that was never shown here
            record = self._records.open(snapshot, now)
        record.take(snapshot, now)
        if snapshot.state.in_call:
            self._records.front = record
            self._look_up_if_new(record)
            return
        self._end(record)

    def start_over(self, agent: AgentId) -> None:
        """Another agent sits here: nothing of the former one's calls stays on the screen."""
        self.agent = agent
        self._records.forget()
        self._clear()

    async def pick(self, contact_id: ContactId) -> None:
        """The agent says who it is. Reversible: see `unpick`."""
        record = self._records.on_card()
        chosen = next(
            (c for c in record.identity.candidates if c.contact.id == contact_id), None
        ) or Candidate(await self._history.contact(contact_id), ())
        record.before_pick = record.before_pick or record.identity
        picked = Evidence(EvidenceKind.PICKED_BY_AGENT)
        record.identity = Identity(
            IdentityStatus.IDENTIFIED,
            chosen.contact,
            (picked, *chosen.evidence),
            record.identity.candidates,
        )
        await self._load_timeline(record)
        self.publish(record)

    def unpick(self) -> None:
        record = self._records.on_card()
        if record.before_pick is not None:
            record.identity, record.before_pick = record.before_pick, None
            record.page = None
            self.publish(record)

    async def open_contact(self, contact_id: ContactId) -> None:
        """The same card without a call, for a caller that no phone event announced."""
        contact = await self._history.contact(contact_id)
        now = self._clock.now()
        front = self._records.front
        if front is not None and front.snapshot.state.in_call:
            await self.pick(contact_id)
            return
        snapshot = CallSnapshot(self._clock.monotonic_ns(), self.agent)
        record = self._records.open(snapshot, now)
        evidence = (Evidence(EvidenceKind.PICKED_BY_AGENT),)
        record.identity = Identity(IdentityStatus.IDENTIFIED, contact, evidence)
        self._records.front = record
        await self._load_timeline(record)
        self.publish(record)

    def close(self) -> None:
        """Put the card away: the wrap-up is saved or waits, ready for the next call."""
        front = self._records.front
        if front is not None and not front.snapshot.state.in_call:
            self._records.front = None
            self._clear()

    def publish(self, record: CallRecord) -> None:
        """Compose the card anew and show it, if the call is still in front."""
        record.card = self.compose(record)
        if self._records.front is not record:
            return
        self._bus.publish(CardChanged(record.card))
        known = record.identity.status is IdentityStatus.IDENTIFIED
        loading = record.looking and not record.internal
        self._bus.publish(TimelineChanged(record.page if known else None, loading=loading))
        self.on_progress(record)

    def compose(self, record: CallRecord) -> ScreenPop:
        call, identity = record.snapshot, record.identity
        now = self._clock.now()
        page = record.page or TimelinePage(ContactId(""))
        overdue = tuple(sorted((p for p in page.promises if p.overdue(now)), key=lambda p: p.due))
        ledger = record.ledger().with_record(identity.contact, self._policy.recorded(call.intent))
        word, intent = call.verified, call.intent
        verified = self._policy.verified(ledger, ivr_verified=word, intent=intent)
        call = replace(call, verified=verified and not record.internal)
        return ScreenPop(
            call=call,
            identity=identity,
            given=ledger.facts,
            needed=()
            if record.looking or call.call_id is None
            else self._policy.needed(identity, ledger, ivr_verified=word, intent=intent),
            ivr_note=record.ivr_note(),
            overdue=overdue,
            likely_why=None if record.internal else likely_why(call, page.interactions, overdue),
            greeting=greeting(call, identity, overdue) if call.state.in_call else None,
            recognition=identity.contact.recognition if identity.contact else None,
            rang_at=record.rang_at,
            answered_at=record.answered_at,
            held_at=record.held_at,
            ended_at=record.ended_at,
            repeated=record.repeated,
            labels=self._policy.labels,
        )

    def look_again(self, record: CallRecord) -> None:
        """The ledger changed: find them by it, and show it."""
        if record.keys is None:  # a card without a call
            self.publish(record)
        else:
            self._look_up_if_new(record)

    def _look_up_if_new(self, record: CallRecord) -> None:
        """Also when the agent was told an account: it finds them as one from the IVR does."""
        keys = self._lookup.keys(record)
        if keys == record.keys:
            self.publish(record)
            return
        stays = record.before_pick is not None and keys.same_call(record.keys)
        record.keys, record.looking = keys, True
        if not stays:
            record.identity, record.before_pick, record.page = Identity(), None, None
        self._start_task(self._identify(record, keys), "identify")

    async def _identify(self, record: CallRecord, keys: IdentityKeys) -> None:
        loop = asyncio.get_running_loop()
        patience = loop.call_later(FIRST_PAINT_WAIT_S, self.publish, record)
        try:
            identity, page = await self._find(record, keys)
        except AgentAssistError as error:
            identity, page = Identity(IdentityStatus.UNKNOWN), None
            self._bus.publish(Notified(Severity.WARNING, error.code))
        finally:
            patience.cancel()
        if record.keys is not keys:
            return  # meanwhile the caller changed (a transfer)
        if record.before_pick is None:
            record.identity, record.page, record.looking = identity, page, False
            self.publish(record)
        else:
            self._weigh(record, identity)

    def _weigh(self, record: CallRecord, found: Identity) -> None:
        """The agent picked somebody, and then was told an account: does it speak for another?"""
        picked, record.looking = record.identity.contact, False
        contradicted = against_pick(found, picked)
        record.before_pick = found
        if contradicted is not None:
            record.identity, record.before_pick, record.page = contradicted, None, None
        self.publish(record)

    async def _find(
        self, record: CallRecord, keys: IdentityKeys
    ) -> tuple[Identity, TimelinePage | None]:
        identity = await self._lookup.find(record, keys)
        if identity.contact is None or identity.status is not IdentityStatus.IDENTIFIED:
            return identity, None
        return identity, await self._history.timeline(identity.contact.id, limit=TIMELINE_ROWS)

    async def _load_timeline(self, record: CallRecord) -> None:
        contact = record.identity.contact
        record.looking = False
        if contact is not None:
            record.page = await self._history.timeline(contact.id, limit=TIMELINE_ROWS)

    def _end(self, record: CallRecord) -> None:
        if self._records.front is not record:
            if record.answered_at is not None and not record.internal:
                self.on_ended(record)
            return
        if record.answered_at is not None and not record.internal:
            self.publish(record)
            self.on_ended(record)
            return
        if record.snapshot.outcome is not None and not record.internal:
            self._bus.publish(Notified(Severity.INFO, f"call.{record.snapshot.outcome.value}"))
        self._clear()

    def _clear(self) -> None:
        front = self._records.front
        if front is not None and front.snapshot.state is not AgentState.WRAPPING:
            self._records.front = None
        if self._records.front is None:
            self._bus.publish(CardChanged(None))
            self._bus.publish(TimelineChanged(None))
