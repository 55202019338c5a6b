"""Data under names that nothing maps: that it is there is told, what it is, is not."""

from datetime import UTC, datetime

import pytest

from agentassist.domain import call_events as ev
from agentassist.telephony.ami.parser import AmiParser

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
HEAD = (
    b"Event: %s\r\nPrivilege: call,all\r\nChannel: PJSIP/trunk-1\r\nChannelState: 6\r\n"
    b"CallerIDNum: +493023125042\r\nUniqueid: 1.1\r\nLinkedid: 1.1\r\n"
)


def ivr(name: bytes, *lines: bytes) -> ev.IvrFacts | None:
    raw = HEAD % name + b"".join(line + b"\r\n" for line in lines)
    event = AmiParser().event(raw, 1, lambda: NOON)
    if event is None:
        return None
    assert isinstance(event, ev.LegChanged)
    return event.leg.ivr


@pytest.mark.parametrize("line", [b"ChanVariable: CRM_KEY=7788", b"ChanVariable: IVR_ACCT=7788"])
def test_a_variable_that_rides_along_and_is_not_mapped(line: bytes) -> None:
    facts = ivr(b"Newstate", line)
    assert facts == ev.IvrFacts(unmapped=True)
    assert "7788" not in repr(facts)


@pytest.mark.parametrize(
    "line", [b"ChanVariable: CALLERID(pres)=allowed", b"ChanVariable: CRM_KEY=", b"Extra: 1"]
)
def test_what_says_nothing_about_the_ivr(line: bytes) -> None:
    assert ivr(b"Newstate", line) is None


def test_a_variable_set_under_a_name_like_the_mapped_ones() -> None:
    facts = ivr(b"VarSet", b"Variable: __IVR_ACCT", b"Value: 7788")
    assert facts == ev.IvrFacts(unmapped=True)
    assert ivr(b"VarSet", b"Variable: READSTATUS", b"Value: OK") is None
    assert ivr(b"VarSet", b"Variable: IVR_ACCT", b"Value: ") is None


def test_what_is_mapped_is_read_beside_it() -> None:
    facts = ivr(b"Newstate", b"ChanVariable: IVR_INTENT=billing", b"ChanVariable: X=1")
    assert facts is not None
    assert (facts.intent, facts.unmapped) == ("billing", True)
