"""Where the window stood on each screen; at the next start it stands there again, on a screen.

Kept are its place on each screen, and with each arrangement of screens which of them it was on: a
laptop has one place at the desk and one without it. `Docking` holds it at an edge meanwhile.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from ui.crossing import Runs
from ui.presence.docking import Docking
from ui.presence.placement import Placement as Placement
from ui.presence.placement import nearest, screens_key
from ui.presence.placement import screen_key as screen_key

SAVE_MS = 500  # after the last move
_ARRANGED_MS = 300  # after the last change of screens: the system moves windows, or doesn't
_LAST = "window.screen"
_log = logging.getLogger(__name__)


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
        self.docking = Docking(window)
        self._timer = _once(self, SAVE_MS, self._keep)
        self._arranging = _once(self, _ARRANGED_MS, self._arranged)
        self._screens = screens_key()
        self._restore()
        window.installEventFilter(self)
        self.docking.changed.connect(self._timer.start)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._added)
            app.screenRemoved.connect(self._rearranged)
            for screen in app.screens():
                self._watch(screen)

    def _added(self, screen: QScreen) -> None:
        self._watch(screen)
        self._rearranged()

    def _watch(self, screen: QScreen) -> None:
        screen.geometryChanged.connect(self._rearranged)
        screen.availableGeometryChanged.connect(self._change)

    def _rearranged(self) -> None:
        self._screens = ""  # even if they soon stand as before: the system has moved windows
        self._change()

    def _change(self) -> None:
        self.docking.hold()
        self._arranging.start()

    # restoring -----------------------------------------------------------------------------
    def _restore(self) -> None:
        if self._stand_as_before():
            return
        last = self._state.get(_LAST)
        if last is None:
            return  # first start: where the system puts it
        screens = {screen_key(screen): screen for screen in QGuiApplication.screens()}
        screen = screens.get(last, QGuiApplication.primaryScreen())
        kept = Placement.parse(self._state.get(f"window.on.{screen_key(screen)}"))
        if kept is None:  # never stood there: as big as it was elsewhere, in the middle
            kept = Placement.parse(self._state.get(f"window.on.{last}"))
            kept = kept.in_the_middle(screen.availableGeometry()) if kept is not None else None
        if kept is not None:
            self._put(kept, screen)

    def _stand_as_before(self) -> bool:
        """As it stood when the screens were arranged as they are now."""
        among = self._state.get(f"window.among.{self._screens}")
        for screen in QGuiApplication.screens():
            if screen_key(screen) == among:
                kept = Placement.parse(self._state.get(f"window.at.{self._screens}"))
                if kept is not None:
                    self._put(kept, screen)
                    return True
        return False

    def _put(self, placement: Placement, screen: QScreen) -> None:
        window = self._window
        if placement.side is not None:
            free = Placement.parse(self._state.get(f"window.free.{screen_key(screen)}"))
            room, smallest = screen.availableGeometry(), window.minimumSize()
            before = free.on(room, smallest) if free is not None else None
            self.docking.stand_again(placement.side, screen, placement.width, before)
            return
        place = placement.on(screen.availableGeometry(), window.minimumSize())
        window.resize(place.size())
        window.move(place.topLeft())
        if placement.maximized:
            window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)

    # screens come and go -------------------------------------------------------------------
    def _arranged(self) -> None:
        """Where it stood among these screens before; or wholly on the nearest that is there."""
        now = screens_key()
        if now != self._screens:
            self._screens = now
            if self._stand_as_before():
                return
        if self.docking.side is not None:
            self.docking.fit(self._nearest())
        else:
            self.bring_back()

    def bring_back(self) -> None:
        """A window that no screen shows whole comes to the nearest one."""
        window, frame = self._window, self._window.frameGeometry()
        whole = window.isMaximized() or window.isFullScreen()
        if whole or any(s.availableGeometry().contains(frame) for s in QGuiApplication.screens()):
            return
        room, size = self._nearest().availableGeometry(), window.size()
        around = frame.size() - size  # what the window manager draws
        at = frame.topLeft() - room.topLeft()
        inside = QRect(room.topLeft(), room.size() - around)
        place = Placement(at.x(), at.y(), size.width(), size.height())
        there = place.on(inside, window.minimumSize())
        window.resize(there.size())
        window.move(there.topLeft())

    def _nearest(self) -> QScreen:
        screens = QGuiApplication.screens()
        rooms = [screen.availableGeometry() for screen in screens]
        return screens[nearest(self._window.frameGeometry(), rooms)]

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
        key, among = screen_key(screen), screens_key()
        placement = self._placement(screen, key)
        new = {
            _LAST: key,
            f"window.on.{key}": placement.text,
            f"window.among.{among}": key,
            f"window.at.{among}": placement.text,
        }
        free = self.docking.free if placement.side else None
        if free is not None:
            at = free.topLeft() - screen.availableGeometry().topLeft()
            kept = Placement(at.x(), at.y(), free.width(), free.height())
            new[f"window.free.{key}"] = kept.text
        changed = any(self._state.get(name) != value for name, value in new.items())
        for name, value in new.items():
            self._state.set(name, value)
        return changed

    def _placement(self, screen: QScreen, key: str) -> Placement:
        window = self._window
        whole = window.isMaximized() or window.isFullScreen()
        if whole:  # where it goes back to when it is made smaller
            kept = Placement.parse(self._state.get(f"window.on.{key}"))
            if kept is not None and kept.side is None:
                return Placement(kept.x, kept.y, kept.width, kept.height, maximized=True)
        place = window.normalGeometry() if whole else QRect(window.pos(), window.size())
        at = place.topLeft() - screen.availableGeometry().topLeft()
        side = None if whole else self.docking.side
        return Placement(at.x(), at.y(), place.width(), place.height(), maximized=whole, side=side)


def _once(parent: QObject, delay_ms: int, then: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(delay_ms)
    timer.timeout.connect(then)
    return timer
