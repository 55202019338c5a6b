"""Anything at all, at the parser, at the signature and on the wire: no crash, no leak, goes on."""

import asyncio
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentassist.bridge.call_line import call_line
from agentassist.domain import call_events as ev
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.telephony.webhook.calls import ReportedCalls
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.cti import read_cti
from agentassist.telephony.webhook.parser import read_report
from agentassist.telephony.webhook.receiver import Receiver
from agentassist.telephony.webhook.report import BadReportError
from agentassist.telephony.webhook.session import HttpSession
from agentassist.telephony.webhook.signature import SignatureCheck, Verdict, sign

SECRET = "only-for-the-fuzzing-of-the-webhook"
CARD, PIN, ACCOUNT = "4000056655665556", "83920174", "40027719"
AGENTS = ("101", "102", "103")
NUMBERS = {"c0": "+493023125040", "c1": "+493023125041", "c2": "+493023125042"}
texts = st.text(max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
KEYS = ("id", "event", "agent", "to_agent", "from", "presentation", "to", "queue", "name", "at")


def ordinary() -> dict[str, Any]:
    typed = [{"kind": "account", "value": ACCOUNT}, {"kind": "pin", "value": PIN, "result": "ok"}]
    return {
        "id": "c0",
        "event": "ring",
        "agent": "101",
        "from": NUMBERS["c0"],
        "to": "1",
        "at": 1_795_000_000,
        "inputs": [*typed, {"kind": "menu", "value": CARD}],
    }


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*KEYS, "inputs", "cause", "x"]), values, max_size=4))
def test_any_field(change: dict[str, Any]) -> None:
    body = json.dumps({**ordinary(), **change}).encode()
    report, refused = read_or_refused(lambda: read_report(body, IvrMapping()))
    if report is None:
        assert refused.partition("[")[0] in {*KEYS, "inputs", "body"} | {"kind", "cause"}
        return
    told = repr(report)
    assert PIN not in told
    assert CARD not in told
    assert len(report.name or "") <= 300
    assert not any(ord(ch) < 32 for ch in report.name or "")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.booleans())
def test_any_body(body: bytes, form: bool) -> None:
    for read in (lambda: read_report(body, IvrMapping()), lambda: read_cti(body, form=form)):
        read_or_refused(read)


def read_or_refused(read: Callable[[], Any]) -> tuple[Any, str]:
    """The report, or the field it was refused for."""
    try:
        return read(), ""
    except BadReportError as bad:
        return None, bad.field


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=150))
def test_any_signature(header: bytes) -> None:
    assert SignatureCheck(SECRET).check(header, b"{}", 1_795_000_000) is Verdict.BAD


class Nothing:
    """What a stranger's bytes must never get to."""

    def take(self, report: object) -> None:
        raise AssertionError(report)

    def take_cti(self, report: object) -> None:
        raise AssertionError(report)


wire = st.lists(
    st.binary(max_size=60)
    | st.sampled_from(
        [
            b"POST /v1/calls HTTP/1.1\r\n",
            b"Host: 127.0.0.1\r\n",
            b"Content-Length: 5\r\n",
            b"Content-Length: 99999999999\r\n",
            b"Transfer-Encoding: chunked\r\n",
            b"Expect: 100-continue\r\n",
            b"Connection: close\r\n",
            b"X-AgentAssist-Signature: t=1,v1=" + b"0" * 64 + b"\r\n",
            b"\r\n",
            b"{}{}{",
            b"5\r\nabcde\r\n0\r\n\r\n",
            b"GET /v1/cti/x HTTP/1.0\r\n\r\n",
        ]
    ),
    max_size=14,
)


@settings(max_examples=400, deadline=None)
@given(wire)
def test_any_bytes_on_the_wire(parts: list[bytes]) -> None:
    config = WebhookConfig(0, SECRET, "t" * 32)
    receiver = Receiver(config, IvrMapping(), Nothing(), wall=lambda: 1e9, clock=lambda: 0.0)
    session = HttpSession(receiver, 0.0)
    answered = b"".join(session.feed(part, 1.0) for part in parts if part)
    answered += session.expire(10.0) + session.feed(b"", 11.0)
    assert session.deadline <= 60.0
    for status in answered.split(b"HTTP/1.1 ")[1:]:
        assert status[:3] in (b"100", b"400", b"401", b"404", b"405", b"408", b"413", b"429") or (
            status[:3] in (b"415", b"431", b"501")
        )


class Kept:
    """What was believed."""

    def __init__(self) -> None:
        self.reports: list[Any] = []

    def take(self, report: Any) -> None:
        self.reports.append(report)

    def take_cti(self, report: object) -> None:
        raise AssertionError(report)


SPLICES = (b"\r\n", b"\r\n\r\n", b"\x00", b": ", b",", b'"', b"Content-Length: 3\r\n", b"\xff")


@pytest.mark.parametrize("seed", range(60))
def test_broken_bytes_of_signed_reports(seed: int) -> None:
    """Whatever becomes of the bytes: what is believed is what was signed, once."""
    dice = random.Random(seed)
    signed = []
    for number, call in enumerate(NUMBERS):
        payload = json.dumps({**ordinary(), "id": call, "from": NUMBERS[call]}).encode()
        head = (
            f"POST /v1/calls HTTP/1.1\r\nHost: x\r\nContent-Length: {len(payload)}\r\n"
            f"X-AgentAssist-Signature: {sign(SECRET, payload, 1_795_000_000 + number)}\r\n\r\n"
        )
        signed.append(head.encode() + payload)
    data = bytearray(b"".join(signed))
    for _ in range(dice.randint(0, 6)):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randint(1, 30)]
            case 2:
                data[at:at] = dice.choice(SPLICES)
            case _:
                data[at:at] = dice.choice(signed)
    kept = Kept()
    receiver = Receiver(
        WebhookConfig(0, SECRET),
        IvrMapping(),
        kept,
        wall=lambda: 1_795_000_000.0,
        clock=lambda: 0.0,
    )
    session, answered = HttpSession(receiver, 0.0), b""
    while data:
        size = dice.choice([1, 7, 100, len(data)])
        answered += session.feed(bytes(data[:size]), 1.0)
        del data[:size]
    answered += session.expire(9.0)
    assert len(kept.reports) <= len(NUMBERS)
    assert len({report.call for report in kept.reports}) == len(kept.reports)
    assert all(report.number == NUMBERS[report.call] for report in kept.reports)
    for secret in (CARD, PIN, ACCOUNT, SECRET):
        assert secret.encode() not in answered


@pytest.mark.parametrize("seed", range(25))
def test_any_order_shows_no_wrong_caller(seed: int) -> None:
    """Reports of several calls, doubled, lost and mixed: a call's card has its own caller."""
    dice = random.Random(seed)
    calls, tracker = ReportedCalls(), CallTracker([AgentId(agent) for agent in AGENTS])
    moment = 1_795_000_000.0
    begin = ev.Stamp(1, datetime.fromtimestamp(moment, UTC))
    for event in (ev.SystemListed(begin, ()), ev.SystemSettled(begin)):
        tracker.apply(event)
    withheld = dice.choice(list(NUMBERS))
    for step in range(200):
        call = dice.choice(list(NUMBERS))
        told: dict[str, Any] = {
            "id": call,
            "event": dice.choice(["ring", "answer", "hold", "retrieve", "transfer", "hangup"]),
            "agent": dice.choice(AGENTS),
            "from": NUMBERS[call],
            "to": "1",
            "at": moment + dice.uniform(-3, 3) + step,
            "inputs": [{"kind": "account", "value": f"acct-{call}", "result": "ok"}],
        }
        if told["event"] == "transfer":
            told["to_agent"] = dice.choice([agent for agent in AGENTS if agent != told["agent"]])
        if call == withheld:
            told["presentation"] = "restricted"
        at = ev.Stamp(step + 2, datetime.fromtimestamp(moment + step, UTC))
        report = read_report(json.dumps(told).encode(), IvrMapping())
        events = calls.take(report, at)
        if not step % 50:
            events += calls.expire(ev.Stamp(at.ns + dice.choice([1, 10**12]), at.wall))
        for event in events:
            for change in tracker.apply(event):
                shown = change.snapshot
                own = None if shown.call_id == withheld else NUMBERS[str(shown.call_id)]
                assert shown.caller.number == own
                assert {fact.value.reveal() for fact in shown.given if fact.value} == {
                    f"acct-{shown.call_id}"
                }
                assert len(call_line(shown)) < 2_000
    assert len(calls) <= 3
    assert tracker.legs <= 12
    calls_end = calls.expire(ev.Stamp(10**17, begin.wall))
    for event in calls_end:
        tracker.apply(event)
    assert tracker.legs == 0


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.binary(min_size=1, max_size=200), min_size=1, max_size=5))
def test_it_still_answers_afterwards(on_desk: Callable[..., None], parts: list[bytes]) -> None:
    async def play(desk: Any) -> None:
        for part in parts:
            line = await desk.line()
            await line.send(part)
            await line.leave()
        async with asyncio.timeout(20):
            assert (await desk.report("ring")).status == 202
        assert len(desk.seen) == 1

    on_desk(play)
