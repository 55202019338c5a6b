"""X11: the key is grabbed at the root window; window managers are asked as EWMH has it."""

import struct
from collections.abc import Callable

from PySide6.QtCore import QKeyCombination, QObject, QSocketNotifier, Qt
from PySide6.QtGui import QGuiApplication

from ui.presence.hotkey import HotkeyState
from ui.presence.xcb import (
    BAD_ACCESS,
    KEY_PRESS,
    KEY_RELEASE,
    MAPPING_NOTIFY,
    PROPERTY_NOTIFY,
    XConnection,
)

_SHIFT, _LOCK, _CONTROL, _ALT, _NUM_LOCK, _SUPER = 1, 2, 4, 8, 16, 64
_HELD = {
    Qt.KeyboardModifier.ShiftModifier: _SHIFT,
    Qt.KeyboardModifier.ControlModifier: _CONTROL,
    Qt.KeyboardModifier.AltModifier: _ALT,
    Qt.KeyboardModifier.MetaModifier: _SUPER,
}
_LOCKS = (0, _LOCK, _NUM_LOCK, _LOCK | _NUM_LOCK)  # the key counts whatever is locked
_F1 = 0xFFBE
_AS_A_PAGER = 2  # on the person's word: window managers don't doubt it


def key_symbol(key: Qt.Key) -> int | None:
    """The X symbol of F keys and of what types a Latin-1 character; None for all else."""
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35:
        return _F1 + key - Qt.Key.Key_F1
    if Qt.Key.Key_A <= key <= Qt.Key.Key_Z:
        return ord(chr(key).lower())
    return int(key) if Qt.Key.Key_Space <= key <= Qt.Key.Key_ydiaeresis else None


class X11Desktop(QObject):
    """OSError when the display can't be reached. `on_key` is called on the main thread."""

    def __init__(self, on_key: Callable[[], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_key = on_key
        self._x = XConnection()
        self._wanted: QKeyCombination | None = None
        self._grabbed: tuple[int, int] | None = None  # code, modifiers
        self._released_at = self._pressed_at = 0  # the server's clock, ms
        self._other: int | None = None
        self._active = self._x.atom("_NET_ACTIVE_WINDOW")
        self._x.watch(self._x.root)
        self._notice_active()
        self._x.flush()
        self._notifier = QSocketNotifier(self._x.descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def close(self) -> None:
        self._notifier.setEnabled(False)
        self._x.close()

    # the key -------------------------------------------------------------------------------
    def grab(self, key: QKeyCombination) -> HotkeyState:
        self.release()
        self._wanted = key
        symbol = key_symbol(key.key())
        code = self._x.key_code(symbol) if symbol is not None else None
        if code is None:
            return HotkeyState.NO_KEY
        held = sum(bit for one, bit in _HELD.items() if key.keyboardModifiers() & one)
        self._grabbed = code, held
        for lock in _LOCKS:
            error = self._x.grab_key(code, held | lock)
            if error:
                self.release()
                return HotkeyState.TAKEN if error == BAD_ACCESS else HotkeyState.NO_KEY
        return HotkeyState.WORKS

    def release(self) -> None:
        if self._grabbed is not None:
            code, held = self._grabbed
            for lock in _LOCKS:
                self._x.ungrab_key(code, held | lock)
            self._x.flush()
        self._grabbed = self._wanted = None

    def _read(self) -> None:
        while (event := self._x.next_event()) is not None:
            kind = event[0] & 0x7F
            if kind == KEY_PRESS:
                self._pressed(struct.unpack("I", event[4:8])[0])
            elif kind == KEY_RELEASE:
                self._released_at = struct.unpack("I", event[4:8])[0]
            elif kind == PROPERTY_NOTIFY and struct.unpack("I", event[8:12])[0] == self._active:
                self._notice_active()
            elif kind == MAPPING_NOTIFY and self._wanted is not None:
                self.grab(self._wanted)  # another layout: the same key may have another code
        if self._x.broken:
            self._notifier.setEnabled(False)

    def _pressed(self, at: int) -> None:
        """A key that is held repeats itself: released and pressed in the same instant."""
        self._pressed_at = at
        if at != self._released_at:
            self._on_key()

    # who has the keyboard ------------------------------------------------------------------
    def _notice_active(self) -> None:
        """Remember the last window that is not ours."""
        active = self._x.property(self._x.root, self._active)
        if active and active[0] and active[0] not in _ours():
            self._other = active[0]

    def in_front(self) -> bool:
        active = self._x.property(self._x.root, self._active)
        return active is not None and bool(_ours().intersection(active[:1]))

    def bring(self, window: int) -> None:
        self._activate(window, self._pressed_at)

    def go_back(self) -> bool:
        other = self._other
        if other is None or self._x.property(other, self._active) is None:
            return False  # it was closed meanwhile
        self._activate(other, 0)
        return True

    def _activate(self, window: int, at: int) -> None:
        self._x.tell_manager(window, self._active, _AS_A_PAGER, at, 0)


def _ours() -> set[int]:
    """Shown ones only: asked for its number, a window that was never shown would be made."""
    windows = QGuiApplication.topLevelWindows()
    return {int(window.winId()) for window in windows if window.isVisible()}
