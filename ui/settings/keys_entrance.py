"""The agent's own keys at work, and the ways to the window where they are changed."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.actions.action import Action
from ui.main_window import MainWindow
from ui.settings.own_keys import OwnKeys

if TYPE_CHECKING:
    from ui.settings.keys_window import KeysWindow


class KeysEntrance(QObject):
    """Makes the window when it is first asked for. What was not understood is said once."""

    def __init__(self, window: MainWindow, own: OwnKeys) -> None:
        super().__init__(window)
        self._main, self._own = window, own
        self.window: KeysWindow | None = None
        window.keys.bind(Action.KEYS, self.open)
        for problem in own.problems:
            window.notices.show_error(problem)

    def open(self) -> None:
        if self.window is None:
            from ui.settings.keys_window import KeysWindow

            self.window = KeysWindow(self._own, self._main)
        self.window.open()
