"""The screen pop: follows this agent's calls, finds who it is, keeps the card true."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from agentassist.app.bus import Bus
from agentassist.app.caller_watch import CallerWatch
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.card import compose
from agentassist.app.discreet_history import DiscreetHistory
from agentassist.app.events import (
    CardChanged,
    Notified,
    Severity,
    SourcesChanged,
    TimelineChanged,
)
from agentassist.app.runtime import StartTask
from agentassist.domain.call import AgentState, CallOrigin, CallSnapshot
from agentassist.domain.contact import (
    Candidate,
    Evidence,
    EvidenceKind,
    Identity,
    IdentityStatus,
)
from agentassist.domain.ids import AgentId, ContactId
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.source import SourceState, SourceStatus
from agentassist.domain.verification import VerificationPolicy
from agentassist.ports.clock import Clock
from agentassist.ports.history import KeyParser
from agentassist.ports.pick_hints import PickHints
from agentassist.ports.refresh import Refresh


class ScreenPops:
    """On the core thread. `on_progress` hears of each change, `on_ended` of an answered end."""

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        history: DiscreetHistory,
        keys: KeyParser,
        records: CallRecords,
        start_task: StartTask,
        policy: VerificationPolicy | None = None,
        refresh: Refresh | None = None,
        hints: PickHints | None = None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._history = history
        self._records = records
        self._start_task = start_task
        self._policy = policy or VerificationPolicy()
        self._hints = hints
        self._told_sources: tuple[SourceStatus, ...] = ()
        self._watch = CallerWatch(
            bus=bus,
            history=history,
            keys=keys,
            start_task=start_task,
            refresh=refresh,
            publish=self.publish,
            renew=self._renew,
            on_sources=self._sources_changed,
        )
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
            self._watch.look(record)
            return
        self._end(record)

    def start_over(self, agent: AgentId) -> None:
        """Another agent sits here: nothing of the former one's calls stays on the screen."""
        self.agent = agent
        for record in self._records.all():
            self._watch.asking.leave(record)
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
        await self._watch.contact(record)
        self.publish(record)
        if self._hints is not None and (number := _vouched_number(record)) is not None:
            learnt = self._hints.remember(number, chosen.contact.id, self.agent)
            self._start_task(learnt, "pick hint")

    def unpick(self) -> None:
        record = self._records.on_card()
        if record.before_pick is not None:
            picked = record.identity.contact
            record.identity, record.before_pick = record.before_pick, None
            record.page, record.person = None, None
            self.publish(record)
            self._start_task(self._watch.fill_in(record), "card")
            number = _vouched_number(record)
            if self._hints is not None and number is not None and picked is not None:
                self._start_task(self._hints.forget(number, picked.id, self.agent), "pick hint")

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
        await self._watch.contact(record)
        self.publish(record)

    def close(self) -> None:
        """Put the card away: the wrap-up is saved or waits, ready for the next call."""
        front = self._records.front
        if front is not None and not front.snapshot.state.in_call:
            self._watch.asking.leave(front)
            self._records.front = None
            self._clear()

    def publish(self, record: CallRecord) -> None:
        """Compose the card anew and show it, if the call is still in front."""
        record.card = self._compose(record)
        if self._records.front is not record:
            return
        record.timeline = _timeline(record, self._clock.now())
        self._bus.publish(CardChanged(record.card))
        self._bus.publish(record.timeline)
        self._sources_changed(record)
        self.on_progress(record)

    def _compose(self, record: CallRecord) -> ScreenPop:
        return compose(record, self._policy, self._clock.now(), self._history.policy)

    def _renew(self, record: CallRecord) -> None:
        """Show what has changed since; the same again would only disturb."""
        card, timeline = self._compose(record), _timeline(record, self._clock.now())
        if card == record.card and timeline == record.timeline:
            return
        if card == record.card and self._records.front is record:
            record.timeline = timeline
            self._bus.publish(timeline)
            return
        self.publish(record)

    def _sources_changed(self, record: CallRecord) -> None:
        if self._records.front is record:
            self._tell_sources(tuple(record.sources.values()))

    def _tell_sources(self, statuses: tuple[SourceStatus, ...]) -> None:
        if statuses != self._told_sources:
            self._told_sources = statuses
            self._bus.publish(SourcesChanged(statuses))

    def look_again(self, record: CallRecord) -> None:
        """The ledger changed: find them by it, and show it."""
        if record.keys is None:  # a card without a call
            self.publish(record)
        else:
            self._watch.look(record)

    async def read_again(self) -> None:
        """Links have changed: whoever is in front may be somebody else now, with more records."""
        if self._records.front is not None:
            await self._watch.fill_in(self._records.front)

    def ask_again(self) -> None:
        """Ask the sources now. AgentAssistError("call.none") without a card."""
        self._watch.asking.ask(self._records.on_card(), again=True)

    def ask_about_front(self, *, again: bool = False) -> None:
        """Sources were connected, or got what they need: whoever stands there is asked about."""
        if self._records.front is not None:
            self._watch.asking.ask(self._records.front, again=again)

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
            self._watch.asking.leave(front)
            self._records.front = None
        if self._records.front is None:
            self._bus.publish(CardChanged(None))
            self._bus.publish(TimelineChanged(None))
            self._tell_sources(())


def _timeline(record: CallRecord, now: datetime) -> TimelineChanged:
    known = record.identity.status is IdentityStatus.IDENTIFIED
    loading = record.looking and not record.internal
    if not known or record.page is None:
        return TimelineChanged(None, loading=loading)
    silent = (one for one in record.sources.values() if one.state is SourceState.FAILED)
    missing = tuple(one.title or one.source for one in silent)
    page = replace(record.page, missing=missing)
    return TimelineChanged(page, loading=loading, timeline=record.rows(now))


def _vouched_number(record: CallRecord) -> str | None:
    """What an agent's pick says something about: not a number that only a link named."""
    if record.keys is None or record.snapshot.origin is CallOrigin.LINK:
        return None
    return record.keys.e164
