"""Find in the article: every place is marked while typing, Enter goes from one to the next."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui import theme
from ui.i18n import plural, tr
from ui.knowledge.document_text import DocumentText
from ui.theme import Type
from ui.widgets import IconButton, Text
from ui.widgets.fitting_scroll import FittingScroll

_LONGEST = 100


class ArticleFind(QWidget):
    """`left`: the keyboard goes back to where it came from."""

    left = Signal()

    def __init__(self, reader: FittingScroll, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._texts: Sequence[DocumentText] = ()
        self._places: list[tuple[DocumentText, int]] = []
        self._at = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XS)
        self.edit = QLineEdit()
        self.edit.setMaxLength(_LONGEST)
        self.edit.setAccessibleName(tr("Find in this article"))
        self.edit.setPlaceholderText(tr("Find in this article"))
        self.edit.textChanged.connect(lambda _text: self._mark())
        self.count = Text("", Type.EVIDENCE, "soft", max_lines=1)
        before = IconButton("chevron-up", tr("Previous place"), key=tr("Shift ↵"))
        before.clicked.connect(lambda: self.go(-1))
        after = IconButton("chevron-down", tr("Next place"), key="↵")
        after.clicked.connect(lambda: self.go(1))
        away = IconButton("x", tr("Close find"), key=tr("Esc"))
        away.clicked.connect(self.leave)
        row.addWidget(self.edit, 1)
        row.addWidget(self.count)
        for button in (before, after, away):
            row.addWidget(button)
        self.hide()

    def search_in(self, texts: Sequence[DocumentText]) -> None:
        """Another article: what is typed is looked for in it."""
        self._texts = texts
        if self.isVisible():
            self._mark()

    def open(self) -> None:
        self.show()
        self.edit.selectAll()
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._mark()

    def leave(self) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
        self.put_away()
        if had_focus:
            self.left.emit()

    def put_away(self) -> None:
        self.hide()
        for text in self._texts:
            text.mark_words("")

    def go(self, step: int) -> None:
        """To the next place, or back; from the last one to the first."""
        if not self._places:
            return
        self._at = (self._at + step) % len(self._places)
        chosen, number = self._places[self._at]
        for text in self._texts:
            place = text.show_place(number if text is chosen else -1)
            content = self._reader.widget()
            if place is not None and content is not None:
                spot = text.mapTo(content, place.center().toPoint())
                self._reader.ensureVisible(0, spot.y(), 0, self._reader.viewport().height() // 3)
        self._show_count()

    def _mark(self) -> None:
        words = self.edit.text().strip()
        self._places = [(text, at) for text in self._texts for at in range(text.mark_words(words))]
        self._at = 0
        self.go(0)
        self._show_count()

    def _show_count(self) -> None:
        every = len(self._places)
        if every:
            at = tr("{at} of {all}", at=self._at + 1, all=every)
            self.count.setAccessibleName(plural("{n} place", "{n} places", every))
        else:
            at = tr("not in this article") if self.edit.text().strip() else ""
        self.count.setText(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)
