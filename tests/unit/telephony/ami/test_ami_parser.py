"""What is believed, what is dropped, and what a name becomes."""

from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain import call_events as ev
from agentassist.domain.ivr import CARD, InputResult
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES, IvrMapping
from agentassist.domain.party import Presentation
from agentassist.telephony.ami.message import parse_message
from agentassist.telephony.ami.parser import AmiParser
from agentassist.telephony.ami.values import channel_line, read_presentation

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LEG = (
    "Channel: PJSIP/trunk-1\r\nChannelState: 6\r\nCallerIDNum: {number}\r\n"
    "CallerIDName: {name}\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n"
)


def message(name: str, *lines: str, number: str = "+4930", name_: str = "<unknown>") -> bytes:
    head = f"Event: {name}\r\nPrivilege: call,all\r\n{LEG.format(number=number, name=name_)}"
    return (head + "\r\n".join(lines)).encode()


def read(parser: AmiParser, raw: bytes) -> ev.CallEvent | None:
    return parser.event(raw, 5, lambda: NOW)


def leg_of(event: ev.CallEvent | None) -> ev.LegFacts:
    assert isinstance(event, ev.LegChanged | ev.Initiated)
    return event.leg


def test_a_live_event_has_its_privilege_on_the_second_line() -> None:
    parser = AmiParser()
    real = message("Newstate")
    forged = real.replace(b"Privilege: call,all\r\n", b"") + b"\r\nPrivilege: call,all"
    assert read(parser, real) is not None
    assert read(parser, forged) is None
    assert (parser.counters.events, parser.counters.malformed) == (1, 1)


@pytest.mark.parametrize("name", ["Newexten", "DTMFEnd", "RTCPSent", "SomethingNew"])
def test_other_events_are_ignored_unread(name: str) -> None:
    parser = AmiParser()
    assert read(parser, message(name, "Digit: 4")) is None
    assert (parser.counters.ignored, parser.counters.malformed) == (1, 0)


def test_an_event_without_its_keys_is_counted() -> None:
    parser = AmiParser()
    assert read(parser, b"Event: Hangup\r\nPrivilege: call,all\r\nChannel: X") is None
    assert parser.counters.malformed == 1


@pytest.mark.parametrize("variable", ["DB_RESULT", "READSTATUS"])
def test_variables_that_nobody_listed_are_dropped(variable: str) -> None:
    parser = AmiParser()
    assert read(parser, message("VarSet", f"Variable: {variable}", "Value: 4711", "")) is None
    assert parser.counters.events == 0


@pytest.mark.parametrize("variable", ["IVR_PIN_ENTRY", "__IVR_CARD"])
def test_of_a_variable_named_like_the_listed_ones_it_is_only_known_that_it_was_set(
    variable: str,
) -> None:
    leg = leg_of(read(AmiParser(), message("VarSet", f"Variable: {variable}", "Value: 4711", "")))
    assert leg.ivr == ev.IvrFacts(unmapped=True)
    assert "4711" not in repr(leg)


def test_a_listed_variable_with_its_underscores() -> None:
    event = read(AmiParser(), message("VarSet", "Variable: __IVR_INTENT", "Value: bil\\'l", ""))
    assert isinstance(event, ev.LegChanged)
    assert event.known_only
    assert event.leg.ivr == ev.IvrFacts(intent="bil'l")


def test_the_configuration_says_which_variables() -> None:
    parser = AmiParser(IvrMapping({"contract": "CONTRACT_NO"}))
    assert read(parser, message("VarSet", "Variable: IVR_INTENT", "Value: x", "")) is None
    leg = leg_of(read(parser, message("Newstate", "ChanVariable: CONTRACT_NO=77001234")))
    assert leg.ivr is not None
    assert [(fact.kind, fact.mask) for fact in leg.ivr.extra] == [("contract", "•••• 1234")]


def test_empty_variables_say_nothing() -> None:
    lines = [f"ChanVariable: {name}=" for name in DEFAULT_VARIABLES.values()]
    assert leg_of(read(AmiParser(), message("Newstate", *lines))).ivr is None


@pytest.mark.parametrize(
    ("number", "name", "lines", "presentation", "shown"),
    [
        ("+4930", "A", [], None, ("+4930", "A")),
        ("anonymous", "Anonymous", [], Presentation.RESTRICTED, (None, None)),
        ("+4930", "Anonymous", [], Presentation.RESTRICTED, (None, None)),
        ("<unknown>", "<unknown>", [], None, (None, None)),
        (
            "+4930",
            "A",
            ["ChanVariable: CALLERID(pres)=prohib_not_screened"],
            Presentation.RESTRICTED,
            ("+4930", "A"),
        ),
        (
            "+4930",
            "A",
            ["ChanVariable: CALLERID(pres)=allowed_not_screened"],
            Presentation.ALLOWED,
            ("+4930", "A"),
        ),
        ("+4930", "A", ["ChanVariable: CALLERID(pres)="], Presentation.UNKNOWN, ("+4930", "A")),
    ],
)
def test_presentation(
    number: str,
    name: str,
    lines: list[str],
    presentation: Presentation | None,
    shown: tuple[str | None, str | None],
) -> None:
    leg = leg_of(read(AmiParser(), message("Newstate", *lines, number=number, name_=name)))
    assert leg.presentation is presentation
    assert (leg.number, leg.name) == shown


@pytest.mark.parametrize("said", ["allowed_not_screened", ""])
def test_a_new_channel_does_not_know_yet_whether_its_number_is_withheld(said: str) -> None:
    line = f"ChanVariable: CALLERID(pres)={said}"
    assert leg_of(read(AmiParser(), message("Newchannel", line))).presentation is None
    withheld = message("Newchannel", "ChanVariable: CALLERID(pres)=prohib")
    assert leg_of(read(AmiParser(), withheld)).presentation is Presentation.RESTRICTED


def test_a_name_is_one_line_without_tricks() -> None:
    name = 'Eve\\r\\nEvent: Hangup \u202eevil \\"q\\" 4111 1111 1111 1111'
    leg = leg_of(read(AmiParser(), message("Newstate", name_=name)))
    assert leg.name == 'Eve Event: Hangup evil "q" •••• 1111'


@pytest.mark.parametrize("blank", ["   ", "\u202e", "\x07"])
def test_of_a_blank_name_or_number_nothing_is_left(blank: str) -> None:
    leg = leg_of(read(AmiParser(), message("Newstate", number=blank, name_=blank)))
    assert (leg.name, leg.number) == (None, None)


@pytest.mark.parametrize(
    ("channel", "line"),
    [
        ("PJSIP/101-00000001", ("101", 0, "")),
        ("PJSIP/trunk-a-00000001", ("trunk-a", 0, "")),
        ("Local/103@agents-00000000;1", ("103", 1, "103@agents-00000000")),
        ("Local/103@agents-00000000;2", ("103", 2, "103@agents-00000000")),
        ("SIP/odd", ("odd", 0, "")),
    ],
)
def test_whose_channel_it_is(channel: str, line: tuple[str, int, str]) -> None:
    assert channel_line(channel) == line


def test_reports_of_the_ivr() -> None:
    parser = AmiParser()
    lines = ["UserEvent: IvrInput", "Step: card", "Value: 4111 1111 1111 1111", "Result: ok"]
    event = read(parser, message("UserEvent", *lines))
    assert isinstance(event, ev.InputReported)
    assert (event.fact.kind, event.fact.value, event.fact.mask) == (CARD, None, "•••• 1111")
    assert event.fact.result is InputResult.OK
    assert "4111" not in repr(event)


@pytest.mark.parametrize(
    "lines",
    [
        ["UserEvent: IvrDone", "Account: 40018822", "Verified: yes"],
        ["UserEvent: AgentPop", "Agent: 101", "Verified: yes"],
        ["UserEvent: IvrInput", "Step: account", "Value: ", "Result: gave-up"],
        ["UserEvent: IvrInput", "Step: shoe size", "Value: 46", "Result: ok"],
        ["UserEvent: IvrInput"],
    ],
)
def test_reports_that_say_nothing(lines: list[str]) -> None:
    assert read(AmiParser(), message("UserEvent", *lines)) is None


@pytest.mark.parametrize(
    ("status", "result"),
    [
        ("ANSWER", ev.DialResult.ANSWERED),
        ("NOANSWER", ev.DialResult.NO_ANSWER),
        ("BUSY", ev.DialResult.NO_ANSWER),
        ("CANCEL", ev.DialResult.CANCELLED),
    ],
)
def test_how_a_ring_ends(status: str, result: ev.DialResult) -> None:
    dest = "DestChannel: PJSIP/101-2\r\nDestUniqueid: 1.2\r\nDestLinkedid: 1.1"
    event = read(AmiParser(), message("DialEnd", dest, f"DialStatus: {status}"))
    assert isinstance(event, ev.DeliveryEnded)
    assert (event.result, event.alerting.line) == (result, "101")


@pytest.mark.parametrize("name", ["BlindTransfer", "AttendedTransfer"])
def test_a_transfer_that_failed_is_none(name: str) -> None:
    assert read(AmiParser(), message(name, "Result: Fail")) is None


def test_a_listed_leg() -> None:
    lines = ["Seconds: 17", "BridgeID: b1", "Application: Queue", "Data: support,tb,,60"]
    lines += ["Variable: IVR_INTENT=billing", "Variable: CALLERID(pres)=prohib"]
    parsed = parse_message(message("Status", *lines))
    assert parsed is not None
    listed = AmiParser().listed(parsed)
    assert listed is not None
    assert (listed.bridge, listed.queue, listed.age) == ("b1", "support", timedelta(seconds=17))
    assert listed.facts.ivr == ev.IvrFacts(intent="billing")
    assert listed.facts.presentation is Presentation.RESTRICTED


@pytest.mark.parametrize(
    ("text", "seconds"), [("00:01:05", 65), ("7", 7), ("", 0), ("x", 0), ("1:2:3:4", 7384)]
)
def test_ages(text: str, seconds: int) -> None:
    parsed = parse_message(message("CoreShowChannel", f"Duration: {text}"))
    assert parsed is not None
    listed = AmiParser().listed(parsed)
    assert listed is not None
    assert listed.age == timedelta(seconds=seconds)


def test_reading_presentation() -> None:
    assert read_presentation("prohib_passed_screen") is Presentation.RESTRICTED
    assert read_presentation(" Allowed ") is Presentation.ALLOWED
    assert read_presentation("unavailable") is Presentation.UNKNOWN
