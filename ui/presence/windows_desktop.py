"""Windows: RegisterHotKey and SetForegroundWindow, as Microsoft documents them. Not tried for real.

WM_HOTKEY comes to the queue of the thread that asked; Qt's loop shows it to a native event filter.
Who has just got a hot key may set the foreground window.
"""

import os
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication, QKeyCombination, Qt

from ui.presence.hotkey import HotkeyState

_ALT, _CONTROL, _SHIFT, _WIN, _NO_REPEAT = 0x1, 0x2, 0x4, 0x8, 0x4000
_HELD = {
    Qt.KeyboardModifier.AltModifier: _ALT,
    Qt.KeyboardModifier.ControlModifier: _CONTROL,
    Qt.KeyboardModifier.ShiftModifier: _SHIFT,
    Qt.KeyboardModifier.MetaModifier: _WIN,
}
_WM_HOTKEY, _ID = 0x0312, 0x0A55
_ALREADY_REGISTERED = 1409  # ERROR_HOTKEY_ALREADY_REGISTERED
_VK_F1, _VK_F12, _VK_SPACE = 0x70, 0x7B, 0x20
_NEXT_BELOW = 2  # GW_HWNDNEXT


def virtual_key(key: Qt.Key) -> int | None:
    """Letters, digits and the space have the number of their character; F12 is a debugger's."""
    if Qt.Key.Key_F1 <= key <= Qt.Key.Key_F24:
        code = _VK_F1 + key - Qt.Key.Key_F1
        return None if code == _VK_F12 else code
    typed = Qt.Key.Key_A <= key <= Qt.Key.Key_Z or Qt.Key.Key_0 <= key <= Qt.Key.Key_9
    return int(key) if typed or key == _VK_SPACE else None


def modifiers(held: Qt.KeyboardModifier) -> int:
    return sum(bit for one, bit in _HELD.items() if held & one) | _NO_REPEAT


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class WindowsDesktop(QAbstractNativeEventFilter):
        def __init__(self, on_key: Callable[[], None]) -> None:
            super().__init__()
            self._on_key = on_key
            self._registered = False
            self._other = 0
            self._user = ctypes.WinDLL("user32", use_last_error=True)
            self._type_calls()
            app = QCoreApplication.instance()
            if app is not None:
                app.installNativeEventFilter(self)

        def _type_calls(self) -> None:
            user = self._user
            key: list[Any] = [wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT]
            user.RegisterHotKey.argtypes = key
            user.UnregisterHotKey.argtypes = key[:2]
            for name in ("SetForegroundWindow", "IsWindow", "IsWindowVisible", "IsIconic"):
                getattr(user, name).argtypes = [wintypes.HWND]
            user.GetForegroundWindow.restype = wintypes.HWND
            user.GetWindowThreadProcessId.argtypes = [
                *(wintypes.HWND, ctypes.POINTER(wintypes.DWORD))
            ]
            user.GetWindow.argtypes = [wintypes.HWND, wintypes.UINT]
            user.GetWindow.restype = wintypes.HWND

        def nativeEventFilter(self, event_type: Any, message: Any) -> tuple[bool, int]:
            told = wintypes.MSG.from_address(int(message))
            if told.message != _WM_HOTKEY or told.wParam != _ID:
                return False, 0
            if not self.in_front():
                self._other = self._user.GetForegroundWindow() or 0
            self._on_key()
            return True, 0

        def grab(self, key: QKeyCombination) -> HotkeyState:
            self.release()
            code = virtual_key(key.key())
            if code is None:
                return HotkeyState.NO_KEY
            held = modifiers(key.keyboardModifiers())
            if self._user.RegisterHotKey(None, _ID, held, code):
                self._registered = True
                return HotkeyState.WORKS
            taken = ctypes.get_last_error() == _ALREADY_REGISTERED
            return HotkeyState.TAKEN if taken else HotkeyState.NO_KEY

        def release(self) -> None:
            if self._registered:
                self._user.UnregisterHotKey(None, _ID)
                self._registered = False

        def in_front(self) -> bool:
            process = wintypes.DWORD()
            front = self._user.GetForegroundWindow()
            self._user.GetWindowThreadProcessId(front, ctypes.byref(process))
            return bool(process.value == os.getpid())

        def bring(self, window: int) -> None:
            self._user.SetForegroundWindow(window)

        def go_back(self) -> bool:
            """To where the key was pressed; or to the next visible window below ours."""
            user, other = self._user, self._other
            if not (other and user.IsWindow(other) and user.IsWindowVisible(other)):
                other = user.GetWindow(user.GetForegroundWindow(), _NEXT_BELOW)
                while other and (not user.IsWindowVisible(other) or user.IsIconic(other)):
                    other = user.GetWindow(other, _NEXT_BELOW)
            return bool(other) and bool(user.SetForegroundWindow(other))

        def close(self) -> None:
            self.release()
            app = QCoreApplication.instance()
            if app is not None:
                app.removeNativeEventFilter(self)
