"""espeak-ng through the real worker, heard at a real ALSA device; and that nothing stays behind."""

import asyncio
import os
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.speech import SpeechTrouble
from agentassist.ports.speech import Manner, SpeechFailedError
from agentassist.speech import process as process_module
from agentassist.speech.process import worker_command
from agentassist.speech.speaker import LocalSpeaker
from tests.servers.sound_sink import DEVICE, SoundSink, voiced

SENTENCE = "Chidinma is calling about billing, a promise is two days late."
LONG = "Quicksilver runs away. " * 200  # minutes
Plays = Callable[[Callable[[LocalSpeaker], Any]], None]


def behind(pid: int) -> list[int]:
    """The process and all that it started; what is gone meanwhile has nothing to show."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            found.extend(map(int, task.read_text().split()))
    return found


def shown_of(pids: list[int]) -> list[bytes]:
    """What every program can read of these processes."""
    every = (Path(f"/proc/{pid}/{what}") for pid in pids for what in ("cmdline", "environ"))
    return [path.read_bytes() for path in every]


def running(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists()]


async def being_said(speaker: LocalSpeaker, sound: SoundSink) -> asyncio.Task[None]:
    """A long text, of which the first has been heard."""
    task = asyncio.ensure_future(speaker.say(LONG, Manner()))
    await asyncio.to_thread(sound.first)
    return task


def test_a_sentence_is_heard(sound: SoundSink, speaks: Plays) -> None:
    async def story(speaker: LocalSpeaker) -> None:
        await speaker.say("", Manner())
        sound.heard()
        await speaker.say(SENTENCE, Manner())

    speaks(story)
    assert 2.0 < voiced(sound.heard()) < 5.0


def test_rate_volume_and_language_are_heard(sound: SoundSink, speaks: Plays) -> None:
    heard = {}

    async def story(speaker: LocalSpeaker) -> None:
        for name, manner in {
            "usual": Manner(),
            "fast": Manner(rate=360),
            "soft": Manner(volume=10),
            "german": Manner(language="de"),
            "chosen": Manner(voice="English (America)"),
            "not german": Manner(language="de", voice="English (America)"),
            "elsewhere": Manner(device=DEVICE),
            "no such language": Manner(language="xx"),
        }.items():
            await speaker.say(SENTENCE, manner)
            heard[name] = sound.heard()

    speaks(story)
    assert voiced(heard["fast"]) < 0.7 * voiced(heard["usual"])
    assert max(heard["soft"]) < 0.5 * max(heard["usual"])
    assert len({bytes(heard[one]) for one in ("usual", "german", "chosen")}) == 3
    assert heard["not german"] == heard["german"], "that voice does not speak it"
    assert voiced(heard["elsewhere"]) > 2.0
    assert voiced(heard["no such language"]) > 2.0


def test_silence_comes_at_once(sound: SoundSink, speaks: Plays) -> None:
    """Whether the worker obeys in time or has to go."""
    took: list[float] = []

    async def story(speaker: LocalSpeaker) -> None:
        for _ in range(5):
            saying = await being_said(speaker, sound)
            every = behind(speaker.pid or 0)
            asked = time.monotonic()
            await speaker.stop()
            took.append(time.monotonic() - asked)
            await asyncio.wait_for(saying, 10)
            assert running(every) in ([], every[:1]), "nobody is left who could speak"
            sound.heard()

    speaks(story)
    assert sorted(took)[2] < 0.1


def test_a_worker_that_obeys_stays(
    sound: SoundSink, speaks: Plays, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_module, "STOP_S", 30.0)  # however busy the computer is
    pids: list[int | None] = []

    async def story(speaker: LocalSpeaker) -> None:
        for _ in range(3):
            saying = await being_said(speaker, sound)
            await speaker.stop()
            pids.append(speaker.pid)
            assert len(behind(speaker.pid or 0)) == 1, "espeak-ng is gone"
            await asyncio.wait_for(saying, 10)
            sound.heard()
        await speaker.say(SENTENCE, Manner())
        pids.append(speaker.pid)

    speaks(story)
    assert len(set(pids)) == 1
    assert voiced(sound.heard()) > 2.0


def test_the_newest_text_is_said(sound: SoundSink, speaks: Plays) -> None:
    """The others end with it: each alone would take minutes."""

    async def story(speaker: LocalSpeaker) -> None:
        older = await being_said(speaker, sound)
        skipped = asyncio.ensure_future(speaker.say(LONG, Manner()))
        await asyncio.sleep(0)
        newest = asyncio.ensure_future(speaker.say(SENTENCE, Manner()))
        await asyncio.wait_for(asyncio.gather(older, skipped, newest), 40)

    speaks(story)


def test_a_stop_before_the_first_word_counts(sound: SoundSink, speaks: Plays) -> None:
    async def story(speaker: LocalSpeaker) -> None:
        await speaker.start()
        saying = asyncio.ensure_future(speaker.say(LONG, Manner()))
        await asyncio.sleep(0)
        every = behind(speaker.pid or 0)
        await speaker.stop()
        await asyncio.wait_for(saying, 20)
        assert running(every) in ([], every[:1]), "nobody speaks"

    speaks(story)


def test_the_text_is_in_no_argument_and_no_variable(sound: SoundSink, speaks: Plays) -> None:
    seen: list[bytes] = []

    async def story(speaker: LocalSpeaker) -> None:
        saying = await being_said(speaker, sound)
        assert speaker.pid is not None
        seen.extend(shown_of(behind(speaker.pid)))
        await speaker.stop()
        await saying

    speaks(story)
    assert len(seen) == 4, "the worker and espeak-ng"
    assert any(b"espeak-ng" in one for one in seen)
    assert not any(b"Quicksilver" in one for one in seen)


@pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
def test_it_needs_no_file_to_write(
    sound: SoundSink, speaks: Plays, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every file system can only be read, it speaks all the same."""
    walls = ["bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"]
    walls += ["--remount-ro", "/dev", "--die-with-parent", "--"]
    alone = [*walls, *worker_command()]
    monkeypatch.setattr(process_module, "worker_command", lambda: alone)

    async def story(speaker: LocalSpeaker) -> None:
        await speaker.say(SENTENCE, Manner())

    speaks(story)
    assert voiced(sound.heard()) > 2.0
    written = ["sh", "-c", "! touch /tmp/agentassist-can-write"]
    assert subprocess.run([*walls, *written], stderr=subprocess.DEVNULL).returncode == 0


def test_nothing_stays_behind(
    sound: SoundSink, speaks: Plays, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    """Also of a text that was stopped, and of a worker that was killed over it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    before = temporary()

    async def story(speaker: LocalSpeaker) -> None:
        await (await stopped(speaker, sound))
        saying = await being_said(speaker, sound)
        assert speaker.pid is not None
        assert resource.prlimit(speaker.pid, resource.RLIMIT_CORE) == (0, 0)
        os.killpg(speaker.pid, signal.SIGABRT)
        await saying

    speaks(story)
    assert list(tmp_path.iterdir()) == []
    left = [path for path in (*home.rglob("*"), *(temporary() - before)) if path.is_file()]
    assert not [path for path in left if b"Quicksilver" in path.read_bytes()]


async def stopped(speaker: LocalSpeaker, sound: SoundSink) -> asyncio.Task[None]:
    saying = await being_said(speaker, sound)
    await speaker.stop()
    sound.heard()
    return saying


def temporary() -> set[Path]:
    """What is ours in the folders of the system for what is temporary."""
    found = (path for folder in ("/tmp", "/dev/shm", "/var/tmp") for path in Path(folder).iterdir())
    return {path for path in found if owned(path)}


def owned(path: Path) -> bool:
    try:
        return path.stat().st_uid == os.getuid()
    except OSError:
        return False


def test_without_a_sound_device_it_says_so(
    sound: SoundSink, speaks: Plays, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    empty = tmp_path / "none.conf"
    empty.write_text("")

    async def story(speaker: LocalSpeaker) -> None:
        with pytest.raises(SpeechFailedError) as failed:
            await speaker.say(SENTENCE, Manner())
        assert failed.value.trouble is SpeechTrouble.NO_SOUND

    monkeypatch.setenv("ALSA_CONFIG_PATH", str(empty))
    speaks(story)


def test_without_an_engine_it_says_so(speaks: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(speaker: LocalSpeaker) -> None:
        for ask in (speaker.start, speaker.voices, lambda: speaker.say(SENTENCE, Manner())):
            with pytest.raises(SpeechFailedError) as failed:
                await ask()
            assert failed.value.trouble is SpeechTrouble.NO_ENGINE

    monkeypatch.setenv("PATH", "/nonexistent")
    speaks(story)


def test_when_the_program_dies_nobody_speaks_on(sound: SoundSink, speaks: Plays) -> None:
    """The pipe closes with the program, however that ended."""

    async def story(speaker: LocalSpeaker) -> None:
        saying = await being_said(speaker, sound)
        process = speaker._process._process
        assert process is not None
        assert process.stdin is not None
        every = behind(process.pid)
        assert len(every) == 2
        process.stdin.close()
        await asyncio.wait_for(saying, 5)
        await asyncio.wait_for(process.wait(), 5)
        assert not running(every)

    speaks(story)
