"""Who is at the far end of an agent's leg, and what transfers and ends mean for it."""

from dataclasses import dataclass

from agentassist.domain.call import CallOutcome
from agentassist.domain.call_events import (
    DialResult,
)
from agentassist.domain.call_legs import Leg, LegTable, TrackedCall
from agentassist.domain.call_paths import far_ends
from agentassist.domain.far_end import Brought, Far
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.party import Presentation

_LONGEST_EXTENSION = 5  # digits; whatever is longer is a number outside


@dataclass(slots=True)
class FarEnds:
    """Works on the table's legs. `agents` is shared with the tracker.

    `blind`: the phone system does not tell what was there before the login.
    """

    table: LegTable
    agents: set[str]
    blind: bool = False

    def is_internal(self, leg: Leg) -> bool:
        """A colleague's phone: it is watched, or its caller id is its own extension.

        Of a local channel that nobody stands behind yet only what was dialled is known.
        """
        facts = leg.facts
        if facts.half and len(facts.line) <= _LONGEST_EXTENSION:
            return True
        return facts.line in self.agents or facts.line == facts.number

    def call_talked_of(self, agent: AgentId, call: CallId) -> TrackedCall | None:
        """The call that an agent's `call` shows: the far party's, which has the facts."""
        for leg_id in self.table.by_line.get(agent, ()):
            leg = self.table.legs[leg_id]
            if leg.call == call and leg.far is not None:
                return self.table.calls.get(leg.far.call) or self.table.calls.get(call)
        return self.table.calls.get(call)

    def look(self, leg: Leg) -> None:
        """Works out the far end anew; without any it stays as it was."""
        if self.table.shadowed(leg):
            return  # the phone behind it is looked at
        ends = far_ends(leg, self.table) or self._shown_on(leg)
        old = leg.far
        if not ends:
            if old is not None and old.leg in self.table.legs:
                leg.far = self._view(self.table.legs[old.leg])
            elif old is None or old.leg is None:
                self._guess(leg)
            return
        outside = [one for one in ends if not self.is_internal(one)] or ends
        end = next((one for one in outside if old is not None and one.id == old.leg), outside[0])
        self._meet(leg, end, {one.id for one in ends})
        if leg.recovered and leg.customer is None and self._turned_away(leg):
            leg.customer = LegId(leg.call)

    def _turned_away(self, leg: Leg) -> bool:
        """Found in mid-consultation: it faces the calling end of a local channel."""
        first = self.table.legs.get(LegId(leg.call))
        if first is None or first is leg or self.is_internal(first) or not leg.bridge:
            return False
        near = (self.table.legs.get(one) for one in self.table.bridges.get(leg.bridge, ()))
        return any(one is not None and one.facts.half == 1 for one in near)

    def _meet(self, leg: Leg, end: Leg, present: set[LegId]) -> None:
        """`end` is whom the agent faces; `present` are all who are at that end."""
        old, leg.far = leg.far, self._view(end)
        leg.reached = leg.reached or leg.far.up
        if leg.far.internal:
            return
        known = leg.customer in self.table.legs and leg.far.called and leg.customer != end.id
        handed_over = (
            old is not None
            and old.internal
            and leg.customer != end.id
            and not leg.placed_call
            and (leg.answered or leg.ringing)
            and not known
        )
        if not known:  # else they only asked somebody outside, while their customer waits
            leg.customer = end.id
        if handed_over and old is not None:
            leg.brought = Brought(old)
        if leg.brought is not None:
            self._brought(leg, end, leg.brought, present)

    def _brought(self, leg: Leg, customer: Leg, brought: Brought, present: set[LegId]) -> None:
        """A colleague's place was taken by a customer: that is a transfer, told or not.

        While the colleague is there too it is a conference, and may become one.
        """
        giver = self.table.legs.get(brought.by.leg) if brought.by.leg else None
        if brought.by.leg in present:
            if brought.before is not None:
                call = self.table.call_of(customer)
                call.transferred_from, call.transfers = brought.before
                leg.transferred_from, leg.transfers = None, call.transfers
                brought.before = None
                for mate in self._giving(brought.by, giver, customer):
                    mate.gave_away = False
            return
        if brought.before is None:
            call = self.table.call_of(customer)
            brought.before = call.transferred_from, call.transfers
            self._receive(leg, customer, brought.by)
        if giver is None:
            leg.brought = None  # gone for good

    def _receive(self, leg: Leg, customer: Leg, giver: Far) -> None:
        """A colleague's place was taken by a customer: that is a transfer, told or not."""
        call = self.table.call_of(customer)
        given_by = self.table.legs.get(giver.leg) if giver.leg else None
        line = given_by.facts.line if given_by else giver.number
        already = call.transferred_from == line and (given_by is None or given_by.gave_away)
        if not already:
            call.transfers += 1
            call.transferred_from = line
            for mate in self._giving(giver, given_by, customer):
                mate.gave_away = True
        leg.transferred_from, leg.transfers = call.transferred_from, call.transfers
        leg.wait_seconds = self.wait(leg, call)

    def _giving(self, by: Far, leg: Leg | None, customer: Leg) -> list[Leg]:
        """The colleague's legs in the transfer: to the receiver and to the customer."""
        line = (leg.facts.line if leg else by.number) or ""
        mates = [self.table.legs[mate_id] for mate_id in self.table.by_line.get(line, ())]
        return [
            mate
            for mate in mates
            if mate is leg or (mate.far is not None and mate.far.leg == customer.id)
        ]

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
        outbound = leg.placed_call or leg.originated
        if leg.answered and (leg.reached or not outbound):
            return CallOutcome.TRANSFERRED if leg.gave_away else CallOutcome.ENDED
        if outbound:
            result = leg.dial_result or (leg.far.result if leg.far else None)
            unanswered = result is DialResult.NO_ANSWER
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
        if caller is leg or (caller is not None and caller.facts.line == leg.facts.line):
            caller = None
        end = seen or caller
        if not (leg.answered or leg.ringing):
            return
        if end is not None:
            leg.far = self._view(end)
            if not leg.far.internal:
                leg.customer = end.id
        elif self.blind and not leg.placed_call:
            leg.far = self._told(leg)
            if leg.far is not None and not leg.far.internal:
                leg.customer = LegId(leg.call)

    def _shown_on(self, leg: Leg) -> list[Leg]:
        """Whom the phone shows by now, where it was not told into which bridge they came."""
        number, old = leg.facts.connected, leg.far
        if not self.blind or old is None or number in (None, old.number):
            return []
        mates = self.table.mates(leg.call)
        known = (one for one in mates if one is not leg and not one.facts.half)
        return [one for one in known if one.facts.number == number][:1]

    def _told(self, leg: Leg) -> Far | None:
        """Whom the phone itself shows: all there is where nothing else is told.

        Not if the system says of each leg whether its number may be shown: then that is waited for.
        """
        facts = leg.facts
        if facts.connected_withheld:
            return Far(None, leg.call, False, None, None, Presentation.RESTRICTED, True)
        number = facts.connected
        if number is None or number == facts.number or leg.presentation is not None:
            return None
        return Far(None, leg.call, number in self.agents, number, facts.connected_name, None, True)

    def originated(self, leg: Leg, calling: Leg | None) -> bool:
        """Click to dial: the system calls the agent's phone, and for it somebody afterwards."""
        if calling is None:
            return leg.is_first
        other = self.table.other_half(calling)
        return other is not None and other.is_first and calling.facts.half == 2

    def _view(self, end: Leg) -> Far:
        internal = self.is_internal(end)
        facts = end.facts
        called = end.dialled_by is not None or facts.half == 1
        number = facts.line if internal or facts.half else facts.number
        name, presentation = facts.name, end.presentation
        if called and not internal:  # it is known to who dialled it
            number, presentation = end.dialled_as or number, Presentation.UNKNOWN
        elif presentation is Presentation.RESTRICTED:
            number = name = None
        placed = (end.placed_call or end.is_first) and not called
        return Far(
            *(end.id, end.call, internal, number, name, presentation, placed),
            called=called,
            up=end.up or not called,
            result=end.dial_result,
        )
