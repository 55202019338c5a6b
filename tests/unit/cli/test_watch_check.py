"""`watch --check` against phone systems that give more, less or nothing."""

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from agentassist.cli.watch_check import check_account
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

DATA = Path(__file__).parents[2] / "data" / "asterisk"


def checked(**options: Any) -> tuple[int, str, str]:
    """(status, stanza, findings) of an account on a replayed phone system."""

    async def run() -> tuple[int, str, str]:
        recording = load_recording(
            DATA / f"{options.pop('name', '14-reconnect-midcall')}.bridge.ami"
        )
        async with ReplayServer([recording], **{"secret": "dummy", **options}) as server:
            account = AmiConfig("127.0.0.1", server.port, "site", "dummy")
            return await look(account)

    return asyncio.run(run())


async def look(account: AmiConfig) -> tuple[int, str, str]:
    out, log = io.StringIO(), io.StringIO()
    status = await check_account(account, IvrMapping({"account": "KUNDE"}), out, log)
    return status, out.getvalue(), log.getvalue()


def test_an_account_that_is_right() -> None:
    status, stanza, said = checked(speed=1)
    assert status == 0
    assert "login as site accepted" in said
    assert "rights: just what is needed" in said
    assert "KUNDE, CALLERID(pres) do not ride along" in said
    assert "channelvars = KUNDE,CALLERID(pres)\n" in stanza
    assert "[site]\n" in stanza


def test_no_call_no_variables_to_see() -> None:
    _, _, said = checked(name="10b-core-restart-now.part2", speed=1)
    assert "not seen" in said


def test_an_account_that_may_not_ask() -> None:
    status, _, said = checked(speed=1, queries=False)
    assert status == 1
    assert "less than it needs" in said
    assert "CoreShowChannels" in said


def test_a_refused_login() -> None:
    status, stanza, said = checked(refuse=True, refusal_delay=0.0)
    assert status == 1
    assert "login_refused" in said
    assert "[site]" in stanza
    assert "dummy" not in said + stanza


def serving(handle: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Any]) -> tuple[int, str]:
    async def run() -> tuple[int, str]:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            status, _, said = await look(AmiConfig("127.0.0.1", port, "site", "dummy"))
            return status, said

    return asyncio.run(run())


def test_something_else_answers() -> None:
    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    status, said = serving(web)
    assert status == 1
    assert "not_ami" in said


def test_it_hangs_up_at_once() -> None:
    async def shy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    status, said = serving(shy)
    assert status == 1
    assert "closed" in said


def test_names_that_ride_along_unmapped_are_told() -> None:
    _, _, said = checked(speed=1)
    assert "named nowhere in [ivr.variables]: IVR_ACCOUNT" in said


class Asterisk(asyncio.Protocol):
    """Lets everybody in; answers an action with the message named for it, else that it is done."""

    transport: asyncio.Transport

    def __init__(self, **said: str) -> None:
        self._said = said

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"Asterisk Call Manager/11.0.0\r\n")

    def data_received(self, data: bytes) -> None:
        for raw in data.decode().split("\r\n\r\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in raw.split("\r\n"))
            message = self._said.get(lines["Action"], "")
            result = "Error" if message else "Success"
            body = f"ActionID: {lines['ActionID']}\r\nChallenge: 1\r\nMessage: {message}"
            self.transport.write(f"Response: {result}\r\n{body}\r\n\r\n".encode())


def judged(**said: str) -> tuple[int, str]:
    async def run() -> tuple[int, str]:
        loop = asyncio.get_running_loop()
        async with await loop.create_server(lambda: Asterisk(**said), "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            status, _, found = await look(AmiConfig("127.0.0.1", port, "site", "dummy"))
            return status, found

    return asyncio.run(run())


DENIED = "Permission denied"
UNKNOWN = "Invalid/unknown command: ListCommands."


def test_what_cannot_be_listed_is_tried() -> None:
    refused = dict.fromkeys(("Originate", "Setvar", "Redirect", "Command"), DENIED)
    status, said = judged(ListCommands=UNKNOWN, Hangup="No channel specified", **refused)
    assert status == 1
    assert "may do more than it needs: Hangup;" in said
    status, said = judged(ListCommands=UNKNOWN, Hangup=DENIED, **refused)
    assert status == 0
    assert "rights: just what is needed" in said
