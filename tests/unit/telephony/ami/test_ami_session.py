"""One login without a socket: bytes in, bytes out, and a clock of the test's own."""

import hashlib
import re

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain.ids import LegId
from agentassist.domain.party import Presentation
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.parser import AmiParser
from agentassist.telephony.ami.session import (
    COUNT_EVERY_NS,
    SILENT_NS,
    AmiSession,
    LoginRefusedError,
    SessionEndedError,
    Stage,
)

BANNER = b"Asterisk Call Manager/11.0.0\r\n"
SECOND = 1_000_000_000
HANGUP = (
    b"Event: Hangup\r\nPrivilege: call,all\r\nChannel: PJSIP/101-1\r\nChannelState: 6\r\n"
    b"Uniqueid: 1.1\r\nLinkedid: 1.1\r\nCause: 16\r\n\r\n"
)
NEW = HANGUP.replace(b"Hangup", b"Newchannel")


class Wire:
    """The phone system's end: sees what is asked and answers by action."""

    def __init__(self, login: str = "md5") -> None:
        self.sent: list[dict[str, str]] = []
        config = AmiConfig(user="bridge", secret="dummy", login=login)
        self.session = AmiSession(config, AmiParser(), self._take, 0)

    def _take(self, data: bytes) -> None:
        for raw in data.decode().split("\r\n\r\n"):
            if raw:
                self.sent.append(dict(line.split(": ", 1) for line in raw.split("\r\n")))

    def asked(self, name: str) -> dict[str, str]:
        return next(one for one in reversed(self.sent) if one["Action"] == name)

    def feed(self, data: bytes, at: int = 0) -> list[ev.CallEvent]:
        return self.session.feed(data, at)

    def answer(
        self, name: str, *lines: str, kind: str = "Success", at: int = 0
    ) -> list[ev.CallEvent]:
        action_id = self.asked(name)["ActionID"]
        return self.feed(self.message(f"Response: {kind}", f"ActionID: {action_id}", *lines), at)

    def item(self, name: str, event: str, *lines: str) -> list[ev.CallEvent]:
        action_id = self.asked(name)["ActionID"]
        return self.feed(self.message(f"Event: {event}", f"ActionID: {action_id}", *lines))

    @staticmethod
    def message(*lines: str) -> bytes:
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def log_in(self) -> None:
        self.feed(BANNER)
        if self.session._config.login == "md5":
            self.answer("Challenge", "Challenge: 163206724")
        self.answer("Login", "Message: Authentication accepted")

    def settle(self) -> list[ev.CallEvent]:
        """Empty lists: the recovery is over."""
        events: list[ev.CallEvent] = []
        for name, done in (
            ("CoreShowChannels", "CoreShowChannelsComplete"),
            ("Status", "StatusComplete"),
            ("QueueStatus", "QueueStatusComplete"),
        ):
            self.answer(name, "EventList: start")
            events += self.item(name, done, "EventList: Complete", "ListItems: 0")
        return events


def test_login_with_a_challenge_sends_no_secret() -> None:
    wire = Wire()
    wire.log_in()
    key = hashlib.md5(b"163206724dummy").hexdigest()
    assert wire.asked("Login")["Key"] == key
    assert not any("dummy" in str(one) for one in wire.sent)
    assert wire.session.stage is Stage.READY


def test_plain_login() -> None:
    wire = Wire("plain")
    wire.log_in()
    assert wire.asked("Login")["Secret"] == "dummy"
    assert wire.session.stage is Stage.READY


def test_a_refused_login() -> None:
    wire = Wire()
    wire.feed(BANNER)
    wire.answer("Challenge", "Challenge: 1")
    with pytest.raises(LoginRefusedError):
        wire.answer("Login", "Message: Authentication failed", kind="Error")


def test_no_challenge_no_login() -> None:
    wire = Wire()
    wire.feed(BANNER)
    with pytest.raises(SessionEndedError, match="no_md5"):
        wire.answer("Challenge", kind="Error")
    assert [one["Action"] for one in wire.sent] == ["Challenge"]


def test_nothing_before_the_login_is_believed() -> None:
    wire = Wire()
    assert wire.feed(BANNER + NEW) == []


def test_after_the_login_it_asks_what_is_there() -> None:
    wire = Wire()
    wire.log_in()
    actions = [one["Action"] for one in wire.sent]
    assert actions == [
        *("Challenge", "Login", "CoreSettings"),
        *("CoreShowChannels", "Status", "QueueStatus"),
    ]
    assert "CALLERID(pres)" in wire.asked("Status")["Variables"]
    assert wire.asked("Status")["AllVariables"] == "false"


def test_live_events_wait_for_the_lists_and_follow_them() -> None:
    wire = Wire()
    wire.log_in()
    assert wire.feed(NEW) == []
    listed, new, settled = wire.settle()
    assert isinstance(listed, ev.SystemListed)
    assert listed.complete
    assert listed.heard == set()  # it begins anew, whatever was known of it
    assert isinstance(new, ev.Initiated)
    assert isinstance(settled, ev.SystemSettled)
    assert [type(event) for event in wire.feed(HANGUP)] == [ev.ConnectionCleared]


def test_the_lists_are_put_together() -> None:
    wire = Wire()
    wire.log_in()
    leg = ["Channel: PJSIP/101-1", "ChannelState: 5", "Uniqueid: 1.1", "Linkedid: 1.0"]
    wire.answer("CoreShowChannels", "EventList: start")
    wire.item("CoreShowChannels", "CoreShowChannel", *leg, "BridgeId: b", "Duration: 00:00:04")
    wire.item("CoreShowChannels", "CoreShowChannelsComplete")
    wire.answer("Status", "EventList: start")
    wire.item("Status", "Status", *leg, "Seconds: 4", "Variable: IVR_INTENT=billing")
    wire.item("Status", "StatusComplete")
    wire.answer("QueueStatus", "EventList: start")
    wire.item("QueueStatus", "QueueEntry", "Queue: support", "Uniqueid: 1.0", "Wait: 9")
    events = wire.item("QueueStatus", "QueueStatusComplete")
    listed = events[0]
    assert isinstance(listed, ev.SystemListed)
    (item,) = listed.legs
    assert (item.bridge, item.age.total_seconds()) == ("b", 4)
    assert item.facts.ivr == ev.IvrFacts(intent="billing")
    assert [(one.leg_id, one.queue) for one in listed.waiting] == [("1.0", "support")]


def test_it_looks_around_once_more_when_the_login_is_young() -> None:
    wire = Wire()
    wire.log_in()
    wire.settle()
    first = wire.asked("Status")["ActionID"]
    wire.session.tick(SECOND // 4)
    assert wire.asked("Status")["ActionID"] != first
    assert wire.feed(NEW) == []
    leg = ["Channel: PJSIP/102-1", "ChannelState: 6", "Uniqueid: 2.1", "Linkedid: 2.0"]
    wire.item("CoreShowChannels", "CoreShowChannel", *leg)
    listed, new, _ = wire.settle()
    assert isinstance(listed, ev.SystemListed)
    assert [item.facts.leg for item in listed.legs] == ["2.1"]
    assert isinstance(new, ev.Initiated)
    asked = len(wire.sent)
    wire.session.tick(SECOND)
    assert len(wire.sent) == asked


def test_an_empty_answer_in_a_list_leaves_the_question_about_the_number_open() -> None:
    wire = Wire()
    wire.log_in()
    leg = ["Channel: PJSIP/101-1", "ChannelState: 5", "Uniqueid: 1.1", "Linkedid: 1.0"]
    wire.item("Status", "Status", *leg, "Variable: CALLERID(pres)=")
    listed = wire.settle()[0]
    assert isinstance(listed, ev.SystemListed)
    assert listed.legs[0].facts.presentation is None


def test_an_account_that_may_not_ask() -> None:
    wire = Wire()
    wire.log_in()
    events: list[ev.CallEvent] = []
    for name in ("CoreShowChannels", "Status", "QueueStatus"):
        events += wire.answer(name, "Message: Permission denied", kind="Error")
    listed = events[0]
    assert isinstance(listed, ev.SystemListed)
    assert not listed.complete
    asked = len(wire.sent)
    wire.session.tick(SECOND // 4)
    assert len(wire.sent) == asked  # nor is it asked to tell once more


def test_lists_that_do_not_come_are_not_waited_for_for_ever() -> None:
    wire = Wire()
    wire.log_in()
    wire.feed(NEW)
    assert wire.session.tick(1 * SECOND) == []
    events = wire.session.tick(2 * SECOND)
    assert [type(event) for event in events] == [ev.SystemListed, ev.Initiated, ev.SystemSettled]


def test_what_waited_is_told_when_the_connection_is_cut() -> None:
    wire = Wire()
    wire.log_in()
    wire.feed(NEW)
    assert [type(event) for event in wire.session.end(1)] == [ev.Initiated, ev.SystemLost]
    assert Wire().session.end(1) == []


def test_a_forged_list_item_has_not_our_action_id() -> None:
    wire = Wire()
    wire.log_in()
    token = wire.asked("Status")["ActionID"]
    assert re.fullmatch(r"[0-9a-f]{16}-\d+", token)
    assert token.partition("-")[0] != Wire().session._token
    wire.feed(Wire.message("Event: StatusComplete", "ActionID: 1"))
    assert wire.session._recovery is not None


def test_the_answer_about_a_number() -> None:
    wire = Wire()
    wire.log_in()
    wire.settle()
    wire.session.ask_presentation(LegId("1.1"), "PJSIP/trunk-1")
    assert wire.asked("Getvar")["Variable"] == "CALLERID(pres)"
    (learned,) = wire.answer("Getvar", "Variable: CALLERID(pres)", "Value: prohib_not_screened")
    assert isinstance(learned, ev.PresentationLearned)
    assert (learned.leg_id, learned.presentation) == ("1.1", Presentation.RESTRICTED)
    wire.session.ask_presentation(LegId("1.2"), "PJSIP/trunk-2")
    (refused,) = wire.answer("Getvar", "Message: No such channel", kind="Error")
    assert isinstance(refused, ev.PresentationLearned)
    assert refused.presentation is Presentation.UNKNOWN


def test_the_system_is_named_by_its_version() -> None:
    wire = Wire()
    wire.log_in()
    assert wire.session.system is None
    wire.answer("CoreSettings", "AsteriskVersion: 22.10.1")
    assert wire.session.system == "Asterisk 22"


def test_heartbeat() -> None:
    wire = Wire()
    wire.log_in()
    wire.settle()
    wire.session.tick(2 * SECOND)
    assert wire.sent[-1]["Action"] != "Ping"
    wire.session.tick(4 * SECOND)
    wire.session.tick(5 * SECOND)
    assert [one["Action"] for one in wire.sent].count("Ping") == 1
    wire.answer("Ping", "Ping: Pong", at=6 * SECOND)
    wire.session.tick(14 * SECOND)
    with pytest.raises(SessionEndedError, match="silent"):
        wire.session.tick(16 * SECOND)


@pytest.mark.parametrize("phase", [1, SECOND // 4, SECOND - 1])
def test_a_peer_that_vanished_is_found_out_within_ten_seconds(phase: int) -> None:
    wire = Wire()
    wire.log_in()
    wire.settle()
    ticks = [phase + second * SECOND for second in range(10)]
    quiet = [now for now in ticks if now <= SILENT_NS]
    for now in quiet:
        wire.session.tick(now)
    assert wire.sent[-1]["Action"] == "Ping"
    assert len(quiet) < len(ticks)
    with pytest.raises(SessionEndedError, match="silent"):
        wire.session.tick(ticks[len(quiet)])


def test_a_login_that_nobody_answers() -> None:
    wire = Wire()
    wire.feed(BANNER)
    wire.session.tick(8 * SECOND)
    with pytest.raises(SessionEndedError, match="timeout"):
        wire.session.tick(9 * SECOND)


def test_garbage_is_counted() -> None:
    wire = Wire()
    wire.log_in()
    wire.feed(b"no idea what this is\r\n\r\n")
    assert wire.session._parser.counters.malformed == 1
    assert wire.session.oversized == 0


def test_open_questions_are_bounded() -> None:
    wire = Wire()
    wire.log_in()
    for number in range(5_000):
        wire.session.ask_presentation(LegId(str(number)), "PJSIP/trunk-1")
    assert len(wire.session._open) <= 4_096


COUNT = COUNT_EVERY_NS + SECOND


def counting() -> Wire:
    """Some minutes after the login it asks which channels there are."""
    wire = Wire()
    wire.log_in()
    wire.settle()
    wire.session.tick(SECOND)
    wire.settle()
    wire.feed(NEW, COUNT)
    before = len(wire.sent)
    wire.session.tick(COUNT)
    assert [one["Action"] for one in wire.sent[before:]] == ["CoreShowChannels"]
    return wire


def test_now_and_then_it_asks_what_is_still_there() -> None:
    wire = counting()
    wire.answer("CoreShowChannels", "EventList: start")
    wire.item("CoreShowChannels", "CoreShowChannel", "Uniqueid: 1.1")
    assert [type(event) for event in wire.feed(NEW.replace(b"1.1", b"1.2"), COUNT)] == [
        ev.Initiated
    ]
    (counted,) = wire.item(
        "CoreShowChannels", "CoreShowChannelsComplete", "EventList: Complete", "ListItems: 1"
    )
    assert isinstance(counted, ev.SystemCounted)
    assert (counted.legs, counted.asked_ns) == ({"1.1"}, COUNT)
    asked = len(wire.sent)
    wire.feed(HANGUP, COUNT)
    wire.session.tick(COUNT + SECOND)
    assert len(wire.sent) == asked


@pytest.mark.parametrize("lines", [("ListItems: 2",), ("EventList: cancelled", "ListItems: 1"), ()])
def test_a_count_that_is_not_whole_is_none(lines: tuple[str, ...]) -> None:
    wire = counting()
    wire.item("CoreShowChannels", "CoreShowChannel", "Uniqueid: 1.1")
    lines = lines if len(lines) == 2 else ("EventList: Complete", *lines)
    assert wire.item("CoreShowChannels", "CoreShowChannelsComplete", *lines) == []


def test_an_account_that_may_not_count() -> None:
    wire = counting()
    refused = ("CoreShowChannels", "Message: Permission denied")
    assert wire.answer(*refused, kind="Error", at=COUNT) == []
    assert wire.session.tick(COUNT + SECOND) == []
