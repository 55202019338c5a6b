"""Finding in the timeline as one types; there only while something is looked for."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.i18n import count_text, tr
from ui.theme import Type
from ui.widgets import ElidedLabel, Keycap

_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FindField(QWidget):
    """`changed` carries the text; `left` says that the agent goes back to the list.

    Esc empties it first, then leaves.
    """

    changed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(tr("Find in earlier contacts"))
        self.edit.setAccessibleName(tr("Find in earlier contacts"))
        self.edit.setMaxLength(80)
        self.edit.textChanged.connect(self.changed)
        self.edit.installEventFilter(self)
        self.count = ElidedLabel("", Type.EVIDENCE, "faint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.edit, 1)
        row.addWidget(self.count)
        row.addWidget(Keycap(tr("Esc")))
        self.hide()

    @property
    def text(self) -> str:
        return self.edit.text()

    def open(self, typed: str = "") -> None:
        """Show it and type on in it."""
        self.show()
        if typed:
            self.edit.setText(self.edit.text() + typed)
            self.edit.setFocus(Qt.FocusReason.OtherFocusReason)  # a shortcut's would select it
        else:
            self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_find(self) -> None:
        """Nothing is looked for any more."""
        self.edit.clear()
        self.hide()

    def show_count(self, found: int, of: int) -> None:
        text = tr("{n} of {all}", n=count_text(found), all=count_text(of)) if self.text else ""
        self.count.setText(text)
        self.edit.setAccessibleDescription(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                if self.text:
                    self.edit.clear()
                else:
                    self.close_find()
                    self.left.emit()
                return True
            if event.key() in _DOWN:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
