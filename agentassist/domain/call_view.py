"""From legs to what one agent sees: the leg in front, its state and its snapshot."""

from dataclasses import replace as _replaced
from datetime import timedelta

from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot, Direction
from agentassist.domain.call_events import LegState, Stamp
from agentassist.domain.call_legs import Leg, LegTable, TrackedCall
from agentassist.domain.far_end import Far
from agentassist.domain.given_order import given_facts
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr import FactSource, GivenFact
from agentassist.domain.party import WITHHELD, Party, Presentation

_RANK = {
    AgentState.HELD: 1,
    AgentState.RINGING: 2,
    AgentState.DIALLING: 3,  # whoever calls somebody else talks to nobody else meanwhile
    AgentState.TALKING: 3,
}


def leg_state(leg: Leg, table: LegTable) -> AgentState | None:
    """What this leg is for its agent; None when it is nothing to show."""
    if leg.absorbed or leg.facts.half == 2 or table.shadowed(leg):
        return None
    if leg.held:
        return AgentState.HELD
    if leg.answered:
        return AgentState.DIALLING if _still_calling(leg) else AgentState.TALKING
    if leg.ringing:
        return AgentState.RINGING if leg.facts.half == 0 or _rings(leg, table) else None
    return AgentState.DIALLING if leg.placed_call and leg.far is not None else None


def _still_calling(leg: Leg) -> bool:
    """The agent's own phone is up, but the one it calls is not."""
    far = leg.far
    if far is None:
        return leg.originated and not leg.reached and leg.bridge is None
    return far.called and not far.up


def _rings(half: Leg, table: LegTable) -> bool:
    """A local channel rings when it says so, or when it calls something further on."""
    other = table.other_half(half)
    dials = other is not None and bool(other.dialling)
    return half.facts.state is LegState.RINGING or dials


def front_leg(line: str, table: LegTable) -> tuple[Leg, AgentState] | None:
    """Talking or dialling, else ringing, else held; the newest of them.

    What is only remembered from before a loss stands behind all that is known to be there.
    """
    best: tuple[bool, int, int] | None = None
    front: tuple[Leg, AgentState] | None = None
    for leg_id in table.by_line.get(line, ()):
        leg = table.legs[leg_id]
        state = leg_state(leg, table)
        if state is None:
            continue
        rank = (not leg.stale, _RANK[state], leg.order)
        if best is None or rank > best:
            best, front = rank, (leg, state)
    return front


def call_given(call: TrackedCall) -> tuple[GivenFact, ...]:
    if call.given is None:
        ivr = call.ivr
        call.given = given_facts(ivr.account, ivr.trail, ivr.extra, call.reported)
    return call.given


def told_to(agent: AgentId, call: TrackedCall) -> tuple[GivenFact, ...]:
    """What agents added, as this one sees it: told to them, or to a colleague before them."""
    return tuple(
        fact if fact.by == agent else _replaced(fact, source=FactSource.EARLIER_LEG)
        for fact in call.told.values()
    )


def far_party(far: Far | None) -> Party:
    if far is None:
        return Party()
    presentation = far.presentation or Presentation.UNKNOWN
    if presentation is Presentation.RESTRICTED:
        return WITHHELD
    return Party(far.number, far.name, presentation)


def snapshot(
    agent: AgentId,
    leg: Leg,
    state: AgentState,
    table: LegTable,
    at: Stamp,
    outcome: CallOutcome | None = None,
) -> CallSnapshot:
    """Everything one agent may know about this leg's call."""
    far = leg.far
    caller = far_party(far)
    if leg.placed_call and not _fetched(far):
        number = leg.dialled_number or caller.number
        seen = caller.presentation
        seen = Presentation.UNKNOWN if seen is Presentation.RESTRICTED else seen
        caller = Party(number, caller.name, seen)
    elif far is None and leg.originated:
        caller = _announced(leg)
    internal = far is not None and far.internal
    base = CallSnapshot(
        at_ns=at.ns,
        agent=agent,
        state=state,
        direction=_direction(leg, far),
        call_id=leg.call,
        leg=leg.id,
        caller=caller,
        stale=leg.stale and state.in_call,
        outcome=outcome,
    )
    if internal:
        return _replaced(base, internal_from=caller.number if _asked(leg, far) else None)
    call = table.calls.get(far.call if far else leg.call) or table.calls.get(leg.call)
    if call is None or _aside(leg, far):
        return base
    given, intent = (*call_given(call), *told_to(agent, call)), call.ivr.intent
    nothing_read = call.ivr.unmapped and intent is None and not call_given(call)
    wait = None if leg.wait_seconds is None else timedelta(seconds=leg.wait_seconds)
    return _replaced(
        base,
        transferred_from=leg.transferred_from,
        given=given,
        intent=intent,
        verified=bool(call.ivr.verified),
        caller_customer=call.ivr.customer,
        dialled=call.ivr.dialled,
        queue=call.queue,
        wait=wait,
        transfers=leg.transfers,
        unmapped=call.ivr.unknown_steps or nothing_read,
    )


def without_number(shown: CallSnapshot) -> CallSnapshot:
    """The same while nobody has said yet whether the number may be shown."""
    return _replaced(shown, caller=Party(None, None, Presentation.UNKNOWN))


def with_presentation(shown: CallSnapshot, presentation: Presentation) -> CallSnapshot:
    caller = shown.caller
    known = (
        WITHHELD
        if presentation is Presentation.RESTRICTED
        else Party(caller.number, caller.name, presentation)
    )
    return _replaced(shown, caller=known)


def same_shown(one: CallSnapshot, other: CallSnapshot) -> bool:
    """Equal but for the time they were made."""
    return _replaced(one, at_ns=0) == _replaced(other, at_ns=0)


def _asked(leg: Leg, far: Far | None) -> bool:
    """A colleague called this agent, not the agent a colleague."""
    by = leg.brought.by.leg if leg.brought else None
    return not leg.consulting or (far is not None and far.leg is not None and far.leg == by)


def _aside(leg: Leg, far: Far | None) -> bool:
    """The agent asks somebody outside; what is known of the call is not about them."""
    return far is not None and far.called and leg.customer not in (None, far.leg)


def _fetched(far: Far | None) -> bool:
    """The agent's phone called, but got somebody who had called here: out of a park, for one."""
    return far is not None and far.placed_call and not far.internal


def _announced(leg: Leg) -> Party:
    """Click to dial, before anybody is called: whom the phone shows, unless that is itself."""
    facts = leg.facts
    if facts.connected is None or facts.connected in (facts.line, facts.number):
        return Party()
    return Party(facts.connected, facts.connected_name)


def _direction(leg: Leg, far: Far | None) -> Direction:
    if far is not None and far.internal:
        return Direction.INTERNAL
    if far is not None and (far.called or far.placed_call):
        return Direction.OUTBOUND if far.called else Direction.INBOUND
    return Direction.OUTBOUND if leg.placed_call or leg.originated else Direction.INBOUND
