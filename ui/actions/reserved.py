"""Keys that no action may have, and why, in words."""

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Qt

from ui.actions.key_names import MAC, combination, portable
from ui.i18n import tr

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_ALT, _META = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.MetaModifier


class Refused(StrEnum):
    NO_KEY = "no_key"
    EDITING = "editing"
    MOVING = "moving"
    LEAVING = "leaving"
    TYPED = "typed"
    ALT_GR = "alt_gr"
    SYSTEM = "system"
    SCREEN_READER = "screen_reader"


# Text fields on one system or another have these; a key has to work from inside them.
_EDITING: Final = frozenset(
    {f"Ctrl+{letter}" for letter in "ACVXYZ"}
    | {"Ctrl+E", "Ctrl+U", "Ctrl+Shift+Z", "Ctrl+Ins", "Shift+Ins", "Shift+Del", "Ctrl+Shift+Ins"}
    | {"Ctrl+Backspace", "Ctrl+Del", "Alt+Backspace", "Alt+Shift+Backspace"}
)
_SYSTEM: Final = frozenset({"Alt+F4", "Alt+Space", "Ctrl+Alt+Del", "Alt+F10", "Shift+F10"})
_MOVING: Final = frozenset(
    {
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Space,
        Qt.Key.Key_Backspace,
        Qt.Key.Key_Delete,
    }
)
_LEAVING: Final = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab})
_READERS: Final = frozenset({Qt.Key.Key_Insert, Qt.Key.Key_CapsLock})
_SYSTEM_KEYS: Final = frozenset({Qt.Key.Key_Print, Qt.Key.Key_SysReq, Qt.Key.Key_Menu})
_LAST_CHARACTER: Final = 0x01000000  # Qt numbers what types nothing from here on


def refused(key: str, *, mac: bool = MAC) -> Refused | None:
    """Why nobody may have this key; None when it can be given."""
    pressed = combination(key)
    if pressed is None:
        return Refused.NO_KEY
    code, held = pressed.key(), pressed.keyboardModifiers()
    if portable(key) in _EDITING:
        return Refused.EDITING
    if code in _LEAVING:
        return Refused.LEAVING
    if code in _READERS:
        return Refused.SCREEN_READER
    if code in _SYSTEM_KEYS or portable(key) in _SYSTEM or (held & _META and not mac):
        return Refused.SYSTEM
    if code in _MOVING and not _can_be_given(code, held):
        return Refused.MOVING
    types = code.value < _LAST_CHARACTER
    if types and not held & (_CTRL | _ALT | _META):
        return Refused.TYPED
    if types and held & _ALT and (held & _CTRL or mac):
        return Refused.ALT_GR
    return None


def _can_be_given(code: Qt.Key, held: Qt.KeyboardModifier) -> bool:
    """Of these, Return with Control alone means nothing to fields, lists and buttons."""
    return code in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and bool(held & _CTRL)


def refusal_text(reason: Refused) -> str:
    texts: dict[Refused, str] = {
        Refused.NO_KEY: tr("This is no key that can be used."),
        Refused.EDITING: tr("Text fields need it: copy, paste, undo and the like."),
        Refused.MOVING: tr("Fields, lists and buttons need it."),
        Refused.LEAVING: tr("It leads on, or away, everywhere."),
        Refused.TYPED: tr("It is typed into text fields. Take it together with Ctrl, or an F key."),
        Refused.ALT_GR: tr("On some keyboards it types a character."),
        Refused.SYSTEM: tr("It belongs to the system."),
        Refused.SCREEN_READER: tr("Screen readers need it."),
    }
    return texts[reason]


def three_at_once(key: str) -> bool:
    """Hard on the hands for what is done all day."""
    pressed = combination(key)
    if pressed is None:
        return False
    held = pressed.keyboardModifiers()
    return sum(bool(held & one) for one in (_CTRL, _SHIFT, _ALT, _META)) >= 2
