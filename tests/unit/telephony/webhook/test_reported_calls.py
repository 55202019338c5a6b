"""What agents see of reported calls: in order, out of order, twice, never."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from agentassist.domain.call import AgentState, CallOutcome, Direction
from agentassist.domain.party import Presentation
from agentassist.telephony.webhook import calls as calls_module
from agentassist.telephony.webhook import parties as parties_module

BEGIN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TYPED = [
    {"kind": "account", "value": "40027719", "result": "ok", "at": "2026-11-22T09:58:00Z"},
    {"kind": "menu", "value": "2", "result": "ok"},
    {"kind": "pin", "value": "4929", "result": "ok"},
]


def test_a_call_with_hold(site: Any) -> None:
    it = site()
    for event in ("ring", "answer", "hold", "retrieve", "hangup"):
        it.tell(event)
    assert it.told() == ["ringing", "talking", "held", "talking", "ended"]
    assert it.seen[-1].state is AgentState.WRAPPING
    assert it.tracker.legs == 0


def test_the_card_of_a_ring(site: Any) -> None:
    it = site()
    ring = it.tell("ring", queue="support", name="Dana  Smith", inputs=TYPED)[0]
    assert (ring.caller.number, ring.caller.name) == ("+493023125042", "Dana  Smith")
    assert ring.caller.presentation is Presentation.UNKNOWN
    assert [(fact.kind, fact.mask) for fact in ring.given] == [
        ("account", "•••• 7719"),
        ("menu", "2"),
        ("pin", "••••"),
    ]
    assert ring.given[0].at == datetime(2026, 11, 22, 9, 58, tzinfo=UTC)
    assert ring.verified
    assert (ring.queue, ring.dialled, ring.direction) == (
        "support",
        "+4989123456",
        Direction.INBOUND,
    )
    assert ring.wait is None, "nobody said since when the caller waits"


def test_a_wrong_pin_verifies_nobody(site: Any) -> None:
    typed = [{"kind": "pin", "value": "1", "result": "wrong"}]
    assert not site().tell("ring", inputs=typed)[0].verified


@pytest.mark.parametrize(
    ("more", "outcome"),
    [
        ({}, "abandoned"),
        ({"cause": "abandoned"}, "abandoned"),
        ({"cause": "no_answer"}, "no_answer"),
        ({"cause": "elsewhere"}, "picked_elsewhere"),
        ({"cause": "something of a later version"}, "abandoned"),
    ],
)
def test_how_a_ring_ended(site: Any, more: dict[str, str], outcome: str) -> None:
    it = site()
    it.tell("ring")
    it.tell("hangup", **more)
    assert it.told() == ["ringing", outcome]


def test_all_ring_and_one_answers(site: Any) -> None:
    it = site()
    it.tell("ring", "101")
    it.tell("ring", "102")
    it.tell("answer", "102")
    it.tell("hangup", "101")  # some tell the end of every ring
    it.tell("hangup", "102")
    assert it.told("101") == ["ringing", "picked_elsewhere"]
    assert it.told("102") == ["ringing", "talking", "ended"]


def test_one_after_the_other_with_everything_given(site: Any) -> None:
    it = site()
    it.tell("ring", "101", inputs=TYPED)
    it.tell("hangup", "101", cause="no_answer")
    ring = it.tell("ring", "102", inputs=[])[0]
    assert len(ring.given) == 3
    it.tell("hangup", "102")
    later = it.tell("ring", "101")[0]  # even if the first end was taken for the last
    assert len(later.given) == 3
    assert it.told("101") == ["ringing", "no_answer", "ringing"]
    assert len({one.leg for one in it.seen if one.agent == "101"}) == 2


def test_who_rings_while_others_do_and_stops_did_not_answer(site: Any) -> None:
    it = site()
    it.tell("ring", "101")
    it.tell("ring", "102")
    it.tell("hangup", "101")
    it.tell("hangup", "102")
    assert it.told("101") == ["ringing", "no_answer"]
    assert it.told("102") == ["ringing", "abandoned"]


def test_a_transfer_takes_everything_along(site: Any) -> None:
    it = site()
    it.tell("ring", inputs=TYPED)
    it.tell("answer")
    it.tell("transfer", to_agent="102")
    it.tell("ring", "102", from_="101")  # as some tell it: from whoever transfers
    it.tell("answer", "102")
    it.tell("hangup", "101")
    it.tell("hangup", "102")
    assert it.told("101") == ["ringing", "talking", "transferred"]
    assert it.told("102") == ["ringing", "talking", "ended"]
    received = [one for one in it.seen if one.agent == "102"]
    assert {one.transferred_from for one in received} == {"101"}
    assert {one.caller.number for one in received} == {"+493023125042"}
    assert {len(one.given) for one in received} == {3}
    assert {one.transfers for one in received} == {1}


def test_a_transfer_to_a_queue_knows_later_who_it_was(site: Any) -> None:
    it = site()
    it.tell("ring")
    it.tell("answer")
    it.tell("transfer")
    ring = it.tell("ring", "103", queue="billing")[0]
    assert (ring.transferred_from, ring.queue) == ("101", "billing")


def test_a_ring_that_is_passed_on_before_an_answer(site: Any) -> None:
    it = site()
    it.tell("ring")
    it.tell("transfer", to_agent="102")
    assert it.told("101") == ["ringing", "picked_elsewhere"]
    assert it.told("102") == ["ringing"]


def test_a_consultation_under_its_own_id_becomes_the_transfer(site: Any) -> None:
    it = site()
    it.tell("ring", inputs=TYPED)
    it.tell("answer")
    it.tell("hold")
    asked = {"id": "call-2", "from_": "101", "to": "102"}
    it.tell("ring", "101", **asked)
    internal = it.tell("ring", "102", **asked)[-1]
    assert (internal.internal_from, internal.given) == ("101", ())
    it.tell("answer", "102", **asked)
    it.tell("transfer", "101", to_agent="102")
    it.tell("hangup", "102")
    assert it.told("102") == ["ringing", "talking", "talking", "ended"]
    received = [one for one in it.seen if one.agent == "102"]
    assert [one.internal_from for one in received] == ["101", "101", None, None]
    assert [one.transferred_from for one in received] == [None, None, "101", "101"]
    assert len(received[2].given) == 3
    last = [one for one in it.seen if one.agent == "101"][-1]
    assert (last.outcome, last.call_id) == (CallOutcome.TRANSFERRED, "call-1")
    assert it.tracker.legs == 0


def test_a_consultation_without_a_transfer_brings_the_customer_back(site: Any) -> None:
    it = site()
    for event in ("ring", "answer", "hold"):
        it.tell(event)
    asked = {"id": "call-2", "from_": "101", "to": "102"}
    it.tell("ring", "102", **asked)
    it.tell("answer", "102", **asked)
    it.tell("hangup", "102", **asked)
    it.tell("retrieve")
    assert it.told()[3:] == ["dialling", "talking", "held", "talking"]
    assert it.seen[-1].caller.number == "+493023125042"


def test_outbound(site: Any) -> None:
    it = site()
    dialled = {"from_": "101", "to": "+442079460123"}
    it.tell("ring", **dialled)
    it.tell("answer", **dialled)
    it.tell("hangup", **dialled)
    assert it.told() == ["dialling", "talking", "ended"]
    assert {(one.direction, one.caller.number) for one in it.seen} == {
        (Direction.OUTBOUND, "+442079460123")
    }


def test_outbound_and_nobody_answers(site: Any) -> None:
    it = site()
    it.tell("ring", from_="101")
    it.tell("hangup", from_="101", cause="no_answer")
    assert it.told() == ["dialling", "no_answer"]


def test_an_outbound_call_is_transferred(site: Any) -> None:
    it = site()
    it.tell("ring", from_="101", to="+442079460123")
    it.tell("answer", from_="101", to="+442079460123")
    it.tell("transfer", from_="101", to_agent="102")
    it.tell("answer", "102")
    it.tell("hangup", "102")
    assert it.told("101") == ["dialling", "talking", "transferred"]
    assert it.told("102") == ["ringing", "talking", "ended"]
    assert it.seen[-1].caller.number == "+442079460123"
    assert it.tracker.legs == 0


@pytest.mark.parametrize("first", ["101", "102"])
def test_an_internal_call_whoever_tells_it_first(site: Any, first: str) -> None:
    it = site("101", "102", known=("101", "102"))
    second = "102" if first == "101" else "101"
    call = {"from_": "101", "to": "102"}
    it.tell("ring", first, **call)
    it.tell("ring", second, **call)
    it.tell("answer", "102", **call)
    it.tell("hangup", "101", **call)
    last = {one.agent: one for one in it.seen}
    assert {one.direction for one in last.values()} == {Direction.INTERNAL}
    assert {one.outcome for one in last.values()} == {CallOutcome.ENDED}
    assert last["102"].internal_from == "101"
    assert it.told("102") == ["ringing", "talking", "ended"]
    assert it.told("101") == ["dialling", "talking", "ended"]
    assert it.tracker.legs == 0


@pytest.mark.parametrize("first", ["101", "102"])
def test_agents_that_were_not_known_become_so(site: Any, first: str) -> None:
    it = site("101", "102")
    call = {"from_": "101", "to": "102"}
    it.tell("ring", first, **call)
    it.tell("ring", "102" if first == "101" else "101", **call)
    it.tell("answer", "102", **call)
    shown = {one.agent: one for one in it.seen}
    assert {one.direction for one in shown.values()} == {Direction.INTERNAL}
    assert {one.state for one in shown.values()} == {AgentState.TALKING}
    it.tell("hangup", "102", **call)
    assert it.tracker.legs == 0


def test_a_colleague_is_shown_no_ring_that_their_phone_did_not_tell(site: Any) -> None:
    it = site("101", "102", known=("102",))
    call = {"from_": "101", "to": "102"}
    assert it.tell("ring", "101", **call)[-1].direction is Direction.INTERNAL
    assert it.told("102") == []
    it.tell("answer", "101", **call)
    it.tell("hangup", "101", **call)
    assert it.told("101") == ["dialling", "talking", "ended"]
    assert it.tracker.legs == 0


def test_who_came_through_the_ivr_is_no_colleague(site: Any) -> None:
    """A caller may send any number, also one that looks like an extension."""
    ring = site(known=("102",)).tell("ring", from_="102", inputs=TYPED)[0]
    assert ring.direction is Direction.INBOUND
    assert len(ring.given) == 3


# ---------------------------------------------------------------------- late, twice, never


def test_twice_is_once(site: Any) -> None:
    it = site()
    for event in ("ring", "answer", "hold", "retrieve", "hangup"):
        it.tell(event, inputs=TYPED)
        assert it.tell(event, inputs=TYPED) == []
    assert it.told() == ["ringing", "talking", "held", "talking", "ended"]
    assert {len(one.given) for one in it.seen} == {3}


def test_out_of_order_the_time_decides(site: Any) -> None:
    it = site()
    at = [f"2026-11-22T10:00:0{second}Z" for second in range(6)]
    it.tell("answer", at=at[2])
    assert it.tell("ring", at=at[1], inputs=TYPED)[-1].state is AgentState.TALKING  # only its facts
    it.tell("retrieve", at=at[4])
    assert it.tell("hold", at=at[3]) == []
    it.tell("hangup", at=at[5])
    assert it.tell("answer", at=at[2]) == []
    assert it.tell("ring", at=at[1]) == []
    assert it.told() == ["talking", "talking", "ended"]


def test_an_end_that_nobody_knew_the_beginning_of_is_nothing(site: Any) -> None:
    it = site()
    assert it.tell("hangup") == []
    it.tell("ring")
    it.tell("answer")
    assert it.tell("hangup", "102") == []
    assert it.told() == ["ringing", "talking"]


def test_a_call_is_over_in_whatever_order_it_is_told(site: Any) -> None:
    events = ("ring", "answer", "hold", "retrieve", "hangup")
    at = [(BEGIN + timedelta(seconds=second)).isoformat() for second in range(len(events))]
    for order in permutations(range(len(events))):
        it = site()
        for one in order:
            it.tell(events[one], at=at[one])
        assert it.told()[-1:] in ([], ["ended"], ["abandoned"]), order
        assert it.tracker.legs == 0, order


def test_a_transfer_is_over_in_whatever_order_it_is_told(site: Any) -> None:
    told = [
        ("ring", "101", {}),
        ("answer", "101", {}),
        ("transfer", "101", {"to_agent": "102"}),
        ("answer", "102", {}),
        ("hangup", "102", {}),
    ]
    at = [(BEGIN + timedelta(seconds=second)).isoformat() for second in range(len(told))]
    for order in permutations(range(len(told))):
        it = site()
        for one in order:
            event, agent, more = told[one]
            it.tell(event, agent, at=at[one], **more)
        last = {agent: it.told(agent)[-1:] for agent in ("101", "102")}
        assert last["101"] in ([], ["transferred"], ["picked_elsewhere"]), order
        assert last["102"] in ([], ["ended"], ["abandoned"]), order
        assert it.tracker.legs == 0, order


@pytest.mark.parametrize("event", ["hold", "retrieve"])
def test_an_end_is_one_although_the_clock_of_another_report_went_ahead(
    site: Any, event: str
) -> None:
    it = site()
    ahead = (BEGIN + timedelta(seconds=60)).isoformat()
    it.tell("answer")
    it.tell(event, at=ahead)
    assert it.tell("hangup")[-1].outcome is CallOutcome.ENDED
    assert it.tell(event, at=ahead) == []
    assert it.tracker.legs == 0


def test_ends_of_phones_nobody_knew_are_bounded(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parties_module, "MAX_ENDED", 2)
    it = site()
    for agent in ("101", "102", "103"):
        it.tell("hangup", agent)
    before = BEGIN.isoformat()
    assert it.tell("ring", "101", at=before) == it.tell("ring", "102", at=before) == []
    assert [one.agent for one in it.tell("ring", "103", at=before)] == ["103"]


@pytest.mark.parametrize("event", ["answer", "hold", "retrieve"])
def test_coming_in_during_a_call(site: Any, event: str) -> None:
    it = site()
    last = it.tell(event)[-1]
    assert last.state is (AgentState.HELD if event == "hold" else AgentState.TALKING)
    assert last.caller.number == "+493023125042"
    it.tell("hangup")
    assert it.told()[-1] == "ended"


def test_a_transfer_of_a_call_nobody_knew(site: Any) -> None:
    it = site()
    it.tell("transfer", to_agent="102")
    assert it.told("101")[-1] == "transferred"
    assert [one.transferred_from for one in it.seen if one.agent == "102"] == ["101"]


def test_a_ring_whose_end_nobody_tells_stops(site: Any) -> None:
    it = site()
    it.tell("ring")
    assert it.wait(170) == []
    it.wait(20)
    assert it.told() == ["ringing", "no_answer"]
    it.wait(600)
    assert len(it.calls) == it.tracker.legs == 0


def test_a_conversation_whose_end_nobody_tells_is_lost(site: Any) -> None:
    it = site()
    it.tell("ring")
    it.tell("answer")
    assert it.wait(3 * 3600) == []
    it.wait(2 * 3600)
    assert it.told() == ["ringing", "talking", "lost"]
    it.wait(600)
    assert len(it.calls) == it.tracker.legs == 0


def test_a_caller_who_waits_for_the_next_agent_is_forgotten_in_the_end(site: Any) -> None:
    it = site()
    it.tell("ring")
    it.tell("hangup", cause="no_answer")
    assert it.tracker.legs == 1
    it.wait(3600)
    it.wait(3600)
    assert len(it.calls) == it.tracker.legs == 0


def test_calls_are_bounded(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls_module, "MAX_CALLS", 3)
    it = site()
    for number in range(10):
        it.tell("ring", id=f"call-{number}", from_=f"+4930{number}")
    assert len(it.calls) == 3
    assert it.tracker.legs == 6
    assert it.told().count("ringing") == 10


def test_phones_of_one_call_are_bounded(site: Any) -> None:
    it = site()
    for number in range(200):
        it.tell("ring", str(1000 + number))
    assert it.tracker.legs <= 65


# ---------------------------------------------------------------------- the right caller


def test_an_id_that_rings_with_another_number_is_another_call(site: Any) -> None:
    it = site()
    it.tell("ring", inputs=TYPED, name="Dana")
    ring = it.tell("ring", "102", from_="+442079460123")[-1]
    assert (ring.caller.number, ring.caller.name, ring.given) == ("+442079460123", None, ())
    assert it.told("101") == ["ringing", "lost"]


def test_the_same_number_may_be_written_in_two_ways(site: Any) -> None:
    it = site()
    it.tell("ring", from_="+493023125042", inputs=TYPED)
    ring = it.tell("ring", "102", from_="03023125042")[-1]
    assert len(ring.given) == 3
    assert it.told("101") == ["ringing"]


def test_another_number_in_a_conversation_does_not_change_the_caller(site: Any) -> None:
    it = site()
    it.tell("ring")
    it.tell("answer")
    it.tell("hold", from_="+4989999")
    assert {one.caller.number for one in it.seen} == {"+493023125042"}


@pytest.mark.parametrize(
    "withheld",
    [
        {"presentation": "restricted", "name": "Dana"},
        {"from_": "anonymous", "name": "Dana"},
        {"from_": "Restricted"},
        {"name": "Anonymous"},
    ],
)
def test_a_withheld_number_is_nowhere(site: Any, withheld: dict[str, str]) -> None:
    it = site()
    for event in ("ring", "answer", "hangup"):
        it.tell(event, **withheld)
    assert {one.caller.presentation for one in it.seen} == {Presentation.RESTRICTED}
    assert {(one.caller.number, one.caller.name) for one in it.seen} == {(None, None)}
    assert "23125042" not in repr(it.seen)


def test_withheld_once_is_withheld_for_good(site: Any) -> None:
    it = site()
    it.tell("ring", presentation="restricted")
    it.tell("answer", presentation="allowed", name="Dana")
    it.tell("hangup")
    assert "23125042" not in repr(it.seen)
    assert "Dana" not in repr(it.seen)


def test_withheld_later_hides_it_at_once(site: Any) -> None:
    it = site()
    it.tell("ring", name="Dana")
    last = it.tell("answer", presentation="restricted")[-1]
    assert (last.caller.number, last.caller.name) == (None, None)


def test_inputs_add_up_whole_or_in_parts(site: Any) -> None:
    it = site()
    it.tell("ring", inputs=TYPED[:1])
    it.tell("answer", inputs=TYPED[1:2])  # only what is new
    it.tell("hold", inputs=TYPED)  # all of it
    last = it.tell("retrieve", inputs=TYPED[:1])[-1]  # an old one
    assert [fact.kind for fact in last.given] == ["account", "menu", "pin"]


def test_the_same_key_pressed_twice_is_two_inputs(site: Any) -> None:
    pressed = [{"kind": "menu", "value": "2", "result": "ok"}] * 2
    assert len(site().tell("ring", inputs=pressed)[0].given) == 2


def test_an_input_that_nothing_maps_is_not_shown_but_said(site: Any) -> None:
    typed = [{"kind": "mood", "value": "x"}, {"kind": "meter", "value": "118823"}]
    ring = site().tell("ring", inputs=typed)[0]
    assert [fact.kind for fact in ring.given] == ["meter"]
    assert ring.unmapped


def test_times_come_with_the_reports(site: Any) -> None:
    it = site()
    it.tell("ring")
    it.tell("answer")
    assert [one.at_ns for one in it.seen] == sorted(one.at_ns for one in it.seen)
    assert timedelta(0) < timedelta(microseconds=it.seen[-1].at_ns / 1000)
