"""What every window test gets: a crossing that answers at once, or when the test says so."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from agentassist.domain.errors import AgentAssistError


class HeldCrossing(QObject):
    """Runs the work on this thread; with `hold` it waits until `settle`, in any order."""

    event_received = Signal(object)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.hold = False
        self.waiting: list[Callable[[], None]] = []
        self._asked: list[Coroutine[Any, Any, Any]] = []
        self._over = False

    def run(
        self,
        work: Coroutine[Any, Any, Any],
        ok: Callable[[Any], None] | None = None,
        err: Callable[[AgentAssistError], None] | None = None,
    ) -> None:
        def deliver() -> None:
            try:
                result = asyncio.run(work)
            except AgentAssistError as error:
                (err or self.failed.emit)(error)
            else:
                if ok is not None:
                    ok(result)

        if self._over:
            work.close()
        elif self.hold:
            self._asked.append(work)
            self.waiting.append(deliver)
        else:
            deliver()

    def settle(self, *order: int) -> None:
        """Deliver what waits, by position; without positions in the order asked."""
        work, self.waiting = self.waiting, []
        for position in order or range(len(work)):
            work[position]()

    def forget(self) -> None:
        """The test is over: what was not delivered never is, nor what a timer still asks for."""
        self._over = True
        for work in self._asked:
            work.close()


@pytest.fixture
def crossing(qapp: QApplication) -> Iterator[HeldCrossing]:
    held = HeldCrossing()
    yield held
    held.forget()
