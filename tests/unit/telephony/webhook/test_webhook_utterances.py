"""`POST /v1/utterances` on a real socket: what is taken, and what a stranger gets."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.domain.utterance import Speaker, Utterance
from agentassist.telephony.webhook.receiver import HEARD_AT_ONCE
from agentassist.telephony.webhook.report import BadReportError
from agentassist.telephony.webhook.signature import sign
from agentassist.telephony.webhook.utterance import read_utterance

SECRET = "only-for-these-tests-and-no-other"
PATH = "/v1/utterances"
Run = Callable[..., None]
KEYS = ("call", "agent", "speaker", "text", "state", "at")
anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60)


def piece(**changes: Any) -> bytes:
    told = {
        "call": "call-1",
        "agent": "101",
        "speaker": "caller",
        "text": "My parcel is late.",
        "state": "final",
        "at": "2026-11-22T10:00:00+00:00",
    }
    return json.dumps({**told, **changes}).encode()


def test_a_piece_of_a_transcript_is_heard(on_desk: Run) -> None:
    heard: list[Utterance] = []

    async def play(desk: Any) -> None:
        assert (await desk.ask(desk.signed(piece(), path=PATH))).status == 202
        partial = piece(state="partial", speaker="agent", text="Let me\nlook\x00")
        assert (await desk.ask(desk.signed(partial, path=PATH))).status == 202

    on_desk(play, on_utterance=heard.append)
    ten = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert heard == [
        Utterance("call-1", "101", Speaker.CALLER, "My parcel is late.", True, ten),
        Utterance("call-1", "101", Speaker.AGENT, "Let me look", False, ten),
    ]


def test_a_card_number_does_not_get_past_the_edge(on_desk: Run) -> None:
    heard: list[Utterance] = []

    async def play(desk: Any) -> None:
        for text in ("it is 4111 1111 1111 1111 okay", "four one " + "one " * 14):
            await desk.ask(desk.signed(piece(text=text), path=PATH))

    on_desk(play, on_utterance=heard.append)
    assert [one.text for one in heard] == ["it is •••• 1111 okay", "••••"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"call": ""}, "call"),
        ({"call": "a b"}, "call"),
        ({"call": "x" * 301}, "call"),
        ({"agent": "1\n01"}, "agent"),
        ({"speaker": "robot"}, "speaker"),
        ({"state": "maybe"}, "state"),
        ({"text": None}, "text"),
        ({"text": "x" * 2_001}, "text"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-22T10:00:00"}, "at"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_of_it_is_said(
    on_desk: Run, change: dict[str, Any], field: str
) -> None:
    heard: list[Utterance] = []

    async def play(desk: Any) -> None:
        reply = await desk.ask(desk.signed(piece(**change), path=PATH))
        answer = json.loads(reply.body)
        assert (reply.status, answer["error"], answer["field"]) == (400, "field", field)
        for value in ("robot", "maybe", "yesterday", "xxx", "parcel"):
            assert value not in reply.body.decode()

    on_desk(play, on_utterance=heard.append)
    assert heard == []


def test_strangers_replays_and_floods(on_desk: Run, http_request: Callable[..., bytes]) -> None:
    heard: list[Utterance] = []

    async def play(desk: Any) -> None:
        assert (await desk.ask(http_request(piece(), path=PATH))).status == 401
        wrong = sign("another-secret-than-the-right-one", piece(), int(time.time()))
        assert (
            await desk.ask(http_request(piece(), path=PATH, X_AgentAssist_Signature=wrong))
        ).status == 401
        once = desk.signed(piece(), path=PATH)
        assert [(await desk.ask(once)).status for _ in range(2)] == [202, 409]
        old = desk.signed(piece(), path=PATH, at=int(time.time()) - 400)
        assert (await desk.ask(old)).status == 401
        page = desk.signed(piece(), path=PATH, Origin="https://example.net")
        assert (await desk.ask(page)).status == 403
        huge = desk.signed(piece(text="x" * 70_000), path=PATH)
        assert (await desk.ask(huge)).status == 413
        for hostile in (b"[" * 50_000, b"\xff\xfe", b"{}", b'"x"'):
            assert (await desk.ask(desk.signed(hostile, path=PATH))).status == 400

    on_desk(play, on_utterance=heard.append)
    assert len(heard) == 1


def test_a_flood_of_words_does_not_stand_in_a_calls_way(on_desk: Run) -> None:
    async def play(desk: Any) -> None:
        line = await desk.line()
        answers = []
        for number in range(int(HEARD_AT_ONCE) * 4):
            await line.send(desk.signed(piece(text=f"word {number}"), path=PATH))
            answers.append((await line.reply()).status)
        assert answers[: int(HEARD_AT_ONCE)] == [202] * int(HEARD_AT_ONCE)
        assert 429 in answers
        assert (await desk.report("ring")).status == 202

    on_desk(play)


def test_a_signed_call_report_is_no_utterance(on_desk: Run, report_body: Any) -> None:
    """The same bytes to the other path: read as what they are not, they say nothing."""
    heard: list[Utterance] = []

    async def play(desk: Any) -> None:
        body = json.dumps(report_body("ring")).encode()
        assert (await desk.ask(desk.signed(body, path=PATH))).status == 400

    on_desk(play, on_utterance=heard.append)
    assert heard == []


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), anything), st.binary(max_size=60))
def test_anything_at_all_is_an_utterance_or_a_named_field(
    changes: dict[str, Any], raw: bytes
) -> None:
    for body in (raw, piece(**changes)):
        field, text = read(body)
        assert field in (*KEYS, "body", None)
        assert len(text) <= 2_000
        assert "\n" not in text
        assert "\x00" not in text


def read(body: bytes) -> tuple[str | None, str]:
    """The field that is wrong, or the text."""
    try:
        return None, read_utterance(body).text
    except BadReportError as bad:
        return bad.field, ""
