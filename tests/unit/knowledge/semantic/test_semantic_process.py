"""The process with the real model, honest; and processes that are not."""

import asyncio
import json
import os
import signal
import struct
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from agentassist.knowledge.semantic import host, messages
from agentassist.knowledge.semantic import process as process_module
from agentassist.knowledge.semantic.model import ModelFiles
from agentassist.knowledge.semantic.process import (
    SemanticFailedError,
    SemanticProcess,
    host_command,
)

Talk = Callable[[SemanticProcess], Coroutine[Any, Any, None]]
HOSTILE = "line one\u0000\u202e" + "\U0001f600" * 50 + "\n\r\x1b[2J" + "ÿ" * 400_000
READY = b'{"ready":true}\n'


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it does is looked at here, not how fast a busy computer lets it."""
    monkeypatch.setattr(process_module, "FINDING_S", 30.0)


def talk(conversation: Talk) -> None:
    async def run() -> None:
        process = SemanticProcess()
        try:
            await process.start(*ModelFiles.installed().read())
            await conversation(process)
        finally:
            await process.close()

    asyncio.run(asyncio.wait_for(run(), 60))


def behind(pid: int) -> list[int]:
    """The process and all that it started."""
    found = [pid]
    for one in found:
        children = Path(f"/proc/{one}/task/{one}/children").read_text()
        found.extend(map(int, children.split()))
    return found


def limits_of(pid: int) -> str:
    return Path(f"/proc/{pid}/limits").read_text()


def test_it_finds_what_means_the_same() -> None:
    async def ask(process: SemanticProcess) -> None:
        texts = ["Refund has not arrived", "Restart the router", HOSTILE, ""]
        vectors = await process.embed(texts)
        assert len(vectors) == len(texts) * messages.VECTOR
        assert vectors == await process.embed(texts), "the same text has the same vector"
        await process.keep([7, 8, 9, 10], vectors)
        found = await process.find("my money did not come back", 4)
        assert next(number for number, _ in found) == 7
        assert found == sorted(found, key=lambda one: -one[1])
        assert found[0][1] > 0.4
        assert all(-1.01 <= alike <= 1.01 for _, alike in found)
        (same, *_) = await process.find("Restart the router", 1)
        assert same[0] == 8
        assert same[1] > 0.99
        await process.forget()
        assert await process.find("anything", 3) == []

    talk(ask)


def test_whoever_stops_waiting_leaves_no_answer_to_the_next() -> None:
    async def ask(process: SemanticProcess) -> None:
        await process.keep([1], await process.embed(["Restart the router"]))
        left = asyncio.ensure_future(process.embed(["one text", "and another"] * 4))
        await asyncio.sleep(0)
        await asyncio.sleep(0)  # the question is on its way
        left.cancel()
        assert [number for number, _ in await process.find("router", 3)] == [1]
        assert process.alive

    talk(ask)


def test_vectors_that_fit_no_numbers_end_it() -> None:
    async def ask(process: SemanticProcess) -> None:
        with pytest.raises(SemanticFailedError, match="fault: ValueError"):
            await process.keep([1, 2], b"\0" * messages.VECTOR)
        assert not process.alive
        with pytest.raises(SemanticFailedError, match="gone"):
            await process.find("anything", 1)

    talk(ask)


@pytest.mark.skipif(sys.platform != "linux", reason="limits are looked up in /proc")
def test_it_is_bounded_and_can_begin_anew_when_it_was_killed() -> None:
    async def ask(process: SemanticProcess) -> None:
        assert process.pid is not None
        members = behind(process.pid)
        limits = limits_of(members[-1])
        rows = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()}
        assert rows["Max address space"] == str(host.MEMORY)
        assert (rows["Max file size"], rows["Max processes"]) == ("0", "0")
        os.kill(members[-1], signal.SIGKILL)
        with pytest.raises(SemanticFailedError, match="crash"):
            await process.find("anything", 1)
        await process.bury()
        await process.start(*ModelFiles.installed().read())
        assert len(await process.embed(["again"])) == messages.VECTOR

    talk(ask)


def test_it_ends_with_the_program_that_asks() -> None:
    """Its pipe is closed, whatever way the program ended."""
    model, tokenizer = ModelFiles.installed().read()
    for sent, says in ((model[:1000], b""), (model + tokenizer + b"no json\n", READY)):
        done = subprocess.run(
            host_command(), input=sent, capture_output=True, timeout=60, check=True
        )
        assert done.stdout.startswith(says)
    assert json.loads(done.stdout.splitlines()[1]) == {"id": -1, "fault": "DecodeError"}


def test_one_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def ask(process: SemanticProcess) -> None:
        monkeypatch.setattr(process_module, "FINDING_S", 0.0)
        with pytest.raises(SemanticFailedError, match="deadline"):
            await process.find("anything", 1)
        assert not process.alive

    talk(ask)


@pytest.mark.parametrize(
    ("says", "ends"),
    [
        (b"", "crash"),
        (b"\xff\xfe no json\n", "answer"),
        (b"{}\n", "answer"),
        (b'{"ready":"yes"}\n', "answer"),
        (b"[" * 100_000 + b"\n", "answer"),
        (READY, "crash"),
        (READY + b'{"id":1,"numbers":[1' + b"0" * 300 + b'],"alike":[1.0]}\n', "answer"),
        (READY + b'{"id":2,"numbers":[1],"alike":[1.0]}\n', "answer"),
        (READY + b'{"id":1,"numbers":' + str([1] * 900).encode() + b"}\n", "answer"),
        (READY + b'{"id":1,"fault":"MemoryError"}\n', "fault"),
        (READY + b"x" * 100_000, "answer"),
    ],
    ids=range(11),
)
def test_answers_are_hostile_until_parsed(
    monkeypatch: pytest.MonkeyPatch, says: bytes, ends: str
) -> None:
    code = f"import sys; sys.stdout.buffer.write({says!r}); sys.stdout.flush(); sys.stdin.read()"
    if ends == "crash":
        code = code.removesuffix("; sys.stdin.read()")
    monkeypatch.setattr(process_module, "host_command", lambda: [sys.executable, "-c", code])
    monkeypatch.setattr(process_module, "confined", lambda command: command)

    async def asked(process: SemanticProcess) -> None:
        await process.start(b"model", b"tokenizer")
        await process.find("anything", 3)

    async def run() -> None:
        process = SemanticProcess()
        try:
            with pytest.raises(SemanticFailedError, match=ends):
                await asked(process)
            assert not process.alive
        finally:
            await process.close()

    asyncio.run(asyncio.wait_for(run(), 30))


@pytest.mark.parametrize(
    ("fault", "told"),
    [("ValueError", "ValueError"), ("the caller said 4711", "unnamed"), ("\x1b[2J", "unnamed")],
)
def test_a_fault_is_told_by_its_kind_and_by_no_words_of_anybody(
    monkeypatch: pytest.MonkeyPatch, fault: str, told: str
) -> None:
    says = READY + json.dumps({"id": 1, "fault": fault}).encode() + b"\n"
    code = f"import sys; sys.stdout.buffer.write({says!r}); sys.stdout.flush(); sys.stdin.read()"
    monkeypatch.setattr(process_module, "host_command", lambda: [sys.executable, "-c", code])
    monkeypatch.setattr(process_module, "confined", lambda command: command)

    async def run() -> str:
        process = SemanticProcess()
        try:
            await process.start(b"model", b"tokenizer")
            with pytest.raises(SemanticFailedError) as failed:
                await process.find("anything", 3)
            return failed.value.code
        finally:
            await process.close()

    assert asyncio.run(asyncio.wait_for(run(), 30)) == f"fault: {told}"


def test_vectors_that_would_spoil_what_is_kept_are_none() -> None:
    good = struct.pack("<f", 0.004) + b"\1" * messages.DIMENSIONS
    assert messages.are_vectors(good * 2, 2)
    assert not messages.are_vectors(good, 2)
    for factor in (float("inf"), float("nan"), -0.5, 0.0, 1e30):
        bad = struct.pack("<f", factor) + good[4:]
        assert not messages.are_vectors(good + bad, 2)


@pytest.mark.parametrize(
    "attack",
    [
        "open({place!r}, 'w')",
        "os.open({place!r}, os.O_WRONLY | os.O_CREAT)",
        "os.open({there!r}, os.O_RDWR)",
        "os.truncate({there!r}, 0)",
        "os.symlink({there!r}, {place!r})",
        "os.link({there!r}, {place!r})",
        "os.mkdir({place!r})",
        "os.remove({there!r})",
        "os.chmod({there!r}, 0)",
        "os.kill(os.getpid(), 0)",
        "subprocess.run(['true'])",
        "socket.create_connection(('127.0.0.1', 9))",
    ],
)
def test_the_host_changes_no_file_and_starts_nothing(tmp_path: Path, attack: str) -> None:
    """Where no bubblewrap is: what is loaded into it is looked at by the interpreter."""
    there, place = tmp_path / "there", tmp_path / "new"
    there.write_text("kept")
    line = attack.format(place=str(place), there=str(there))
    code = (
        "import os, socket, subprocess, sys\n"
        "from agentassist.knowledge.semantic import host\n"
        "sys.addaudithook(host._audit)\n"
        f"try:\n    {line}\nexcept PermissionError as refused:\n    print('refused', refused)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.startswith("refused"), done.stderr
    assert there.read_text() == "kept"
    assert not place.exists()


def test_what_cannot_be_started_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "confined", lambda command: ["/no/such/program"])

    async def run() -> None:
        with pytest.raises(SemanticFailedError, match="start"):
            await SemanticProcess().start(b"", b"")

    asyncio.run(run())
