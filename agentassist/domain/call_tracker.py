"""The reducer: call events in, changed snapshots out. No clock, no I/O; times come with events.

Legs are keyed by their own id, calls by the id that every event repeats (it changes when an
attended transfer joins two calls). Who an agent talks to is read from dials and bridges, not from
the order of events, so that local channels, consultations and swaps need no special cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot, Direction
from agentassist.domain.call_legs import Leg
from agentassist.domain.call_reducer import CallReducer, Shown
from agentassist.domain.call_view import (
    front_leg,
    same_shown,
    snapshot,
    with_presentation,
)
from agentassist.domain.ids import AgentId, CallId, LegId


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


class CallTracker:
    """Follows all calls of a phone system and tells what each watched agent sees."""

    def __init__(self, agents: Iterable[AgentId] = ()) -> None:
        self._agents: set[str] = set(agents)
        self._reducer = CallReducer(self._agents)
        self._table = self._reducer.table
        self._far = self._reducer.far
        self._shown: dict[str, Shown] = {}
        self._questions: list[Question] = []
        self._unanswered: set[LegId] = set()
        self._customers: dict[str, Shown] = {}  # the last that was no colleague

    def watch(self, agent: AgentId) -> None:
        """Follow one more agent; legs that are there count at once."""
        self._agents.add(agent)

    def current(self, agent: AgentId) -> CallSnapshot | None:
        """The last snapshot, if a call is on."""
        shown = self._shown.get(agent)
        return shown.snapshot if shown is not None and shown.snapshot.state.in_call else None

    def is_on(self, agent: AgentId, call: CallId) -> bool:
        """The agent has, or just had, that call, and it is still there."""
        if call not in self._table.calls:
            return False
        legs = (self._table.legs[leg_id] for leg_id in self._table.by_line.get(agent, ()))
        shown = self._shown.get(agent)
        return any(leg.call == call for leg in legs) or (
            shown is not None and shown.snapshot.call_id == call
        )

    @property
    def legs(self) -> int:
        return len(self._table.legs)

    def apply(self, event: ev.CallEvent) -> list[Change]:
        """What agents see differently after this event."""
        if isinstance(event, ev.PresentationLearned):
            self._learned(event)
        self._reducer.apply(event)
        return self._changes(event.at)

    def look(self, agent: AgentId, at: ev.Stamp) -> list[Change]:
        """What a newly watched agent sees now."""
        for leg_id in self._table.by_line.get(agent, ()):
            self._reducer.touched.add(self._table.legs[leg_id].call)
        return self._changes(at)

    def take_questions(self) -> list[Question]:
        asked, self._questions = self._questions, []
        return asked

    def _learned(self, event: ev.PresentationLearned) -> None:
        self._unanswered.discard(event.leg_id)
        for shown in (*self._shown.values(), *self._customers.values()):
            if shown.far == event.leg_id:
                shown.snapshot = with_presentation(shown.snapshot, event.presentation)

    def _changes(self, at: ev.Stamp) -> list[Change]:
        touched, gone, left = self._reducer.touched, self._reducer.gone, self._reducer.left
        if not touched and not gone:
            return []
        lines: dict[str, None] = dict.fromkeys([*gone, *sorted(left & self._agents)])
        for call_id in touched:
            for leg in self._table.mates(call_id):
                if leg.facts.line in self._agents and leg.facts.half != 2:
                    self._far.look(leg)
                    lines[leg.facts.line] = None
        changes = [self._change(AgentId(line), at) for line in lines]
        touched.clear()
        gone.clear()
        left.clear()
        return [change for change in changes if change is not None]

    def _change(self, agent: AgentId, at: ev.Stamp) -> Change | None:
        front = front_leg(agent, self._table)
        last = self._shown.get(agent)
        if front is None:
            if last is None or not last.snapshot.state.in_call:
                return None
            if agent in self._reducer.gone:
                return self._end(agent, last, at)
            return self._lost(agent, last, at)
        leg, state = front
        if leg.frozen and not leg.stale:
            return None
        shown = snapshot(agent, leg, state, self._table, at)
        pending = self._ask(leg)
        far = leg.far.leg if leg.far else None
        if last is not None and same_shown(shown, last.snapshot):
            last.far = far
            return None
        self._shown[agent] = Shown(shown, far)
        if shown.direction is not Direction.INTERNAL and far in (leg.customer, None):
            self._customers[agent] = self._shown[agent]
        return Change(shown, pending)

    def _end(self, agent: AgentId, last: Shown, at: ev.Stamp) -> Change:
        """No call any more: the first line of that carries the outcome and what the call was."""
        gone = self._reducer.gone[agent]
        leg, outcome = gone.leg, gone.outcome
        ended = outcome in (CallOutcome.ENDED, CallOutcome.TRANSFERRED) and leg.answered
        told = [self._customers.pop(agent, None), last, gone.shown]
        known = [shown for shown in told if shown is not None and shown.snapshot.leg == leg.id]
        outside = (one for one in known if one.snapshot.direction is not Direction.INTERNAL)
        kept = next(outside, known[0])
        shown = replace(
            kept.snapshot,
            at_ns=at.ns,
            state=AgentState.WRAPPING if ended else AgentState.IDLE,
            stale=False,
            outcome=outcome,
        )
        self._shown[agent] = Shown(shown, kept.far)
        return Change(shown, kept.far if kept.far in self._unanswered else None)

    def _lost(self, agent: AgentId, last: Shown, at: ev.Stamp) -> Change | None:
        """The leg that was shown is nobody's any more, and its end was not told in order."""
        leg = self._table.legs.get(last.snapshot.leg or LegId(""))
        if leg is not None and leg.facts.line == agent:
            return None  # hidden behind another one for now
        self._customers.pop(agent, None)
        shown = replace(
            last.snapshot,
            at_ns=at.ns,
            state=AgentState.IDLE,
            stale=False,
            outcome=CallOutcome.LOST,
        )
        self._shown[agent] = Shown(shown, last.far)
        return Change(shown, last.far if last.far in self._unanswered else None)

    def _ask(self, leg: Leg) -> LegId | None:
        """The far leg whose presentation is not known yet; it is asked for once."""
        far = leg.far
        if far is None or far.internal or far.called or far.presentation is not None:
            return None
        asked = self._table.legs.get(far.leg) if far.leg else None
        if asked is None:
            return far.leg if far.leg in self._unanswered else None
        if not asked.asked:
            asked.asked = True
            self._unanswered.add(asked.id)
            self._questions.append(Question(asked.id, asked.facts.channel))
        return asked.id if asked.id in self._unanswered else None
