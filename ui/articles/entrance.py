"""The way to the sources of articles: the menu and its command."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from agentassist.app.events import SemanticChanged
from agentassist.domain.semantic import SemanticStatus
from ui.actions.action import Action
from ui.articles.desk import ArticleSources
from ui.crossing import Crossing
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.articles.window import ArticleSourcesWindow


class Reads(Protocol):
    """Who reads articles for the search by meaning; app/knowledge_desk.py does."""

    async def pause_semantic(self, paused: bool) -> None: ...


class ArticlesEntrance(QObject):
    """Makes the window when it is first asked for, and hands it the core's events."""

    def __init__(
        self, window: MainWindow, desk: ArticleSources, reading: Reads, crossing: Crossing
    ) -> None:
        super().__init__(window)
        self._reading = reading
        self._semantic = SemanticChanged(SemanticStatus())  # what was told last
        crossing.event_received.connect(self._remember)
        self._main, self._desk, self._crossing = window, desk, crossing
        self.window: ArticleSourcesWindow | None = None
        window.keys.bind(Action.ARTICLE_SOURCES, self.open)

    def open(self) -> "ArticleSourcesWindow":
        if self.window is None:
            from ui.articles.window import ArticleSourcesWindow

            self.window = ArticleSourcesWindow(self._desk, self._crossing, self._main)
            self._crossing.event_received.connect(self.window.handle)
            self.window.semantic.pause_requested.connect(self._pause)
            self.window.handle(self._semantic)
        self.window.open()
        return self.window

    def _remember(self, event: object) -> None:
        if isinstance(event, SemanticChanged):
            self._semantic = event

    def _pause(self, paused: bool) -> None:
        self._crossing.run(self._reading.pause_semantic(paused))
