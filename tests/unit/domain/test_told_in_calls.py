"""What agents are told belongs to the call, wherever it goes; and what the IVR's names hide."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from agentassist.domain import call_events as ev
from agentassist.domain.call import CallSnapshot
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.ivr_reading import IvrMapping, read_trail

AT = ev.Stamp(1)
ONE, TWO = AgentId("101"), AgentId("102")
NOTED = GivenFact("order", None, "88", None, FactSource.AGENT, id=FactId("f1"), by=ONE)


def leg(name: str, line: str, state: ev.LegState, call: str = "c", **facts: Any) -> ev.LegFacts:
    return ev.LegFacts(LegId(name), CallId(call), f"PJSIP/{line}-{name}", line, state, **facts)


CALLER = leg("c", "trunk", ev.LegState.CALLING, number="+493023125123")
UP = leg("c", "trunk", ev.LegState.UP, number="+493023125123")
PHONE = leg("a", "101", ev.LegState.UP, number="101")
TALKING = (
    ev.Initiated(AT, CALLER),
    ev.Initiated(AT, replace(PHONE, state=ev.LegState.DOWN)),
    ev.Delivered(AT, CALLER, PHONE),
    ev.BridgeEntered(AT, PHONE, "b"),
    ev.BridgeEntered(AT, UP, "b"),
)


def tracker(events: Iterable[ev.CallEvent] = TALKING) -> CallTracker:
    one = CallTracker([ONE, TWO])
    for event in events:
        one.apply(event)
    return one


def shown(one: CallTracker, agent: AgentId = ONE) -> CallSnapshot:
    snapshot = one.current(agent)
    assert snapshot is not None
    return snapshot


def give(one: CallTracker, fact: GivenFact = NOTED, call: str = "c") -> None:
    assert fact.by is not None
    one.apply(ev.FactGiven(AT, fact.by, CallId(call), fact))


def test_the_same_fact_again_corrects_it_in_its_place() -> None:
    one = tracker()
    give(one)
    give(one, replace(NOTED, id=FactId("f2"), mask="89"))
    give(one, replace(NOTED, result=InputResult.WRONG))
    assert [(f.mask, f.result) for f in shown(one).given] == [
        ("88", InputResult.WRONG),
        ("89", None),
    ]


def test_nobody_changes_or_takes_back_what_a_colleague_noted() -> None:
    one = tracker()
    give(one)
    give(one, replace(NOTED, by=TWO, mask="99"))
    one.apply(ev.FactTakenBack(AT, TWO, CallId("c"), FactId("f1")))
    assert [f.mask for f in shown(one).given] == ["88"]
    one.apply(ev.FactTakenBack(AT, ONE, CallId("c"), FactId("f1")))
    assert shown(one).given == ()


def test_it_goes_with_the_caller_into_another_call() -> None:
    """An attended transfer may give the caller's channel another call's id."""
    one = tracker()
    give(one)
    older = leg("o", "trunk", ev.LegState.UP, "old")
    moved = (replace(UP, call=CallId("old")), replace(PHONE, call=CallId("old")))
    one.apply(ev.Initiated(AT, older))
    for facts in moved:
        one.apply(ev.LegChanged(AT, facts))
    assert shown(one).call_id == "old"
    assert [f.mask for f in shown(one).given] == ["88"]


def test_it_ends_with_the_call() -> None:
    one = tracker()
    give(one)
    one.apply(ev.ConnectionCleared(AT, PHONE))
    one.apply(ev.ConnectionCleared(AT, UP))
    assert not one.is_on(ONE, CallId("c"))
    give(one)  # too late: nothing happens
    for event in TALKING:
        one.apply(event)


def test_only_who_has_the_call_is_on_it() -> None:
    one = tracker()
    assert one.is_on(ONE, CallId("c"))
    assert not one.is_on(TWO, CallId("c"))
    assert not one.is_on(ONE, CallId("d"))


def test_a_call_takes_no_facts_without_end() -> None:
    one = tracker()
    for number in range(200):
        give(one, replace(NOTED, id=FactId(str(number))))
    assert len(shown(one).given) == 64


def variables(*pairs: tuple[str, str], unmapped: bool = False) -> CallSnapshot:
    ivr = IvrMapping().read(pairs, unmapped=unmapped)
    one = tracker()
    one.apply(ev.LegChanged(AT, replace(UP, ivr=ivr)))
    return shown(one)


def test_values_under_names_that_nothing_maps_are_said_to_be_there() -> None:
    assert variables(unmapped=True).unmapped
    assert not variables().unmapped
    # Other variables may ride along for other reasons: what was mapped is enough.
    assert not variables(("account", "40010018"), unmapped=True).unmapped
    assert not variables(("intent", "billing"), unmapped=True).unmapped


def test_steps_of_a_kind_that_nothing_maps_are_said_even_beside_others() -> None:
    trail = "account:40010018:ok|shoe_size:44:ok"
    assert variables(("trail", trail)).unmapped
    assert not variables(("trail", "account:40010018:ok|shoe_size:44:gave-up")).unmapped
    assert not variables(("trail", "account:40010018:ok|pin:1234:ok")).unmapped
    assert len(read_trail(trail, IvrMapping().kinds)) == 1
