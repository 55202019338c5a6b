"""The reducer on events of its own: what no recording has."""

from dataclasses import replace
from typing import Any

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, Direction
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.ivr_reading import given
from agentassist.domain.party import WITHHELD, Presentation

OUTSIDE = "+493023125042"


def test_a_direct_call(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.clear("a", "c")
    assert site.told("101") == [
        f"ringing {OUTSIDE} -",
        f"talking {OUTSIDE} -",
        f"wrapping {OUTSIDE} ended",
    ]
    assert site.seen[0].queue is None
    assert site.seen[0].wait is None
    assert site.tracker.legs == 0


def test_all_ring_and_one_answers(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.phone("a", "101")
    site.phone("b", "102")
    site.ring("c", "a")
    site.ring("c", "b")
    site.state("b", ev.LegState.UP)
    site.end_ring("c", "b", ev.DialResult.ANSWERED)
    site.end_ring("c", "a", ev.DialResult.CANCELLED)
    site.clear("a")
    assert site.told("101")[-1] == f"idle {OUTSIDE} picked_elsewhere"
    assert site.told("102")[-1] == f"talking {OUTSIDE} -"


def test_answered_elsewhere_by_its_cause(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    site.send(ev.ConnectionCleared(site.stamp(), site.legs["a"], elsewhere=True))
    assert site.told("101")[-1] == f"idle {OUTSIDE} picked_elsewhere"


def test_a_pick_up_gives_the_leg_to_another_phone(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    site.state("a", ev.LegState.UP, line="102", channel="PJSIP/102-x")
    assert site.told("101")[-1] == f"idle {OUTSIDE} picked_elsewhere"
    assert site.told("102") == [f"talking {OUTSIDE} -"]


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        (ev.DialResult.NO_ANSWER, CallOutcome.NO_ANSWER),
        (ev.DialResult.CANCELLED, CallOutcome.ABANDONED),
        (None, CallOutcome.NO_ANSWER),
    ],
)
def test_the_first_end_of_a_ring_counts(
    exchange: Any, result: ev.DialResult | None, outcome: CallOutcome
) -> None:
    site = exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    if result:
        site.end_ring("c", "a", result)
        site.end_ring("c", "a", ev.DialResult.CANCELLED)
    site.clear("a")
    assert (site.seen[-1].state, site.seen[-1].outcome) == (AgentState.IDLE, outcome)


def test_a_phone_behind_a_local_channel_that_nobody_answers(exchange: Any) -> None:
    site = exchange("103")
    site.caller()
    pair = {"line": "103", "pair": "p", "call": "c"}
    site.leg("1", half=1, **pair)
    site.leg("2", half=2, **pair)
    site.ring("c", "1")
    assert site.seen == []
    site.phone("a", "103")
    site.ring("2", "a")
    site.state("1", ev.LegState.RINGING)
    site.end_ring("c", "1", ev.DialResult.NO_ANSWER)
    site.clear("1")
    site.end_ring("2", "a", ev.DialResult.CANCELLED)
    site.clear("a", "2")
    assert site.told("103") == [f"ringing {OUTSIDE} -", f"idle {OUTSIDE} no_answer"]
    assert {one.leg for one in site.seen} == {"a"}


def test_an_agent_that_is_only_a_local_channel(exchange: Any) -> None:
    site = exchange("300")
    site.caller()
    pair = {"line": "300", "pair": "p", "call": "c"}
    site.leg("1", half=1, **pair)
    site.leg("2", half=2, **pair)
    site.ring("c", "1")
    site.state("1", ev.LegState.RINGING)
    site.state("1", ev.LegState.UP)
    site.bridge("b", "1", "c")
    site.clear("1", "2", "c")
    assert site.told("300") == [
        f"ringing {OUTSIDE} -",
        f"talking {OUTSIDE} -",
        f"wrapping {OUTSIDE} ended",
    ]


def test_a_local_channel_that_calls_a_mobile_is_all_that_its_agent_has(exchange: Any) -> None:
    site = exchange("300")
    site.caller()
    pair = {"line": "300", "pair": "p", "call": "c"}
    site.leg("1", half=1, **pair)
    site.leg("2", half=2, **pair)
    site.ring("c", "1")
    site.leg("m", call="c", line="mobile-trunk", number="01700000000")
    site.ring("2", "m")
    site.state("m", ev.LegState.UP)
    site.state("1", ev.LegState.UP)
    site.bridge("b", "1", "c")
    site.clear("1", "2", "m", "c")
    assert site.told("300") == [
        f"ringing {OUTSIDE} -",
        f"talking {OUTSIDE} -",
        f"wrapping {OUTSIDE} ended",
    ]
    assert {one.leg for one in site.seen} == {"1"}


def test_a_consultation_without_a_transfer_brings_the_customer_back(exchange: Any) -> None:
    site = exchange()
    site.consult()
    site.clear("b", "k")
    assert site.told("101")[2:] == [
        f"held {OUTSIDE} -",
        "dialling 102 -",
        "talking 102 -",
        f"held {OUTSIDE} -",
    ]
    assert site.told("102") == ["ringing 101 -", "talking 101 -", "wrapping 101 ended"]
    site.send(ev.Retrieved(site.stamp(), site.legs["a"]))
    site.clear("c", "a")
    assert site.told("101")[-2:] == [f"talking {OUTSIDE} -", f"wrapping {OUTSIDE} ended"]


def test_a_transfer_to_a_phone_that_still_rings(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.hold("a")
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    legs = (site.legs["a"], site.legs["k"])
    attended = ev.TransferKind.ATTENDED
    site.send(ev.Transferred(site.stamp(), attended, legs, site.legs["c"]))
    site.send(ev.LegChanged(site.stamp(), replace(site.legs["b"], call=CallId("c"))))
    site.clear("a", "k")
    seen = [(one.caller.number, one.call_id) for one in site.seen if one.agent == "102"]
    assert seen == [("101", "k"), (OUTSIDE, "k"), (OUTSIDE, "c")]
    shown = site.tracker.current(AgentId("102"))
    assert shown is not None
    assert shown.transferred_from == "101"
    assert site.told("101")[-1] == f"wrapping {OUTSIDE} transferred"


def test_a_blind_transfer_that_is_not_answered(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    giver = (site.legs["a"],)
    site.send(ev.Transferred(site.stamp(), ev.TransferKind.BLIND, giver, site.legs["c"]))
    site.clear("a")
    site.phone("b", "102")
    site.ring("c", "b")
    site.end_ring("c", "b", ev.DialResult.NO_ANSWER)
    site.clear("b", "c")
    assert site.told("101")[-1] == f"wrapping {OUTSIDE} transferred"
    assert site.told("102") == [f"ringing {OUTSIDE} -", f"idle {OUTSIDE} no_answer"]
    assert site.seen[-1].transfers == 1


def test_an_outbound_call_shows_the_number_dialled(exchange: Any) -> None:
    site = exchange()
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="00491")
    site.leg("t", call="k", line="trunk", number="00491")
    site.ring("k", "t")
    site.state("t", ev.LegState.UP)
    site.state("k", ev.LegState.UP)
    site.bridge("b", "k", "t")
    site.clear("t", "k")
    assert site.told("101") == ["dialling 00491 -", "talking 00491 -", "wrapping 00491 ended"]
    assert {one.direction for one in site.seen} == {Direction.OUTBOUND}
    assert site.tracker.take_questions() == []


def test_an_outbound_call_that_nobody_answers(exchange: Any) -> None:
    site = exchange()
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="00491")
    site.leg("t", call="k", line="trunk", number="00491")
    site.ring("k", "t")
    site.end_ring("k", "t", ev.DialResult.NO_ANSWER)
    site.clear("t", "k")
    assert site.told("101") == ["dialling 00491 -", "idle 00491 no_answer"]


def test_an_internal_call_knows_a_colleague_that_nobody_watches(exchange: Any) -> None:
    site = exchange("102")
    site.leg("k", call="k", line="103", state=ev.LegState.CALLING, number="103", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    assert site.seen[0].internal_from == "103"
    assert site.seen[0].direction is Direction.INTERNAL


def test_a_second_ring_stays_behind_the_call_in_front(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.caller("d", "+4989")
    site.phone("e", "101", call="d")
    site.ring("d", "e")
    assert site.told("101")[-1] == f"talking {OUTSIDE} -"
    site.hold("a")
    assert site.told("101")[-1] == "ringing +4989 -"
    site.clear("e", "d")
    assert site.told("101")[-1] == f"held {OUTSIDE} -"


def test_the_answer_about_a_number_counts_for_every_line(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    (question,) = site.tracker.take_questions()
    assert (question.leg, question.channel) == ("c", "PJSIP/trunk-c")
    site.send(ev.PresentationLearned(site.stamp(), LegId("c"), Presentation.RESTRICTED))
    site.state("a", ev.LegState.UP)
    assert site.seen[-1].caller == WITHHELD
    assert site.tracker.take_questions() == []


def test_an_answer_that_comes_after_the_caller_has_gone(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.clear("c")
    site.send(ev.PresentationLearned(site.stamp(), LegId("c"), Presentation.RESTRICTED))
    site.clear("a")
    assert site.seen[-1].outcome is CallOutcome.ENDED
    assert site.seen[-1].caller == WITHHELD


def test_an_answer_during_a_consultation_reaches_the_customers_last_line(exchange: Any) -> None:
    site = exchange()
    site.consult()
    site.send(ev.PresentationLearned(site.stamp(), LegId("c"), Presentation.RESTRICTED))
    legs = (site.legs["a"], site.legs["k"])
    site.send(ev.Transferred(site.stamp(), ev.TransferKind.ATTENDED, legs, site.legs["c"]))
    site.clear("a", "k")
    assert (site.seen[-1].outcome, site.seen[-1].caller) == (CallOutcome.TRANSFERRED, WITHHELD)


def test_events_about_legs_that_are_gone_or_never_were(exchange: Any) -> None:
    site = exchange()
    site.caller()
    site.answered()
    site.clear("a", "c")
    count_of_lines = len(site.seen)
    site.state("a", ev.LegState.UP)
    site.ring("c", "a")
    site.hold("a")
    assert len(site.seen) == count_of_lines
    assert site.tracker.legs == 0


def test_after_the_lists_only_a_new_channel_begins_a_leg(exchange: Any) -> None:
    site = exchange()
    site.send(ev.SystemListed(site.stamp(), ()))
    site.send(ev.SystemSettled(site.stamp()))
    ghost = ev.LegFacts(LegId("g"), CallId("g"), "PJSIP/101-g", "101", ev.LegState.UP)
    site.send(ev.LegChanged(site.stamp(), ghost))
    site.send(ev.Delivered(site.stamp(), None, ghost))
    assert site.tracker.legs == 0


def test_a_report_from_an_unknown_or_another_channel_is_not_believed(exchange: Any) -> None:
    site = exchange()
    site.caller()
    wrong = given("account", "4711", None)
    stranger = replace(site.legs["c"], channel="PJSIP/trunk-other")
    site.send(ev.InputReported(site.stamp(), stranger, wrong))
    ghost = replace(site.legs["c"], leg=LegId("g"), call=CallId("g"))
    site.send(ev.InputReported(site.stamp(), ghost, wrong))
    said = ev.IvrFacts(verified=True)
    site.send(ev.LegChanged(site.stamp(), replace(ghost, ivr=said), known_only=True))
    site.send(ev.LegChanged(site.stamp(), replace(stranger, ivr=said), known_only=True))
    site.answered()
    assert site.seen[-1].given == ()
    assert not site.seen[-1].verified


def test_the_agents_own_leg_cannot_change_what_the_caller_gave(exchange: Any) -> None:
    site = exchange()
    site.caller(ivr=ev.IvrFacts(verified=False, intent="billing"))
    site.answered()
    claims = ev.IvrFacts(verified=True, intent="x", customer="Somebody")
    site.send(ev.LegChanged(site.stamp(), replace(site.legs["a"], ivr=claims)))
    site.hold("a")
    assert (site.seen[-1].verified, site.seen[-1].intent) == (False, "billing")
    assert site.seen[-1].caller_customer == "Somebody"


# --- loss and recovery


def test_what_the_configuration_maps_is_given_too_and_the_caller_has_the_last_word(
    exchange: Any,
) -> None:
    site = exchange()
    site.caller(ivr=ev.IvrFacts(extra=(given("contract", "77001111", None),)))
    later = ev.IvrFacts(extra=(given("contract", "77002222", None),))
    site.state("c", ev.LegState.UP, ivr=later)
    site.answered()
    claims = ev.IvrFacts(
        extra=(given("contract", "66006666", None), given("city", "Bonn am Rhein", None))
    )
    site.send(ev.LegChanged(site.stamp(), replace(site.legs["a"], ivr=claims)))
    assert [(fact.kind, fact.mask) for fact in site.seen[-1].given] == [
        ("contract", "•••• 2222"),
        ("city", "•••• hein"),
    ]


def test_a_shown_leg_whose_end_is_told_of_another_is_not_shown_for_ever(exchange: Any) -> None:
    """Found by fuzzing: it had turned into the far half of a local channel before it ended."""
    site = exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    site.state("a", ev.LegState.UP)
    site.legs["a"] = replace(site.legs["a"], half=2, pair="101@agents-1")
    site.send(ev.LegChanged(site.stamp(), site.legs["a"]))
    assert site.told("101")[-1] == f"talking {OUTSIDE} -"
    site.clear("a", "c")
    assert site.told("101")[-1] == f"idle {OUTSIDE} lost"
    assert site.tracker.current(AgentId("101")) is None
