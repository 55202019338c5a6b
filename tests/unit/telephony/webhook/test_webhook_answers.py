"""The webhook on real sockets: who gets which answer, and what a connection may do."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import Callable
from typing import Any

import pytest

from agentassist.domain.call import AgentState
from agentassist.ports.names_seen import NameOrigin
from agentassist.ports.telephony import ConnectionState
from agentassist.telephony.webhook import connection as connection_module
from agentassist.telephony.webhook import receiver as receiver_module
from agentassist.telephony.webhook import session as session_module
from agentassist.telephony.webhook.signature import sign

SECRET = "only-for-these-tests-and-no-other"
TOKEN = "also-only-for-these-tests-and-no-other"
Run = Callable[..., None]
Body = Callable[..., dict[str, Any]]
Request = Callable[..., bytes]


def test_a_signed_report_is_taken(on_desk: Run) -> None:
    async def play(desk: Any) -> None:
        reply = await desk.report("ring")
        assert (reply.status, json.loads(reply.body)) == (202, {"status": "accepted"})
        assert reply.headers["content-type"] == "application/json"
        assert desk.seen[-1].state is AgentState.RINGING

    on_desk(play)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"event": "rang"}, "event"),
        ({"agent": "1 1"}, "agent"),
        ({"agent": 101}, "agent"),
        ({"id": ""}, "id"),
        ({"id": "a b"}, "id"),
        ({"id": "x" * 301}, "id"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2026-11-22T10:00:00"}, "at"),
        ({"at": -1}, "at"),
        ({"at": True}, "at"),
        ({"presentation": "maybe"}, "presentation"),
        ({"to": "x" * 301}, "to"),
        ({"queue": "a\nb"}, "queue"),
        ({"to_agent": "101"}, "to_agent"),
        ({"to_agent": "a\tb"}, "to_agent"),
        ({"inputs": {}}, "inputs"),
        ({"inputs": [{"kind": "menu"}] * 65}, "inputs"),
        ({"inputs": [{"kind": 7}]}, "inputs[0].kind"),
        ({"inputs": [{}]}, "inputs[0].kind"),
        ({"inputs": [{"kind": "menu"}, {"kind": " "}]}, "inputs[1].kind"),
        ({"inputs": [{"kind": "menu", "value": "\x00"}]}, "inputs[0].value"),
        ({"inputs": [{"kind": "menu", "result": "fine"}]}, "inputs[0].result"),
        ({"inputs": [{"kind": "menu", "at": "now"}]}, "inputs[0].at"),
    ],
)
def test_a_wrong_field_is_named_and_its_value_is_not(
    on_desk: Run, report_body: Body, change: dict[str, Any], field: str
) -> None:
    async def play(desk: Any) -> None:
        told = report_body("ring", inputs=[{"kind": "account", "value": "40027719"}])
        reply = await desk.ask(desk.signed(json.dumps({**told, **change}).encode()))
        assert reply.status == 400
        answer = json.loads(reply.body)
        assert (answer["error"], answer["field"]) == ("field", field)
        assert set(answer) == {"error", "field", "problem"}
        for value in ("rang", "maybe", "yesterday", "xxx", "40027719"):
            assert value not in reply.body.decode()
        assert desk.seen == []

    on_desk(play)


@pytest.mark.parametrize("missing", ["id", "event", "agent", "from", "to", "at"])
def test_a_missing_field_is_named(on_desk: Run, report_body: Body, missing: str) -> None:
    async def play(desk: Any) -> None:
        told = report_body("ring")
        del told[missing]
        reply = await desk.ask(desk.signed(json.dumps(told).encode()))
        assert reply.status == 400
        assert json.loads(reply.body)["field"] == missing

    on_desk(play)


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b'"ring"', b"\xff\xfe", b'{"id": "\xff"}', b'{"a":' + b"[" * 60_000],
)
def test_what_is_no_report_is_refused(on_desk: Run, raw: bytes) -> None:
    async def play(desk: Any) -> None:
        reply = await desk.ask(desk.signed(raw))
        assert (reply.status, json.loads(reply.body)["field"]) == (400, "body")

    on_desk(play)


def test_what_a_later_version_sends_besides_is_passed_over(on_desk: Run) -> None:
    async def play(desk: Any) -> None:
        inputs = [{"kind": "menu", "value": "2", "confidence": 0.9}, {"kind": "mood", "value": "x"}]
        reply = await desk.report("ring", skills=["billing"], inputs=inputs, cause="moon")
        assert reply.status == 202
        assert [fact.kind for fact in desk.seen[-1].given] == ["menu"]
        names = {one.name: one for one in desk.system.names_seen().names}
        assert (names["mood"].origin, names["mood"].mapped) == (NameOrigin.STEP, None)
        assert names["menu"].mapped == "menu"
        assert desk.system.names_seen().rings == 1

    on_desk(play)


@pytest.mark.parametrize("card", ["4111 1111 1111 1111", "4111,1111,1111,1111", "4111" + "1" * 12])
def test_a_card_number_is_no_phone_number(on_desk: Run, card: str) -> None:
    async def play(desk: Any) -> None:
        for to in (card, "+4989123456"):
            assert (await desk.report("ring", id=to[-4:], from_=card, to=to)).status == 202
        assert desk.seen
        assert all("4111" not in repr(one) for one in desk.seen)
        assert desk.seen[-1].caller.number == "•••• 1111"

    on_desk(play)


def test_a_name_can_break_no_card(on_desk: Run) -> None:
    async def play(desk: Any) -> None:
        name = "Dana\t\x00\u202e" + "x" * 1000 + " 4111 1111 1111 1111"
        assert (await desk.report("ring", name=name)).status == 202
        shown = desk.seen[-1].caller.name
        assert shown.startswith("Dana")
        assert len(shown) <= 300
        assert shown.isprintable()

    on_desk(play)


# ---------------------------------------------------------------------- who may


@pytest.mark.parametrize(
    "header",
    [
        "",
        "nonsense",
        "t=1,v1=" + "0" * 64,
        "t={now},v1=" + "0" * 64,
        "t={now}",
        "t={now},v1=" + "é" * 64,
    ],
)
def test_who_does_not_know_the_secret_is_not_heard(on_desk: Run, header: str) -> None:
    signature = header.replace("{now}", str(int(time.time())))

    async def play(desk: Any) -> None:
        reply = await desk.ask(desk.signed(b"not even json", X_AgentAssist_Signature=signature))
        assert (reply.status, json.loads(reply.body)) == (401, {"error": "signature"})

    on_desk(play)


@pytest.mark.parametrize(
    ("skew", "status"), [(-299, 202), (299, 202), (-310, 401), (310, 401), (-10_000, 401)]
)
def test_a_report_is_good_for_five_minutes(
    on_desk: Run, report_body: Body, skew: int, status: int
) -> None:
    async def play(desk: Any) -> None:
        raw = json.dumps(report_body("ring")).encode()
        reply = await desk.ask(desk.signed(raw, at=int(time.time()) + skew))
        assert reply.status == status

    on_desk(play)


def test_a_changed_body_is_not_the_signed_one(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        raw = json.dumps(report_body("ring")).encode()
        signature = sign(SECRET, raw, int(time.time()))
        other = raw.replace(b"3125042", b"3125043")
        reply = await desk.ask(desk.signed(other, X_AgentAssist_Signature=signature))
        assert reply.status == 401

    on_desk(play)


def test_two_signatures_are_none(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        raw = desk.signed(json.dumps(report_body("ring")).encode())
        name = b"X-AgentAssist-Signature: "
        line = raw[raw.index(name) :].partition(b"\r\n")[0]
        assert (await desk.ask(raw.replace(line, line + b"\r\n" + line))).status == 401

    on_desk(play)


def test_the_same_signature_counts_once(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        raw = desk.signed(json.dumps(report_body("ring")).encode())
        assert (await desk.ask(raw)).status == 202
        for _ in range(3):
            assert (await desk.ask(raw)).status == 409
        assert len(desk.seen) == 1

    on_desk(play)


def test_too_many_are_told_to_come_later(
    on_desk: Run, report_body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver_module, "ACCEPTED_PER_SECOND", 0.0)
    monkeypatch.setattr(receiver_module, "ACCEPTED_AT_ONCE", 3.0)

    async def play(desk: Any) -> None:
        statuses = [(await desk.report("ring", id=f"c{number}")).status for number in range(3)]
        assert statuses == [202] * 3
        raw = desk.signed(json.dumps(report_body("ring")).encode())
        for _ in range(2):  # it was not used up, so it may come again
            reply = await desk.ask(raw)
            assert reply.status == 429
            assert int(reply.headers["retry-after"]) >= 1

    on_desk(play)


def test_guessing_gets_slower_and_takes_nobody_the_place(
    on_desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiver_module, "REFUSED_AT_ONCE", 2.0)
    monkeypatch.setattr(receiver_module, "REFUSED_PER_SECOND", 0.0)

    async def play(desk: Any) -> None:
        wrong = desk.signed(b"{}", X_AgentAssist_Signature="t=1,v1=" + "0" * 64)
        assert [(await desk.ask(wrong)).status for _ in range(4)] == [401, 401, 429, 429]
        assert (await desk.report("ring")).status == 202

    on_desk(play)


# ---------------------------------------------------------------------- HTTP


@pytest.mark.parametrize(
    "header", [{"Origin": "https://a.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "none"}]
)
@pytest.mark.parametrize("path", ["/v1/calls", f"/v1/cti/{TOKEN}"])
def test_no_page_in_a_browser_reports_calls(
    on_desk: Run, report_body: Body, path: str, header: dict[str, str]
) -> None:
    """Whatever it knows, and under whatever name it came to this address."""

    async def play(desk: Any) -> None:
        raw = json.dumps(report_body("ring")).encode()
        reply = await desk.ask(desk.signed(raw, path=path, **header))
        assert (reply.status, reply.body) == (403, b'{"error": "browser"}')
        assert "access-control-allow-origin" not in reply.headers
        assert desk.seen == []

    on_desk(play, token=TOKEN)


@pytest.mark.parametrize(
    ("path", "method", "kind", "status"),
    [
        ("/", "POST", "application/json", 404),
        ("/v1/call", "POST", "application/json", 404),
        ("/v1/calls/", "POST", "application/json", 404),
        ("/v1/cti/token", "POST", "application/json", 404),
        ("/v1/calls", "GET", "application/json", 405),
        ("/v1/calls", "PUT", "application/json", 405),
        ("/v1/calls", "HEAD", "", 405),
        ("/v1/calls", "OPTIONS", "", 405),
        ("/v1/calls", "POST", "text/xml", 415),
        ("/v1/calls", "POST", "multipart/form-data; boundary=x", 415),
        ("/v1/calls?x=1", "POST", "application/json; charset=utf-8", 202),
        ("http://127.0.0.1:8747/v1/calls", "POST", "Application/JSON", 202),
        ("/v1/calls", "POST", "", 202),
        ("/v1/calls", "POST", "application/x-www-form-urlencoded", 202),
    ],
)
def test_paths_methods_and_types(
    on_desk: Run, report_body: Body, path: str, method: str, kind: str, status: int
) -> None:
    async def play(desk: Any) -> None:
        raw = json.dumps(report_body("ring")).encode()
        line = await desk.line()
        await line.send(desk.signed(raw, path=path, method=method, Content_Type=kind))
        if method == "HEAD":
            head = await line.reader.readuntil(b"\r\n\r\n")
            assert b" 405 " in head
            assert await line.closed()
            return
        reply = await line.reply()
        assert reply.status == status
        if status == 405:
            assert reply.headers["allow"] == "POST"

    on_desk(play)


@pytest.mark.parametrize("chunked", [False, True])
def test_too_large(on_desk: Run, chunked: bool) -> None:
    async def play(desk: Any) -> None:
        payload = b"x" * 70_000
        if chunked:
            framed = b"".join(b"1000\r\n" + b"x" * 4096 + b"\r\n" for _ in range(20))
            raw = desk.signed(b"", Content_Length="", Transfer_Encoding="chunked") + framed
        else:
            raw = desk.signed(payload)
        reply = await desk.ask(raw)
        assert (reply.status, reply.headers["connection"]) == (413, "close")
        assert (await desk.report("ring")).status == 202

    on_desk(play)


def test_a_chunked_body_is_a_body(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        payload = json.dumps(report_body("ring")).encode()
        head = desk.signed(payload, Content_Length="", Transfer_Encoding="chunked")
        head = head[: -len(payload)]
        assert (
            await desk.ask(head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(payload), payload))
        ).status == 202

    on_desk(play)


def test_a_connection_is_kept_and_several_requests_may_come_at_once(
    on_desk: Run, report_body: Body
) -> None:
    async def play(desk: Any) -> None:
        line = await desk.line()
        first, second, third = (
            desk.signed(json.dumps(report_body(event)).encode())
            for event in ("ring", "answer", "hold")
        )
        await line.send(first)
        assert (await line.reply()).status == 202
        await line.send(second + third)
        assert [(await line.reply()).status, (await line.reply()).status] == [202, 202]
        assert desk.seen[-1].state is AgentState.HELD
        await line.send(desk.signed(b"{}", Connection="close"))
        assert (await line.reply()).headers["connection"] == "close"
        assert await line.closed()

    on_desk(play)


def test_byte_by_byte_and_http_1_0(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        line = await desk.line()
        raw = desk.signed(json.dumps(report_body("ring")).encode()).replace(
            b"HTTP/1.1", b"HTTP/1.0"
        )
        for number in range(len(raw)):
            await line.send(raw[number : number + 1])
        assert (await line.reply()).status == 202
        assert await line.closed()

    on_desk(play)


def test_a_client_that_asks_before_it_sends_may_go_on(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        payload = json.dumps(report_body("ring")).encode()
        raw = desk.signed(payload, Expect="100-continue")
        line = await desk.line()
        await line.send(raw[: -len(payload)])
        assert (await line.reply()).status == 100
        await line.send(payload)
        assert (await line.reply()).status == 202

    on_desk(play)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b" 400 "),
        (b"POST /v1/calls HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 100 + b"\r\n", b" 431 "),
        (b"POST /v1/calls HTTP/1.1\r\nHost: x\r\na: " + b"b" * 20_000, b" 431 "),
        (b"POST /v1/calls HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", b" 400 "),
        (b"POST /v1/calls HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: zip\r\n\r\n", b" 501 "),
        (b"POST /v1/calls HTTP/1.1\r\n\r\n", b" 400 "),
    ],
)
def test_what_is_no_http(on_desk: Run, raw: bytes, status: bytes) -> None:
    async def play(desk: Any) -> None:
        line = await desk.line()
        await line.send(raw)
        async with asyncio.timeout(10):
            assert status in await line.reader.readuntil(b"\r\n")
        assert (await desk.report("ring")).status == 202

    on_desk(play)


# ---------------------------------------------------------------------- slow, many, gone


@pytest.mark.parametrize("part", [b"", b"POST /v1", b"POST /v1/calls HTTP/1.1\r\nHost: x\r\n"])
def test_who_drips_is_cut(on_desk: Run, part: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "FIRST_PATIENCE", 0.05)
    monkeypatch.setattr(session_module, "HEAD_PATIENCE", 0.05)
    monkeypatch.setattr(session_module, "CLOSE_PATIENCE", 0.05)

    async def play(desk: Any) -> None:
        line = await desk.line()
        await line.send(part)
        async with asyncio.timeout(10):
            rest = await line.reader.read()
        assert rest == b"" if not part else b" 408 " in rest

    on_desk(play)


def test_a_body_that_does_not_come_is_not_waited_for(
    on_desk: Run, report_body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "BODY_PATIENCE", 0.05)

    async def play(desk: Any) -> None:
        line = await desk.line()
        await line.send(desk.signed(json.dumps(report_body("ring")).encode())[:-5])
        assert (await line.reply()).status == 408
        assert await line.closed()
        assert desk.seen == []

    on_desk(play)


def test_too_many_connections_keep_nobody_out(
    on_desk: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "MAX_CONNECTIONS", 4)

    async def play(desk: Any) -> None:
        idle = [await desk.line() for _ in range(12)]
        for line in idle:
            await line.send(b"POST /")
        assert (await desk.report("ring")).status == 202
        assert await idle[0].closed()

    on_desk(play)


def test_who_leaves_early_disturbs_nobody(on_desk: Run, report_body: Body) -> None:
    async def play(desk: Any) -> None:
        raw = desk.signed(json.dumps(report_body("ring")).encode())
        for length in (0, 10, len(raw) - 1):
            line = await desk.line()
            await line.send(raw[:length])
            line.writer.transport.abort()
        line = await desk.line()
        await line.send(raw)
        line.writer.write_eof()
        assert (await line.reply()).status == 202

    on_desk(play)


def test_a_fault_of_ours_is_no_end(
    on_desk: Run, expect_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log("a call report could not be handled")

    original = connection_module.ReportedCalls.take
    faults = [ZeroDivisionError("40027719"), None]

    def breaking(*arguments: Any) -> Any:
        fault = faults.pop(0)
        if fault is not None:
            raise fault
        return original(*arguments)

    monkeypatch.setattr(connection_module.ReportedCalls, "take", breaking)

    async def play(desk: Any) -> None:
        reply = await desk.report("ring")
        assert (reply.status, b"40027719" in reply.body) == (500, False)
        assert (await desk.report("ring")).status == 202

    on_desk(play)


# ---------------------------------------------------------------------- where, and how it is


def test_it_listens_on_this_computer_alone(on_desk: Run) -> None:
    async def play(desk: Any) -> None:
        addresses = {one.getsockname()[0] for one in desk.system._sockets}
        assert addresses <= {"127.0.0.1", "::1"}
        assert "127.0.0.1" in addresses
        if "::1" in addresses:
            _, writer = await asyncio.open_connection("::1", desk.system.port)
            writer.close()
            await writer.wait_closed()

    on_desk(play)


def test_it_says_how_it_is_doing(on_desk: Run) -> None:
    async def play(desk: Any) -> None:
        await desk.report("ring")
        states = [status.state for status in desk.statuses]
        assert states == [ConnectionState.CONNECTING, ConnectionState.READY, ConnectionState.READY]
        assert desk.statuses[1].last_event_ns is None
        assert desk.statuses[2].last_event_ns == desk.seen[0].at_ns
        assert f"webhook 127.0.0.1:{desk.system.port}" == desk.statuses[-1].system
        assert SECRET not in repr(desk.statuses)

    on_desk(play)


def test_a_port_that_is_taken_is_told_once_and_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection_module, "RETRY", 0.01)
    problems: list[str] = []
    states: list[tuple[ConnectionState, str | None]] = []

    async def main() -> None:
        from agentassist.bridge.feed import BridgeFeed
        from agentassist.telephony.webhook.config import WebhookConfig

        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            config = WebhookConfig(other.getsockname()[1], SECRET)
            system = connection_module.WebhookPhoneSystem(
                config, on_problem=lambda problem: problems.append(str(problem))
            )
            feed, busy, ready = BridgeFeed(system), asyncio.Event(), asyncio.Event()

            def heard(status: Any) -> None:
                states.append((status.state, status.detail))
                busy.set() if states.count(states[-1]) > 1 else None
                ready.set() if status.state is ConnectionState.READY else None

            feed.on_status(heard)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(feed.run())
                await asyncio.wait_for(busy.wait(), 10)
                other.close()
                await asyncio.wait_for(ready.wait(), 10)
                running.cancel()

    asyncio.run(main())
    assert (ConnectionState.UNREACHABLE, "port_busy") in states
    assert len(problems) == 1
    assert "phone.port_busy" in problems[0]


def test_nothing_that_was_typed_is_logged_or_answered(
    on_desk: Run, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    typed = [
        {"kind": "account", "value": "40027719", "result": "ok"},
        {"kind": "pin", "value": "492981", "result": "ok"},
        {"kind": "card", "value": "4000 0566 5566 5556"},
        {"kind": "menu", "value": "4000056655665556"},
    ]
    replies: list[bytes] = []

    async def play(desk: Any) -> None:
        replies.append((await desk.report("ring", inputs=typed)).body)
        replies.append((await desk.report("?", inputs=typed)).body)
        replies.append((await desk.report("ring", inputs=typed, queue="\x01")).body)
        kept = repr(desk.seen)
        assert "492981" not in kept
        assert "0566" not in kept
        assert "40027719" not in kept

    on_desk(play)
    told = caplog.text + b"".join(replies).decode()
    for value in ("40027719", "492981", "4000", SECRET):
        assert value not in told
