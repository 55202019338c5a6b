"""A field that shows the keys of an action and takes the next key pressed as the new one."""

from PySide6.QtCore import QEvent, QKeyCombination, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.actions.key_names import native_texts
from ui.actions.keymap import Keys
from ui.i18n import tip, tr
from ui.theme import Type
from ui.widgets.announcement import announce
from ui.widgets.marks import keycap_width, paint_keycap

_HEIGHT, _PAD, _GAP = 30, 8, 4
_WIDEST = 132.0  # a narrow window leaves its room to the names
_HELD_ALONE = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_unknown,
        Qt.Key.Key_Dead_Circumflex,
    }
)
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class KeyRecorder(QAbstractButton):
    """Return or a click begins; a key ends it. Esc and Tab leave all as it is, Backspace is no key.

    `recorded` carries the keys, () for none; `recording_changed` whether it listens.
    """

    recorded = Signal(object)  # Keys
    recording_changed = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._keys: Keys = ()
        self._recording = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: self.record(not self._recording))
        theme.current().changed.connect(self.update)

    # what it shows -------------------------------------------------------------------------
    def show_keys(self, keys: Keys) -> None:
        self._keys = keys
        self._name()
        self.update()

    @property
    def recording(self) -> bool:
        return self._recording

    def words(self) -> str:
        """What stands in it where no keycaps do."""
        if self._recording:
            return tr("Press the new key")
        return "" if self._keys else tr("no key")

    def _name(self) -> None:
        keys = ", ".join(native_texts(self._keys)) or tr("no key")
        self.setAccessibleName(tr("{title}: {keys}. Change", title=self._title, keys=keys))
        self.setToolTip(tip(tr("Change the key of “{title}”", title=self._title)))

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(theme.current().font(Type.EVIDENCE))
        words = metrics.horizontalAdvance(tr("Press the new key"))
        return QSize(round(min(_WIDEST, max(120.0, words + 2 * _PAD + 2))), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # recording -----------------------------------------------------------------------------
    def record(self, on: bool) -> None:
        if on == self._recording:
            return
        self._recording = on
        if on:
            announce(self, tr("Press the new key. Esc leaves it as it is, Backspace takes it away"))
        self.update()
        self.recording_changed.emit(on)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and self._recording:
            event.accept()  # no shortcut of the window: it is the key that is asked for
            return True
        if event.type() is QEvent.Type.KeyPress and self._recording:
            if isinstance(event, QKeyEvent) and self._take(event):
                event.accept()
                return True
            self.record(False)  # Tab: on to the next, nothing changed
        return super().event(event)

    def _take(self, event: QKeyEvent) -> bool:
        """False for what leaves the field by itself."""
        key, held = Qt.Key(event.key()), event.modifiers()
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        if key in _HELD_ALONE or event.isAutoRepeat():
            return True
        plain = not held & ~Qt.KeyboardModifier.KeypadModifier
        if key is Qt.Key.Key_Escape and plain:
            self.record(False)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and plain:
            self._done(())
        else:
            self._done(keys_of(key, held))
        return True

    def _done(self, keys: Keys) -> None:
        self.record(False)
        self.recorded.emit(keys)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return begins as Space does; the arrows go on to the next field."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key is Qt.Key.Key_Down:
            self.focusNextChild()
        elif key is Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.record(False)

    # looks ---------------------------------------------------------------------------------
    def paintEvent(self, event: QPaintEvent) -> None:
        current = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = self._recording or self.hasFocus()
        painter.setPen(QPen(current.color("accent" if strong else "line"), 2 if strong else 1))
        ground = "accent_bg" if self._recording else "raised" if self.underMouse() else "surface"
        painter.setBrush(current.color(ground))
        inset = 1.0 if strong else 0.5
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.RADIUS_CONTROL - 1, theme.RADIUS_CONTROL - 1)
        if words := self.words():
            painter.setFont(current.font(Type.EVIDENCE))
            painter.setPen(current.color("accent" if self._recording else "faint"))
            room = self.width() - 2 * _PAD
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, shown)
            return
        caps = native_texts(self._keys)
        left = (self.width() - sum(map(keycap_width, caps)) - _GAP * (len(caps) - 1)) / 2
        for cap in caps:
            width = keycap_width(cap)
            paint_keycap(painter, QRectF(left, (self.height() - 18) / 2, width, 18), cap)
            left += width + _GAP


def keys_of(key: Qt.Key, held: Qt.KeyboardModifier) -> Keys:
    """In Qt's portable spelling. Return means the one of the keypad, too."""
    held &= ~Qt.KeyboardModifier.KeypadModifier & ~Qt.KeyboardModifier.GroupSwitchModifier
    symbol = 0x20 < key.value < 0x01000000 and not chr(key.value).isalnum()
    if symbol:  # Shift belongs to the sign: another keyboard has it elsewhere
        held &= ~_SHIFT
    if key is Qt.Key.Key_Enter:
        key = Qt.Key.Key_Return
    text = QKeySequence(QKeyCombination(held, key)).toString(
        QKeySequence.SequenceFormat.PortableText
    )
    if not text:
        return ("",)
    return (text, text.replace("Return", "Enter")) if text.endswith("Return") else (text,)
