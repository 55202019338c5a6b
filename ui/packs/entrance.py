"""The ways to the coaching packs: the menu, and a pack dropped on the window."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent

from ui.actions.action import Action
from ui.crossing import Crossing
from ui.main_window import MainWindow
from ui.packs.dropped import dropped_pack

if TYPE_CHECKING:
    from ui.packs.desk import PacksDesk
    from ui.packs.window import PacksWindow

_DROPS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class PacksEntrance(QObject):
    """Makes the window when it is first asked for, and hands it the core's events."""

    def __init__(self, window: MainWindow, desk: "PacksDesk", crossing: Crossing) -> None:
        super().__init__(window)
        self._main, self._desk, self._crossing = window, desk, crossing
        self.window: PacksWindow | None = None
        window.setAcceptDrops(True)
        window.keys.bind(Action.PACKS, self.open)
        window.installEventFilter(self)

    def open(self) -> "PacksWindow":
        if self.window is None:
            from ui.packs.window import PacksWindow

            self.window = PacksWindow(self._desk, self._crossing, self._main)
            self._crossing.event_received.connect(self.window.handle)
        self.window.open()
        return self.window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A pack on the main window opens the list, and is looked at there."""
        if event.type() not in _DROPS or not isinstance(event, QDropEvent):
            return False
        place = dropped_pack(event.mimeData())
        if place is None:
            return False
        event.acceptProposedAction()
        if event.type() is QEvent.Type.Drop:
            self.open().look_at(place)
        return True
