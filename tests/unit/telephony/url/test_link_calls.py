"""The course of link calls, with a clock of their own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot, Direction
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId
from agentassist.domain.party import Presentation
from agentassist.ports.told_calls import CallStep
from agentassist.telephony.url.calls import LinkCalls, Rate
from agentassist.telephony.url.config import LinkConfig
from agentassist.telephony.url.parser import parse_fields, parse_given, parse_link

AGENT = AgentId("101")
S = 1_000_000_000


class Desk:
    """Link calls and what the agent sees of them."""

    def __init__(self, **limits: Any) -> None:
        self.ns = 1_000 * S
        limits = {"calls_a_minute": 100, "messages_a_minute": 1_000, **limits}
        self.calls = LinkCalls(LinkConfig(Path("unused"), lambda: "101", **limits))
        self.tracker = CallTracker([AGENT])
        self.seen: list[CallSnapshot] = []
        self._apply([ev.SystemListed(self.at, ()), ev.SystemSettled(self.at)])

    @property
    def at(self) -> ev.Stamp:
        return ev.Stamp(self.ns, datetime.fromtimestamp(self.ns / S, UTC))

    def _apply(self, events: Sequence[ev.CallEvent]) -> None:
        for event in events:
            self.seen += [change.snapshot for change in self.tracker.apply(event)]
            assert self.tracker.take_questions() == []  # nobody could answer

    def link(self, query: str, line: str = "101") -> None:
        self._apply(self.calls.take(parse_link(f"agentassist:call?{query}"), line, self.at))

    def step(self, step: CallStep) -> None:
        assert self.now.call_id is not None
        self._apply(self.calls.step(self.now.call_id, step, self.at))

    def after(self, seconds: float) -> None:
        self.ns += int(seconds * S)

    def expire(self) -> None:
        self._apply(self.calls.expire(self.at))

    @property
    def now(self) -> CallSnapshot:
        return self.seen[-1]

    def story(self) -> list[tuple[str | None, str, CallOutcome | None]]:
        return [(one.caller.number, one.state.value, one.outcome) for one in self.seen]


def test_a_phone_that_tells_everything() -> None:
    desk = Desk()
    desk.link("from=030111&to=030999&id=a")
    desk.link("id=a&event=answer")
    desk.link("id=a&event=hangup")
    assert desk.story() == [
        ("030111", "ringing", None),
        ("030111", "talking", None),
        ("030111", "wrapping", CallOutcome.ENDED),
    ]
    assert {one.dialled for one in desk.seen} == {"030999"}
    assert {one.verified for one in desk.seen} == {False}
    assert desk.tracker.legs == 0


def test_a_phone_that_tells_the_ring_alone_and_an_agent_who_tells_the_rest() -> None:
    desk = Desk()
    desk.link("from=030111")
    desk.step(CallStep.ANSWERED)
    desk.step(CallStep.OVER)
    assert [one.state for one in desk.seen] == [
        AgentState.RINGING,
        AgentState.TALKING,
        AgentState.WRAPPING,
    ]


def test_over_while_it_still_rings_counts_as_taken() -> None:
    desk = Desk()
    desk.link("from=030111")
    desk.step(CallStep.OVER)
    assert desk.now.outcome is CallOutcome.ENDED


def test_a_call_that_was_not_taken_leads_to_no_wrap_up() -> None:
    desk = Desk()
    desk.link("from=030111")
    desk.step(CallStep.MISSED)
    assert (desk.now.state, desk.now.outcome) == (AgentState.IDLE, CallOutcome.NO_ANSWER)
    with pytest.raises(AgentAssistError, match=r"link\.unknown_call"):
        desk.step(CallStep.OVER)


def test_an_outbound_call_shows_the_number_dialled() -> None:
    desk = Desk()
    desk.link("direction=outbound&from=101&to=030222")
    desk.link("event=answer&direction=outbound&to=030222")
    desk.link("event=hangup")
    assert desk.story()[0] == ("030222", "dialling", None)
    assert [one.state for one in desk.seen][1:] == [AgentState.TALKING, AgentState.WRAPPING]
    assert {one.direction for one in desk.seen} == {Direction.OUTBOUND}


def test_a_withheld_number() -> None:
    desk = Desk()
    desk.link("from=anonymous")
    assert desk.now.caller.number is None
    assert desk.now.caller.presentation is Presentation.RESTRICTED


def test_what_was_given_stands_in_the_call() -> None:
    desk = Desk()
    told = parse_fields({"from": "030111"})
    facts, _ = parse_given(["account=40027719", "menu=2"], frozenset({"account", "menu"}))
    desk._apply(desk.calls.take(replace(told, given=facts), "101", desk.at))
    assert [(fact.kind, fact.source.value) for fact in desk.now.given] == [
        ("account", "link"),
        ("menu", "link"),
    ]


def test_the_next_call_ends_the_one_whose_end_nobody_tells() -> None:
    desk = Desk()
    desk.link("from=030111")
    desk.step(CallStep.ANSWERED)
    desk.after(60)
    desk.link("from=030222")
    desk.after(60)
    desk.link("from=030333")
    assert desk.story()[2:] == [
        ("030111", "wrapping", CallOutcome.ENDED),
        ("030222", "ringing", None),
        ("030222", "idle", CallOutcome.NO_ANSWER),
        ("030333", "ringing", None),
    ]


def test_a_conversation_whose_end_the_phone_tells_is_not_ended_by_a_second_ring() -> None:
    desk = Desk()
    desk.link("from=030111&id=a")
    desk.link("id=a&event=answer")
    desk.after(5)
    desk.link("from=030222&id=b")
    desk.link("id=b&event=hangup")
    assert desk.now.caller.number == "030111"
    desk.link("id=a&event=hangup")
    assert desk.now.outcome is CallOutcome.ENDED


@pytest.mark.parametrize("again", ["from=030111&id=a", "from=030111"])
def test_a_ring_that_is_told_twice_is_one_call(again: str) -> None:
    desk = Desk()
    desk.link(again)
    desk.after(2)
    desk.link(again)
    assert len(desk.seen) == 1


def test_the_same_number_later_is_another_call() -> None:
    desk = Desk()
    desk.link("from=030111")
    desk.after(11)
    desk.link("from=030111")
    assert [one.state.value for one in desk.seen] == ["ringing", "idle", "ringing"]
    assert len({one.call_id for one in desk.seen}) == 2


def test_an_id_used_again_is_another_call() -> None:
    desk = Desk()
    for _ in range(2):
        desk.link("from=030111&id=1")
        desk.link("id=1&event=hangup")
    assert len({one.call_id for one in desk.seen}) == 2


@pytest.mark.parametrize("query", ["event=hangup", "event=hangup&id=b", "event=answer&id=b"])
def test_what_is_told_of_no_call_is_refused(query: str) -> None:
    with pytest.raises(AgentAssistError, match=r"link\.unknown_call"):
        Desk().link(query)


def test_an_answer_alone_is_a_whole_call() -> None:
    desk = Desk()
    desk.link("from=030111&event=answer")
    assert [one.state for one in desk.seen] == [AgentState.RINGING, AgentState.TALKING]


def test_without_an_extension_nobody_would_see_it() -> None:
    with pytest.raises(AgentAssistError, match=r"link\.no_extension"):
        Desk().link("from=1", line="")


def test_an_agent_cannot_end_a_call_of_somebody_else() -> None:
    desk = Desk()
    with pytest.raises(AgentAssistError, match=r"link\.unknown_call"):
        desk.calls.step(CallId("1700.1"), CallStep.OVER, desk.at)


def test_five_calls_a_minute_and_room_again_after_it() -> None:
    desk = Desk(calls_a_minute=5)
    for caller in range(5):
        desk.link(f"from=03011{caller}&id={caller}")
        desk.after(1)
    with pytest.raises(AgentAssistError) as caught:
        desk.link("from=030222")
    assert (caught.value.code, caught.value.params) == ("link.too_many", {"seconds": 56})
    desk.link("id=4&event=answer")  # of a call that is there
    desk.after(56)
    desk.link("from=030222")
    assert desk.now.caller.number in ("030222", "030114")


def test_messages_are_limited_too() -> None:
    desk = Desk(messages_a_minute=3)
    desk.link("from=030111&id=a")
    for _ in range(2):
        desk.link("id=a&event=answer")
    with pytest.raises(AgentAssistError, match=r"link\.too_many"):
        desk.link("id=a&event=hangup")


def test_a_rate_forgets_what_is_a_minute_old() -> None:
    rate = Rate(1)
    assert [rate.take(at * S) for at in (0, 59, 60, 61)] == [0, 2, 0, 60]


def test_a_call_that_nobody_ends_is_forgotten() -> None:
    desk = Desk(unanswered=timedelta(hours=1), answered=timedelta(hours=4))
    assert desk.calls.next_end_ns is None
    desk.link("from=030111")
    assert desk.calls.next_end_ns == desk.ns + 3_600 * S
    desk.step(CallStep.ANSWERED)
    desk.after(3_600)
    desk.expire()
    assert desk.now.state is AgentState.TALKING
    desk.after(3 * 3_600)
    desk.expire()
    assert desk.now.outcome is CallOutcome.ENDED
    assert desk.calls.next_end_ns is None


def test_calls_at_once_are_bounded() -> None:
    desk = Desk()
    for caller in range(6):
        desk.link(f"from=03011{caller}&id={caller}&event=answer")
    assert desk.tracker.legs == 2 * 3
