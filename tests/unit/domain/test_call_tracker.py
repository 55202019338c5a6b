"""The reducer on events of its own: what no recording has."""

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot, Direction
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.ivr_reading import given
from agentassist.domain.party import WITHHELD, Presentation

OUTSIDE = "+493023125042"


class Exchange:
    """A phone system in a test: legs by name, one word per event."""

    def __init__(self, *agents: str) -> None:
        self.tracker = CallTracker([AgentId(agent) for agent in agents or ("101", "102")])
        self.seen: list[CallSnapshot] = []
        self.legs: dict[str, ev.LegFacts] = {}
        self._ticks = count(1)

    def stamp(self) -> ev.Stamp:
        return ev.Stamp(next(self._ticks) * 1_000_000_000)

    def send(self, event: ev.CallEvent) -> None:
        self.seen += [change.snapshot for change in self.tracker.apply(event)]

    def leg(self, name: str, /, *, call: str, line: str, **facts: Any) -> ev.LegFacts:
        known = ev.LegFacts(
            LegId(name), CallId(call), f"PJSIP/{line}-{name}", line, ev.LegState.DOWN
        )
        self.legs[name] = replace(known, **facts)
        self.send(ev.Initiated(self.stamp(), self.legs[name]))
        return self.legs[name]

    def caller(self, name: str = "c", number: str | None = OUTSIDE, **facts: Any) -> None:
        state = ev.LegState.CALLING
        self.leg(name, call=name, line="trunk", state=state, number=number, **facts)
        self.state(name, ev.LegState.UP)

    def phone(self, name: str, line: str, call: str = "c") -> None:
        self.leg(name, call=call, line=line, number=line, name=f"Agent {line}")

    def state(self, name: str, state: ev.LegState, **facts: Any) -> None:
        self.legs[name] = replace(self.legs[name], state=state, **facts)
        self.send(ev.LegChanged(self.stamp(), self.legs[name]))

    def ring(self, calling: str, alerting: str) -> None:
        self.send(ev.Delivered(self.stamp(), self.legs[calling], self.legs[alerting]))

    def end_ring(self, calling: str, alerting: str, result: ev.DialResult) -> None:
        legs = self.legs[calling], self.legs[alerting]
        self.send(ev.DeliveryEnded(self.stamp(), *legs, result))

    def bridge(self, bridge: str, *names: str) -> None:
        for name in names:
            self.send(ev.BridgeEntered(self.stamp(), self.legs[name], bridge))

    def unbridge(self, bridge: str, *names: str) -> None:
        for name in names:
            self.send(ev.BridgeLeft(self.stamp(), self.legs[name], bridge))

    def hold(self, name: str) -> None:
        self.send(ev.Held(self.stamp(), self.legs[name]))

    def clear(self, *names: str) -> None:
        for name in names:
            self.send(ev.ConnectionCleared(self.stamp(), self.legs[name]))

    def answered(self, name: str = "a", line: str = "101") -> None:
        """The caller rings this phone and it answers."""
        self.phone(name, line)
        self.ring("c", name)
        self.state(name, ev.LegState.UP)
        self.bridge("b", name, "c")

    def told(self, agent: str) -> list[str]:
        return [
            f"{one.state.value} {one.caller.number} {one.outcome.value if one.outcome else '-'}"
            for one in self.seen
            if one.agent == agent
        ]


def test_a_direct_call() -> None:
    site = Exchange()
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


def test_all_ring_and_one_answers() -> None:
    site = Exchange()
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


def test_answered_elsewhere_by_its_cause() -> None:
    site = Exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    site.send(ev.ConnectionCleared(site.stamp(), site.legs["a"], elsewhere=True))
    assert site.told("101")[-1] == f"idle {OUTSIDE} picked_elsewhere"


def test_a_pick_up_gives_the_leg_to_another_phone() -> None:
    site = Exchange()
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
def test_the_first_end_of_a_ring_counts(result: ev.DialResult | None, outcome: CallOutcome) -> None:
    site = Exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    if result:
        site.end_ring("c", "a", result)
        site.end_ring("c", "a", ev.DialResult.CANCELLED)
    site.clear("a")
    assert (site.seen[-1].state, site.seen[-1].outcome) == (AgentState.IDLE, outcome)


def test_a_phone_behind_a_local_channel_that_nobody_answers() -> None:
    site = Exchange("103")
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


def test_an_agent_that_is_only_a_local_channel() -> None:
    site = Exchange("300")
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


def test_a_local_channel_that_calls_a_mobile_is_all_that_its_agent_has() -> None:
    site = Exchange("300")
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


def consulting() -> Exchange:
    """101 has the caller on hold and talks to 102 in a second call."""
    site = Exchange()
    site.caller()
    site.answered()
    site.hold("a")
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    site.state("b", ev.LegState.UP)
    site.state("k", ev.LegState.UP)
    site.bridge("bb", "k", "b")
    return site


def test_a_consultation_without_a_transfer_brings_the_customer_back() -> None:
    site = consulting()
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


def test_a_transfer_to_a_phone_that_still_rings() -> None:
    site = Exchange()
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


def test_a_blind_transfer_that_is_not_answered() -> None:
    site = Exchange()
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


def test_an_outbound_call_shows_the_number_dialled() -> None:
    site = Exchange()
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


def test_an_outbound_call_that_nobody_answers() -> None:
    site = Exchange()
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="00491")
    site.leg("t", call="k", line="trunk", number="00491")
    site.ring("k", "t")
    site.end_ring("k", "t", ev.DialResult.NO_ANSWER)
    site.clear("t", "k")
    assert site.told("101") == ["dialling 00491 -", "idle 00491 no_answer"]


def test_an_internal_call_knows_a_colleague_that_nobody_watches() -> None:
    site = Exchange("102")
    site.leg("k", call="k", line="103", state=ev.LegState.CALLING, number="103", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    assert site.seen[0].internal_from == "103"
    assert site.seen[0].direction is Direction.INTERNAL


def test_a_second_ring_stays_behind_the_call_in_front() -> None:
    site = Exchange()
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


def test_the_answer_about_a_number_counts_for_every_line() -> None:
    site = Exchange()
    site.caller()
    site.phone("a", "101")
    site.ring("c", "a")
    (question,) = site.tracker.take_questions()
    assert (question.leg, question.channel) == ("c", "PJSIP/trunk-c")
    site.send(ev.PresentationLearned(site.stamp(), LegId("c"), Presentation.RESTRICTED))
    site.state("a", ev.LegState.UP)
    assert site.seen[-1].caller == WITHHELD
    assert site.tracker.take_questions() == []


def test_an_answer_that_comes_after_the_caller_has_gone() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.clear("c")
    site.send(ev.PresentationLearned(site.stamp(), LegId("c"), Presentation.RESTRICTED))
    site.clear("a")
    assert site.seen[-1].outcome is CallOutcome.ENDED
    assert site.seen[-1].caller == WITHHELD


def test_an_answer_during_a_consultation_reaches_the_customers_last_line() -> None:
    site = consulting()
    site.send(ev.PresentationLearned(site.stamp(), LegId("c"), Presentation.RESTRICTED))
    legs = (site.legs["a"], site.legs["k"])
    site.send(ev.Transferred(site.stamp(), ev.TransferKind.ATTENDED, legs, site.legs["c"]))
    site.clear("a", "k")
    assert (site.seen[-1].outcome, site.seen[-1].caller) == (CallOutcome.TRANSFERRED, WITHHELD)


def test_events_about_legs_that_are_gone_or_never_were() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.clear("a", "c")
    count_of_lines = len(site.seen)
    site.state("a", ev.LegState.UP)
    site.ring("c", "a")
    site.hold("a")
    assert len(site.seen) == count_of_lines
    assert site.tracker.legs == 0


def test_after_the_lists_only_a_new_channel_begins_a_leg() -> None:
    site = Exchange()
    site.send(ev.SystemListed(site.stamp(), ()))
    site.send(ev.SystemSettled(site.stamp()))
    ghost = ev.LegFacts(LegId("g"), CallId("g"), "PJSIP/101-g", "101", ev.LegState.UP)
    site.send(ev.LegChanged(site.stamp(), ghost))
    site.send(ev.Delivered(site.stamp(), None, ghost))
    assert site.tracker.legs == 0


def test_a_report_from_an_unknown_or_another_channel_is_not_believed() -> None:
    site = Exchange()
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


def test_the_agents_own_leg_cannot_change_what_the_caller_gave() -> None:
    site = Exchange()
    site.caller(ivr=ev.IvrFacts(verified=False, intent="billing"))
    site.answered()
    claims = ev.IvrFacts(verified=True, intent="x", customer="Somebody")
    site.send(ev.LegChanged(site.stamp(), replace(site.legs["a"], ivr=claims)))
    site.hold("a")
    assert (site.seen[-1].verified, site.seen[-1].intent) == (False, "billing")
    assert site.seen[-1].caller_customer == "Somebody"


# --- loss and recovery


def listed(facts: ev.LegFacts, **more: Any) -> ev.ListedLeg:
    return ev.ListedLeg(facts, **more)


def test_a_lost_connection_makes_lines_stale_and_a_list_tells_what_is_gone() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    assert site.seen[-1].stale
    assert site.seen[-1].state is AgentState.TALKING
    site.send(ev.SystemListed(site.stamp(), ()))
    assert (site.seen[-1].state, site.seen[-1].outcome) == (AgentState.IDLE, CallOutcome.LOST)
    assert not site.seen[-1].stale
    assert site.tracker.legs == 0


def test_a_call_that_is_still_there_goes_on() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.hold("a")
    site.send(ev.SystemLost(site.stamp()))
    legs = (listed(site.legs["a"], bridge="b"), listed(site.legs["c"], bridge="b"))
    site.send(ev.SystemListed(site.stamp(), legs))
    assert (site.seen[-1].state, site.seen[-1].stale) == (AgentState.HELD, False)


def test_a_consultation_that_is_gone_ends_with_the_customer() -> None:
    site = consulting()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), ()))
    assert site.told("101")[-2:] == ["talking 102 -", f"idle {OUTSIDE} lost"]


def found_talking(*more: ev.ListedLeg) -> Exchange:
    """101 was talking to the caller when we came in; nothing tells whether it is on hold."""
    site = Exchange()
    caller = ev.LegFacts(
        *(LegId("c"), CallId("c"), "PJSIP/trunk-c", "trunk", ev.LegState.UP), number=OUTSIDE
    )
    phone = ev.LegFacts(
        *(LegId("a"), CallId("c"), "PJSIP/101-a", "101", ev.LegState.UP), number="101"
    )
    site.legs |= {"c": caller, "a": phone}
    begun = {"c": 30, "a": 20}
    legs = [
        listed(site.legs[name], bridge="b", age=timedelta(seconds=age))
        for name, age in begun.items()
    ]
    site.send(ev.SystemListed(site.stamp(), (*more, *legs)))
    site.send(ev.SystemSettled(site.stamp()))
    return site


def test_whoever_calls_a_colleague_does_not_talk_to_the_customer_meanwhile() -> None:
    site = found_talking()
    site.leg("k", call="k", line="101", state=ev.LegState.CALLING, number="101", exten="102")
    site.phone("b", "102", call="k")
    site.ring("k", "b")
    site.clear("b", "k")
    assert site.told("101") == [f"talking {OUTSIDE} -", "dialling 102 -", f"talking {OUTSIDE} -"]


def test_the_newest_call_is_in_front_however_the_list_is_ordered() -> None:
    second = ev.LegFacts(
        *(LegId("k"), CallId("k"), "PJSIP/101-k", "101", ev.LegState.UP), number="101", exten="102"
    )
    colleague = ev.LegFacts(
        *(LegId("b"), CallId("k"), "PJSIP/102-b", "102", ev.LegState.UP), number="102"
    )
    site = found_talking(
        listed(second, bridge="bb", age=timedelta(seconds=5)),
        listed(colleague, bridge="bb", age=timedelta(seconds=5)),
    )
    assert site.told("101") == ["talking 102 -"]


def test_a_call_to_a_colleague_that_was_found_while_it_rings() -> None:
    calling = ev.LegFacts(
        *(LegId("k"), CallId("k"), "PJSIP/101-k", "101", ev.LegState.CALLING), number="101"
    )
    colleague = ev.LegFacts(
        *(LegId("b"), CallId("k"), "PJSIP/102-b", "102", ev.LegState.RINGING), number="102"
    )
    site = found_talking(*(listed(one, age=timedelta(seconds=3)) for one in (colleague, calling)))
    assert site.told("101") == ["dialling 102 -"]
    assert site.told("102") == ["ringing 101 -"]


def test_a_transfer_of_a_consultation_that_was_found_ends_with_the_customer() -> None:
    site = Exchange()
    parts = {"c": ("trunk", OUTSIDE), "a": ("101", "101"), "b": ("102", "102")}
    for name, (line, number) in parts.items():
        site.legs[name] = ev.LegFacts(
            *(LegId(name), CallId("c"), f"PJSIP/{line}-{name}", line, ev.LegState.UP),
            number=number,
        )
    legs = tuple(
        listed(site.legs[name], bridge=bridge) for name, bridge in zip("cab", "xyy", strict=True)
    )
    site.send(ev.SystemListed(site.stamp(), legs))
    site.unbridge("y", "a")
    attended = ev.TransferKind.ATTENDED
    givers = (site.legs["a"], site.legs["a"])
    site.send(ev.Transferred(site.stamp(), attended, givers, site.legs["c"]))
    site.clear("a")
    assert site.told("101") == ["talking 102 -", f"wrapping {OUTSIDE} transferred"]


def test_a_call_that_only_the_first_list_knew_is_gone_with_the_next() -> None:
    site = found_talking()
    site.send(ev.SystemListed(site.stamp(), ()))
    assert site.told("101") == [f"talking {OUTSIDE} -", f"idle {OUTSIDE} lost"]


def test_what_was_heard_live_is_not_lost() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    heard = frozenset({LegId("a"), LegId("c")})
    site.send(ev.SystemListed(site.stamp(), (), heard=heard))
    site.clear("a", "c")
    assert site.seen[-1].outcome is CallOutcome.ENDED


def test_a_phone_system_that_begins_its_numbers_anew() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), ()))
    site.send(ev.SystemSettled(site.stamp()))
    site.caller()
    site.answered()
    assert site.told("101")[-3:] == [
        f"idle {OUTSIDE} lost",
        f"ringing {OUTSIDE} -",
        f"talking {OUTSIDE} -",
    ]


def test_without_a_list_only_time_tells() -> None:
    site = Exchange()
    site.caller()
    site.answered()
    site.send(ev.SystemLost(site.stamp()))
    site.send(ev.SystemListed(site.stamp(), (), complete=False))
    assert site.seen[-1].stale
    site.send(ev.SystemGivenUp(site.stamp()))
    assert site.seen[-1].outcome is CallOutcome.LOST


def test_coming_in_while_a_phone_rings() -> None:
    site = Exchange()
    caller = ev.LegFacts(
        *(LegId("c"), CallId("c"), "PJSIP/trunk-c", "trunk", ev.LegState.UP),
        number=OUTSIDE,
        presentation=Presentation.ALLOWED,
        ivr=ev.IvrFacts(intent="billing"),
    )
    phone = ev.LegFacts(
        *(LegId("a"), CallId("c"), "PJSIP/101-a", "101", ev.LegState.RINGING),
        number="101",
        connected=OUTSIDE,
    )
    legs = (
        listed(phone, age=timedelta(seconds=2)),
        listed(caller, age=timedelta(seconds=30), queue="support"),
    )
    waiting = (ev.WaitingCaller(LegId("c"), "support", timedelta(seconds=12)),)
    site.send(ev.SystemListed(site.stamp(), legs, waiting))
    (ring,) = site.seen
    assert (ring.state, ring.caller.number, ring.intent) == (
        AgentState.RINGING,
        OUTSIDE,
        "billing",
    )
    assert (ring.queue, ring.wait) == ("support", timedelta(seconds=10))
    assert site.tracker.take_questions() == []


def test_an_agent_that_is_watched_later_sees_the_call_that_is_on() -> None:
    site = Exchange("102")
    site.caller()
    site.answered()
    assert site.seen == []
    site.tracker.watch(AgentId("101"))
    (change,) = site.tracker.look(AgentId("101"), site.stamp())
    assert change.snapshot.state is AgentState.TALKING
    assert site.tracker.current(AgentId("101")) == change.snapshot
    assert site.tracker.current(AgentId("102")) is None


def test_what_the_configuration_maps_is_given_too_and_the_caller_has_the_last_word() -> None:
    site = Exchange()
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
