"""The search field: text, how much was found, and the key that leads in or out."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from ui import theme
from ui.actions import keymap
from ui.actions.action import Action
from ui.i18n import tr
from ui.theme import Type
from ui.widgets import Icon, Keycap, Text

GLOW = 3  # room for the focus ring
LONGEST = 400
_WIDE = 430
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
}
_OWN = (Action.PIN, Action.REPORT, Action.LINKS)
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class SearchField(QFrame):
    """Keys that are not text leave as signals, so the focus stays in the field."""

    text_changed = Signal(str)
    moved = Signal(int)  # rows up or down
    paged = Signal(int)  # the preview, pages up or down
    opened = Signal()
    left = Signal()  # Esc: a step back
    entered = Signal()  # it was clicked
    focus_lost = Signal()

    def __init__(self, key: str = Action.SEARCH, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._count = self._spent = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M + GLOW, GLOW, theme.M + GLOW, GLOW)
        row.setSpacing(theme.S)
        self.edit = QLineEdit()
        self.edit.setProperty("bare", True)
        self.edit.setFont(theme.current().font(Type.VALUE))
        self.edit.setMaxLength(LONGEST)
        self.edit.setMinimumWidth(90)
        self.edit.setAccessibleName(tr("Search the knowledge base"))
        self.count = Text("", Type.EVIDENCE, "faint", max_lines=1)
        self.count.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.cap = Keycap(key)
        row.addWidget(Icon("search", "soft"))
        row.addWidget(self.edit, 1)
        row.addWidget(self.count)
        row.addWidget(self.cap)
        self.setFixedHeight(44 + 2 * GLOW)
        self.setFocusProxy(self.edit)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.edit.textChanged.connect(self.text_changed)
        self.edit.installEventFilter(self)
        theme.current().changed.connect(self.update)

    def take_keyboard(self) -> None:
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_count(self, count: str, spent: str = "") -> None:
        """'3 of 1,204' and '3 ms'; a narrow field leaves its room to the text."""
        self._count, self._spent = count, spent
        self._show_count()

    def _show_count(self) -> None:
        whole = self.width() >= _WIDE and self._spent
        self.count.setText(f"{self._count} · {self._spent}" if whole else self._count)
        self.count.setToolTip(self._spent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            focused = event.type() is QEvent.Type.FocusIn
            self.cap.set_key(tr("Esc") if focused else self._key)
            self.cap.setVisible(bool(self.cap.text()))
            self.update()
            if not focused:
                self.focus_lost.emit()
        elif event.type() is QEvent.Type.MouseButtonRelease:
            self.entered.emit()
        elif event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if _of_the_window(event):
                event.ignore()
                return True
        elif event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._take(event)
        return super().eventFilter(watched, event)

    def _take(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif key in _PAGES:
            self.paged.emit(_PAGES[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif key is Qt.Key.Key_Escape:
            self.left.emit()
        else:
            return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.edit.hasFocus()
        box = QRectF(self.rect()).adjusted(GLOW + 0.5, GLOW + 0.5, -GLOW - 0.5, -GLOW - 0.5)
        radius = theme.RADIUS_CONTROL
        if focused:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current.color("accent"))
            painter.setOpacity(0.25)
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), radius + 3, radius + 3)
            painter.setOpacity(1)
        painter.setPen(QPen(current.color("accent" if focused else "line"), 1.5 if focused else 1))
        painter.setBrush(current.color("surface"))
        painter.drawRoundedRect(box, radius, radius)


def _of_the_window(event: QKeyEvent) -> bool:
    """A key of an action of the search; some systems would delete letters by it."""
    pressed = QKeySequence(event.keyCombination()).toString(
        QKeySequence.SequenceFormat.PortableText
    )
    keys = keymap.current()
    return any(pressed in keys.keys(action) for action in _OWN)
