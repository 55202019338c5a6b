"""Calls that no recording has, in Asterisk's own words: outgoing, internal, conferences, parks."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from agentassist.domain.call import CallSnapshot, Direction
from agentassist.domain.party import Presentation

OUT = "0301234567"
CUSTOMER = "+493023125042"
DOWN, RING, RINGING, UP = 0, 4, 5, 6
TYPED = {"IVR_ACCOUNT": "40018822", "IVR_INTENT": "billing", "IVR_VERIFIED": "yes"}
GIVEN = "account:*8822:None"


@dataclass
class Channel:
    """One channel as Asterisk describes it in every event about it."""

    name: str
    leg: str
    call: str
    state: int
    number: str = "<unknown>"
    exten: str = "s"
    connected: str = "<unknown>"
    variables: dict[str, str] = field(default_factory=dict)

    def lines(self, prefix: str = "") -> list[str]:
        return [
            f"{prefix}Channel: {self.name}",
            f"{prefix}ChannelState: {self.state}",
            f"{prefix}CallerIDNum: {self.number}",
            f"{prefix}CallerIDName: <unknown>",
            f"{prefix}ConnectedLineNum: {self.connected}",
            f"{prefix}ConnectedLineName: <unknown>",
            f"{prefix}Exten: {self.exten}",
            f"{prefix}Uniqueid: {self.leg}",
            f"{prefix}Linkedid: {self.call}",
            *(f"{prefix}ChanVariable: {name}={value}" for name, value in self.variables.items()),
        ]


class Asterisk:
    """Writes what Asterisk would: one method for each thing that channels do."""

    def __init__(self) -> None:
        self.messages: list[bytes] = []
        self._count = 0

    def say(self, event: str, *lines: str) -> None:
        head = (f"Event: {event}", "Privilege: call,all")
        self.messages.append("\r\n".join((*head, *lines)).encode())

    def new(
        self, name: str, state: int = DOWN, call: Channel | None = None, **more: Any
    ) -> Channel:
        leg = f"1795290000.{self._count}"
        self._count += 1
        channel = Channel(name, leg, call.call if call else leg, state, **more)
        self.say("Newchannel", *channel.lines())
        return channel

    def local(self, exten: str, call: Channel | None = None) -> tuple[Channel, Channel]:
        one = self.new(f"Local/{exten}@x-{self._count:08x};1", exten=exten, call=call)
        two = self.new(f"{one.name[:-1]}2", RING, call=one, exten=exten)
        return one, two

    def state(self, channel: Channel, state: int) -> None:
        channel.state = state
        self.say("Newstate", *channel.lines())

    def dial(self, calling: Channel | None, called: Channel) -> None:
        self.say("DialBegin", *(calling.lines() if calling else []), *called.lines("Dest"))
        self.state(called, RINGING)

    def end_dial(self, calling: Channel | None, called: Channel, status: str) -> None:
        lines = [*(calling.lines() if calling else []), *called.lines("Dest")]
        self.say("DialEnd", *lines, f"DialStatus: {status}")

    def answer(self, calling: Channel | None, called: Channel) -> None:
        self.state(called, UP)
        self.end_dial(calling, called, "ANSWER")

    def bridge(self, bridge: str, *channels: Channel, technology: str = "simple_bridge") -> None:
        for channel in channels:
            names = (f"BridgeUniqueid: {bridge}", f"BridgeTechnology: {technology}")
            self.say("BridgeEnter", *names, *channel.lines())

    def unbridge(self, bridge: str, *channels: Channel) -> None:
        for channel in channels:
            self.say("BridgeLeave", f"BridgeUniqueid: {bridge}", *channel.lines())

    def hang_up(self, *channels: Channel, cause: int = 16) -> None:
        for channel in channels:
            self.say("Hangup", *channel.lines(), f"Cause: {cause}")

    # --- what happens often

    def phone(self, line: str, call: Channel | None = None, **more: Any) -> Channel:
        return self.new(f"PJSIP/{line}-{self._count:08x}", call=call, **{"number": line, **more})

    def trunk(self, call: Channel | None, number: str = OUT) -> Channel:
        return self.new(f"PJSIP/trunk-{self._count:08x}", call=call, number=number)

    def picks_up_to_call(self, line: str = "101", exten: str = OUT) -> Channel:
        return self.phone(line, state=RING, exten=exten)

    def customer_with(self, line: str) -> tuple[Channel, Channel]:
        """A customer who typed an account talks to this phone, in the bridge "b"."""
        caller = self.new(
            f"PJSIP/trunk-{self._count:08x}", RING, number=CUSTOMER, variables=dict(TYPED)
        )
        self.state(caller, UP)
        phone = self.phone(line, caller, connected=CUSTOMER)
        self.dial(caller, phone)
        self.answer(caller, phone)
        self.bridge("b", phone, caller)
        return caller, phone

    def consulting(self) -> tuple[Channel, ...]:
        """By feature code: 101 talks to 102 in "a", through a local channel; the customer waits."""
        caller, asking = self.customer_with("101")
        one, two = self.local("102", caller)
        asked = self.phone("102", caller, connected="101")
        self.bridge("a", one)
        self.unbridge("b", asking)
        self.bridge("a", asking)
        self.dial(two, asked)
        self.answer(two, asked)
        self.state(two, UP)
        self.answer(None, one)
        self.bridge("c", asked, two)
        return caller, asking, asked, two, one

    def joined(self) -> tuple[Channel, ...]:
        """Then all three talk: the consultation moves into the customer's bridge."""
        caller, asking, *colleague, one = self.consulting()
        self.unbridge("a", asking, one)
        self.bridge("b", one, asking)
        self.say(
            "AttendedTransfer",
            "Result: Success",
            *asking.lines("OrigTransferer"),
            *asking.lines("SecondTransferer"),
            *caller.lines("Transferee"),
            "DestType: Threeway",
        )
        return caller, asking, *colleague, one


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


def seen(played: Any, agent: str) -> list[CallSnapshot]:
    return [one for one in played.seen if one.agent == agent]


def directions(played: Any, agent: str) -> set[Direction]:
    return {one.direction for one in seen(played, agent)}


# --- the agent's phone calls


def test_a_call_out_that_is_answered(asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.picks_up_to_call()
    trunk = asterisk.trunk(phone)
    asterisk.dial(phone, trunk)
    asterisk.answer(phone, trunk)
    asterisk.state(phone, UP)
    asterisk.bridge("b", trunk, phone)
    asterisk.unbridge("b", trunk, phone)
    asterisk.hang_up(trunk, phone)
    played = play(asterisk.messages)
    assert played.story("101") == [
        f"dialling | {OUT}",
        f"talking | {OUT}",
        f"wrapping | {OUT} | ended",
    ]
    assert directions(played, "101") == {Direction.OUTBOUND}
    assert {one.caller.presentation for one in played.seen} == {Presentation.UNKNOWN}
    assert played.tracker.take_questions() == []  # who dials a number may see it
    assert played.tracker.legs == 0


def test_the_access_code_that_was_dialled_is_shown_not_what_the_trunk_is_called(
    asterisk: Asterisk, play: Any
) -> None:
    phone = asterisk.picks_up_to_call()
    trunk = asterisk.trunk(phone, number="<unknown>")
    asterisk.dial(phone, trunk)
    assert play(asterisk.messages).story("101") == [f"dialling | {OUT}"]


@pytest.mark.parametrize("status", ["BUSY", "NOANSWER", "CONGESTION", "CHANUNAVAIL"])
def test_a_call_out_that_nobody_takes(status: str, asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.picks_up_to_call()
    trunk = asterisk.trunk(phone)
    asterisk.dial(phone, trunk)
    asterisk.end_dial(phone, trunk, status)
    asterisk.hang_up(trunk, phone, cause=17)
    assert play(asterisk.messages).story("101") == [
        f"dialling | {OUT}",
        f"idle | {OUT} | no_answer",
    ]


def test_a_call_out_that_the_agent_gives_up(asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.picks_up_to_call()
    trunk = asterisk.trunk(phone)
    asterisk.dial(phone, trunk)
    asterisk.end_dial(phone, trunk, "CANCEL")
    asterisk.hang_up(trunk, phone)
    assert play(asterisk.messages).story("101")[-1] == f"idle | {OUT} | ended"


@pytest.mark.parametrize("status", ["ANSWER", "BUSY"])
def test_a_dialplan_that_answers_before_it_dials(
    status: str, asterisk: Asterisk, play: Any
) -> None:
    phone = asterisk.picks_up_to_call()
    asterisk.state(phone, UP)
    trunk = asterisk.trunk(phone)
    asterisk.dial(phone, trunk)
    if status == "ANSWER":
        asterisk.answer(phone, trunk)
        asterisk.bridge("b", trunk, phone)
    else:
        asterisk.end_dial(phone, trunk, status)
    asterisk.hang_up(trunk, phone)
    middle, end = (
        ([f"talking | {OUT}"], f"wrapping | {OUT} | ended")
        if status == "ANSWER"
        else ([], f"idle | {OUT} | no_answer")
    )
    told = play(asterisk.messages).story("101")
    assert told[-len(middle) - 2 :] == [f"dialling | {OUT}", *middle, end]


def test_a_driver_whose_channels_begin_silently(asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.phone("101", exten=OUT)
    asterisk.state(phone, RING)
    trunk = asterisk.trunk(phone)
    asterisk.dial(phone, trunk)
    played = play(asterisk.messages)
    assert played.story("101") == [f"dialling | {OUT}"]
    assert directions(played, "101") == {Direction.OUTBOUND}


def test_a_call_out_through_a_local_channel(asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.picks_up_to_call()
    one, two = asterisk.local(OUT, phone)
    asterisk.dial(phone, one)
    trunk = asterisk.trunk(phone)
    asterisk.dial(two, trunk)
    asterisk.answer(two, trunk)
    asterisk.state(two, UP)
    asterisk.answer(phone, one)
    asterisk.state(phone, UP)
    asterisk.bridge("b", one, phone)
    asterisk.bridge("c", trunk, two)
    asterisk.hang_up(trunk, two, one, phone)
    played = play(asterisk.messages)
    assert played.story("101") == [
        f"dialling | {OUT}",
        f"talking | {OUT}",
        f"wrapping | {OUT} | ended",
    ]
    assert directions(played, "101") == {Direction.OUTBOUND}


@pytest.mark.parametrize("answered", [True, False])
def test_a_call_from_agent_to_agent(answered: bool, asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.picks_up_to_call(exten="102")
    other = asterisk.phone("102", phone, connected="101")
    asterisk.dial(phone, other)
    if answered:
        asterisk.answer(phone, other)
        asterisk.state(phone, UP)
        asterisk.bridge("b", other, phone)
    else:
        asterisk.end_dial(phone, other, "NOANSWER")
    asterisk.hang_up(other, phone)
    played = play(asterisk.messages)
    first, end = ("wrapping", "ended") if answered else ("idle", "no_answer")
    assert played.story("101") == [
        "dialling | 102",
        *(["talking | 102"] if answered else []),
        f"{first} | 102 | {end}",
    ]
    assert played.story("102") == [
        "ringing | 101 | from 101",
        *(["talking | 101 | from 101"] if answered else []),
        f"{first} | 101 | from 101 | {end}",
    ]
    assert directions(played, "101") == directions(played, "102") == {Direction.INTERNAL}


# --- click to dial: the phone system calls the agent first


@pytest.mark.parametrize("status", ["ANSWER", "BUSY"])
def test_click_to_dial(status: str, asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.phone("101", number=OUT, connected=OUT, exten="")
    asterisk.dial(None, phone)
    asterisk.answer(None, phone)
    phone.exten = OUT
    trunk = asterisk.trunk(phone, number="101")  # its caller id is what Originate was given
    asterisk.dial(phone, trunk)
    if status == "ANSWER":
        asterisk.answer(phone, trunk)
        asterisk.bridge("b", trunk, phone)
    else:
        asterisk.end_dial(phone, trunk, status)
    asterisk.hang_up(trunk, phone)
    played = play(asterisk.messages)
    taken = [f"talking | {OUT}", f"wrapping | {OUT} | ended"]
    told = played.story("101")
    assert told[0].startswith("ringing")
    assert told[-3:] == [
        *([] if status == "ANSWER" else [told[-3]]),
        f"dialling | {OUT}",
        *(taken if status == "ANSWER" else [f"idle | {OUT} | no_answer"]),
    ]
    assert not any(line.startswith("talking") for line in told[:-2])
    assert directions(played, "101") == {Direction.OUTBOUND}


def test_click_to_dial_that_the_agent_does_not_pick_up(asterisk: Asterisk, play: Any) -> None:
    phone = asterisk.phone("101", connected=OUT)
    asterisk.dial(None, phone)
    asterisk.end_dial(None, phone, "NOANSWER")
    asterisk.hang_up(phone)
    assert play(asterisk.messages).story("101") == [
        f"ringing | {OUT}",
        f"idle | {OUT} | no_answer",
    ]


def test_click_to_dial_through_a_local_channel(asterisk: Asterisk, play: Any) -> None:
    one, two = asterisk.local("101")
    phone = asterisk.phone("101", one)
    asterisk.dial(two, phone)
    asterisk.answer(two, phone)
    asterisk.state(two, UP)
    asterisk.bridge("c", phone, two)
    asterisk.state(one, UP)
    one.exten = OUT
    trunk = asterisk.trunk(one)
    asterisk.dial(one, trunk)
    asterisk.answer(one, trunk)
    asterisk.bridge("b", trunk, one)
    asterisk.hang_up(trunk, one, two, phone)
    played = play(asterisk.messages)
    told = played.story("101")
    assert told[0].startswith("ringing")
    assert told[-3:] == [f"dialling | {OUT}", f"talking | {OUT}", f"wrapping | {OUT} | ended"]
    assert [one.internal_from for one in seen(played, "101")] == [None] * len(told)
    assert directions(played, "101") == {Direction.OUTBOUND}


# --- three in one call


WITH_CUSTOMER = f"talking | {CUSTOMER} | {GIVEN}"


def test_a_consultation_that_becomes_a_conference(asterisk: Asterisk, play: Any) -> None:
    asterisk.joined()
    played = play(asterisk.messages)
    assert played.story("101")[-1] == WITH_CUSTOMER
    assert played.story("102")[-1] == WITH_CUSTOMER
    last = seen(played, "102")[-1]
    assert (last.intent, last.verified, last.transfers) == ("billing", True, 0)
    assert last.direction is Direction.INBOUND


def test_a_conference_that_the_colleague_leaves(asterisk: Asterisk, play: Any) -> None:
    caller, asking, *colleague = asterisk.joined()
    asterisk.hang_up(*colleague)
    asterisk.hang_up(caller, asking)
    played = play(asterisk.messages)
    assert played.story("102")[-1] == f"wrapping | {CUSTOMER} | {GIVEN} | ended"
    assert played.story("101")[-2:] == [
        WITH_CUSTOMER,
        f"wrapping | {CUSTOMER} | {GIVEN} | ended",
    ]


def test_a_conference_that_becomes_a_transfer(asterisk: Asterisk, play: Any) -> None:
    caller, asking, *colleague = asterisk.joined()
    asterisk.unbridge("b", asking)
    asterisk.hang_up(asking)
    asterisk.hang_up(caller, *colleague)
    played = play(asterisk.messages)
    assert played.story("101")[-1] == f"wrapping | {CUSTOMER} | {GIVEN} | transferred"
    assert played.story("102")[-2:] == [
        f"talking | {CUSTOMER} | by 101 | {GIVEN}",
        f"wrapping | {CUSTOMER} | by 101 | {GIVEN} | ended",
    ]
    assert seen(played, "102")[-1].transfers == 1


def test_a_conference_that_the_customer_leaves(asterisk: Asterisk, play: Any) -> None:
    caller, asking, *colleague = asterisk.joined()
    asterisk.unbridge("b", caller)
    asterisk.hang_up(caller)
    asterisk.hang_up(asking, *colleague)
    played = play(asterisk.messages)
    assert played.story("101")[-2:] == [
        "talking | 102",
        f"wrapping | {CUSTOMER} | {GIVEN} | ended",
    ]
    assert played.story("102")[-2] == "talking | 101 | from 101"


def test_a_consultation_with_nobody_there_brings_the_customer_back(
    asterisk: Asterisk, play: Any
) -> None:
    caller, asking = asterisk.customer_with("101")
    one, two = asterisk.local("102", caller)
    asked = asterisk.phone("102", caller, connected="101")
    asterisk.bridge("a", one)
    asterisk.unbridge("b", asking)
    asterisk.bridge("a", asking)
    asterisk.dial(two, asked)
    asterisk.end_dial(two, asked, "NOANSWER")
    asterisk.hang_up(asked, two, one, cause=0)
    asterisk.unbridge("a", asking)
    asterisk.bridge("b", asking)
    asterisk.hang_up(caller, asking)
    played = play(asterisk.messages)
    assert played.story("101")[-3:] == [
        "dialling | 102",
        WITH_CUSTOMER,
        f"wrapping | {CUSTOMER} | {GIVEN} | ended",
    ]
    assert played.story("102") == ["ringing | 101 | from 101", "idle | 101 | from 101 | no_answer"]


def test_a_question_to_somebody_outside_while_the_customer_waits(
    asterisk: Asterisk, play: Any
) -> None:
    caller, asking = asterisk.customer_with("101")
    one, two = asterisk.local(OUT, caller)
    asterisk.bridge("a", one)
    asterisk.unbridge("b", asking)
    asterisk.bridge("a", asking)
    trunk = asterisk.trunk(caller)
    asterisk.dial(two, trunk)
    asterisk.answer(two, trunk)
    asterisk.state(two, UP)
    asterisk.bridge("c", trunk, two)
    asterisk.say(
        "AttendedTransfer",
        "Result: Success",
        *asking.lines("OrigTransferer"),
        *asking.lines("SecondTransferer"),
        *caller.lines("Transferee"),
    )
    asterisk.hang_up(asking)
    played = play(asterisk.messages)
    told = played.story("101")
    assert [line.partition(" | ")[0] for line in told] == [
        *("ringing", "talking", "dialling", "talking", "wrapping")
    ]
    assert told[2:4] == [f"dialling | {OUT}", f"talking | {OUT}"]
    assert told[4] == f"wrapping | {CUSTOMER} | {GIVEN} | transferred"
    assert seen(played, "101")[2].direction is Direction.OUTBOUND
    assert {question.channel for question in played.tracker.take_questions()} == {caller.name}


# --- waiting places


def test_a_customer_fetched_out_of_a_park(asterisk: Asterisk, play: Any) -> None:
    caller, phone = asterisk.customer_with("101")
    asterisk.say(
        "BlindTransfer",
        "Result: Success",
        *phone.lines("Transferer"),
        *caller.lines("Transferee"),
        "Extension: 700",
    )
    asterisk.unbridge("b", phone, caller)
    asterisk.hang_up(phone)
    asterisk.bridge("park", caller, technology="holding_bridge")
    other = asterisk.picks_up_to_call("102", "701")
    asterisk.state(other, UP)
    asterisk.unbridge("park", caller)
    asterisk.bridge("d", caller, other)
    asterisk.hang_up(caller, other)
    played = play(asterisk.messages)
    assert played.story("101")[-1] == f"wrapping | {CUSTOMER} | {GIVEN} | transferred"
    assert played.story("102")[-2:] == [
        f"talking | {CUSTOMER} | {GIVEN}",
        f"wrapping | {CUSTOMER} | {GIVEN} | ended",
    ]
    assert seen(played, "102")[-1].direction is Direction.INBOUND
    assert caller.name in {question.channel for question in played.tracker.take_questions()}


def test_who_waits_in_the_same_place_does_not_talk_to_one_another(
    asterisk: Asterisk, play: Any
) -> None:
    for line in ("101", "102"):
        waiting = asterisk.picks_up_to_call(line, "*11")
        asterisk.state(waiting, UP)
        asterisk.bridge("agents", waiting, technology="holding_bridge")
    played = play(asterisk.messages)
    assert all(one.caller.number in ("*11", None) for one in played.seen)
    assert not any("102" in line for line in played.story("101"))
