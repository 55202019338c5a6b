"""The one voice: the newest text wins, a lost worker comes again a few times, then no more."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import Final

from agentassist.domain.speech import SpeechTrouble
from agentassist.ports.speech import Manner, SpeechFailedError, Voice
from agentassist.speech.process import SpeechProcess, WorkerLostError

LOSSES: Final = 3  # within the time below; one more and it stays silent
WITHIN_S: Final = 600.0
_log = logging.getLogger(__name__)


class LocalSpeaker:
    """Implements `ports.speech.Speaker`. `time` in seconds, for tests."""

    def __init__(self, time: Callable[[], float] | None = None) -> None:
        self._time = time
        self._process = SpeechProcess()
        self._turn = asyncio.Lock()
        self._newest = 0
        self._lost: deque[float] = deque()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Of the worker, while there is one."""
        return self._process.pid

    async def start(self) -> None:
        async with self._turn:
            await self._ready()

    async def say(self, text: str, manner: Manner) -> None:
        self._newest += 1
        mine = self._newest
        await self._process.stop()
        async with self._turn:
            if mine != self._newest or self._closed:
                return
            await self._ready()
            if mine != self._newest:
                return
            try:
                await self._process.say(text, manner)
            except WorkerLostError as loss:
                self._count(loss)
            if not self._closed and not self._process.alive:
                await self._ready()  # for the next text; what was half said is not said again

    async def stop(self) -> None:
        self._newest += 1
        await self._process.stop()

    async def voices(self) -> tuple[Voice, ...]:
        await self.start()
        return self._process.voices

    async def close(self) -> None:
        self._closed = True
        await self.stop()
        self._process.kill()
        async with self._turn:
            await self._process.close()

    async def _ready(self) -> None:
        """SpeechFailedError once it was lost too often, or there is nothing to speak with."""
        while not self._process.alive and not self._closed:
            if len(self._recent()) > LOSSES:
                await self._process.close()
                raise SpeechFailedError(SpeechTrouble.FAILED)
            try:
                await self._process.start()
            except WorkerLostError as loss:
                self._count(loss)

    def _count(self, loss: WorkerLostError) -> None:
        """What was being said stands nowhere: the log has only how it was lost."""
        _log.info("the speech worker was lost", extra={"how": str(loss)})
        self._lost.append(self._now())

    def _recent(self) -> deque[float]:
        while self._lost and self._now() - self._lost[0] > WITHIN_S:
            self._lost.popleft()
        return self._lost

    def _now(self) -> float:
        return (self._time or asyncio.get_running_loop().time)()
