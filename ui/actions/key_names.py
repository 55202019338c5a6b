"""How a key is spelled: for settings (portable) and on a keycap (native)."""

import sys

from PySide6.QtCore import QKeyCombination
from PySide6.QtGui import QKeySequence

MAC = sys.platform == "darwin"
_SIGNS = {"Return": "↵", "Enter": "↵", "Right": "→", "Left": "←", "Down": "↓", "Up": "↑"}


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
    held, plus, last = portable(key).rpartition("+")
    sign = _SIGNS.get(last)  # reads the same in every language
    text = _native(f"{held}{plus}A")[:-1] + sign if sign else _native(key)
    parts = [part for part in text.split("+") if part]
    if text.endswith("+"):
        parts.append("+")
    return " ".join(parts) or text


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def native_texts(keys: tuple[str, ...]) -> tuple[str, ...]:
    """Each once: Return and the keypad's Enter read the same."""
    return tuple(dict.fromkeys(native_text(key) for key in keys))
