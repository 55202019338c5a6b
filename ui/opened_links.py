"""Links that the system hands to the program itself, and the window that comes forward."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget

MOST_WAITING = 5


class OpenedLinks(QObject):
    """macOS sends a link as an event, not as an argument. Early ones wait for the core."""

    def __init__(self, app: QApplication, on_link: Callable[[str], None]) -> None:
        super().__init__(app)
        self._on_link = on_link
        self._waiting: list[str] | None = []
        app.installEventFilter(self)

    def take(self, link: str) -> None:
        if self._waiting is None:
            self._on_link(link)
        elif len(self._waiting) < MOST_WAITING:
            self._waiting.append(link)

    def go(self) -> None:
        """The core takes links from now on."""
        waiting, self._waiting = self._waiting or [], None
        for link in waiting:
            self._on_link(link)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.url().scheme() == "agentassist":
            self.take(bytes(event.url().toEncoded().data()).decode("ascii"))
            return True
        return False


def come_forward(window: QWidget) -> None:
    """The person asked for it by starting the program again: the one time it takes the focus."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
