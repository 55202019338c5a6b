"""The window's ear over real sockets: who may speak, how long, how often, and what is told."""

import asyncio
import contextlib
import json
import logging
import socket
import stat
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentassist.bridge.feed import BridgeFeed
from agentassist.bridge.joined import JoinedFeed
from agentassist.domain.call import AgentState, CallOrigin
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.told_calls import CallStep
from agentassist.telephony.url import client, connection
from agentassist.telephony.url.address import read_address, write_address
from agentassist.telephony.url.config import LONGEST_LINE, MOST_CLIENTS, LinkConfig
from agentassist.telephony.url.session import Asking, read_answer

LINK = "agentassist:call?from=%2B49301234567&id=7"


def play(listening: Any, story: Callable[[Any], Awaitable[None]], **limits: Any) -> Any:
    async def run() -> Any:
        async with listening(**limits) as ear:
            await story(ear)
        return ear

    return asyncio.run(run())


async def refusal(work: Callable[[], object]) -> str:
    with pytest.raises(AgentAssistError) as caught:
        await asyncio.to_thread(work)
    return caught.value.code


def test_a_link_and_a_command_ring(listening: Any) -> None:
    async def story(ear: Any) -> None:
        assert await asyncio.to_thread(client.open_link, ear.file, LINK + "&account=1") == (
            "account",
        )
        fields = {"from": "+49301234567", "event": "answer", "id": "7"}
        assert await asyncio.to_thread(client.pop, ear.file, fields, ["x=1"]) == ("x",)
        await asyncio.to_thread(client.show_window, ear.file)

    ear = play(listening, story)
    assert [one.state for one in ear.seen] == [AgentState.RINGING, AgentState.TALKING]
    assert {one.origin for one in ear.seen} == {CallOrigin.LINK}
    assert {one.verified for one in ear.seen} == {False}
    assert ear.shown == 1


def test_what_was_given_arrives_sealed_and_in_no_log(
    listening: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    lines = ["account=40027719", "pin=839201", "card=4111111111111111", "verified=yes"]

    async def story(ear: Any) -> None:
        ignored = await asyncio.to_thread(client.pop, ear.file, {"from": "030111"}, lines)
        assert ignored == ("verified",)

    shown = play(listening, story).seen[-1]
    assert [(fact.kind, fact.mask) for fact in shown.given] == [
        ("account", "•••• 7719"),
        ("pin", "••••"),
        ("card", "•••• 1111"),
    ]
    for secret in ("40027719", "839201", "4111111111111111"):
        assert secret not in caplog.text
        assert secret not in repr(shown)


def test_the_file_is_its_owners_alone_and_goes_with_the_window(listening: Any) -> None:
    async def story(ear: Any) -> None:
        mode = stat.S_IMODE(ear.file.stat().st_mode)
        assert sys.platform == "win32" or mode == 0o600
        assert [path.name for path in ear.file.parent.iterdir()] == [ear.file.name]

    ear = play(listening, story)
    assert not ear.file.exists()
    with pytest.raises(AgentAssistError, match=r"link\.no_window"):
        client.open_link(ear.file, LINK)


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are another matter there")
@pytest.mark.parametrize("how", ["others may read", "others may write", "a link", "a folder"])
def test_a_file_that_others_could_have_made_is_not_used(tmp_path: Path, how: str) -> None:
    file = tmp_path / "hand-over.json"
    write_address(file, 4)
    if how == "others may read":
        file.chmod(0o640)
    elif how == "others may write":
        file.chmod(0o602)
    elif how == "a link":
        file = tmp_path / "link"
        file.symlink_to(tmp_path / "hand-over.json")
    else:
        file = tmp_path
    with pytest.raises(AgentAssistError) as caught:
        client.open_link(file, LINK)
    assert caught.value.code == "link.untrusted"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"port": 0}', '{"port": 9, "token": ""}'])
def test_half_a_file_is_no_window(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hand-over.json"
    file.write_text(text)
    file.chmod(0o600)
    with pytest.raises(AgentAssistError, match=r"link\.no_window"):
        client.show_window(file)


def test_a_file_that_a_crash_left_behind_is_no_window(listening: Any, tmp_path: Path) -> None:
    async def story(ear: Any) -> None:
        ear.left = ear.file.read_text()

    ear = play(listening, story)
    write_address(ear.file, json.loads(ear.left)["port"])
    with pytest.raises(AgentAssistError, match=r"link\.no_window"):
        client.pop(ear.file, {"from": "1"}, ["account=40027719"])


def test_a_stranger_on_the_old_port_is_told_nothing(listening: Any, tmp_path: Path) -> None:
    """Another token: that is not the window which wrote the file."""

    async def story(ear: Any) -> None:
        stale = tmp_path / "stale.json"
        write_address(stale, read_address(ear.file).port)
        given = ["account=40027719"]
        code = await refusal(lambda: client.pop(stale, {"from": "1"}, given))
        assert code == "link.no_window"

    assert play(listening, story).seen == []


def test_a_stranger_who_answers_byte_by_byte_keeps_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second start asks there, too: it would wait for hours."""
    monkeypatch.setattr(client, "PATIENCE_S", 0.2)
    over = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            while not over.wait(0.01):
                connection.send(b"0")

    with socket.create_server((client.LOOPBACK, 0)) as listener:
        write_address(tmp_path / "stale.json", listener.getsockname()[1])
        stranger = threading.Thread(target=drip, args=(listener,))
        stranger.start()
        try:
            with pytest.raises(AgentAssistError, match=r"link\.no_answer"):
                client.show_window(tmp_path / "stale.json")
        finally:
            over.set()
            stranger.join()


def test_a_wrong_token_is_refused(listening: Any) -> None:
    async def story(ear: Any) -> None:
        address = read_address(ear.file)
        reader, writer = await asyncio.open_connection(client.LOOPBACK, address.port)
        asking = Asking(address.token)
        writer.write(asking.hello)
        line = asking.ask(await reader.readline(), {"do": "link", "link": LINK})
        writer.write(b"0" * 64 + line[64:])  # the right request, another proof
        answer = await reader.readline()
        with pytest.raises(AgentAssistError, match=r"link\.refused"):
            read_answer(answer)
        writer.close()

    assert play(listening, story).seen == []


def test_a_request_that_was_overheard_is_no_use_again(listening: Any) -> None:
    async def story(ear: Any) -> None:
        address = read_address(ear.file)
        asking = Asking(address.token)
        lines: list[bytes] = []
        for _ in range(2):
            reader, writer = await asyncio.open_connection(client.LOOPBACK, address.port)
            writer.write(asking.hello)
            hello = await reader.readline()
            lines = lines or [asking.ask(hello, {"do": "link", "link": LINK})]
            writer.write(lines[0])
            ear.answer = await reader.readline()
            writer.close()

    ear = play(listening, story)
    assert json.loads(ear.answer)["code"] == "link.refused"
    assert len(ear.seen) == 1


def test_five_calls_a_minute_and_the_sixth_is_told_why(listening: Any) -> None:
    async def story(ear: Any) -> None:
        for caller in range(5):
            await asyncio.to_thread(client.pop, ear.file, {"from": f"03011{caller}"})
        code = await refusal(lambda: client.pop(ear.file, {"from": "030222"}))
        assert code == "link.too_many"

    assert play(listening, story).seen[-1].caller.number == "030114"


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda file: client.open_link(file, "agentassist:call?from=x"), "link.bad_field"),
        (lambda file: client.pop(file, {"to": "1"}), "link.missing"),
        (lambda file: client.pop(file, {"from": "1"}, ["nothing"]), "link.bad_given"),
        (lambda file: client.pop(file, {"from": "1"}, ["x" * LONGEST_LINE]), "link.too_long"),
        (lambda file: client._hand_over(file, {"do": "quit"}), "link.bad_message"),
        (lambda file: client._hand_over(file, {"do": "link", "link": 4}), "link.bad_message"),
    ],
)
def test_the_client_hears_what_was_wrong(listening: Any, work: Any, code: str) -> None:
    async def story(ear: Any) -> None:
        assert await refusal(lambda: work(ear.file)) == code

    assert play(listening, story).seen == []


def test_who_says_nothing_is_sent_away_and_others_are_heard(
    listening: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "PATIENCE_S", 0.05)

    async def story(ear: Any) -> None:
        port = read_address(ear.file).port
        reader, writer = await asyncio.open_connection(client.LOOPBACK, port)
        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
        monkeypatch.setattr(connection, "PATIENCE_S", 10.0)
        await asyncio.to_thread(client.open_link, ear.file, LINK)

    assert len(play(listening, story).seen) == 1


def test_who_only_holds_on_keeps_nobody_out(listening: Any) -> None:
    """Another user of this computer may connect; the first of them gives way."""

    async def story(ear: Any) -> None:
        port = read_address(ear.file).port
        held = [await asyncio.open_connection(client.LOOPBACK, port) for _ in range(MOST_CLIENTS)]
        await asyncio.to_thread(client.open_link, ear.file, LINK)
        with contextlib.suppress(ConnectionError):
            assert await asyncio.wait_for(held[0][0].read(), 10) == b""
        for _, writer in held:
            writer.close()

    assert len(play(listening, story).seen) == 1


def test_the_second_window_listens_once_the_first_is_gone(
    listening: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ELSEWHERE_S", 0.01)

    async def run() -> None:
        async with asyncio.TaskGroup() as group:
            async with listening() as first:
                token = read_address(first.file).token
                second = group.create_task(_rings_at(listening, first.file))
                for _ in range(3):  # it looks, and finds the first one
                    assert await asyncio.to_thread(client.is_answered, first.file)
                assert read_address(first.file).token == token
            assert await second

    async def _rings_at(listening: Any, file: Path) -> bool:
        async with listening(file=file) as ear:
            await asyncio.to_thread(client.open_link, file, LINK)
            return len(ear.seen) == 1

    asyncio.run(asyncio.wait_for(run(), 30))


def test_the_agent_tells_the_end(listening: Any) -> None:
    async def story(ear: Any) -> None:
        assert ear.system.take_link(LINK) == ()
        ear.system.tell(ear.seen[-1].call_id, CallStep.OVER)

    assert play(listening, story).seen[-1].state is AgentState.WRAPPING


def test_a_call_that_nobody_ends_goes_by_itself(listening: Any) -> None:
    async def story(ear: Any) -> None:
        ear.system.take_link(LINK)
        await asyncio.wait_for(ear.ended.wait(), 10)

    seen = play(listening, story, unanswered=timedelta(milliseconds=1)).seen
    assert seen[-1].state is AgentState.IDLE


@pytest.mark.parametrize("code", ["link.unwritable", "link.no_port"])
def test_where_it_cannot_listen_the_other_phone_systems_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    (tmp_path / "file").write_text("")
    if code == "link.no_port":
        monkeypatch.setattr(connection, "LOOPBACK", "203.0.113.7")  # no address of this computer
    config = LinkConfig(tmp_path / "file" / "hand-over.json", lambda: "101")

    async def story() -> str:
        trouble: asyncio.Queue[AgentAssistError] = asyncio.Queue()
        system = connection.LinkPhoneSystem(config, on_trouble=trouble.put_nowait)
        joined = JoinedFeed()
        joined.put("link", BridgeFeed(system), place=2, speaks=False)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(joined.run())
            told = await trouble.get()
            assert not running.done()
            running.cancel()
        return told.code

    assert asyncio.run(asyncio.wait_for(story(), 20)) == code


def test_a_fault_of_ours_ends_one_client_alone(listening: Any, expect_log: Any) -> None:
    expect_log("a link failed: ZeroDivisionError")

    async def story(ear: Any) -> None:
        ear.system._on_show = lambda: 1 // 0
        assert await refusal(lambda: client.show_window(ear.file)) == "link.no_answer"
        await asyncio.to_thread(client.open_link, ear.file, LINK)

    assert len(play(listening, story).seen) == 1


def test_two_people_do_not_hear_each_other(listening: Any, tmp_path: Path) -> None:
    async def story(ear: Any) -> None:
        async with listening(file=tmp_path / "other" / "hand-over.json") as other:
            await asyncio.to_thread(client.open_link, other.file, LINK)
            assert len(other.seen) == 1

    assert play(listening, story).seen == []


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(lines=st.lists(st.binary(max_size=200), min_size=1, max_size=4), proved=st.booleans())
def test_any_bytes_leave_it_listening(listening: Any, lines: list[bytes], proved: bool) -> None:
    """Of strangers, and of a client that proved itself and then talks nonsense."""

    async def story(ear: Any) -> None:
        address = read_address(ear.file)
        reader, writer = await asyncio.open_connection(client.LOOPBACK, address.port)
        asking = Asking(address.token)
        if proved:
            writer.write(asking.hello)
            hello = await reader.readline()
            text = b"".join(lines).decode("latin-1")
            writer.write(asking.ask(hello, {"do": "call", "fields": {"from": text}, "given": []}))
        else:
            writer.write(b"\n".join(lines) + b"\n")
        writer.write_eof()
        with suppress(ConnectionError):  # sent away with words of its own unread
            await asyncio.wait_for(reader.read(), 10)
        writer.close()
        seen = len(ear.seen)
        await asyncio.to_thread(client.open_link, ear.file, LINK)
        assert len(ear.seen) > seen

    play(listening, story)


def test_the_token_is_in_no_repr(tmp_path: Path) -> None:
    address = write_address(tmp_path / "hand-over.json", 9)
    assert address.token.decode() not in repr((address, Asking(address.token)))
    assert [path.name for path in tmp_path.iterdir()] == ["hand-over.json"]
