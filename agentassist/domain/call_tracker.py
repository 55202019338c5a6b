"""The reducer: call events in, changed snapshots out. No clock, no I/O; times come with events.

Legs are keyed by their own id, calls by the id that every event repeats (it changes when an
attended transfer joins two calls). Who an agent talks to is read from dials and bridges, not from
the order of events, so that local channels, consultations and swaps need no special cases.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot, Direction
from agentassist.domain.call_facts import learn_input, learn_variables
from agentassist.domain.call_legs import Leg, LegTable
from agentassist.domain.call_peers import FarEnds
from agentassist.domain.call_view import (
    front_leg,
    leg_state,
    same_shown,
    snapshot,
    with_presentation,
)
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.party import Presentation


@dataclass(frozen=True, slots=True)
class Change:
    """A new snapshot. `pending`: it shows a number that nobody has allowed or forbidden yet."""

    snapshot: CallSnapshot
    pending: LegId | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """May this caller's number be shown? To be answered by PresentationLearned."""

    leg: LegId
    channel: str


@dataclass(slots=True)
class _Shown:
    """What an agent was shown last, and whose number is in it."""

    snapshot: CallSnapshot
    far: LegId | None


@dataclass(frozen=True, slots=True)
class _Gone:
    """An agent's leg that just ended, and how."""

    leg: Leg
    outcome: CallOutcome
    shown: _Shown


class CallTracker:
    """Follows all calls of a phone system and tells what each watched agent sees."""

    def __init__(self, agents: Iterable[AgentId] = ()) -> None:
        self._table = LegTable()
        self._agents: set[str] = set(agents)
        self._far = FarEnds(self._table, self._agents)
        self._shown: dict[str, _Shown] = {}
        self._touched: set[CallId] = set()
        self._gone: dict[str, _Gone] = {}
        self._questions: list[Question] = []
        self._unanswered: set[LegId] = set()
        self._customers: dict[str, _Shown] = {}  # the last that was no colleague
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
            ev.PresentationLearned: self._presentation,
            ev.SystemListed: self._system_listed,
            ev.SystemSettled: self._settled,
            ev.SystemLost: self._system_lost,
            ev.SystemGivenUp: self._given_up,
        }

    def watch(self, agent: AgentId) -> None:
        """Follow one more agent; legs that are there count at once."""
        self._agents.add(agent)

    def current(self, agent: AgentId) -> CallSnapshot | None:
        """The last snapshot, if a call is on."""
        shown = self._shown.get(agent)
        return shown.snapshot if shown is not None and shown.snapshot.state.in_call else None

    @property
    def legs(self) -> int:
        return len(self._table.legs)

    def apply(self, event: ev.CallEvent) -> list[Change]:
        """What agents see differently after this event."""
        self._handlers[type(event)](event)
        changes = self._changes(event.at) if self._touched or self._gone else []
        self._touched.clear()
        self._gone.clear()
        return changes

    def look(self, agent: AgentId, at: ev.Stamp) -> list[Change]:
        """What a newly watched agent sees now."""
        for leg_id in self._table.by_line.get(agent, ()):
            self._touched.add(self._table.legs[leg_id].call)
        changes = self._changes(at)
        self._touched.clear()
        return changes

    def take_questions(self) -> list[Question]:
        asked, self._questions = self._questions, []
        return asked

    # ------------------------------------------------------------------ events

    def _leg(self, event: ev.CallEvent, facts: ev.LegFacts, *, create: bool = False) -> Leg | None:
        """The leg after this event's word about it; None when it must not be believed."""
        table = self._table
        leg = table.legs.get(facts.leg)
        if leg is None:
            if table.ended(facts.leg) or (self._listed and not create):
                return None
            leg = table.add(facts, event.at)
        else:
            self._touched.add(leg.call)
            old_line = leg.facts.line
            table.update(leg, facts)
            leg.stale = False
            if facts.line != old_line:
                self._moved(leg, old_line)
        self._touched.add(leg.call)
        if leg.up and not leg.answered:
            self._answered(leg)
        if facts.ivr is not None:
            learn_variables(leg, table.call_of(leg), facts.ivr, event.at.wall)
        return leg

    def _answered(self, leg: Leg) -> None:
        leg.answered = True
        if leg.ringing and leg.facts.half != 2 and not self._table.shadowed(leg):
            self._table.call_of(leg).answers[leg.id] = self._table.next_order()

    def _moved(self, leg: Leg, old_line: str) -> None:
        """A pick-up: the leg now belongs to another phone."""
        if old_line in self._agents and not leg.absorbed:
            answered = leg.answered and not leg.ringing
            outcome = CallOutcome.TRANSFERRED if answered else CallOutcome.PICKED_ELSEWHERE
            self._end_of(old_line, leg, AgentState.TALKING, outcome, leg.since)

    def _initiated(self, event: ev.Initiated) -> None:
        leg = self._leg(event, event.leg, create=True)
        if leg is not None:
            leg.topology_seen = True

    def _changed(self, event: ev.LegChanged) -> None:
        if event.known_only:
            known = self._table.legs.get(event.leg.leg)
            if known is None or known.facts.channel != event.leg.channel:
                return
        self._leg(event, event.leg)

    def _queued(self, event: ev.Queued) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            call = self._table.call_of(leg)
            call.queue, call.joined, call.abandoned = event.queue, event.at, False

    def _abandoned(self, event: ev.Abandoned) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            self._table.call_of(leg).abandoned = True

    def _delivered(self, event: ev.Delivered) -> None:
        calling = self._leg(event, event.calling) if event.calling else None
        leg = self._leg(event, event.alerting)
        if leg is None:
            return
        if calling is not None:
            leg.dialled_by = calling.id
            if leg.id not in calling.dialling:
                calling.dialling.append(leg.id)
        leg.ringing, leg.rang, leg.rang_order = True, event.at, self._table.next_order()
        call = self._table.call_of(leg)
        leg.transferred_from, leg.transfers = call.transferred_from, call.transfers
        leg.wait_seconds = self._far.wait(leg, call)

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
            other = self._table.other_half(leg) if leg.facts.half == 1 else None
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
            self._table.enter_bridge(leg, event.bridge)

    def _bridge_left(self, event: ev.BridgeLeft) -> None:
        leg = self._leg(event, event.leg)
        if leg is not None:
            leg.topology_seen = True
            self._table.leave_bridge(leg)

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
        self._far.transferred(distinct, transferee)

    def _diverted(self, event: ev.Diverted) -> None:
        self._leg(event, event.leg)
        target = self._leg(event, event.target) if event.target else None
        if target is not None:
            target.picked = True

    def _cleared(self, event: ev.ConnectionCleared) -> None:
        leg = self._leg(event, event.leg)
        if leg is None:
            self._table.note_end(event.leg.leg)
            return
        self._remove(leg, None, elsewhere=event.elsewhere)

    def _remove(self, leg: Leg, outcome: CallOutcome | None, *, elsewhere: bool = False) -> None:
        line = leg.facts.line
        if line in self._agents:
            self._far.look(leg)
            state = leg_state(leg, self._table)
            if state is not None:
                how = outcome or self._far.outcome(leg, elsewhere=elsewhere)
                self._end_of(line, leg, state, how, leg.since)
        self._touched.add(leg.call)
        self._table.remove(leg.id)

    def _end_of(
        self, line: str, leg: Leg, state: AgentState, outcome: CallOutcome, at: ev.Stamp
    ) -> None:
        """Keeps what the leg's call was, which goes with its last leg."""
        shown = snapshot(AgentId(line), leg, state, self._table, at)
        self._gone[line] = _Gone(leg, outcome, _Shown(shown, leg.far.leg if leg.far else None))

    def _reported(self, event: ev.InputReported) -> None:
        leg = self._table.legs.get(event.leg.leg)
        if leg is None or leg.facts.channel != event.leg.channel:
            return
        if self._leg(event, event.leg) is not None:
            learn_input(self._table.call_of(leg), event.fact, event.at.wall)

    def _presentation(self, event: ev.PresentationLearned) -> None:
        self._unanswered.discard(event.leg_id)
        for shown in (*self._shown.values(), *self._customers.values()):
            if shown.far == event.leg_id:
                shown.snapshot = with_presentation(shown.snapshot, event.presentation)
        leg = self._table.legs.get(event.leg_id)
        if leg is None:  # the caller has gone, the agent's leg may still be there
            for line in self._agents:
                for mate_id in self._table.by_line.get(line, ()):
                    mate = self._table.legs[mate_id]
                    if mate.far is not None and mate.far.leg == event.leg_id:
                        mate.far.presentation = event.presentation
                        self._touched.add(mate.call)
            return
        leg.asked = True
        if leg.presentation is None or event.presentation is not Presentation.UNKNOWN:
            leg.presentation = event.presentation
        self._touched.add(leg.call)

    def _system_listed(self, event: ev.SystemListed) -> None:
        seen = {item.facts.leg for item in event.legs} | event.heard
        for item in event.legs:
            known = self._table.legs.get(item.facts.leg)
            if self._table.ended(item.facts.leg):
                continue
            self._far.take_listed(item, known, event.at)
        for waiting in event.waiting:
            self._far.take_waiting(waiting, event.at)
        for leg in list(self._table.legs.values()):
            self._touched.add(leg.call)
            if leg.stale and event.complete and leg.id not in seen:
                self._remove(leg, CallOutcome.LOST)
        for leg in self._table.legs.values():
            if leg.recovered and leg.ringing and leg.wait_seconds is None:
                leg.wait_seconds = self._far.wait(leg, self._table.call_of(leg))
        self._complete = event.complete

    def _settled(self, event: ev.SystemSettled) -> None:
        self._listed = self._complete

    def _system_lost(self, event: ev.SystemLost) -> None:
        self._listed = False
        for leg in self._table.legs.values():
            leg.stale = True
            self._touched.add(leg.call)

    def _given_up(self, event: ev.SystemGivenUp) -> None:
        for leg in [leg for leg in self._table.legs.values() if leg.stale]:
            self._remove(leg, CallOutcome.LOST)

    # ------------------------------------------------------------------ changes

    def _changes(self, at: ev.Stamp) -> list[Change]:
        lines: dict[str, None] = dict.fromkeys(self._gone)
        for call_id in self._touched:
            for leg in self._table.mates(call_id):
                if leg.facts.line in self._agents and leg.facts.half != 2:
                    self._far.look(leg)
                    lines[leg.facts.line] = None
        changes = (self._change(AgentId(line), at) for line in lines)
        return [change for change in changes if change is not None]

    def _change(self, agent: AgentId, at: ev.Stamp) -> Change | None:
        front = front_leg(agent, self._table)
        last = self._shown.get(agent)
        if front is None:
            if agent not in self._gone or last is None or not last.snapshot.state.in_call:
                return None
            return self._end(agent, last, at)
        leg, state = front
        if leg.frozen and not leg.stale:
            return None
        shown = snapshot(agent, leg, state, self._table, at)
        if last is not None and same_shown(shown, last.snapshot):
            return None
        self._shown[agent] = _Shown(shown, leg.far.leg if leg.far else None)
        if shown.direction is not Direction.INTERNAL:
            self._customers[agent] = self._shown[agent]
        return Change(shown, self._ask(leg))

    def _end(self, agent: AgentId, last: _Shown, at: ev.Stamp) -> Change:
        """No call any more: the first line of that carries the outcome and what the call was."""
        gone = self._gone[agent]
        leg, outcome = gone.leg, gone.outcome
        ended = outcome in (CallOutcome.ENDED, CallOutcome.TRANSFERRED) and leg.answered
        known = (self._customers.pop(agent, last), last, gone.shown)
        kept = next(shown for shown in known if shown.snapshot.leg == leg.id)
        shown = replace(
            kept.snapshot,
            at_ns=at.ns,
            received_ns=at.ns,
            state=AgentState.WRAPPING if ended else AgentState.IDLE,
            stale=False,
            outcome=outcome,
        )
        self._shown[agent] = _Shown(shown, kept.far)
        return Change(shown, kept.far if kept.far in self._unanswered else None)

    def _ask(self, leg: Leg) -> LegId | None:
        """The far leg whose presentation is not known yet; it is asked for once."""
        far = leg.far
        if far is None or far.internal or leg.placed_call or far.presentation is not None:
            return None
        asked = self._table.legs.get(far.leg) if far.leg else None
        if asked is None:
            return far.leg if far.leg in self._unanswered else None
        if not asked.asked:
            asked.asked = True
            self._unanswered.add(asked.id)
            self._questions.append(Question(asked.id, asked.facts.channel))
        return asked.id if asked.id in self._unanswered else None
