"""The command palette: type what you want to do. It covers no card, takes no call's attention."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QListView, QWidget

from ui import theme
from ui.i18n import tr
from ui.palette.entries import PaletteEntry
from ui.palette.entry_rows import EntryDelegate, EntryModel, row_height, second_line
from ui.palette.ranking import rank
from ui.theme import Type
from ui.widgets import Card, Divider, Icon, Keycap, Text
from ui.widgets.announcement import announce

_WIDEST, _HIGHEST, _LONGEST = 560, 400, 120
_PAGE = 7  # rows
_SPOKEN_MS = 400  # typing has paused: a screen reader hears the first row
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}
_AWAY = (
    Qt.FocusReason.ActiveWindowFocusReason,  # another window in front is no reason to go
    Qt.FocusReason.PopupFocusReason,
)


class _Field(QLineEdit):
    left_for = Signal(object)  # FocusReason

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left_for.emit(event.reason())


class CommandPalette(QWidget):
    """`open_with` shows it and `leave` gives the focus back to where it was.

    `chosen` carries the entry that is to be done; the palette is gone by then.
    """

    chosen = Signal(object)  # PaletteEntry

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self._room: QRect | None = None
        self._entries: Sequence[PaletteEntry] = ()
        self._recent: Sequence[str] = ()
        self._came_from: QWidget | None = None
        self.setObjectName("command-palette")
        self._build()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SPOKEN_MS)
        self._pause.timeout.connect(self._speak)
        self.hide()

    def _build(self) -> None:
        self.card = Card(self, padded=False)
        head = QHBoxLayout()
        head.setContentsMargins(theme.L, theme.M, theme.M, theme.M)
        head.setSpacing(theme.S)
        head.addWidget(Icon("search", "soft"))
        self.field = _Field()
        self.field.setProperty("bare", True)
        self.field.setFont(theme.current().font(Type.VALUE))
        self.field.setMaxLength(_LONGEST)
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.setAccessibleName(tr("Do anything: type what you want"))
        self.field.textChanged.connect(self._typed)
        self.field.left_for.connect(self._focus_went)
        self.field.installEventFilter(self)
        head.addWidget(self.field, 1)
        head.addWidget(Keycap(tr("Esc")))
        self.card.body.addLayout(head)
        self.card.body.addWidget(Divider())
        self.model = EntryModel(self)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(EntryDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("What can be done"))
        self.list.clicked.connect(lambda _: self.run_selected())
        self._inner = QWidget()
        inner = QHBoxLayout(self._inner)
        inner.setContentsMargins(theme.S, theme.S, theme.S, theme.S)
        inner.addWidget(self.list)
        self.card.body.addWidget(self._inner)
        self.nothing = Text("", Type.BODY, "soft")
        self.nothing.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self.card.body.addWidget(self.nothing)

    # opening and leaving -------------------------------------------------------------------
    def open_with(self, entries: Sequence[PaletteEntry], recent: Sequence[str]) -> None:
        self._entries, self._recent = entries, recent
        self._came_from = QApplication.focusWidget()
        self.field.clear()
        self._show_rows()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._pause.start()

    def set_room(self, room: QRect) -> None:
        """Where in the window it may lie: beside the card, or under it in a narrow window."""
        self._room = room
        if self.isVisible():
            self._place()

    def leave(self) -> None:
        """The focus goes back to where it was."""
        back, self._came_from = self._came_from, None
        had_focus = self.field.hasFocus()
        self._put_away()
        if had_focus and back is not None and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.PopupFocusReason)

    def _put_away(self) -> None:
        self._pause.stop()
        self.hide()
        self._entries = ()
        self.model.set_rows(())

    def _focus_went(self, reason: object) -> None:
        """Another key or a click led somewhere else."""
        if reason not in _AWAY and self.isVisible():
            self._came_from = None
            self._put_away()

    # choosing ------------------------------------------------------------------------------
    def _typed(self) -> None:
        if self.isVisible():
            self._show_rows()
            self._pause.start()

    def _show_rows(self) -> None:
        typed = self.field.text().strip()
        self.model.set_rows(rank(typed, self._entries, self._recent))
        found = bool(self.model.rows)
        self._inner.setVisible(found)
        self.nothing.setVisible(not found)
        self.nothing.setText(tr("Nothing is called “{text}” here.", text=typed))
        if found:
            self.list.setCurrentIndex(self.model.index(0))
            self.list.scrollToTop()
        self._place()

    def move_selection(self, rows: int) -> None:
        last = self.model.rowCount() - 1
        if last >= 0:
            at = min(max(self.list.currentIndex().row() + rows, 0), last)
            self.list.setCurrentIndex(self.model.index(at))
            self._pause.start()

    @property
    def selected(self) -> PaletteEntry | None:
        at = self.list.currentIndex().row()
        return self.model.rows[at].entry if 0 <= at < len(self.model.rows) else None

    def run_selected(self) -> None:
        """Enter. What can't be done now stays, with its reason."""
        entry = self.selected
        if entry is None:
            return
        if entry.why_not:
            self._speak()
            return
        self.leave()
        self.chosen.emit(entry)

    def _speak(self) -> None:
        at = self.list.currentIndex().row()
        if 0 <= at < len(self.model.rows):
            ranked = self.model.rows[at]
            place = tr("{at} of {all}", at=at + 1, all=len(self.model.rows))
            spoken = (ranked.entry.title, ", ".join(ranked.entry.keys), second_line(ranked), place)
            announce(self.field, ". ".join(part.rstrip(".") for part in spoken if part))
        else:
            announce(self.field, self.nothing.text())

    # keys and place ------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take(Qt.Key(event.key()), event.modifiers())
        return super().eventFilter(watched, event)

    def _take(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if modifiers & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _MOVES:
            self.move_selection(_MOVES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run_selected()
        elif key is Qt.Key.Key_Escape:
            self.leave()
        else:
            return False
        return True

    def _place(self) -> None:
        """As high as its rows; the field stays where it is while one types."""
        room = self._room or self._over.rect()
        width = min(_WIDEST, room.width() - 2 * theme.S)
        most = min(_HIGHEST, room.height() - 2 * theme.S)
        left = room.left() + (room.width() - width) // 2
        low = room.top() > self._over.height() // 3  # under the card: at the bottom of the window
        top = room.bottom() + 1 - most - theme.S if low else room.top() + theme.S
        rows = sum(row_height(row) for row in self.model.rows)
        below = rows + 2 * theme.S if rows else self.nothing.heightForWidth(width)
        self.setGeometry(left, top, width, min(most, self._around() + below))
        self.card.setGeometry(self.rect())

    def _around(self) -> int:
        """What is not rows: the field, the line, the edges."""
        field = max(self.field.sizeHint().height(), 18) + 2 * theme.M
        edges = self.card.body.contentsMargins()
        return field + 1 + edges.top() + edges.bottom()
