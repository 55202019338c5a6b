"""The worker: started, spoken to, silenced, and killed when it does not keep its word."""

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Final

import msgspec

from agentassist.child_process import ChildProcess
from agentassist.domain.speech import SpeechTrouble
from agentassist.ports.speech import Manner, SpeechFailedError, Voice
from agentassist.speech.engine import DONE, NO_SOUND, STARTED

SPEECH_WORKER: Final = "--speech-worker"  # how a bundle runs it
_WORKER: Final = "agentassist.speech.worker"
START_S: Final = 10.0  # a cold disk
STOP_S: Final = 0.06  # then the process goes, and silence is there all the same
PATIENCE_S: Final = 3.0
PER_LETTER_S: Final = 0.1
_SLOWEST: Final = 80  # words a minute; the patience is for that
_USUAL: Final = 180
_LONGEST_ANSWER: Final = 256 * 1024
# What finds the sound device and the voices; nothing else of the program's surroundings goes along.
_SURROUNDINGS: Final = (
    "PATH", "HOME", "LANG", "LC_ALL", "XDG_RUNTIME_DIR", "ALSA_CONFIG_PATH", "ALSA_CARD",
    "PULSE_SERVER", "PULSE_COOKIE", "PULSE_SINK", "SYSTEMROOT", "USERPROFILE", "APPDATA",
    "LOCALAPPDATA", "TMPDIR", "TEMP", "TMP",
)  # fmt: skip


class _Answer(msgspec.Struct):
    """Any line of the worker."""

    id: int = -1
    event: str = ""
    ready: bool = False
    stops: bool = True
    trouble: str = ""
    voices: list[list[str]] = []


_ANSWERS: Final = msgspec.json.Decoder(_Answer)


class WorkerLostError(Exception):
    """It died, hung or spoke nonsense, and is gone."""


def worker_command() -> list[str]:
    """This interpreter, or this very executable when it is a bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SPEECH_WORKER]
    return [sys.executable, "-I", "-m", _WORKER]


class SpeechProcess(ChildProcess):
    """One worker. One text at a time; `stop` may come at any moment."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._finished = asyncio.Event()  # nothing is being said
        self._finished.set()
        self._stopping = False
        self.stops = True
        self.voices: tuple[Voice, ...] = ()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """WorkerLostError; SpeechFailedError(NO_ENGINE) when there is nothing to speak with."""
        self.kill()
        process = await self._run()
        try:
            async with asyncio.timeout(START_S):
                answer = await self._answer(process)
        except TimeoutError:
            self.kill()
            raise WorkerLostError("start") from None
        if not answer.ready:
            self.kill()
            raise SpeechFailedError(SpeechTrouble.NO_ENGINE)
        self.stops = answer.stops
        self.voices = tuple(Voice(one[0], tuple(one[1:])) for one in answer.voices if one)

    async def say(self, text: str, manner: Manner) -> None:
        """Until it was said or stopped. WorkerLostError; SpeechFailedError(NO_SOUND)."""
        process = self._process
        if process is None or process.stdin is None:
            raise WorkerLostError("gone")
        self._count += 1
        number, self._stopping = self._count, False
        self._finished.clear()
        order = {"id": number, "text": text, **asdict(manner)}
        limit = (PATIENCE_S + PER_LETTER_S * len(text)) * max(1.0, _USUAL / manner.rate)
        try:
            async with asyncio.timeout(limit):
                event = await self._said(process, order, number)
        except TimeoutError:
            self.kill()
            raise WorkerLostError("hung") from None
        except WorkerLostError:
            if self._stopping:
                return
            raise
        except asyncio.CancelledError:
            self.kill()
            raise
        finally:
            self._finished.set()
        if event == NO_SOUND:
            raise SpeechFailedError(SpeechTrouble.NO_SOUND)
        if event != DONE:
            self.kill()
            raise WorkerLostError(event)

    async def stop(self) -> None:
        """Silence. The worker stays, where it can do that; else, or when it is slow, it goes."""
        process = self._process
        if self._finished.is_set() or process is None or process.stdin is None:
            return
        self._stopping = True
        if self.stops:
            with suppress(ConnectionError, TimeoutError):
                async with asyncio.timeout(STOP_S):
                    process.stdin.write(msgspec.json.encode({"stop": self._count}) + b"\n")
                    await process.stdin.drain()
                    await self._finished.wait()
                return
        self.kill()

    async def close(self) -> None:
        """Gone, and nothing of it left."""
        self.kill()
        await self.bury()

    async def _run(self) -> asyncio.subprocess.Process:
        surroundings = {name: os.environ[name] for name in _SURROUNDINGS if name in os.environ}
        try:
            return await self._spawn(
                worker_command(), longest_line=_LONGEST_ANSWER, environment=surroundings
            )
        except OSError:
            raise WorkerLostError("start") from None

    async def _said(
        self, process: asyncio.subprocess.Process, order: Mapping[str, object], number: int
    ) -> str:
        if process.stdin is None:
            raise WorkerLostError("gone")
        try:
            process.stdin.write(msgspec.json.encode(order) + b"\n")
            await process.stdin.drain()
        except ConnectionError:
            self.kill()
            raise WorkerLostError("died") from None
        while True:
            answer = await self._answer(process)
            if answer.id == number and answer.event != STARTED:
                return answer.event

    async def _answer(self, process: asyncio.subprocess.Process) -> _Answer:
        """Any bytes may come, or none."""
        if process.stdout is None:
            raise WorkerLostError("gone")
        try:
            return _ANSWERS.decode(await process.stdout.readuntil())
        except (ConnectionError, asyncio.IncompleteReadError):
            self.kill()
            raise WorkerLostError("died") from None
        except (asyncio.LimitOverrunError, msgspec.MsgspecError):
            self.kill()
            raise WorkerLostError("nonsense") from None
