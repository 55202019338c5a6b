"""One call that both a link and the phone system announce is one call on the screen."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from agentassist.bridge.joined import JoinedFeed
from agentassist.domain.call import AgentState, CallOrigin, CallOutcome, CallSnapshot
from agentassist.domain.ids import AgentId, CallId
from agentassist.domain.party import WITHHELD, Party, Presentation

AGENT = AgentId("101")
S = 1_000_000_000
RINGING, TALKING, HELD = AgentState.RINGING, AgentState.TALKING, AgentState.HELD
IDLE, WRAPPING = AgentState.IDLE, AgentState.WRAPPING
FULL, BARE = "+49 30 1234567", "0301234567"


class Told:
    """A CallFeed that tells what the test wants."""

    def __init__(self, origin: CallOrigin, desk: "Desk") -> None:
        self.origin, self.desk = origin, desk
        self.listener: Callable[[CallSnapshot], None] = lambda _: None
        self.last: dict[str, CallSnapshot] = {}

    def subscribe(
        self, agent: AgentId, on_snapshot: Callable[[CallSnapshot], None]
    ) -> Callable[[], None]:
        self.listener = on_snapshot
        return lambda: None

    def on_status(self, listener: object) -> Callable[[], None]:
        return lambda: None

    def tell(self, call: str, state: AgentState, number: str | None = FULL) -> None:
        party = Party(number, None, Presentation.UNKNOWN) if number else WITHHELD
        outcome = {WRAPPING: CallOutcome.ENDED, IDLE: CallOutcome.NO_ANSWER}.get(state)
        now = self.desk.ns
        shown = CallSnapshot(now, AGENT, state, call_id=CallId(call), caller=party, outcome=outcome)
        self.listener(replace(shown, origin=self.origin))


class Desk:
    def __init__(self) -> None:
        self.ns = 1_000 * S
        self.joined = JoinedFeed()
        self.phone = Told(CallOrigin.PHONE_SYSTEM, self)
        self.link = Told(CallOrigin.LINK, self)
        self.joined.put("link", self.link, place=2, speaks=False)  # type: ignore[arg-type]
        self.joined.put("phone", self.phone, place=0)  # type: ignore[arg-type]
        self.seen: list[CallSnapshot] = []
        self.joined.subscribe(AGENT, self.seen.append)

    def after(self, seconds: float) -> None:
        self.ns += int(seconds * S)

    def story(self) -> list[tuple[str, str]]:
        return [(str(one.call_id), one.state.value) for one in self.seen]


def test_the_link_comes_after_the_phone_system_and_is_not_shown() -> None:
    desk = Desk()
    desk.phone.tell("p", RINGING)
    desk.after(2)
    desk.link.tell("l", RINGING, BARE)
    desk.phone.tell("p", TALKING)
    desk.link.tell("l", TALKING, BARE)
    desk.phone.tell("p", WRAPPING)
    desk.link.tell("l", WRAPPING, BARE)
    assert desk.story() == [("p", "ringing"), ("p", "talking"), ("p", "wrapping")]


def test_the_link_came_first_and_gives_its_place_away_for_good() -> None:
    desk = Desk()
    desk.link.tell("l", RINGING, BARE)
    desk.link.tell("l", TALKING, BARE)
    desk.after(3)
    desk.phone.tell("p", RINGING)
    desk.phone.tell("p", TALKING)
    desk.phone.tell("p", WRAPPING)
    desk.link.tell("l", WRAPPING, BARE)
    assert desk.story()[2:] == [("p", "ringing"), ("p", "talking"), ("p", "wrapping")]
    assert [one.replaces for one in desk.seen[2:]] == [CallId("l")] * 3


def test_a_link_shortly_after_the_end_is_late_not_new() -> None:
    desk = Desk()
    desk.phone.tell("p", RINGING)
    desk.phone.tell("p", WRAPPING)
    desk.after(9)
    desk.link.tell("l", RINGING, BARE)
    assert ("l", "ringing") not in desk.story()
    desk.after(10)
    desk.link.tell("m", RINGING, BARE)
    assert desk.story()[-1] == ("m", "ringing")


def test_a_link_in_the_middle_of_the_call_is_the_same_call() -> None:
    desk = Desk()
    desk.phone.tell("p", TALKING)
    desk.after(300)
    desk.link.tell("l", TALKING, BARE)
    desk.phone.tell("p", WRAPPING)
    assert "l" not in dict(desk.story())


def test_the_same_caller_again_is_another_call() -> None:
    desk = Desk()
    desk.link.tell("l", TALKING, BARE)
    desk.after(60)
    desk.phone.tell("p", RINGING)
    assert desk.seen[-1].replaces is None
    desk.phone.tell("p", WRAPPING)
    assert desk.story()[-1] == ("l", "talking")


@pytest.mark.parametrize("state", [RINGING, HELD])
def test_a_link_does_not_take_the_place_of_a_real_call(state: AgentState) -> None:
    desk = Desk()
    desk.phone.tell("p", state)
    desk.link.tell("l", TALKING, "0409876543")
    assert desk.story() == [("p", state.value)]
    desk.phone.tell("p", IDLE)
    assert desk.story()[-1] == ("l", "talking")


def test_a_real_ring_comes_before_a_links_conversation() -> None:
    desk = Desk()
    desk.link.tell("l", TALKING, "0409876543")
    desk.phone.tell("p", RINGING)
    assert desk.story()[-1] == ("p", "ringing")
    assert desk.seen[-1].replaces is None


@pytest.mark.parametrize(("real", "linked"), [(None, BARE), (FULL, None), (None, None)])
def test_a_withheld_number_is_not_told_by_the_link(real: str | None, linked: str | None) -> None:
    desk = Desk()
    desk.phone.tell("p", RINGING, real)
    desk.after(1)
    desk.link.tell("l", RINGING, linked)
    desk.phone.tell("p", IDLE, real)
    assert desk.story() == [("p", "ringing"), ("p", "idle")]


@pytest.mark.parametrize(
    ("real", "linked", "same"),
    [
        ("102", "102", True),
        ("102", "49102", False),
        ("1234567", "+49301234567", True),
        ("+49 30 1234567", "+49 40 9234567", False),
        ("+49 30 1234567", "030/123-4567", True),
    ],
)
def test_numbers_are_the_same_by_their_last_seven_digits(
    real: str, linked: str, same: bool
) -> None:
    desk = Desk()
    desk.phone.tell("p", RINGING, real)
    desk.link.tell("l", RINGING, linked)
    desk.phone.tell("p", IDLE, real)
    assert (("l", "ringing") in desk.story()) is not same


def test_a_call_whose_number_comes_later_is_recognised_then() -> None:
    desk = Desk()
    desk.link.tell("l", RINGING, BARE)
    party = Party(None, None, Presentation.UNKNOWN)
    waiting = CallSnapshot(desk.ns, AGENT, RINGING, call_id=CallId("p"), caller=party)
    desk.phone.listener(waiting)
    assert desk.seen[-1].replaces is None
    desk.phone.tell("p", RINGING)
    assert desk.seen[-1].replaces == CallId("l")


def test_a_phone_system_that_goes_leaves_the_next_link_its_place() -> None:
    desk = Desk()
    desk.phone.tell("p", RINGING)
    desk.joined.drop("phone")
    desk.ns = desk.seen[-1].at_ns
    desk.after(11)
    desk.link.tell("l", RINGING, BARE)
    assert desk.story() == [("p", "ringing"), ("p", "idle"), ("l", "ringing")]
