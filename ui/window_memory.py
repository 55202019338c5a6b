"""Where the window stood on each screen; at the next start it stands there again, on a screen."""

import asyncio
import logging
import re
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from ui.crossing import Runs

SAVE_MS = 500  # after the last move
_UNPLUGGED_MS = 300  # the system moves windows by itself, or doesn't
_GRIP = QSize(120, 40)  # so much of a window must be on a screen to take hold of it
_LAST = "window.screen"
_TEXT = re.compile(r"(-?\d{1,5}),(-?\d{1,5}),(\d{2,5}),(\d{2,5}),(normal|maximized)")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Placement:
    """In device-independent pixels, from the corner of what the screen has free for windows."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False

    @property
    def text(self) -> str:
        state = "maximized" if self.maximized else "normal"
        return f"{self.x},{self.y},{self.width},{self.height},{state}"

    @classmethod
    def parse(cls, text: str | None) -> "Placement | None":
        """None for what is no placement."""
        found = _TEXT.fullmatch(text or "")
        if found is None:
            if text:
                _log.warning("window placement ignored")
            return None
        x, y, width, height = (int(found[part]) for part in range(1, 5))
        return cls(x, y, width, height, found[5] == "maximized")

    def on(self, free: QRect, smallest: QSize) -> QRect:
        """The place on a screen with `free` room: as big as fits, never past its edges."""
        size = QSize(self.width, self.height).expandedTo(smallest).boundedTo(free.size())
        left = min(max(self.x, 0), free.width() - size.width())
        top = min(max(self.y, 0), free.height() - size.height())
        return QRect(free.topLeft() + QPoint(left, top), size)


def screen_key(screen: QScreen) -> str:
    """The same screen at the same socket, after a restart as well."""
    parts = (screen.manufacturer(), screen.model(), screen.serialNumber(), screen.name())
    return " ".join(part for part in parts if part)


class State(Protocol):
    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def save(self) -> None:
        """From any thread. OSError when it can't be kept."""
        ...


class WindowMemory(QObject):
    """Restores the window when made, then follows it; `save_now` writes before the end.

    Writing while the agent works happens away from the main thread: a disk may take its time.
    """

    def __init__(self, window: QWidget, state: State, crossing: Runs) -> None:
        super().__init__(window)
        self._window, self._state, self._crossing = window, state, crossing
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self._keep)
        self._restore()
        window.installEventFilter(self)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenRemoved.connect(self._screen_gone)

    # restoring -----------------------------------------------------------------------------
    def _restore(self) -> None:
        last = self._state.get(_LAST)
        if last is None:
            return  # first start: where the system puts it
        screens = {screen_key(screen): screen for screen in QGuiApplication.screens()}
        screen = screens.get(last, QGuiApplication.primaryScreen())
        kept = Placement.parse(self._state.get(f"window.on.{screen_key(screen)}"))
        if kept is None:  # never stood there: as big as it was elsewhere, in the middle
            kept = Placement.parse(self._state.get(f"window.on.{last}"))
            kept = _in_the_middle(kept, screen.availableGeometry()) if kept is not None else None
        if kept is not None:
            self._put(kept, screen)

    def _put(self, placement: Placement, screen: QScreen) -> None:
        window = self._window
        place = placement.on(screen.availableGeometry(), window.minimumSize())
        window.resize(place.size())
        window.move(place.topLeft())
        if placement.maximized:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)

    def bring_back(self) -> None:
        """A window that no screen shows any more comes back to one that is there."""
        frame = self._window.frameGeometry()
        for screen in QGuiApplication.screens():
            seen = screen.availableGeometry().intersected(frame).size()
            if seen.expandedTo(_GRIP) == seen:
                return
        screen = QGuiApplication.primaryScreen()
        size = self._window.size()
        elsewhere = Placement(0, 0, size.width(), size.height())
        self._put(_in_the_middle(elsewhere, screen.availableGeometry()), screen)

    def _screen_gone(self) -> None:
        QTimer.singleShot(_UNPLUGGED_MS, self, self.bring_back)

    # keeping -------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.WindowStateChange):
            self._timer.start()
        elif kind is QEvent.Type.Close:
            self.save_now()
        return False

    def save_now(self) -> None:
        """The window closes: what was noted before may still be on its way, so all is written."""
        self._timer.stop()
        self._note()
        self._save()

    def _keep(self) -> None:
        if self._note():
            self._crossing.run(self._save_away())

    async def _save_away(self) -> None:
        await asyncio.to_thread(self._save)

    def _save(self) -> None:
        try:
            self._state.save()
        except OSError as error:
            _log.warning("window state not kept", extra={"reason": error.strerror})

    def _note(self) -> bool:
        """Whether anything is new."""
        window = self._window
        if not window.isVisible() or window.isMinimized():
            return False
        screen = window.screen()
        key = screen_key(screen)
        placement = self._placement(screen, key)
        new = {_LAST: key, f"window.on.{key}": placement.text}
        changed = any(self._state.get(name) != value for name, value in new.items())
        for name, value in new.items():
            self._state.set(name, value)
        return changed

    def _placement(self, screen: QScreen, key: str) -> Placement:
        window = self._window
        whole = window.isMaximized() or window.isFullScreen()
        if whole:  # where it goes back to when it is made smaller
            kept = Placement.parse(self._state.get(f"window.on.{key}"))
            if kept is not None:
                return Placement(kept.x, kept.y, kept.width, kept.height, maximized=True)
        place = window.normalGeometry() if whole else QRect(window.pos(), window.size())
        at = place.topLeft() - screen.availableGeometry().topLeft()
        return Placement(at.x(), at.y(), place.width(), place.height(), maximized=whole)


def _in_the_middle(placement: Placement, free: QRect) -> Placement:
    left = (free.width() - placement.width) // 2
    top = (free.height() - placement.height) // 2
    return Placement(left, top, placement.width, placement.height, placement.maximized)
