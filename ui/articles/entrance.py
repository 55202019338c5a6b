"""The way to the sources of articles: the menu and its command."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.actions.action import Action
from ui.articles.desk import ArticleSources
from ui.crossing import Crossing
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.articles.window import ArticleSourcesWindow


class ArticlesEntrance(QObject):
    """Makes the window when it is first asked for, and hands it the core's events."""

    def __init__(self, window: MainWindow, desk: ArticleSources, crossing: Crossing) -> None:
        super().__init__(window)
        self._main, self._desk, self._crossing = window, desk, crossing
        self.window: ArticleSourcesWindow | None = None
        window.keys.bind(Action.ARTICLE_SOURCES, self.open)

    def open(self) -> "ArticleSourcesWindow":
        if self.window is None:
            from ui.articles.window import ArticleSourcesWindow

            self.window = ArticleSourcesWindow(self._desk, self._crossing, self._main)
            self._crossing.event_received.connect(self.window.handle)
        self.window.open()
        return self.window
