"""What the phone system lists and counts: found in mid-call, gone without a word."""

from dataclasses import dataclass
from datetime import timedelta

from agentassist.domain.call_events import (
    LegState,
    ListedLeg,
    Stamp,
    SystemCounted,
    SystemListed,
    WaitingCaller,
)
from agentassist.domain.call_facts import learn_variables
from agentassist.domain.call_legs import Leg, LegTable
from agentassist.domain.call_peers import FarEnds


@dataclass(slots=True)
class Listing:
    """Compares the table with what the phone system says is there."""

    table: LegTable
    far: FarEnds

    def take(self, event: SystemListed) -> list[Leg]:
        """After a login. What it answers is not there any more."""
        self.far.blind = not event.complete
        seen = {item.facts.leg for item in event.legs} | event.heard
        for item in sorted(event.legs, key=lambda one: one.age, reverse=True):  # as they came
            if not self.table.ended(item.facts.leg):
                self._take_leg(item, self.table.legs.get(item.facts.leg), event.at)
        for waiting in event.waiting:
            self._take_waiting(waiting, event.at)
        if not event.complete:
            return []
        doubtful = [leg for leg in self.table.legs.values() if leg.stale or leg.recovered]
        return [leg for leg in doubtful if leg.id not in seen]  # known from an earlier list only

    def waits(self) -> None:
        """How long callers had waited whose phones were found ringing."""
        for leg in self.table.legs.values():
            if leg.recovered and leg.ringing and leg.wait_seconds is None:
                leg.wait_seconds = self.far.wait(leg, self.table.call_of(leg))

    def count(self, event: SystemCounted) -> list[Leg]:
        """Legs that are missing from two counts, and of which nothing was heard between them.

        One count is not enough: the end of a leg may still be on its way.
        """
        gone: list[Leg] = []
        for leg in self.table.legs.values():
            if leg.id in event.legs or leg.heard_ns > event.asked_ns or leg.stale:
                leg.missed = False
            elif leg.missed:
                gone.append(leg)
            else:
                leg.missed = True
        return gone

    def _take_leg(self, item: ListedLeg, known: Leg | None, at: Stamp) -> None:
        """A leg from a list. Live events since the login know better than the list."""
        fresh = known is None or known.stale
        if known is None:
            known = self.table.add(item.facts, _earlier(at, item.age))
            known.recovered = True
            if known.is_first and not known.placed_call:
                known.placed_call, known.dialled_number = True, item.facts.exten
        elif known.stale:
            self.table.update(known, item.facts)
            known.stale = False
            known.topology_seen = False
        if item.facts.ivr is not None:
            learn_variables(known, self.table.call_of(known), item.facts.ivr, None)
        if known.presentation is None and item.facts.presentation is not None:
            known.presentation = item.facts.presentation
        known.asked = known.asked or item.facts.presentation is not None
        if item.queue and known.is_first:
            call = self.table.call_of(known)
            call.queue = call.queue or item.queue
        if not known.topology_seen:
            if item.bridge:
                self.table.enter_bridge(known, item.bridge)
            else:
                self.table.leave_bridge(known)
            known.last_bridge = item.bridge
        if fresh:
            self._state_listed(known, item, at)

    def _state_listed(self, leg: Leg, item: ListedLeg, at: Stamp) -> None:
        state = item.facts.state
        if state is LegState.UP:
            leg.answered = True
        elif state is LegState.RINGING and not leg.ringing:
            leg.ringing, leg.rang = True, _earlier(at, item.age)
            leg.rang_order = self.table.next_order()

    def _take_waiting(self, waiting: WaitingCaller, at: Stamp) -> None:
        leg = self.table.legs.get(waiting.leg_id)
        if leg is not None:
            call = self.table.call_of(leg)
            call.queue = waiting.queue
            call.joined = call.joined or _earlier(at, waiting.wait)


def _earlier(at: Stamp, age: timedelta) -> Stamp:
    """The stamp of something that began `age` ago."""
    seconds = age.total_seconds()
    return Stamp(
        at.ns - int(seconds * 1e9),
        None if at.wall is None else at.wall - age,
        None if at.system_seconds is None else at.system_seconds - seconds,
    )
