"""How a key is spelled: for settings (portable) and on a keycap (native)."""

import sys

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

MAC = sys.platform == "darwin"
_SIGNS = (
    ("Return", "↵"),
    ("Enter", "↵"),
    ("Right", "→"),
    ("Left", "←"),
    ("Down", "↓"),
    ("Up", "↑"),
)


def portable(key: str) -> str:
    """One spelling per key; '' for what is no key at all."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def combination(key: str) -> QKeyCombination | None:
    """What is pressed; None for what is no key, or several after each other."""
    sequence = QKeySequence(key)
    if sequence.count() != 1 or not portable(key):
        return None
    pressed: QKeyCombination = sequence[0]  # type: ignore[index]  # the stubs don't know it
    return pressed


def native_text(key: str) -> str:
    """As the keycap says it here: 'Ctrl ↵' for 'Ctrl+Return'."""
    text = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    for name, sign in _SIGNS:
        text = text.replace(name, sign)
    return " ".join(part for part in text.split("+") if part) or text


def native_texts(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Each once: Return and the keypad's Enter read the same."""
    return tuple(dict.fromkeys(native_text(key) for key in keys))
