"""The narrow side panel: at an edge of the screen, as high as there is room, beside the softphone.

Nothing is reserved: other windows may lie over it, and under it. Which keys: see ui/actions.
"""

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QWidget

from ui.presence.placement import Side

FIRST_WIDTH = 400
_SETTLE_MS = 150  # a window manager puts its frame around a window, and moves it, a moment later
_TRIES = 4
_NEAR = 4  # px: scaled screens round


class Docking(QObject):
    """Puts the window at an edge and keeps it there until somebody drags it away."""

    changed = Signal()  # another side, or none

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._side: Side | None = None
        self._width = FIRST_WIDTH
        self._free: QRect | None = None  # where it goes when it leaves the edge; client size
        self._tries = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SETTLE_MS)
        self._timer.timeout.connect(self._settled)
        window.installEventFilter(self)

    @property
    def side(self) -> Side | None:
        return self._side

    @property
    def free(self) -> QRect | None:
        """Where it stood before: corner of its frame, size of what is in it."""
        return self._free

    def dock(self, side: Side) -> None:
        """On the screen it is on."""
        window = self._window
        if self._side is None and not window.isMaximized():
            self._free = QRect(window.pos(), window.size())
        if window.isMaximized() or window.isFullScreen():
            states = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen
            window.setWindowState(window.windowState() & ~states)
        self._set_side(side)
        self.fit()

    def undock(self) -> None:
        """Back to where it stood, or to a comfortable size beside the edge."""
        if self._side is None:
            return
        window, room = self._window, self._window.screen().availableGeometry()
        self._set_side(None)
        free = self._free
        if free is None or free.width() > room.width() or free.height() > room.height():
            free = QRect(0, 0, min(1240, room.width() - 48), min(800, room.height() - 96))
            free.moveCenter(room.center())
        window.resize(free.size())
        window.move(free.topLeft())

    def toggle(self, side: Side) -> None:
        """The same edge once more: away from it."""
        if side is self._side:
            self.undock()
        else:
            self.dock(side)

    def stand_again(self, side: Side, screen: QScreen, width: int, free: QRect | None) -> None:
        """As it stood there before. `free`: where it goes from there."""
        self._free, self._width = free, width
        self._set_side(side)
        self.fit(screen)

    def fit(self, screen: QScreen | None = None) -> None:
        """To its edge; tried again while the window manager still arranges things."""
        if self._side is not None:
            self._tries = _TRIES
            self._put(screen or self._window.screen())
            self._timer.start()

    def hold(self) -> None:
        """The screens change: if it moves now, nobody took it away by hand."""
        self._tries = _TRIES

    # keeping it there ----------------------------------------------------------------------
    def _set_side(self, side: Side | None) -> None:
        if side is not self._side:
            self._side = side
            self.changed.emit()

    def _put(self, screen: QScreen) -> None:
        window, room, frame = self._window, screen.availableGeometry(), self._margins()
        beside = frame.left() + frame.right()
        width = min(max(self._width, window.minimumWidth()), room.width() - beside)
        window.resize(width, room.height() - frame.top() - frame.bottom())
        left = self._side is Side.LEFT
        window.move(room.left() if left else room.right() + 1 - width - beside, room.top())

    def _margins(self) -> QMargins:
        """What the window manager draws around it; nothing before it is shown."""
        outside, inside = self._window.frameGeometry(), self._window.geometry()
        return QMargins(
            inside.left() - outside.left(),
            inside.top() - outside.top(),
            outside.right() - inside.right(),
            outside.bottom() - inside.bottom(),
        )

    def in_place(self) -> bool:
        frame, room = self._window.frameGeometry(), self._window.screen().availableGeometry()
        edge = frame.left() - room.left()
        if self._side is Side.RIGHT:
            edge = frame.right() - room.right()
        down = (frame.top() - room.top(), frame.bottom() - room.bottom())
        return max(abs(edge), *(abs(off) for off in down)) <= _NEAR

    def _settled(self) -> None:
        window = self._window
        if self._side is None or not window.isVisible() or window.isMinimized():
            return
        if self.in_place():
            self._tries = 0
            self._width = window.width()
        elif self._tries > 0:
            self._tries -= 1
            self._put(window.screen())
            self._timer.start()
        else:
            self._set_side(None)  # somebody took it away by hand

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kinds = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange)
        if self._side is not None:
            if event.type() is QEvent.Type.Show:
                self._tries = _TRIES  # its frame comes with the first showing
                self._timer.start()
            elif event.type() in kinds:
                self._timer.start()
        return False
