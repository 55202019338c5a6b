"""Where the keyboard was before the search, so that it can go back there."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class WayBack:
    def __init__(self, panel: QWidget) -> None:
        self._panel = panel
        self._before: QWidget | None = None

    def remember(self) -> None:
        before = QApplication.focusWidget()
        if before is not None and not self._panel.isAncestorOf(before):
            self._before = before

    def go(self) -> bool:
        """False when there is nowhere to go back to."""
        before, self._before = self._before, None
        usable = before is not None and before.isVisible() and before.isEnabled()
        if usable and before is not None:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        return usable
