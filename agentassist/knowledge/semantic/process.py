"""The process with the model: asked with a deadline, killed when it does not keep to it."""

import asyncio
import sys
from collections.abc import Callable
from typing import Final

import msgspec

from agentassist.child_process import ChildProcess
from agentassist.coaching.plugins.confinement import confined
from agentassist.knowledge.semantic.messages import (
    ANSWERS,
    LONGEST_ANSWER,
    Answer,
    Embed,
    Find,
    Forget,
    Keep,
    Question,
)

SEMANTIC_HOST: Final = "--semantic-host"  # how a bundle runs it
_HOST: Final = "agentassist.knowledge.semantic.host"
START_S: Final = 60.0  # a cold disk, a virus scanner; nobody waits for it
READING_S: Final = 30.0  # some articles on a busy computer; nobody waits
FINDING_S: Final = 1.0  # an agent looks at the words' result meanwhile
_SLICE: Final = 256 * 1024
_LONGEST_KIND: Final = 60  # characters


class SemanticFailedError(Exception):
    """It broke its word; the argument is a stable code for the log."""

    @property
    def code(self) -> str:
        return str(self.args[0])


def host_command() -> list[str]:
    """This interpreter, or this very executable when it is a bundle."""
    if getattr(sys, "frozen", False):
        return [sys.executable, SEMANTIC_HOST]
    return [sys.executable, "-I", "-m", _HOST]


class SemanticProcess(ChildProcess):
    """One question at a time; whoever asks waits for a turn. Started anew after each kill."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._turn = asyncio.Lock()
        self._closed = False

    @property
    def alive(self) -> bool:
        return self._process is not None

    async def start(self, model: bytes, tokenizer: bytes) -> None:
        """SemanticFailedError("start" | "crash" | "answer") when it does not come up."""
        async with self._turn:
            if self._closed or self.alive:
                return
            process = await self._run()
            try:
                async with asyncio.timeout(START_S):
                    for content in (model, tokenizer):
                        for at in range(0, len(content), _SLICE):
                            await self._write(process, content[at : at + _SLICE])
                    answer = await self._read(process)
            except TimeoutError:
                self.kill()
                raise SemanticFailedError("start") from None
            if not answer.ready:
                self.kill()
                raise SemanticFailedError("answer")

    async def embed(self, texts: list[str]) -> bytes:
        """`messages.VECTOR` bytes a text."""
        return (await self._ask(lambda number: Embed(number, texts), READING_S)).vectors

    async def keep(self, numbers: list[int], vectors: bytes) -> None:
        await self._ask(lambda number: Keep(number, numbers, vectors), READING_S)

    async def forget(self) -> None:
        await self._ask(Forget, READING_S)

    async def find(self, text: str, limit: int) -> list[tuple[int, float]]:
        """Numbers and how alike they are, best first."""
        answer = await self._ask(lambda number: Find(number, text, limit), FINDING_S)
        return list(zip(answer.numbers, answer.alike, strict=False))

    async def close(self) -> None:
        """Kills it, for good, and waits until it and all that were killed before are gone."""
        self._closed = True
        self.kill()
        async with self._turn:  # whoever waits for an answer hears first that none comes
            self.kill()
            await self.bury()

    async def _run(self) -> asyncio.subprocess.Process:
        command = await asyncio.to_thread(lambda: confined(host_command()))
        try:
            return await self._spawn(command, longest_line=LONGEST_ANSWER, background=True)
        except OSError:
            raise SemanticFailedError("start") from None

    async def _ask(self, made: Callable[[int], Question], deadline: float) -> Answer:
        """SemanticFailedError("gone" | "deadline" | "crash" | "answer" | "fault").

        Whoever waits for the answer may be cancelled: the next one passes over it.
        """
        async with self._turn:
            process = self._process
            if process is None:
                raise SemanticFailedError("gone")
            self._count += 1
            asked = self._count
            try:
                async with asyncio.timeout(deadline):
                    await self._write(process, msgspec.json.encode(made(asked)) + b"\n")
                    answer = await self._read(process)
                    while 0 <= answer.id < asked:
                        answer = await self._read(process)
            except TimeoutError:
                self.kill()
                raise SemanticFailedError("deadline") from None
            if answer.id != asked:
                self.kill()
                raise SemanticFailedError("answer")
            if answer.fault is not None:
                self.kill()
                # the kind alone: other words could be those of a question or of an article
                named = answer.fault if answer.fault.isidentifier() else "unnamed"
                raise SemanticFailedError(f"fault: {named[:_LONGEST_KIND]}")
            return answer

    async def _write(self, process: asyncio.subprocess.Process, content: bytes) -> None:
        if process.stdin is None:
            raise SemanticFailedError("start")
        try:
            process.stdin.write(content)
            await process.stdin.drain()
        except ConnectionError:
            self.kill()
            raise SemanticFailedError("crash") from None

    async def _read(self, process: asyncio.subprocess.Process) -> Answer:
        """Any bytes may come back, or none: it never raises but as said."""
        if process.stdout is None:
            raise SemanticFailedError("start")
        try:
            return ANSWERS.decode(await process.stdout.readuntil())
        except (ConnectionError, asyncio.IncompleteReadError):
            self.kill()
            raise SemanticFailedError("crash") from None
        except (asyncio.LimitOverrunError, msgspec.MsgspecError):
            self.kill()
            raise SemanticFailedError("answer") from None
