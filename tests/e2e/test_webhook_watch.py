"""`agentassist watch` with a webhook, as a process of its own: reports in, lines out."""

import asyncio
import json
import os
import signal
import socket
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer
from agentassist.telephony.webhook.check import post
from agentassist.telephony.webhook.receiver import SIGNATURE
from agentassist.telephony.webhook.signature import sign

ROOT = Path(__file__).parents[2]
RECORDING = ROOT / "tests" / "data" / "asterisk" / "02-ring-no-answer.bridge.ami"
SECRET = "of-this-test-of-the-webhook-alone"
PATIENCE = 30.0
ENVIRONMENT = {"WEBHOOK_SECRET": SECRET, "AMI_SECRET": "dummy-bridge", "PYTHONUNBUFFERED": ""}


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def written(folder: Path, text: str) -> str:
    file = folder / "agentassist.toml"
    file.write_text(text, "utf-8")
    return str(file)


async def watching(config: str, *more: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "agentassist", "watch", "--config", config, *more),
        cwd=ROOT,
        env={**os.environ, **ENVIRONMENT, **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def said(process: asyncio.subprocess.Process, word: str) -> str:
    assert process.stderr is not None
    text = ""
    async with asyncio.timeout(PATIENCE):
        while word not in text:
            raw = await process.stderr.readline()
            assert raw, text
            text += raw.decode()
    return text


async def line(process: asyncio.subprocess.Process) -> dict[str, Any]:
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        told: dict[str, Any] = json.loads(await process.stdout.readline())
    return told


async def report(port: int, event: str, **more: Any) -> int | None:
    told = {
        "id": "call-1",
        "event": event,
        "agent": "101",
        "from": "+493023125042",
        "to": "+4989123456",
        "at": datetime.now(UTC).isoformat(),
        "inputs": [{"kind": "account", "value": "40027719", "result": "ok"}],
        **more,
    }
    body = json.dumps(told).encode()
    return await post(port, body, ((SIGNATURE, sign(SECRET, body, int(time.time())).encode()),))


async def ended(process: asyncio.subprocess.Process) -> str:
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        _, rest = await process.communicate()
    assert process.returncode == 0
    return rest.decode()


def test_a_webhook_alone(tmp_path: Path, port: int) -> None:
    async def run() -> None:
        text = f'[phone.webhook]\nport = {port}\n[agents]\nlist = ["101", "102"]\n'
        process = await watching(written(tmp_path, text))
        heard = await said(process, "ready")
        assert await report(port, "ring", queue="support") == 202
        ring = await line(process)
        assert (ring["agent"], ring["state"], ring["queue"]) == ("101", "ringing", "support")
        assert ring["caller"]["number"] == "+493023125042"
        assert [fact["value"] for fact in ring["given"]] == ["•••• 7719"]
        assert ring["wait_s"] is None
        assert await report(port, "transfer", to_agent="102") == 202
        assert await report(port, "hangup", agent="102") == 202
        last = [await line(process) for _ in range(3)]
        assert {one["agent"] for one in last} == {"101", "102"}
        assert last[-1]["outcome"] == "abandoned"
        heard += await ended(process)
        assert SECRET not in heard
        assert "40027719" not in heard

    asyncio.run(run())


def test_a_webhook_beside_asterisk(tmp_path: Path, port: int) -> None:
    async def run() -> None:
        options: dict[str, Any] = {"speed": 0, "secret": "dummy-bridge"}
        async with ReplayServer([load_recording(RECORDING)], **options) as server:
            text = (
                f"[phone.ami]\nport = {server.port}\n"
                f"[phone.webhook]\nenabled = true\nport = {port}\n"
                '[agents]\nlist = ["102", "101"]\n'
            )
            process = await watching(written(tmp_path, text))
            lines = [await line(process)]
            while lines[-1]["outcome"] != "ended":
                lines.append(await line(process))
            assert await report(port, "ring", agent="102", id="call-2") == 202
            lines.append(await line(process))
            assert (lines[-1]["call_id"], lines[-1]["state"]) == ("call-2", "ringing")
            await ended(process)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("text", "secret", "words"),
    [
        ("[phone.webhook]\nport = 0\n", SECRET, "phone.webhook.port"),
        ("[phone.webhook]\nenabled = 'yes'\n", SECRET, "phone.webhook.enabled"),
        ("[phone.webhook]\n", "short", "32 characters"),
        ("[phone.webhook]\n", "", "WEBHOOK_SECRET is not set"),
        ("[phone.webhook]\nzammad = true\n", SECRET, "WEBHOOK_TOKEN is not set"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, secret: str, words: str) -> None:
    async def run() -> None:
        whole = f'{text}[agents]\nlist = ["101"]\n'
        process = await watching(written(tmp_path, whole), WEBHOOK_SECRET=secret)
        async with asyncio.timeout(PATIENCE):
            _, rest = await process.communicate()
        assert process.returncode == 1
        assert words in rest.decode()
        assert "Traceback" not in rest.decode()

    asyncio.run(run())


def test_the_check(tmp_path: Path, port: int) -> None:
    async def run() -> None:
        file = written(tmp_path, f"[phone.webhook]\nport = {port}\n")
        process = await watching(file, "--check")
        async with asyncio.timeout(PATIENCE):
            out, rest = await process.communicate()
        assert (process.returncode, out) == (0, b"")
        assert [line.split("webhook: ")[1] for line in rest.decode().splitlines()] == [
            "port: ok",
            "secret: ok",
            "round_trip: ok",
        ]
        running = await watching(
            written(tmp_path, f'[phone.webhook]\nport = {port}\n[agents]\nlist=["1"]\n')
        )
        await said(running, "ready")
        other = await watching(
            file, "--check", WEBHOOK_SECRET="another-secret-than-that-which-runs"
        )
        async with asyncio.timeout(PATIENCE):
            _, rest = await other.communicate()
        assert other.returncode == 1
        assert "round_trip: refused" in rest.decode()
        await ended(running)

    asyncio.run(run())


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    async def run() -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            taken = other.getsockname()[1]
            text = f'[phone.webhook]\nport = {taken}\n[agents]\nlist = ["101"]\n'
            process = await watching(written(tmp_path, text))
            async with asyncio.timeout(PATIENCE):
                _, rest = await process.communicate()
        assert process.returncode == 1
        assert f"port {taken} of this computer is taken" in rest.decode()

    asyncio.run(run())
