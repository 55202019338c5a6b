"""Workers that hang, die or speak nonsense: killed, restarted a few times, then honestly silent."""

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.speech import SpeechTrouble
from agentassist.ports.speech import Manner, SpeechFailedError
from agentassist.speech import process as process_module
from agentassist.speech import speaker as speaker_module
from agentassist.speech.speaker import LocalSpeaker

Plays = Callable[[Callable[[LocalSpeaker], Coroutine[Any, Any, None]]], None]
READY = 'print(\'{"ready": true, "voices": [["V", "en"]]}\', flush=True)\n'
NEVER_READY = "import sys; sys.stdin.read()"
DIES = "raise SystemExit"
HANGS = READY + "import sys; sys.stdin.read()"
DIES_SPEAKING = READY + "input()"
NONSENSE = READY + "input(); print('hello', flush=True); input()"
ENDLESS = READY + "input(); print('x' * 1_000_000, flush=True); input()"
FAULTY = READY + 'input(); print(\'{"id": 1, "event": "fault"}\', flush=True); input()'
DEAF = READY + 'input(); print(\'{"id": 1, "event": "started"}\', flush=True)\nwhile True: input()'
UNSTOPPABLE = READY.replace('"ready": true', '"ready": true, "stops": false') + (
    'while True: input(); print(\'{"id": 1, "event": "started"}\', flush=True)'
)


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """From now on a worker is that program; the file has a line for each that was started."""

    def use(program: str) -> Path:
        starts = tmp_path / "starts"
        counting = f"open({str(starts)!r}, 'a').write('x\\n')\n{program}"
        command = [sys.executable, "-I", "-S", "-c", counting]
        monkeypatch.setattr(process_module, "worker_command", lambda: command)
        return starts

    monkeypatch.setattr(process_module, "START_S", 1.0)
    monkeypatch.setattr(process_module, "PATIENCE_S", 0.2)
    monkeypatch.setattr(process_module, "PER_LETTER_S", 0.0)
    return use


@pytest.mark.parametrize(
    "program", [DIES, HANGS, DIES_SPEAKING, NONSENSE, ENDLESS, FAULTY], ids=lambda text: text[-20:]
)
def test_it_comes_again_a_few_times(
    program: str, workers: Callable[[str], Path], speaks: Plays
) -> None:
    starts = workers(program)

    async def story(speaker: LocalSpeaker) -> None:
        failed = None
        for _ in range(speaker_module.LOSSES + 1):
            try:
                await speaker.say("Hello.", Manner())
            except SpeechFailedError as error:
                failed = error.trouble
        assert failed is SpeechTrouble.FAILED
        with pytest.raises(SpeechFailedError):
            await speaker.start()
        assert speaker.pid is None

    speaks(story)
    assert len(starts.read_text().split()) == speaker_module.LOSSES + 1


def test_one_that_never_gets_ready(
    workers: Callable[[str], Path], speaks: Plays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "START_S", 0.1)
    starts = workers(NEVER_READY)

    async def story(speaker: LocalSpeaker) -> None:
        with pytest.raises(SpeechFailedError) as failed:
            await speaker.start()
        assert failed.value.trouble is SpeechTrouble.FAILED

    speaks(story)
    assert len(starts.read_text().split()) == speaker_module.LOSSES + 1


def test_losses_of_long_ago_are_forgotten(workers: Callable[[str], Path]) -> None:
    workers(DIES)
    time = [0.0]

    async def story() -> None:
        speaker = LocalSpeaker(lambda: time[0])
        for _ in range(2):
            with pytest.raises(SpeechFailedError):
                await speaker.start()
            assert len(speaker._lost) == speaker_module.LOSSES + 1
            time[0] += speaker_module.WITHIN_S + 1
        assert not speaker._recent()
        await speaker.close()

    asyncio.run(story())


@pytest.mark.parametrize("program", [DEAF, UNSTOPPABLE], ids=["deaf", "unstoppable"])
def test_a_worker_that_can_not_be_silenced_goes_and_comes_anew(
    program: str, workers: Callable[[str], Path], speaks: Plays
) -> None:
    """It is no loss: the agent wanted silence. Windows and macOS have no other way."""
    starts = workers(program)

    async def story(speaker: LocalSpeaker) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(speaker_module.LOSSES + 2):
            saying = asyncio.ensure_future(speaker.say("Hello.", Manner()))
            while speaker.pid is None or speaker._process._finished.is_set():  # noqa: ASYNC110
                await asyncio.sleep(0)  # one turn: it is about to be asked
            before = loop.time()
            await speaker.stop()
            assert loop.time() - before < 0.1
            await saying
            assert speaker.pid is not None, "ready for the next text"
        assert not speaker._lost

    speaks(story)
    assert len(starts.read_text().split()) == speaker_module.LOSSES + 3


def test_what_was_asked_stands_in_one_line(
    workers: Callable[[str], Path], speaks: Plays, tmp_path: Path
) -> None:
    order = tmp_path / "order"
    workers(
        READY + f"line = input()\nopen({str(order)!r}, 'w').write(line)\n"
        'print(\'{"id": 1, "event": "done"}\', flush=True)\ninput()'
    )
    manner = Manner(rate=200, volume=50, language="de", voice="Anna", device="headset")

    async def story(speaker: LocalSpeaker) -> None:
        await speaker.say("Zwei\nZeilen", manner)
        assert [voice.name for voice in await speaker.voices()] == ["V"]

    speaks(story)
    assert json.loads(order.read_text()) == {
        "id": 1, "text": "Zwei\nZeilen", "rate": 200, "volume": 50,
        "language": "de", "voice": "Anna", "device": "headset",
    }  # fmt: skip
