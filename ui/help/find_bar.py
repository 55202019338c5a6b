"""Find in the page: marks every place while typing, Enter goes from one to the next."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.help.page_view import PageView
from ui.i18n import plural, tr
from ui.theme import Type
from ui.widgets import IconButton, Text


class FindBar(QWidget):
    left = Signal()

    def __init__(self, view: PageView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.L, theme.S, theme.M, theme.S)
        row.setSpacing(theme.S)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(tr("Find in this page"))
        self.edit.setPlaceholderText(tr("Find in this page"))
        self.edit.textChanged.connect(self._typed)
        self.count = Text("", Type.EVIDENCE, "soft", max_lines=1)
        before = IconButton("chevron-up", tr("Previous place"), key=tr("Shift ↵"))
        before.clicked.connect(lambda: self.go(back=True))
        after = IconButton("chevron-down", tr("Next place"), key="↵")
        after.clicked.connect(lambda: self.go())
        away = IconButton("x", tr("Close find"), key=tr("Esc"))
        away.clicked.connect(self.leave)
        row.addWidget(self.edit, 1)
        row.addWidget(self.count)
        for button in (before, after, away):
            row.addWidget(button)
        self.hide()

    def open(self) -> None:
        self.show()
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._mark()

    def leave(self) -> None:
        self.hide()
        self._view.mark("")
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.left.emit()

    def go(self, *, back: bool = False) -> None:
        """To the next place; from the last one to the first."""
        text = self.edit.text()
        how = QTextDocument.FindFlag.FindBackward if back else QTextDocument.FindFlag(0)
        document = self._view.document()
        found = document.find(text, self._view.textCursor(), how)
        if found.isNull() and text:
            end = document.characterCount() - 1 if back else 0
            found = document.find(text, end, how)
        if not found.isNull():
            self._view.setTextCursor(found)
            self._view.ensureCursorVisible()

    def _typed(self) -> None:
        self._mark()
        cursor = self._view.textCursor()
        cursor.setPosition(cursor.selectionStart())  # the place found grows with the word
        self._view.setTextCursor(cursor)
        self.go()

    def _mark(self) -> None:
        count = self._view.mark(self.edit.text())
        none = tr("not in this page") if self.edit.text() else ""
        self.count.setText(plural("{n} place", "{n} places", count) if count else none)

    def mark_again(self) -> None:
        """The page or its colours changed."""
        if self.isVisible():
            self._mark()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
