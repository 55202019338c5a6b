"""What each event does to legs and calls. The tracker tells agents what came of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot, Direction
from agentassist.domain.call_facts import learn_input, learn_variables
from agentassist.domain.call_legs import Leg, LegTable
from agentassist.domain.call_listing import Listing
from agentassist.domain.call_peers import FarEnds
from agentassist.domain.call_view import leg_state, snapshot
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.party import Presentation


@dataclass(slots=True)
class Shown:
    """What an agent was shown last, and whose number is in it."""

    snapshot: CallSnapshot
    far: LegId | None


@dataclass(frozen=True, slots=True)
class Gone:
    """An agent's leg that just ended, and how."""

    leg: Leg
    outcome: CallOutcome
    shown: Shown


class CallReducer:
    """The state of a phone system, moved by one event after the other.

    `touched` are the calls that something happened to, `gone` the agents whose leg just ended,
    `left` those a leg of whom is no longer theirs; whoever reads them clears them.
    """

    def __init__(self, agents: set[str]) -> None:
        self.table = LegTable(agents)
        self.agents = agents
        self.far = FarEnds(self.table, agents)
        self.listing = Listing(self.table, self.far)
        self.touched: set[CallId] = set()
        self.gone: dict[str, Gone] = {}
        self.left: set[str] = set()
        self._listed = self._complete = False
        self._handlers: dict[type[ev.CallEvent], Callable[[Any], None]] = {
            ev.Initiated: self._initiated,
            ev.LegChanged: self._changed,
            ev.Queued: self._queued,
            ev.Delivered: self._delivered,
            ev.DeliveryEnded: self._delivery_ended,
            ev.Abandoned: self._abandoned,
            ev.BridgeEntered: self._bridge_entered,
            ev.BridgeLeft: self._bridge_left,
            ev.Held: self._held,
            ev.Retrieved: self._retrieved,
            ev.Transferred: self._transferred,
            ev.Diverted: self._diverted,
            ev.ConnectionCleared: self._cleared,
            ev.InputReported: self._reported,
            ev.FactGiven: self._told,
            ev.FactTakenBack: self._told,
            ev.PresentationLearned: self._presentation,
            ev.SystemListed: self._system_listed,
            ev.SystemCounted: self._counted,
            ev.SystemSettled: self._settled,
            ev.SystemLost: self._system_lost,
            ev.SystemGivenUp: self._given_up,
        }

    def apply(self, event: ev.CallEvent) -> None:
        self._handlers[type(event)](event)

    def _leg(self, event: ev.CallEvent, facts: ev.LegFacts, *, create: bool = False) -> Leg | None:
        """The leg after this event's word about it; None when it must not be believed."""
        table = self.table
        leg = table.legs.get(facts.leg)
        if leg is None:
            if not create and (self._listed or table.ended(facts.leg)):
                return None
            leg = table.add(facts, event.at)
        else:
            self.touched.add(leg.call)
            old_line = leg.facts.line
            table.update(leg, facts)
            leg.stale = False
            if facts.line != old_line:
                self._moved(leg, old_line)
        self.touched.add(leg.call)
        leg.heard_ns, leg.missed = event.at.ns, False
        if leg.up and not leg.answered:
            self._answered(leg)
        if facts.ivr is not None:
            learn_variables(leg, table.call_of(leg), facts.ivr, event.at.wall)
        return leg

    def _answered(self, leg: Leg) -> None:
        leg.answered = True
        if leg.ringing and leg.facts.half != 2 and not self.table.shadowed(leg):
            self.table.call_of(leg).answers[leg.id] = self.table.next_order()

    def _moved(self, leg: Leg, old_line: str) -> None:
        """A pick-up: the leg now belongs to another phone."""
        self.left.add(old_line)
        if old_line in self.agents and not leg.absorbed:
            answered = leg.answered and not leg.ringing
            outcome = CallOutcome.TRANSFERRED if answered else CallOutcome.PICKED_ELSEWHERE
            self._end_of(old_line, leg, AgentState.TALKING, outcome, leg.since)

    def _initiated(self, event: ev.Initiated) -> None:
        leg = self._leg(event, event.leg, create=True)
        if leg is not None:
            leg.topology_seen = True

    def _changed(self, event: ev.LegChanged) -> None:
        if event.known_only:
            known = self.table.legs.get(event.leg.leg)
            if known is None or known.facts.channel != event.leg.channel:
                return
        self._leg(event, event.leg)

    def _queued(self, event: ev.Queued) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            call = self.table.call_of(leg)
            call.queue, call.abandoned = event.queue, False
            call.joined = event.at if event.since_known else None

    def _abandoned(self, event: ev.Abandoned) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            self.table.call_of(leg).abandoned = True

    def _delivered(self, event: ev.Delivered) -> None:
        calling = self._leg(event, event.calling) if event.calling else None
        leg = self._leg(event, event.alerting)
        if leg is None:
            return
        if calling is not None:
            leg.dialled_by = calling.id
            leg.dialled_as = calling.facts.exten
            if leg.id not in calling.dialling:
                calling.dialling.append(leg.id)
        leg.originated = self.far.originated(leg, calling)
        leg.ringing, leg.rang, leg.rang_order = True, event.at, self.table.next_order()
        call = self.table.call_of(leg)
        leg.transferred_from, leg.transfers = call.transferred_from, call.transfers
        leg.wait_seconds = self.far.wait(leg, call)

    def _delivery_ended(self, event: ev.DeliveryEnded) -> None:
        calling = self._leg(event, event.calling) if event.calling else None
        leg = self._leg(event, event.alerting)
        if leg is None:
            return
        if event.result is ev.DialResult.ANSWERED:
            if not leg.answered:
                self._answered(leg)
            return
        if leg.dial_result is None:
            leg.dial_result = event.result
            other = self.table.other_half(leg) if leg.facts.half == 1 else None
            if other is not None:  # the phone behind a local channel hears only 'cancelled'
                other.upstream_result = event.result
        if calling is not None:
            if calling.upstream_result is not None:
                leg.dial_result = calling.upstream_result
            calling.dial_result = calling.dial_result or event.result
            if leg.id in calling.dialling and not calling.placed_call:
                calling.dialling.remove(leg.id)

    def _bridge_entered(self, event: ev.BridgeEntered) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            if leg.last_bridge != event.bridge:
                leg.held = False
            leg.frozen, leg.topology_seen, leg.last_bridge = False, True, event.bridge
            self.table.enter_bridge(leg, event.bridge)

    def _bridge_left(self, event: ev.BridgeLeft) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            leg.topology_seen = True
            self.table.leave_bridge(leg)

    def _held(self, event: ev.Held) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None and leg.answered:
            leg.held = True

    def _retrieved(self, event: ev.Retrieved) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            leg.held = False

    def _transferred(self, event: ev.Transferred) -> None:
        legs = [leg for facts in event.transferring if (leg := self._leg(event, facts)) is not None]
        transferee = self._leg(event, event.transferee) if event.transferee else None
        distinct = list({leg.id: leg for leg in legs}.values())
        self.far.transferred(distinct, transferee)

    def _diverted(self, event: ev.Diverted) -> None:
        self._leg(event, event.leg)
        target = self._leg(event, event.target) if event.target else None
        if target is not None:
            target.picked = True

    def _cleared(self, event: ev.ConnectionCleared) -> None:
        leg = self._leg(event, event.leg)
        if leg is None:
            self.table.note_end(event.leg.leg)
            return
        how = CallOutcome.LOST if event.lost else None
        self._remove(leg, how, elsewhere=event.elsewhere)

    def _remove(self, leg: Leg, outcome: CallOutcome | None, *, elsewhere: bool = False) -> None:
        line = leg.facts.line
        if line in self.agents:
            self.left.add(line)
            self.far.look(leg)
            state = leg_state(leg, self.table)
            if state is not None:
                how = outcome or self.far.outcome(leg, elsewhere=elsewhere)
                self._end_of(line, leg, state, how, leg.since)
        self.touched.add(leg.call)
        self.table.remove(leg.id)

    def _end_of(
        self, line: str, leg: Leg, state: AgentState, outcome: CallOutcome, at: ev.Stamp
    ) -> None:
        """Keeps what the leg's call was, which goes with its last leg."""
        shown = snapshot(AgentId(line), leg, state, self.table, at)
        before = self.gone.get(line)
        if before is not None and shown.direction is Direction.INTERNAL:
            return  # both legs of a consultation went at once: the customer's end is told
        self.gone[line] = Gone(leg, outcome, Shown(shown, leg.far.leg if leg.far else None))

    def _reported(self, event: ev.InputReported) -> None:
        leg = self.table.legs.get(event.leg.leg)
        if leg is None or leg.facts.channel != event.leg.channel:
            return
        if self._leg(event, event.leg) is not None:
            learn_input(self.table.call_of(leg), event.fact, event.at.wall)

    def _told(self, event: ev.FactGiven | ev.FactTakenBack) -> None:
        call = self.far.call_talked_of(event.agent, event.call)
        if call is None:
            return
        if isinstance(event, ev.FactGiven):
            call.tell(event.fact)
        else:
            call.take_back(event.fact_id, event.agent)
        self.touched |= {event.call, *(self.table.legs[leg].call for leg in call.legs)}

    def _presentation(self, event: ev.PresentationLearned) -> None:
        leg = self.table.legs.get(event.leg_id)
        if leg is not None:
            leg.asked = True
            if leg.presentation is None or event.presentation is not Presentation.UNKNOWN:
                leg.presentation = event.presentation
            self.touched.add(leg.call)
            return
        for line in self.agents:  # the caller has gone, the agent's leg may still be there
            for mate_id in self.table.by_line.get(line, ()):
                mate = self.table.legs[mate_id]
                if mate.far is not None and mate.far.leg == event.leg_id:
                    mate.far.presentation = event.presentation
                    self.touched.add(mate.call)

    def _system_listed(self, event: ev.SystemListed) -> None:
        gone = self.listing.take(event)
        self.touched |= {leg.call for leg in self.table.legs.values()}
        for leg in gone:
            self._remove(leg, CallOutcome.LOST)
        self.listing.waits()
        self._complete = event.complete

    def _counted(self, event: ev.SystemCounted) -> None:
        for leg in self.listing.count(event):
            self._remove(leg, CallOutcome.LOST)

    def _settled(self, event: ev.SystemSettled) -> None:
        self._listed = self._complete

    def _system_lost(self, event: ev.SystemLost) -> None:
        self._listed = False
        self.table.forget_ends()
        for leg in self.table.legs.values():
            leg.stale = True
            self.touched.add(leg.call)

    def _given_up(self, event: ev.SystemGivenUp) -> None:
        for leg in [leg for leg in self.table.legs.values() if leg.stale]:
            self._remove(leg, CallOutcome.LOST)
