"""The actions at work in a window: what each calls, and why it can't be done just now."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from ui.actions import keymap
from ui.actions.action import Action
from ui.actions.declared import title_text
from ui.actions.keymap import Keymap

Work = Callable[[], object]
WhyNot = Callable[[], str]


def _always() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Bound:
    work: Work
    why_not: WhyNot
    installed: QAction
    is_on: Callable[[], bool] | None = None


class Bindings(QObject):
    """The keys of one window. `bind` gives an action its work; unbound actions do nothing."""

    triggered = Signal(object)  # Action

    def __init__(self, window: QWidget, keys: Keymap | None = None) -> None:
        super().__init__(window)
        self._window = window
        self.keymap = keys or keymap.current()
        self._bound: dict[Action, Bound] = {}
        self.keymap.changed.connect(self._rekey)

    def bind(
        self,
        action: Action,
        work: Work,
        why_not: WhyNot = _always,
        is_on: Callable[[], bool] | None = None,
    ) -> QAction:
        """Install the action on the window; its keys work wherever the focus is in it.

        `why_not` is asked when the palette opens: '' or a sentence why it can't be done now. It
        must not take long and change nothing. A key runs `work` in any case. `is_on`: for what is
        switched; menus tick it.
        """
        if action in self._bound:
            raise ValueError(f"{action} is bound already")
        installed = QAction(title_text(action), self._window)
        installed.setObjectName(f"action.{action}")
        installed.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        installed.setAutoRepeat(False)
        installed.triggered.connect(lambda: self.run(action))
        self._window.addAction(installed)
        self._bound[action] = Bound(work, why_not, installed, is_on)
        self._set_keys(action)
        return installed

    def run(self, action: Action) -> None:
        self._bound[action].work()
        self.triggered.emit(action)

    def why_not(self, action: Action) -> str:
        """'' when it can be done now."""
        return self._bound[action].why_not()

    def is_on(self, action: Action) -> bool | None:
        """None for what is not switched on or off."""
        is_on = self._bound[action].is_on
        return None if is_on is None else is_on()

    @property
    def bound(self) -> tuple[Action, ...]:
        """In the order of the table."""
        return tuple(row.action for row in keymap.ROWS if row.action in self._bound)

    def _rekey(self) -> None:
        for bound in self._bound.values():  # all gone first: two that change places never clash
            bound.installed.setShortcuts([])
        for action in self._bound:
            self._set_keys(action)

    def _set_keys(self, action: Action) -> None:
        keys = self.keymap.keys(action)
        self._bound[action].installed.setShortcuts([QKeySequence(key) for key in keys])

    # the keymap's, for whoever has the window ------------------------------------------------
    def keys(self, action: Action) -> tuple[str, ...]:
        """The keys that the action really has."""
        return self.keymap.keys(action)

    def key_text(self, action: Action) -> str:
        """The first key, for a keycap; '' when it has none."""
        return self.keymap.key_text(action)
