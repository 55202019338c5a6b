"""`agentassist watch` as a process of its own, against real sockets."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest

from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data" / "asterisk"
PATIENCE = 30.0
Line = dict[str, Any]


def serve(*names: str, user: str = "bridge", **options: Any) -> ReplayServer:
    recordings = [load_recording(DATA / f"{name}.{user}.ami") for name in names]
    return ReplayServer(recordings, **{"speed": 0, "secret": "dummy-bridge", **options})


class Watch:
    """The process: its lines, what it says on stderr, and its end."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[Line] = []
        self.said = ""

    async def until(self, reached: Callable[[list[Line]], bool]) -> list[Line]:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while not reached(self.lines):
                raw = await self.process.stdout.readline()
                assert raw, f"it ended early: {await self._rest()}"
                self.lines.append(json.loads(raw))
        return self.lines

    async def until_said(self, word: str) -> None:
        assert self.process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            while word not in self.said:
                raw = await self.process.stderr.readline()
                assert raw, f"it ended without saying {word!r}: {self.said}"
                self.said += raw.decode()

    async def end(self) -> int:
        """SIGTERM, then its status; it has 5 s."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            status = await self.process.wait()
        self.said += await self._rest()
        return status

    async def _rest(self) -> str:
        assert self.process.stderr is not None
        return (await self.process.stderr.read()).decode()


async def start(*arguments: str) -> Watch:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "agentassist", "watch", *arguments),
        cwd=ROOT,
        env={**os.environ, "AMI_SECRET": "dummy-bridge", "PYTHONUNBUFFERED": ""},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Watch(process)


def short_form(port: int, *more: str) -> tuple[str, ...]:
    where = ("--ami", f"127.0.0.1:{port}", "--user", "bridge", "--secret-env", "AMI_SECRET")
    return (*where, "--agents", "101,102,103", *more)


def followed(
    server: ReplayServer | AbstractAsyncContextManager[ReplayServer],
    reached: Callable[[list[Line]], bool],
    *more: str,
) -> tuple[list[Line], str]:
    """Lines until `reached`, and stderr; the process must end well."""

    async def run() -> tuple[list[Line], str]:
        async with server as replay:
            watch = await start(*short_form(replay.port, *more))
            await watch.until(reached)
            assert await watch.end() == 0
        assert "dummy-bridge" not in watch.said
        return watch.lines, watch.said

    return asyncio.run(run())


def ends(count: int) -> Callable[[list[Line]], bool]:
    return lambda lines: sum(line["outcome"] is not None for line in lines) >= count


def states(lines: list[Line], agent: str) -> list[str]:
    return [
        line["outcome"] or ("stale " if line["stale"] else "") + line["state"]
        for line in lines
        if line["agent"] == agent
    ]


@pytest.mark.parametrize("chunk", [0, 1])
@pytest.mark.parametrize("user", ["bridge", "observer"])
def test_a_call_with_hold(user: str, chunk: int) -> None:
    server = serve("01a-answer-hold-hangup", user=user, chunk=chunk)
    lines, _ = followed(server, ends(1))
    assert states(lines, "101") == ["ringing", "talking", "held", "talking", "ended"]
    assert all(line["caller"]["number"] == "+493023125042" for line in lines)
    assert [one["value"] for one in lines[0]["given"]] == ["•••• 8822", "2", None]
    assert all(line["t"] > 0 for line in lines)


def test_an_attended_transfer() -> None:
    lines, _ = followed(serve("05b-attended-transfer-sip-refer"), ends(2))
    assert states(lines, "101") == [
        *("ringing", "talking", "held", "dialling", "talking"),
        "transferred",
    ]
    assert states(lines, "102") == ["ringing", "talking", "talking", "ended"]
    receiver = [line["caller"] for line in lines if line["agent"] == "102"]
    assert [one["internal_from"] for one in receiver] == ["101", "101", None, None]
    assert [one["transferred_from"] for one in receiver] == [None, None, "101", "101"]


def test_the_phone_system_dies_in_mid_call() -> None:
    server = serve("10a-crash.part1", "10a-crash.part2", down=0.5, speed=20)
    lines, said = followed(server, ends(2))
    assert states(lines, "101") == [
        *("ringing", "talking", "stale talking", "lost"),
        *("ringing", "talking", "ended"),
    ]
    assert [line["caller"]["number"] for line in lines][-1] == "+442079460123"
    assert "lost" in said


def test_coming_in_during_a_call() -> None:
    server = serve("14-reconnect-midcall", speed=2)
    lines, _ = followed(server, ends(2))
    assert states(lines, "101") == ["talking", "ended"]
    assert states(lines, "102") == ["ringing", "talking", "ended"]
    first = {line["agent"]: line for line in reversed(lines)}
    assert first["101"]["caller"]["number"] == "+493023125042"
    assert first["102"]["caller"]["number"] == "+442079460123"
    assert first["102"]["given"][0]["value"] == "•••• 7719"
    assert first["101"]["wait_s"] is None


def test_a_number_that_the_phone_system_says_is_withheld() -> None:
    variables = {"CALLERID(pres)": "prohib_not_screened"}
    server = serve("06a-withheld-privacy-id", variables=variables, speed=8)
    lines, _ = followed(server, ends(1))
    assert {line["caller"]["presentation"] for line in lines} == {"restricted"}
    assert "23125123" not in json.dumps(lines)
    assert "Hidden" not in json.dumps(lines)


def test_reveal_is_said_aloud() -> None:
    lines, said = followed(serve("07-mistype"), ends(1), "--reveal")
    assert [one["value"] for one in lines[0]["given"]] == ["400277199", "40027719", "2", None, None]
    assert "reveal is on" in said


def test_a_refused_login_is_said_and_not_repeated() -> None:
    async def run() -> None:
        async with serve("01a-answer-hold-hangup", secret="other", refusal_delay=0.0) as server:
            watch = await start(*short_form(server.port))
            await watch.until_said("login_refused")
            assert "next attempt" in watch.said
            assert await watch.end() == 0
            assert server.connections == 1
            assert watch.lines == []
            assert "dummy-bridge" not in watch.said

    asyncio.run(run())


def test_nobody_listens_there() -> None:
    async def run() -> None:
        with socket.socket() as reserved:
            reserved.bind(("127.0.0.1", 0))
            watch = await start(*short_form(reserved.getsockname()[1]))
            await watch.until_said("connection_refused")
            assert await watch.end() == 0

    asyncio.run(run())


def test_a_host_that_does_not_exist() -> None:
    async def run() -> None:
        watch = await start("--ami", "pbx.invalid:5038", "--agents", "101")
        await watch.until_said("unknown_host")
        assert await watch.end() == 0

    asyncio.run(run())


def test_a_config_file(tmp_path: Path) -> None:
    async def run() -> None:
        async with serve("02-ring-no-answer") as server:
            file = tmp_path / "agentassist.toml"
            file.write_text(f'[phone.ami]\nport = {server.port}\n[agents]\nlist = ["102"]\n')
            watch = await start("--config", str(file))
            lines = await watch.until(ends(1))
            assert states(lines, "102") == ["ringing", "talking", "ended"]
            assert {line["agent"] for line in lines} == {"102"}
            assert await watch.end() == 0

    asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[phone.ami]\nport = 'x'\n", ["agentassist.toml:2", "phone.ami.port"]),
        ("[agents\n", ["agentassist.toml:1"]),
        ("[phone.ami]\n", ["no agents"]),
    ],
)
def test_a_wrong_config_is_named(tmp_path: Path, text: str, words: list[str]) -> None:
    async def run() -> None:
        file = tmp_path / "agentassist.toml"
        file.write_text(text)
        watch = await start("--config", str(file))
        async with asyncio.timeout(PATIENCE):
            _, said = await watch.process.communicate()
        assert watch.process.returncode not in (0, 70)
        for word in words:
            assert word in said.decode()
        assert "Traceback" not in said.decode()

    asyncio.run(run())


def test_the_check_prints_what_to_write() -> None:
    async def run() -> tuple[str, str, int | None]:
        async with serve("01a-answer-hold-hangup") as server:
            watch = await start(*short_form(server.port, "--check"))
            async with asyncio.timeout(PATIENCE):
                out, said = await watch.process.communicate()
            return out.decode(), said.decode(), watch.process.returncode

    stanza, said, status = asyncio.run(run())
    assert status == 0, said
    assert "[bridge]\n" in stanza
    assert "CALLERID(pres)" in stanza
    assert "read = call,agent,user\n" in stanza
    assert "write = reporting\n" in stanza
    assert "; read = call,agent,user,dialplan\n" in stanza
    assert "(IVR_ACCOUNT|IVR_INTENT" in stanza
    assert "login as bridge accepted" in said
    assert "rights: just what is needed" in said
    assert "dummy-bridge" not in stanza + said
