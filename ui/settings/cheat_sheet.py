"""All keys on one sheet over the window; any way out leads back to where the focus was."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.actions.action import Action, Declared, Place
from ui.actions.bindings import Bindings
from ui.actions.declared import place_text, title_text
from ui.actions.key_names import native_text, native_texts
from ui.actions.keymap import ROWS
from ui.i18n import tr
from ui.theme import Type, Weight
from ui.widgets import Card, Keycap, SectionLabel, Text
from ui.widgets.fitting_scroll import FittingScroll
from ui.widgets.key_hint import KeyHint

_SIDE_BY_SIDE = (
    (Place.ANYWHERE, Place.SEARCH, Place.PROGRAM),
    (Place.CALL, Place.HISTORY, Place.AFTER, Place.WINDOW, Place.DEMO),
)
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TWO_COLUMNS = 660  # width of the window from which the groups stand side by side


class CheatSheet(QFrame):
    """`open()` shows it, or puts away the one that is open already."""

    def __init__(self, keys: Bindings, window: QWidget) -> None:
        super().__init__(window)
        self._keys, self._over = keys, window
        self._came_from: QWidget | None = None
        self.setObjectName("cheat-sheet")
        self.setAccessibleName(tr("All keys"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        self.card = Card()
        self.card.setMaximumWidth(760)
        head = QHBoxLayout()
        head.addWidget(Text(tr("All keys"), Type.VALUE, "text", Weight.SEMIBOLD), 1)
        self.copy = KeyHint(native_text("Ctrl+C"), tr("copy"), name=tr("Copy all keys as text"))
        self.copy.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the sheet has the focus, and the key
        self.copy.clicked.connect(self.copy_text)
        head.addWidget(self.copy)
        head.addWidget(Keycap(tr("Esc")))
        self.card.body.addLayout(head)
        content = QWidget()
        self._columns = QHBoxLayout(content)
        self._columns.setContentsMargins(0, theme.S, theme.S, 0)
        self._columns.setSpacing(theme.XL)
        self._scroll = FittingScroll(content)
        self.card.body.addWidget(self._scroll)
        outer.addStretch(1)
        outer.addWidget(self.card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(1)
        self._fill()
        window.installEventFilter(self)
        self.hide()

    def _fill(self) -> None:
        wide = self._over.width() >= _TWO_COLUMNS
        self.card.setFixedWidth(min(760, max(300, self._over.width() - 2 * theme.L)))
        for places in _SIDE_BY_SIDE if wide else (tuple(Place),):
            column = QVBoxLayout()
            column.setSpacing(theme.L)
            for place in places:
                rows = [row for row in self._rows() if row.place is place]
                if not rows:
                    continue
                column.addWidget(self._group(place_text(place), rows))
            column.addStretch(1)
            self._columns.addLayout(column, 1)

    def _group(self, title: str, rows: list[Declared]) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SectionLabel(title))
        for row in rows:
            column.addLayout(self._line(row))
        return holder

    def _line(self, row: Declared) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(theme.XS)
        keys = self._caps(row)
        words = Text(title_text(row.action), Type.BODY, "text")
        words.setAccessibleName(f"{title_text(row.action)}: {', '.join(keys)}")
        line.addWidget(words, 1)
        for key in keys:
            line.addWidget(Keycap(key), 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _caps(self, row: Declared) -> list[str]:
        caps = native_texts(row.keys if row.local else self._keys.keys(row.action))
        return [f"{caps[0]} – {caps[-1]}"] if row.action is Action.PICK else list(caps)

    def _rows(self) -> list[Declared]:
        """What has a key and does something here."""
        bound = self._keys.bound
        return [
            row
            for row in ROWS
            if row.local or (row.action in bound and self._keys.keys(row.action))
        ]

    def as_text(self) -> str:
        """To be pasted and printed: a line for each action, its keys after a tab."""
        lines: list[str] = []
        for place in Place:
            rows = [row for row in self._rows() if row.place is place]
            if rows:
                lines += ["", place_text(place)] if lines else [place_text(place)]
            lines += [f"{title_text(row.action)}\t{', '.join(self._caps(row))}" for row in rows]
        return "\n".join(lines) + "\n"

    def copy_text(self) -> None:
        QApplication.clipboard().setText(self.as_text())
        self.copy.set_text(tr("copied"))

    def open(self) -> None:
        for other in self._over.findChildren(CheatSheet):
            if other is not self and other.isVisible():
                other.leave()
                self.deleteLater()
                return
        self._came_from = QApplication.focusWidget()
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def leave(self) -> None:
        back, self._came_from = self._came_from, None
        had_focus = self.hasFocus()
        self.close()
        if had_focus and back is not None and back.isVisible():
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._over:
            self.setGeometry(self._over.rect())
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Space):
            self.leave()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_text()
        elif key in _PAGES:
            self._scroll.page(_PAGES[key])
        elif key in _STEPS:
            self._scroll.step(_STEPS[key])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.leave()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Another key led somewhere else; another window in front is no reason to go."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.ActiveWindowFocusReason and self.isVisible():
            self._came_from = None
            self.close()

    def paintEvent(self, event: QPaintEvent) -> None:
        veil = QColor(theme.current().color("bg"))
        veil.setAlphaF(0.82)
        QPainter(self).fillRect(self.rect(), veil)
