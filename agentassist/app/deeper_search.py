"""Questions, looked for once more by what they mean, when the typing pauses.

The words' result is on the screen by then, and nothing ever waits for this one.
"""

import asyncio
from collections.abc import Awaitable, Callable

from agentassist.app.bus import Bus
from agentassist.app.events import (
    AppEvent,
    KnowledgeReady,
    Notified,
    ResultsDeepened,
    SemanticChanged,
    Severity,
)
from agentassist.app.runtime import StartTask
from agentassist.domain.knowledge import SearchResult
from agentassist.domain.question import is_question
from agentassist.domain.semantic import SemanticState, SemanticStatus
from agentassist.ports.semantic import SemanticSearch

_TROUBLES = {
    SemanticState.NOT_INSTALLED: "semantic.not_installed",
    SemanticState.WRONG_MODEL: "semantic.wrong_model",
    SemanticState.FAILED: "semantic.failed",
}
PAUSE_S = 0.1  # between two letters of who types on


class DeeperSearch:
    """Between the desk and `SemanticSearch`. `wait` is there for tests."""

    def __init__(
        self,
        bus: Bus,
        start_task: StartTask,
        semantic: SemanticSearch,
        *,
        wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._bus, self._start_task, self._semantic = bus, start_task, semantic
        self._wait = wait
        self._newest = 0

    def start(self) -> None:
        """Articles are read from now on, where the settings want it."""
        self._bus.subscribe(self._heard)
        self._start_task(self._semantic.run(self._told), "search by meaning")

    def _heard(self, event: AppEvent) -> None:
        if isinstance(event, KnowledgeReady):  # there may be other articles than before
            self._semantic.look_again()

    def typed(self) -> None:
        """Another search begins: what was found for those before is of no use any more."""
        self._newest += 1

    def found(self, result: SearchResult) -> None:
        """What the words found, for the newest search."""
        if is_question(result.query):
            self._start_task(self._deepen(self._newest, result), "deeper search")

    def pause(self, paused: bool) -> None:
        self._semantic.pause(paused)

    async def _deepen(self, number: int, result: SearchResult) -> None:
        await self._wait(PAUSE_S)
        if number != self._newest:
            return
        deeper = await self._semantic.deepen(result)
        if deeper is not None and number == self._newest:
            self._bus.publish(ResultsDeepened(result.query, deeper))

    def _told(self, status: SemanticStatus) -> None:
        self._bus.publish(SemanticChanged(status))
        if status.state in _TROUBLES:
            told = {"packages": ", ".join(status.missing), "file": status.file}
            params = tuple((key, value) for key, value in told.items() if value)
            self._bus.publish(Notified(Severity.WARNING, _TROUBLES[status.state], params))
