"""The ways to the connection panel: the header, the place without a call, the menu, a key."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from agentassist.app.desk import Desk
from ui.actions.action import Action
from ui.crossing import Crossing
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from ui.connection.window import ConnectionWindow


class ConnectionEntrance(QObject):
    """Makes the panel when it is first asked for, and hands it the core's events."""

    def __init__(self, window: MainWindow, desk: Desk, crossing: Crossing) -> None:
        super().__init__(window)
        self._main, self._desk, self._crossing = window, desk, crossing
        self.window: ConnectionWindow | None = None
        self.about_key: Callable[[], str] = lambda: ""  # how the window is brought, in a sentence
        window.header.connection_requested.connect(self.open)
        window.pop.ready.setup_requested.connect(self.open)
        window.keys.bind(Action.CONNECTION, self.open)

    def open(self) -> None:
        if self.window is None:
            from ui.connection.window import ConnectionWindow

            self.window = ConnectionWindow(self._desk.phones, self._crossing, self._main)
            self.window.about_key = self.about_key
            self._crossing.event_received.connect(self.window.handle)
        self.window.open()
