"""The few calls of libxcb that a key for all programs needs, over a connection of our own.

Qt's connection can't be used: it is not ours to read events from. Layouts are those of the X11
protocol, 32 bytes for each event and head of a reply. libxcb is there wherever Qt's window is.
"""

import ctypes
import struct
from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_uint8, c_uint16, c_uint32, c_void_p

BAD_ACCESS = 10  # the code of the error: another client has grabbed it
KEY_PRESS, KEY_RELEASE, PROPERTY_NOTIFY, MAPPING_NOTIFY = 2, 3, 28, 34
_ASYNC = 1  # the keyboard goes on while we look at the key
_EVENT_MASK, _PROPERTY_CHANGE = 0x800, 0x400000
_TO_WINDOW_MANAGER = 0x80000 | 0x100000  # SubstructureNotify, SubstructureRedirect
_CLIENT_MESSAGE = 33
_ANY_TYPE = 0
_MOST = 4  # 32-bit words of a property


class _Cookie(Structure):
    _fields_ = [("sequence", ctypes.c_uint)]


class _Screens(Structure):
    _fields_ = [("data", c_void_p), ("rem", c_int), ("index", c_int)]


class XConnection:
    """OSError when there is no X display, or no libxcb."""

    def __init__(self) -> None:
        self._xcb = _library()
        self._free = ctypes.CDLL(None).free
        self._free.argtypes, self._free.restype = [c_void_p], None
        number = c_int()
        self._at = self._xcb.xcb_connect(None, byref(number))
        if self._xcb.xcb_connection_has_error(self._at):
            self._xcb.xcb_disconnect(self._at)
            raise OSError("no X display")
        setup = self._xcb.xcb_get_setup(self._at)
        self._first_code, self._last_code = ctypes.string_at(setup + 34, 2)
        screens = self._xcb.xcb_setup_roots_iterator(setup)
        for _ in range(number.value):
            self._xcb.xcb_screen_next(byref(screens))
        self.root: int = struct.unpack("I", ctypes.string_at(screens.data, 4))[0]

    @property
    def descriptor(self) -> int:
        return int(self._xcb.xcb_get_file_descriptor(self._at))

    @property
    def broken(self) -> bool:
        """The server went away."""
        return bool(self._xcb.xcb_connection_has_error(self._at))

    def close(self) -> None:
        self._xcb.xcb_disconnect(self._at)

    def flush(self) -> None:
        self._xcb.xcb_flush(self._at)

    # keys ----------------------------------------------------------------------------------
    def key_code(self, symbol: int) -> int | None:
        """The key that has this symbol, by the keyboard's layout of now."""
        count = self._last_code - self._first_code + 1
        xcb = self._xcb
        cookie = xcb.xcb_get_keyboard_mapping(self._at, self._first_code, count)
        reply = xcb.xcb_get_keyboard_mapping_reply(self._at, cookie, None)
        if not reply:
            return None
        a_key = ctypes.string_at(reply + 1, 1)[0]
        words = xcb.xcb_get_keyboard_mapping_keysyms(reply)
        symbols = struct.unpack(f"{count * a_key}I", ctypes.string_at(words, 4 * count * a_key))
        self._free(reply)
        for column in range(a_key):  # a key that has it without Shift comes first
            for row in range(count):
                if symbols[row * a_key + column] == symbol:
                    return self._first_code + row
        return None

    def grab_key(self, code: int, modifiers: int) -> int:
        """0, or the error's code."""
        xcb = self._xcb
        cookie = xcb.xcb_grab_key_checked(self._at, 1, self.root, modifiers, code, _ASYNC, _ASYNC)
        error = xcb.xcb_request_check(self._at, cookie)
        if not error:
            return 0
        number = ctypes.string_at(error + 1, 1)[0]
        self._free(error)
        return number

    def ungrab_key(self, code: int, modifiers: int) -> None:
        self._xcb.xcb_ungrab_key(self._at, code, self.root, modifiers)

    # windows -------------------------------------------------------------------------------
    def watch(self, window: int) -> None:
        """Hear of its properties from now on; the root window's say which one is active."""
        wanted = (c_uint32 * 1)(_PROPERTY_CHANGE)
        self._xcb.xcb_change_window_attributes(self._at, window, _EVENT_MASK, wanted)

    def atom(self, name: str) -> int:
        text = name.encode()
        cookie = self._xcb.xcb_intern_atom(self._at, 0, len(text), text)
        reply = self._xcb.xcb_intern_atom_reply(self._at, cookie, None)
        if not reply:
            return 0
        number: int = struct.unpack("I", ctypes.string_at(reply + 8, 4))[0]
        self._free(reply)
        return number

    def property(self, window: int, atom: int) -> tuple[int, ...] | None:
        """Its first 32-bit words; None when there is no such window."""
        xcb = self._xcb
        cookie = xcb.xcb_get_property(self._at, 0, window, atom, _ANY_TYPE, 0, _MOST)
        reply = xcb.xcb_get_property_reply(self._at, cookie, None)
        if not reply:
            return None
        head = ctypes.string_at(reply, 20)
        width, count = head[1], struct.unpack("I", head[16:20])[0]
        values: tuple[int, ...] = ()
        if width == 32 and count:
            words = xcb.xcb_get_property_value(reply)
            values = struct.unpack(f"{count}I", ctypes.string_at(words, 4 * count))
        self._free(reply)
        return values

    def tell_manager(self, window: int, atom: int, *values: int) -> None:
        """A client message about `window`, to the window manager."""
        five = (*values, 0, 0, 0, 0, 0)[:5]
        event = struct.pack("BBHII5I", _CLIENT_MESSAGE, 32, 0, window, atom, *five)
        self._xcb.xcb_send_event(self._at, 0, self.root, _TO_WINDOW_MANAGER, event)
        self.flush()

    def next_event(self) -> bytes | None:
        """Its 32 bytes; None when there is none just now."""
        event = self._xcb.xcb_poll_for_event(self._at)
        if not event:
            return None
        told = ctypes.string_at(event, 32)
        self._free(event)
        return told


def _library() -> ctypes.CDLL:
    """With the types of what is called: ctypes would cut a pointer in half."""
    xcb = ctypes.CDLL("libxcb.so.1")
    at, window, cookie = c_void_p, c_uint32, _Cookie
    types: tuple[tuple[str, object, tuple[object, ...]], ...] = (
        ("xcb_connect", at, (c_char_p, POINTER(c_int))),
        ("xcb_connection_has_error", c_int, (at,)),
        ("xcb_disconnect", None, (at,)),
        ("xcb_flush", c_int, (at,)),
        ("xcb_get_file_descriptor", c_int, (at,)),
        ("xcb_get_setup", c_void_p, (at,)),
        ("xcb_setup_roots_iterator", _Screens, (c_void_p,)),
        ("xcb_screen_next", None, (POINTER(_Screens),)),
        ("xcb_get_keyboard_mapping", cookie, (at, c_uint8, c_uint8)),
        ("xcb_get_keyboard_mapping_reply", c_void_p, (at, cookie, c_void_p)),
        ("xcb_get_keyboard_mapping_keysyms", c_void_p, (c_void_p,)),
        ("xcb_grab_key_checked", cookie, (at, c_uint8, window, c_uint16, *[c_uint8] * 3)),
        ("xcb_ungrab_key", cookie, (at, c_uint8, window, c_uint16)),
        ("xcb_request_check", c_void_p, (at, cookie)),
        ("xcb_change_window_attributes", cookie, (at, window, c_uint32, c_void_p)),
        ("xcb_intern_atom", cookie, (at, c_uint8, c_uint16, c_char_p)),
        ("xcb_intern_atom_reply", c_void_p, (at, cookie, c_void_p)),
        ("xcb_get_property", cookie, (at, c_uint8, *[c_uint32] * 5)),
        ("xcb_get_property_reply", c_void_p, (at, cookie, c_void_p)),
        ("xcb_get_property_value", c_void_p, (c_void_p,)),
        ("xcb_send_event", cookie, (at, c_uint8, window, c_uint32, c_char_p)),
        ("xcb_poll_for_event", c_void_p, (at,)),
    )
    for name, result, arguments in types:
        function = getattr(xcb, name)
        function.restype, function.argtypes = result, list(arguments)
    return xcb
