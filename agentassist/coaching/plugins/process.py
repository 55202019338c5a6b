"""One plugin in a process of its own: asked with a deadline, killed when it does not keep to it."""

import asyncio
import base64
import json
from collections.abc import Mapping
from typing import Final

import msgspec

from agentassist.child_process import ChildProcess
from agentassist.coaching.plugins.confinement import confined, host_command
from agentassist.coaching.plugins.messages import ANSWERS, Answer

DEADLINE_S: Final = 0.15
START_S: Final = 10.0  # a cold disk; nobody waits for it
_LONGEST_ANSWER: Final = 64 * 1024


class PluginFailedError(Exception):
    """It broke its word; the argument is a stable code for the notice."""

    @property
    def code(self) -> str:
        return str(self.args[0])

    def __str__(self) -> str:
        return ": ".join(str(part) for part in self.args)


class PluginProcess(ChildProcess):
    """Started at the first question, and anew after each kill. One question at a time."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()
        sources = {name: content for name, content in files.items() if _is_module(name)}
        sent = {name: base64.b64encode(code).decode() for name, code in sources.items()}
        self._loading = json.dumps(sent).encode() + b"\n"
        self._count = 0
        self._turn = asyncio.Lock()
        self._closed = False  # for good

    async def start(self) -> None:
        """PluginFailedError("start" | "crash" | "answer") when it does not come up."""
        async with self._turn:
            await self._start()

    async def ask(self, moment: Mapping[str, object], draft: str | None = None) -> Answer:
        """Its answer. PluginFailedError("deadline" | "crash" | "answer" | "fault")."""
        async with self._turn:
            process = self._process or await self._start()
            self._count += 1
            question: dict[str, object] = {"id": self._count, "moment": moment}
            if draft is not None:
                question["draft"] = draft
            try:
                async with asyncio.timeout(DEADLINE_S):
                    answer = await self._exchange(process, msgspec.json.encode(question) + b"\n")
            except TimeoutError:
                self.kill()
                raise PluginFailedError("deadline") from None
            if answer.id != self._count:
                self.kill()
                raise PluginFailedError("answer")
            if answer.fault is not None:
                raise PluginFailedError("fault", answer.fault)
            return answer

    async def close(self) -> None:
        """Kills it, and waits until it and all that were killed before are gone."""
        self._closed = True
        self.kill()
        async with self._turn:  # whoever waits for an answer hears first that none comes
            self.kill()
            await self.bury()

    async def _start(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise PluginFailedError("start")
        process = await self._spawn(confined(host_command()), longest_line=_LONGEST_ANSWER)
        try:
            async with asyncio.timeout(START_S):
                answer = await self._exchange(process, self._loading)
        except TimeoutError:
            self.kill()
            raise PluginFailedError("start") from None
        if not answer.ready:
            self.kill()
            raise PluginFailedError("answer")
        return process

    async def _exchange(self, process: asyncio.subprocess.Process, line: bytes) -> Answer:
        """Any bytes may come back, or none: it never raises but as said."""
        if process.stdin is None or process.stdout is None:
            raise PluginFailedError("start")
        try:
            process.stdin.write(line)
            await process.stdin.drain()
            answer = await process.stdout.readuntil()
        except (ConnectionError, asyncio.IncompleteReadError):
            self.kill()
            raise PluginFailedError("crash") from None
        except asyncio.LimitOverrunError:
            self.kill()
            raise PluginFailedError("answer") from None
        try:
            return ANSWERS.decode(answer)
        except msgspec.MsgspecError:
            self.kill()
            raise PluginFailedError("answer") from None


def _is_module(name: str) -> bool:
    return name.endswith(".py") and name.removesuffix(".py").isidentifier()
