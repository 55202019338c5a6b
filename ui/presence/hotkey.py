"""The key that works in other programs, too: what became of asking the system for it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QGuiApplication

from ui.actions.key_names import combination

_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class HotkeyState(StrEnum):
    WORKS = "works"
    NONE = "none"  # the agent chose no key
    TAKEN = "taken"  # another program has it
    BARE = "bare"  # without Ctrl or Alt every program would lose it
    NO_KEY = "no_key"  # not a key that the system can be asked for
    NOT_HERE = "not_here"  # this desktop gives no program such a key (Wayland)
    NO_DESKTOP = "no_desktop"  # no display server to ask
    STARTING = "starting"


@dataclass(frozen=True, slots=True)
class Hotkey:
    """`key` in Qt's portable spelling; '' for none."""

    state: HotkeyState
    key: str = ""


class Desktop(Protocol):
    """What one system's desktop can do for a window that is not in front."""

    def grab(self, key: QKeyCombination) -> HotkeyState:
        """Ask for the key, in place of the one before. `on_key` is called at each press."""
        ...

    def release(self) -> None: ...

    def in_front(self) -> bool:
        """Whether one of our windows has the keyboard, as the system says at this moment."""
        ...

    def bring(self, window: int) -> None:
        """Give the keyboard to our window: the person just pressed the key for it."""
        ...

    def go_back(self) -> bool:
        """Give the keyboard to the window that had it before; False when none is known."""
        ...

    def close(self) -> None: ...


def ask(desktop: Desktop | None, key: str) -> Hotkey:
    """The key, or why it is not ours."""
    if not key:
        if desktop is not None:
            desktop.release()
        return Hotkey(HotkeyState.NONE)
    if desktop is None:
        return Hotkey(HotkeyState.NO_DESKTOP, key)
    pressed = combination(key)
    if pressed is None:
        return Hotkey(HotkeyState.NO_KEY, key)
    if not pressed.keyboardModifiers() & _HELD:
        desktop.release()
        return Hotkey(HotkeyState.BARE, key)
    return Hotkey(desktop.grab(pressed), key)


class WaylandDesktop:
    """Wayland lets no program take a key from others, nor the keyboard: the desktop decides.

    A key of the desktop's own that runs `agentassist` brings the window: the second start asks.
    """

    def grab(self, key: QKeyCombination) -> HotkeyState:
        return HotkeyState.NOT_HERE

    def release(self) -> None:
        """There is nothing to give back."""

    def in_front(self) -> bool:
        return QGuiApplication.focusWindow() is not None

    def bring(self, window: int) -> None:
        """Qt asks the compositor, which decides."""

    def go_back(self) -> bool:
        return False

    def close(self) -> None:
        """There is nothing open."""
