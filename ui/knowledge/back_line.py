"""Over an opened article: the way back to the list, as a word and as a key."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.i18n import count_text, plural, tr
from ui.widgets import LinkButton

_HEIGHT = 32


class BackLine(QWidget):
    """Hidden while the list stands there."""

    pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.opened = False
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.S, 0, theme.S, 0)
        self.button = LinkButton("", key=tr("Esc"))
        self.button.clicked.connect(self.pressed)
        row.addWidget(self.button)
        row.addStretch(1)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    def open(self, results: int) -> None:
        """`results` 0: it was opened from an empty search."""
        self.opened = True
        count = count_text(results)
        words = plural("‹ {count} result", "‹ {count} results", results, count=count)
        self.button.set_label(words if results else tr("‹ Back"))
        self.show()

    def close(self) -> bool:
        self.opened = False
        self.hide()
        return True
