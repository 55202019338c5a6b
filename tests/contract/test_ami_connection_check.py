"""The AMI account's test keeps the contract, over a real socket."""

import asyncio
import contextlib
import importlib.util
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep, ConnectionCheck
from agentassist.telephony.ami.check import AmiCheck
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

_spec = importlib.util.spec_from_file_location(
    "connection_check_contract", Path(__file__).with_name("connection_check.py")
)
assert _spec is not None
assert _spec.loader is not None
_contract = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_contract)

DATA = Path(__file__).parents[1] / "data" / "asterisk"
SECRET = "correct horse battery"
Outcome = tuple[ConnectionCheck, CheckReport, list[CheckStep]]


async def tried(port: int, secret: str = SECRET) -> Outcome:
    check = AmiCheck(AmiConfig("127.0.0.1", port, "site", secret), IvrMapping())
    told: list[CheckStep] = []
    return check, await check.run(told.append), told


async def served(secret: str = SECRET, **options: Any) -> Outcome:
    recording = load_recording(DATA / "14-reconnect-midcall.bridge.ami")
    options = {"secret": SECRET, "speed": 1, "refusal_delay": 0.0, **options}
    async with ReplayServer([recording], **options) as server:
        return await tried(server.port, secret)


class TestAmiConnectionCheck(_contract.ConnectionCheckContract):  # type: ignore[misc,name-defined]
    SECRET = SECRET

    async def good(self) -> Outcome:
        return await served()

    async def bad(self) -> Outcome:
        return await served(refuse=True)


def by_step(outcome: Outcome) -> dict[str, CheckStep]:
    return {step.step: step for step in outcome[2]}


def test_what_was_found_out() -> None:
    outcome = asyncio.run(served())
    assert outcome[1].system == "Asterisk 22"
    steps = by_step(outcome)
    assert steps["rights"].result is CheckResult.OK
    assert steps["calls"].count == 2
    assert steps["channelvars"] == CheckStep(
        "channelvars", CheckResult.WARNING, "missing", ("IVR_DID", "CALLERID(pres)")
    )
    assert "channelvars = IVR_ACCOUNT" in outcome[1].advice


def test_an_account_that_may_not_ask_passes_with_a_warning() -> None:
    outcome = asyncio.run(served(queries=False))
    assert outcome[1].passed
    assert by_step(outcome)["rights"].result is CheckResult.WARNING
    assert by_step(outcome)["calls"].result is CheckResult.NOT_SEEN


@pytest.mark.parametrize(
    ("options", "last"),
    [
        ({"refuse": True}, ("login", "login_refused")),
        ({"secret": "wrong"}, ("login", "login_refused")),
    ],
)
def test_a_refused_login(options: dict[str, Any], last: tuple[str, str]) -> None:
    step = asyncio.run(served(**options))[2][-1]
    assert (step.step, step.detail) == last


def test_nobody_listens() -> None:
    async def run() -> Outcome:
        server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        return await tried(port)

    told = asyncio.run(run())[2]
    assert told == [CheckStep("reached", CheckResult.FAILED, "connection_refused")]


def test_a_host_that_can_be_none() -> None:
    async def run() -> CheckReport:
        return await AmiCheck(AmiConfig("x" * 70, 5038, "a", "bcde"), IvrMapping()).run(print)

    assert asyncio.run(run()).steps[0].detail in ("no_route", "unknown_host")


@pytest.mark.parametrize(("said", "step"), [(b"HTTP/1.1 400\r\n\r\n", "not_ami"), (b"", "closed")])
def test_something_else_answers(said: bytes, step: str) -> None:
    async def run() -> Outcome:
        async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(said)
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(other, "127.0.0.1", 0) as server:
            return await tried(server.sockets[0].getsockname()[1])

    told = asyncio.run(run())[2]
    assert told[-1] == CheckStep("banner", CheckResult.FAILED, step)


def test_it_ends_at_once_when_cancelled() -> None:
    """Of somebody who takes the connection and says nothing."""

    async def run() -> list[CheckStep]:
        gone = asyncio.Event()

        async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(ConnectionError):
                await reader.read()
            gone.set()
            writer.close()

        told: list[CheckStep] = []
        reached = asyncio.Event()

        def tell(step: CheckStep) -> None:
            told.append(step)
            reached.set()

        async with await asyncio.start_server(mute, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            check = AmiCheck(AmiConfig("127.0.0.1", port, "site", SECRET), IvrMapping())
            async with asyncio.TaskGroup() as group:
                trying = group.create_task(check.run(tell))
                await reached.wait()
                trying.cancel()
            await asyncio.wait_for(gone.wait(), 5)  # the connection is not left behind
        return told

    assert asyncio.run(run()) == [CheckStep("reached", CheckResult.OK)]
