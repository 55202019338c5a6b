"""macOS: RegisterEventHotKey of Carbon, the one key for all programs that asks no permission.

Written against Apple's headers (CarbonEvents.h, NSRunningApplication.h). Not tried for real.
"""

import ctypes
import ctypes.util
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int32, c_uint32, c_void_p
from typing import Any

from PySide6.QtCore import QKeyCombination, Qt, QTimer

from ui.presence.hotkey import HotkeyState

_HELD = {  # Qt's Ctrl is Command here, its Meta is Control
    Qt.KeyboardModifier.ControlModifier: 1 << 8,
    Qt.KeyboardModifier.ShiftModifier: 1 << 9,
    Qt.KeyboardModifier.AltModifier: 1 << 11,
    Qt.KeyboardModifier.MetaModifier: 1 << 12,
}
# kVK_F1 and so on of Events.h: keys have no order of their own.
_F_KEYS = (122, 120, 99, 118, 96, 97, 98, 100, 101, 109, 103, 111, 105, 107, 113, 106, 64, 79, 80)
_SPACE = 49
_KEYBOARD, _HOT_KEY_PRESSED = int.from_bytes(b"keyb"), 5
_EXCLUSIVE = 1  # kEventHotKeyExclusive
_EXISTS = -9878  # eventHotKeyExistsErr
_IGNORING_OTHERS = 2  # NSApplicationActivateIgnoringOtherApps


class _EventType(Structure):
    _fields_ = [("event_class", c_uint32), ("kind", c_uint32)]


class _HotKeyId(Structure):
    _fields_ = [("signature", c_uint32), ("number", c_uint32)]


_Handler = CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)


def key_code(key: Qt.Key) -> int | None:
    """F keys and the space; letters stand elsewhere on each keyboard, and are not asked for."""
    at = int(key) - int(Qt.Key.Key_F1)
    if 0 <= at < len(_F_KEYS):
        return _F_KEYS[at]
    return _SPACE if key == Qt.Key.Key_Space else None


def modifiers(held: Qt.KeyboardModifier) -> int:
    return sum(bit for one, bit in _HELD.items() if held & one)


class MacDesktop:
    """OSError where there is no Carbon. The handler is called on the main thread, by its loop."""

    def __init__(self, on_key: Callable[[], None]) -> None:
        self._carbon = ctypes.CDLL("/System/Library/Frameworks/Carbon.framework/Carbon")
        self._on_key = on_key
        self._key = c_void_p()
        self._other: int | None = None
        self._objects = _Objects()
        carbon = self._carbon
        carbon.GetEventDispatcherTarget.restype = c_void_p
        carbon.InstallEventHandler.argtypes = [
            *(c_void_p, _Handler, ctypes.c_ulong, POINTER(_EventType), c_void_p, c_void_p)
        ]
        carbon.RegisterEventHotKey.argtypes = [
            *(c_uint32, c_uint32, _HotKeyId, c_void_p, c_uint32, POINTER(c_void_p))
        ]
        carbon.UnregisterEventHotKey.argtypes = [c_void_p]
        self._target = carbon.GetEventDispatcherTarget()
        self._handler = _Handler(self._pressed)  # kept: Carbon has only its address
        wanted = _EventType(_KEYBOARD, _HOT_KEY_PRESSED)
        carbon.InstallEventHandler(self._target, self._handler, 1, byref(wanted), None, None)

    def _pressed(self, _call: int, _event: int, _data: int) -> int:
        """Out of Carbon's call first: what is raised in there has nowhere to go."""
        QTimer.singleShot(0, self._told)
        return 0

    def _told(self) -> None:
        other = self._objects.front()
        if other is not None:
            self._other = other
        self._on_key()

    def grab(self, key: QKeyCombination) -> HotkeyState:
        self.release()
        code = key_code(key.key())
        if code is None:
            return HotkeyState.NO_KEY
        which = _HotKeyId(int.from_bytes(b"agas"), 1)
        held = modifiers(key.keyboardModifiers())
        status = self._carbon.RegisterEventHotKey(
            code, held, which, self._target, _EXCLUSIVE, byref(self._key)
        )
        if status == 0:
            return HotkeyState.WORKS
        self._key = c_void_p()
        return HotkeyState.TAKEN if status == _EXISTS else HotkeyState.NO_KEY

    def release(self) -> None:
        if self._key.value is not None:
            self._carbon.UnregisterEventHotKey(self._key)
            self._key = c_void_p()

    def in_front(self) -> bool:
        return self._objects.front() is None

    def bring(self, window: int) -> None:
        self._objects.activate(None)

    def go_back(self) -> bool:
        return self._other is not None and self._objects.activate(self._other)

    def close(self) -> None:
        self.release()


class _Objects:
    """The three messages to AppKit that this takes, through the Objective-C runtime."""

    def __init__(self) -> None:
        ctypes.CDLL("/System/Library/Frameworks/AppKit.framework/AppKit")
        self._objc = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
        self._objc.objc_getClass.restype = c_void_p
        self._objc.objc_getClass.argtypes = [c_char_p]
        self._objc.sel_registerName.restype = c_void_p
        self._objc.sel_registerName.argtypes = [c_char_p]

    def _send(self, result: Any, target: int | None, name: str, *numbers: int) -> int:
        """A message whose arguments are whole numbers."""
        kinds = [c_void_p, c_void_p, *([ctypes.c_long] * len(numbers))]
        call = CFUNCTYPE(result, *kinds)(("objc_msgSend", self._objc))
        return int(call(target, self._objc.sel_registerName(name.encode()), *numbers) or 0)

    def front(self) -> int | None:
        """The process that has the keyboard; None when it is ours, or nobody."""
        space = self._send(c_void_p, self._objc.objc_getClass(b"NSWorkspace"), "sharedWorkspace")
        front = self._send(c_void_p, space, "frontmostApplication")
        own = self._send(c_void_p, self._running(), "currentApplication")
        if not front or front == own:
            return None
        return self._send(c_int32, front, "processIdentifier")

    def activate(self, process: int | None) -> bool:
        """None: ourselves."""
        if process is None:
            program = self._send(c_void_p, self._running(), "currentApplication")
        else:
            name = "runningApplicationWithProcessIdentifier:"
            program = self._send(c_void_p, self._running(), name, process)
        done = program and self._send(
            ctypes.c_uint8, program, "activateWithOptions:", _IGNORING_OTHERS
        )
        return bool(done)

    def _running(self) -> int:
        return int(self._objc.objc_getClass(b"NSRunningApplication"))
