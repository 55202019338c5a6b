"""Python plugins, honest and hostile, in real processes."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from agentassist.coaching.plugins import process as process_module
from agentassist.coaching.plugins.confinement import confined
from agentassist.coaching.plugins.process import PluginFailedError, PluginProcess

ECHO = """
from agentassist import sdk
def cues(moment):
    return [sdk.Cue("echo", f"{moment.state} {moment.notes}")]
def drafts(text, moment):
    at = text.find("cheap")
    return [sdk.Finding("cheap", "Say what it costs", at, at + 5)] if at >= 0 else []
sdk.serve(cues=cues, drafts=drafts)
"""

Talk = Callable[[PluginProcess], Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plugin does is looked at here, not how fast a busy computer lets it."""
    monkeypatch.setattr(process_module, "DEADLINE_S", 3.0)


def plugin(body: str, *, then: str = "return []") -> str:
    """A plugin whose answer to every question is `body`."""
    lines = "".join(f"    {line}\n" for line in (*body.strip().splitlines(), then))
    head = "from agentassist import sdk\nimport os, sys\ndef cues(moment):\n"
    return f"{head}{lines}sdk.serve(cues=cues)\n"


def talk(code: str, conversation: Talk, **more: bytes) -> None:
    async def run() -> None:
        process = PluginProcess({"main.py": code.encode(), **more})
        try:
            await conversation(process)
        finally:
            await process.close()

    asyncio.run(asyncio.wait_for(run(), 30))


def failure(code: str, **more: bytes) -> str:
    """How the first question to it ends."""
    told: list[str] = []

    async def ask(process: PluginProcess) -> None:
        try:
            await process.start()
            await process.ask({})
        except PluginFailedError as failed:
            told.append(str(failed))

    talk(code, ask, **more)
    return told[0] if told else "none"


def test_it_answers() -> None:
    async def ask(process: PluginProcess) -> None:
        await process.start()
        answer = await process.ask({"state": "talking", "notes": "late"})
        assert [(cue.rule, cue.line) for cue in answer.cues] == [("echo", "talking late")]
        found = (await process.ask({}, draft="It is cheap")).findings
        assert [(one.rule, one.start, one.end) for one in found] == [("cheap", 6, 11)]

    talk(ECHO, ask)


def test_it_imports_its_own_modules_from_the_bytes_that_were_sent() -> None:
    async def ask(process: PluginProcess) -> None:
        await process.start()
        assert (await process.ask({})).cues[0].line == "from words.py"

    code = plugin("import words", then='return [sdk.Cue("r", words.LINE)]')
    talk(code, ask, **{"words.py": b"LINE = 'from words.py'"})


def test_what_it_prints_does_not_disturb_the_conversation() -> None:
    async def ask(process: PluginProcess) -> None:
        await process.start()
        assert (await process.ask({})).cues == []

    talk("print('hello')\n" + plugin("print('a' * 100000); os.write(1, b'{}')"), ask)


def test_a_hang_is_killed_and_the_next_question_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code = plugin("if moment.notes == 'hang':\n    while True: pass")

    async def ask(process: PluginProcess) -> None:
        await process.start()
        monkeypatch.setattr(process_module, "DEADLINE_S", 0.15)
        with pytest.raises(PluginFailedError, match="deadline"):
            await process.ask({"notes": "hang"})
        monkeypatch.setattr(process_module, "DEADLINE_S", 3.0)
        await process.start()
        assert (await process.ask({"notes": "fine"})).cues == []

    talk(code, ask)


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("os._exit(3)", "crash"),
        ("raise KeyError(moment.notes)", "fault: KeyError, line 4"),
        ("return [sdk.Cue('r', 'x' * 500)]", "answer"),
        ("return [sdk.Cue('NOT A NAME', 'x')]", "answer"),
        ("return [sdk.Cue(str(n), 'x') for n in range(10_000)]", "answer"),
        ("return 7", "fault: TypeError, line 0"),
        ("bytearray(10 ** 9)", "fault: MemoryError, line 4"),
        ("import subprocess; subprocess.run(['true'])", "fault: DeniedError, line 4"),
        ("os.system('true')", "fault: DeniedError, line 4"),
        ("os.fork()", "fault: DeniedError, line 4"),
        ("import socket; socket.socket()", "fault: DeniedError, line 4"),
        ("open('/tmp/agentassist-plugin-wrote-this', 'w')", "fault: DeniedError, line 4"),
        ("sys.exit(0)", "crash"),
    ],
)
def test_whatever_it_does_ends_in_a_word(body: str, how: str) -> None:
    assert failure(plugin(body)) == how


@pytest.mark.parametrize(
    ("code", "how"),
    [
        ("this is no python", "crash"),
        ("", "crash"),
        ("import os\nos._exit(0)", "crash"),
        ("raise SystemExit", "crash"),
        ("from agentassist import sdk\nsdk.serve()\n", ""),
    ],
)
def test_code_that_does_not_come_up(code: str, how: str) -> None:
    if how:
        assert failure(code) == how
        return

    async def ask(process: PluginProcess) -> None:
        assert (await process.ask({})).cues == []

    talk(code, ask)


def test_a_flood_of_answers_is_cut_off() -> None:
    """It finds the real pipe and writes to it without being asked."""
    code = """
import os
while True:
    for number in range(3, 12):
        try:
            os.write(number, b'{"id": 1, "cues": []}' * 50_000)
        except OSError:
            pass
"""
    assert failure(code) in {"answer", "crash", "start"}


def test_it_sees_nothing_of_the_programs_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMI_SECRET", "of-this-test-alone")
    code = plugin("line = ','.join(os.environ)[:80] or 'none'", then='return [sdk.Cue("r", line)]')

    async def ask(process: PluginProcess) -> None:
        await process.start()
        assert "AMI_SECRET" not in (await process.ask({})).cues[0].line

    talk(code, ask)


def test_a_plugin_that_never_gets_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "START_S", 0.5)
    assert failure("while True: pass") == "start"


@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
def test_within_its_walls_it_sees_no_home_and_can_write_nowhere(home: Path) -> None:
    """Whatever the rules of Python in it say: here the system says no."""
    (home / "secret.txt").write_text("of this test alone")
    assert confined(["true"])[0].endswith("bwrap")
    body = f"""
import os.path
seen = os.path.exists({str(home / "secret.txt")!r})
alone = sum(name.isdigit() for name in os.listdir('/proc')) < 5
"""
    code = plugin(body, then='return [sdk.Cue("r", f"{seen} {alone} {os.access(\'/\', os.W_OK)}")]')

    async def ask(process: PluginProcess) -> None:
        await process.start()
        assert (await process.ask({})).cues[0].line == "False True False"

    talk(code, ask)
