"""Asks the desk at every keystroke; answers come in any order, and only the newest counts."""

from PySide6.QtCore import QObject, Signal

from agentassist.domain.knowledge import SearchResult
from ui.crossing import Runs
from ui.knowledge.desk import ArticleDesk


class Searching(QObject):
    """`found` carries a SearchResult that is not older than what is shown."""

    found = Signal(object)
    failed = Signal()

    def __init__(self, desk: ArticleDesk, crossing: Runs, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._crossing = desk, crossing
        self._asked = self._answered = 0

    @property
    def answered(self) -> bool:
        """What is shown is the answer to what is typed."""
        return self._answered == self._asked

    def ask(self, text: str) -> None:
        self._asked += 1
        asked = self._asked
        self._crossing.run(
            self._desk.search(text),
            lambda result: self._found(asked, result),
            lambda _error: self._failed(asked),
        )

    def forget(self) -> None:
        """Nothing is typed any more: whatever is still on its way is stale."""
        self._asked += 1
        self._answered = self._asked

    def left(self) -> None:
        """The agent went away from the search."""
        self._crossing.run(self._desk.search_left())

    def _fresh(self, asked: int) -> bool:
        fresh = asked > self._answered
        if fresh:
            self._answered = asked
        return fresh

    def _found(self, asked: int, result: SearchResult) -> None:
        if self._fresh(asked):
            self.found.emit(result)

    def _failed(self, asked: int) -> None:
        if self._fresh(asked):
            self.failed.emit()
