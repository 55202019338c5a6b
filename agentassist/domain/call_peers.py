"""Who is at the far end of an agent's leg, and what transfers and ends mean for it."""

from dataclasses import dataclass
from datetime import timedelta

from agentassist.domain.call import CallOutcome
from agentassist.domain.call_events import (
    DialResult,
    LegState,
    ListedLeg,
    Stamp,
    WaitingCaller,
)
from agentassist.domain.call_facts import learn_variables
from agentassist.domain.call_legs import Far, Leg, LegTable, TrackedCall
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.party import Presentation


@dataclass(slots=True)
class FarEnds:
    """Works on the table's legs. `agents` is shared with the tracker."""

    table: LegTable
    agents: set[str]

    def is_internal(self, leg: Leg) -> bool:
        """A colleague's phone: it is watched, or its caller id is its own extension."""
        facts = leg.facts
        return facts.half != 0 or facts.line in self.agents or facts.line == facts.number

    def call_talked_of(self, agent: AgentId, call: CallId) -> TrackedCall | None:
        """The call that an agent's `call` shows: the far party's, which has the facts."""
        for leg_id in self.table.by_line.get(agent, ()):
            leg = self.table.legs[leg_id]
            if leg.call == call and leg.far is not None:
                return self.table.calls.get(leg.far.call) or self.table.calls.get(call)
        return self.table.calls.get(call)

    def look(self, leg: Leg) -> None:
        """Works out the far end anew; without any it stays as it was."""
        ends = self.table.far_ends(leg)
        old = leg.far
        if not ends:
            if old is not None and old.leg in self.table.legs:
                leg.far = self._view(self.table.legs[old.leg])
            elif old is None:
                self._guess(leg)
            return
        end = next((one for one in ends if old is not None and one.id == old.leg), None)
        if end is None:
            end = next((one for one in ends if not self.is_internal(one)), ends[0])
        self._meet(leg, end)
        if leg.recovered and leg.customer is None and self._turned_away(leg):
            leg.customer = LegId(leg.call)

    def _turned_away(self, leg: Leg) -> bool:
        """Found in mid-consultation: it faces the calling end of a local channel."""
        first = self.table.legs.get(LegId(leg.call))
        if first is None or first is leg or self.is_internal(first) or not leg.bridge:
            return False
        near = (self.table.legs.get(one) for one in self.table.bridges.get(leg.bridge, ()))
        return any(one is not None and one.facts.half == 1 for one in near)

    def _meet(self, leg: Leg, end: Leg) -> None:
        old, leg.far = leg.far, self._view(end)
        if leg.far.internal:
            return
        handed_over = (
            old is not None
            and old.internal
            and leg.customer != end.id
            and not leg.placed_call
            and (leg.answered or leg.ringing)
        )
        leg.customer = end.id
        if handed_over and old is not None:
            self._receive(leg, end, old)

    def _receive(self, leg: Leg, customer: Leg, giver: Far) -> None:
        """A colleague's place was taken by a customer: that is a transfer, told or not."""
        call = self.table.call_of(customer)
        given_by = self.table.legs.get(giver.leg) if giver.leg else None
        line = given_by.facts.line if given_by else giver.number
        already = call.transferred_from == line and (given_by is None or given_by.gave_away)
        if not already:
            call.transfers += 1
            call.transferred_from = line
            for mate_id in self.table.by_line.get(line or "", ()):
                mate = self.table.legs[mate_id]
                if mate is given_by or (mate.far is not None and mate.far.leg == customer.id):
                    mate.gave_away = True
        leg.transferred_from, leg.transfers = call.transferred_from, call.transfers
        leg.wait_seconds = self.wait(leg, call)

    def transferred(self, legs: list[Leg], transferee: Leg | None) -> None:
        """The phone system says so: who gave away is done with it, whatever its legs still do."""
        if not legs:
            return
        giver = legs[0]
        told_before = any(leg.gave_away for leg in legs)
        for leg in legs:
            leg.gave_away = leg.frozen = True
        if len(legs) > 1:
            consultations = [leg for leg in legs if leg.far is not None and leg.far.internal]
            (consultations[0] if len(consultations) == 1 else legs[1]).absorbed = True
        if transferee is None or not self.is_internal(giver):
            return
        if giver.recovered and len(legs) == 1 and not self.is_internal(transferee):
            giver.far = self._view(transferee)  # it was found in the consultation of this transfer
        call = self.table.call_of(transferee)
        if not told_before:
            call.transfers += 1
            call.transferred_from = giver.facts.line
        self._redirect({leg.id for leg in legs}, transferee, call)

    def _redirect(self, givers: set[LegId], transferee: Leg, call: TrackedCall) -> None:
        """A phone that still rings from the consultation now rings for the customer."""
        if self.is_internal(transferee):
            return
        for giver_id in givers:
            giver = self.table.legs.get(giver_id)
            for ringing_id in list(giver.dialling) if giver else []:
                ringing = self.table.legs.get(ringing_id)
                if ringing is None or not ringing.ringing or ringing.answered:
                    continue
                ringing.dialled_by = transferee.id
                ringing.far = self._view(transferee)
                ringing.customer = transferee.id
                ringing.transferred_from, ringing.transfers = call.transferred_from, call.transfers
                ringing.wait_seconds = self.wait(ringing, call)

    def wait(self, leg: Leg, call: TrackedCall) -> float | None:
        """Seconds from joining the queue to this leg's ring, by the system's clock if sent."""
        joined, rang = call.joined, leg.rang
        if joined is None or rang is None:
            return None
        if joined.system_seconds is not None and rang.system_seconds is not None:
            seconds = rang.system_seconds - joined.system_seconds
        else:
            seconds = (rang.ns - joined.ns) / 1e9
        return max(0.0, round(seconds, 3))

    def outcome(self, leg: Leg, *, elsewhere: bool) -> CallOutcome:
        """How it ended for this leg's agent."""
        if leg.answered:
            return CallOutcome.TRANSFERRED if leg.gave_away else CallOutcome.ENDED
        if leg.placed_call:
            unanswered = leg.dial_result == DialResult.NO_ANSWER
            return CallOutcome.NO_ANSWER if unanswered else CallOutcome.ENDED
        if leg.dial_result == DialResult.NO_ANSWER:
            return CallOutcome.NO_ANSWER
        call = self.table.call_of(leg)
        if (
            elsewhere
            or leg.picked
            or any(
                order > leg.rang_order for other, order in call.answers.items() if other != leg.id
            )
        ):
            return CallOutcome.PICKED_ELSEWHERE
        if call.abandoned or leg.dial_result == DialResult.CANCELLED:
            return CallOutcome.ABANDONED
        return CallOutcome.NO_ANSWER

    def take_listed(self, item: ListedLeg, known: Leg | None, at: Stamp) -> None:
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

    def take_waiting(self, waiting: WaitingCaller, at: Stamp) -> None:
        leg = self.table.legs.get(waiting.leg_id)
        if leg is not None:
            call = self.table.call_of(leg)
            call.queue = waiting.queue
            call.joined = call.joined or _earlier(at, waiting.wait)

    def _guess(self, leg: Leg) -> None:
        """In mid-call nothing told who called: the number that the phone sees, else the caller."""
        mates = [one for one in self.table.mates(leg.call) if one is not leg and not one.facts.half]
        if leg.placed_call and not leg.answered:
            called = next((one for one in mates if one.ringing and leg.recovered), None)
            leg.far = self._view(called) if called else None
            return
        seen = next(
            (one for one in mates if one.facts.number and one.facts.number == leg.facts.connected),
            None,
        )
        caller = self.table.legs.get(LegId(leg.call))
        end = seen or (caller if caller is not leg else None)
        if end is not None and (leg.answered or leg.ringing):
            leg.far = self._view(end)
            if not leg.far.internal:
                leg.customer = end.id

    def _view(self, end: Leg) -> Far:
        internal = self.is_internal(end)
        facts = end.facts
        presentation = end.presentation
        if presentation is Presentation.RESTRICTED:
            return Far(end.id, end.call, internal, None, None, presentation, end.placed_call)
        number = facts.line if internal else facts.number
        placed = end.placed_call or end.is_first
        return Far(end.id, end.call, internal, number, facts.name, presentation, placed)


def _earlier(at: Stamp, age: timedelta) -> Stamp:
    """The stamp of something that began `age` ago."""
    seconds = age.total_seconds()
    return Stamp(
        at.ns - int(seconds * 1e9),
        None if at.wall is None else at.wall - age,
        None if at.system_seconds is None else at.system_seconds - seconds,
    )
