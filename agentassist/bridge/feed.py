"""The bridge: runs a phone system, tracks its calls and delivers one feed per agent.

A snapshot whose number nobody has allowed yet is held back for the answer; if that takes too long
it goes out without the number, and the number follows. So a withheld number is never shown, not
even for a moment.
"""

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.call import CallOrigin, CallSnapshot
from agentassist.domain.call_tracker import CallTracker, Change
from agentassist.domain.call_view import same_shown, with_presentation, without_number
from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import FactSource, GivenFact
from agentassist.domain.ivr_reading import given
from agentassist.domain.party import Presentation
from agentassist.ports.names_seen import NamesReport, SeesNames
from agentassist.ports.telephony import ConnectionStatus, PhoneSystem
from agentassist.telephony.stamp import stamp

HOLD_BACK: Final = 0.2  # seconds a ring may wait for the answer
ANSWER_PATIENCE: Final = 0.45  # then there is no evidence, and the number is shown
GIVE_UP: Final = 60.0  # seconds without a login until calls are taken as lost
MAX_HELD: Final = 256  # snapshots held back for one agent

Listener = Callable[[CallSnapshot], None]
StatusListener = Callable[[ConnectionStatus], None]


class BridgeFeed:
    """A CallFeed and a PhoneSink. Everything happens on the loop that runs it."""

    def __init__(
        self,
        system: PhoneSystem,
        agents: Iterable[AgentId] = (),
        *,
        origin: CallOrigin = CallOrigin.PHONE_SYSTEM,
    ) -> None:
        self._system = system
        self._origin = origin
        self._tracker = CallTracker(agents)
        self._listeners: dict[AgentId, list[Listener]] = {}
        self._status_listeners: list[StatusListener] = []
        self._status: ConnectionStatus | None = None
        self._shown: dict[AgentId, CallSnapshot] = {}
        self._held: dict[AgentId, list[Change]] = {}
        self._waiting: dict[LegId, list[asyncio.TimerHandle]] = {}
        self._unnumbered: dict[AgentId, Change] = {}  # went out without the number
        self._impatient: set[LegId] = set()  # asked, and too slow to wait for
        self._give_up: asyncio.TimerHandle | None = None

    # ------------------------------------------------------------------ CallFeed

    def subscribe(self, agent: AgentId, on_snapshot: Listener) -> Callable[[], None]:
        """See ports.telephony.CallFeed."""
        listeners = self._listeners.setdefault(agent, [])
        new = not listeners
        listeners.append(on_snapshot)
        current = self._shown.get(agent)
        if current is not None and current.state.in_call:
            on_snapshot(current)
        elif new:
            self._tracker.watch(agent)
            self._take(self._tracker.look(agent, stamp()))

        def unsubscribe() -> None:
            if on_snapshot in listeners:
                listeners.remove(on_snapshot)

        return unsubscribe

    def on_status(self, listener: StatusListener) -> Callable[[], None]:
        """See ports.telephony.CallFeed."""
        self._status_listeners.append(listener)
        if self._status is not None:
            listener(self._status)

        def unsubscribe() -> None:
            if listener in self._status_listeners:
                self._status_listeners.remove(listener)

        return unsubscribe

    def names_seen(self) -> NamesReport:
        """See ports.names_seen.SeesNames; nothing of a system that does not look."""
        return self._system.names_seen() if isinstance(self._system, SeesNames) else NamesReport()

    def give(self, agent: AgentId, call_id: CallId, fact: GivenFact) -> bool:
        """See ports.telephony.CallFeed. In the giver's name, whatever the fact says of itself."""
        told = _fit(replace(fact, source=FactSource.AGENT, by=agent))
        return self._tell(agent, call_id, ev.FactGiven(stamp(), agent, call_id, told))

    def take_back(self, agent: AgentId, call_id: CallId, fact_id: FactId) -> bool:
        """See ports.telephony.CallFeed."""
        return self._tell(agent, call_id, ev.FactTakenBack(stamp(), agent, call_id, fact_id))

    def _tell(self, agent: AgentId, call_id: CallId, event: ev.CallEvent) -> bool:
        known = self._tracker.is_on(agent, call_id)
        if known:
            self._take_event(event)
        return known

    async def run(self) -> None:
        """See ports.telephony.CallFeed."""
        try:
            await self._system.run(_Sink(self))
        finally:
            for handles in self._waiting.values():
                for handle in handles:
                    handle.cancel()
            self._stop_giving_up()

    # ------------------------------------------------------------------ from the phone system

    def take_events(self, events: Sequence[ev.CallEvent]) -> None:
        for event in events:
            self._take_event(event)

    def take_status(self, status: ConnectionStatus) -> None:
        self._status = status
        for listener in tuple(self._status_listeners):
            listener(status)

    def _take_event(self, event: ev.CallEvent) -> None:
        if isinstance(event, ev.SystemLost):
            for leg in list(self._waiting):  # these answers will not come any more
                self._no_answer(leg)
            self._start_giving_up()
        elif isinstance(event, ev.SystemListed):
            self._stop_giving_up()
            if not event.complete:  # it would not say what is there: wait for live events
                self._start_giving_up()
        changes = self._tracker.apply(event)
        for question in self._tracker.take_questions():
            self._ask(question.leg, question.channel)
        if isinstance(event, ev.PresentationLearned):
            self._answered(event.leg_id, event.presentation)
        self._take(changes)

    # ------------------------------------------------------------------ holding back

    def _ask(self, leg: LegId, channel: str) -> None:
        loop = asyncio.get_running_loop()
        self._waiting[leg] = [
            loop.call_later(HOLD_BACK, self._too_slow, leg),
            loop.call_later(ANSWER_PATIENCE, self._no_answer, leg),
        ]
        if not self._system.ask_presentation(leg, channel):
            loop.call_soon(self._no_answer, leg)

    def _too_slow(self, leg: LegId) -> None:
        self._impatient.add(leg)
        for agent in list(self._held):
            self._release(agent)

    def _no_answer(self, leg: LegId) -> None:
        if leg in self._waiting:
            self._take_event(ev.PresentationLearned(stamp(), leg, Presentation.UNKNOWN))

    def _answered(self, leg: LegId, presentation: Presentation) -> None:
        for handle in self._waiting.pop(leg, []):
            handle.cancel()
        self._impatient.discard(leg)
        for agent, held in list(self._held.items()):
            self._held[agent] = [
                Change(with_presentation(change.snapshot, presentation))
                if change.pending == leg
                else change
                for change in held
            ]
            self._release(agent)
        for change in list(self._unnumbered.values()):
            if change.pending == leg:
                shown = with_presentation(change.snapshot, presentation)
                self._deliver(replace(shown, at_ns=time.monotonic_ns()))

    def _take(self, changes: Iterable[Change]) -> None:
        for change in changes:
            agent = change.snapshot.agent
            held = self._held.setdefault(agent, [])
            held.append(change)
            if len(held) > MAX_HELD:
                self._deliver_unnumbered(held.pop(0))
            self._release(agent)

    def _release(self, agent: AgentId) -> None:
        """Delivers in order what need not, or must no longer, wait."""
        held = self._held.get(agent, [])
        while held:
            change = held[0]
            if change.pending is None or change.pending not in self._waiting:
                self._deliver(held.pop(0).snapshot)
            elif change.pending in self._impatient:
                self._deliver_unnumbered(held.pop(0))
            else:
                return
        self._held.pop(agent, None)

    def _deliver_unnumbered(self, change: Change) -> None:
        self._deliver(without_number(change.snapshot))
        self._unnumbered[change.snapshot.agent] = change

    def _deliver(self, snapshot: CallSnapshot) -> None:
        if snapshot.origin is not self._origin:
            snapshot = replace(snapshot, origin=self._origin)
        last = self._shown.get(snapshot.agent)
        if last is not None and same_shown(last, snapshot):
            return
        self._shown[snapshot.agent] = snapshot
        self._unnumbered.pop(snapshot.agent, None)
        for listener in tuple(self._listeners.get(snapshot.agent, ())):
            listener(snapshot)

    # ------------------------------------------------------------------ giving up

    def _start_giving_up(self) -> None:
        if self._give_up is None:
            loop = asyncio.get_running_loop()
            self._give_up = loop.call_later(GIVE_UP, self._lost_for_good)

    def _stop_giving_up(self) -> None:
        if self._give_up is not None:
            self._give_up.cancel()
            self._give_up = None

    def _lost_for_good(self) -> None:
        self._give_up = None
        self._take(self._tracker.apply(ev.SystemGivenUp(stamp())))


def _fit(fact: GivenFact) -> GivenFact:
    """No card and no PIN travels to the next agent, whoever let it come this far."""
    if fact.value is None:
        return fact
    read = given(fact.kind, fact.value.reveal(), fact.result)
    if read.value is not None:
        return fact
    return replace(fact, kind=read.kind, value=None, mask=read.mask)


class _Sink:
    """The PhoneSink side, so that a feed's own methods stay those of a CallFeed."""

    def __init__(self, feed: BridgeFeed) -> None:
        self._feed = feed

    def on_events(self, events: Sequence[ev.CallEvent]) -> None:
        self._feed.take_events(events)

    def on_status(self, status: ConnectionStatus) -> None:
        self._feed.take_status(status)
