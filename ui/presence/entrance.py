"""How the window is there for the person: its place, how it comes and goes, what it tells behind.

It comes forward only when somebody asked: by its key, from the tray, by a second start.
"""

import asyncio
import logging
import sys
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from agentassist.app.events import AppEvent, CardChanged, Notified, PhoneStatusChanged, Severity
from agentassist.domain.call import AgentState
from agentassist.ports.settings import Setting, Settings
from agentassist.ports.telephony import ConnectionState
from ui import theme
from ui.actions import keymap
from ui.actions.action import Action
from ui.crossing import Crossing
from ui.density import choose_density
from ui.i18n import tr
from ui.main_window import MainWindow
from ui.opened_links import come_forward
from ui.presence.awake import Awake
from ui.presence.hotkey import Desktop, Hotkey, HotkeyState, WaylandDesktop, ask
from ui.presence.hotkey_words import hotkey_text
from ui.presence.on_top import is_on_top, keep_on_top
from ui.presence.placement import Side
from ui.presence.ring_notice import SETTING as RING_NOTICE
from ui.presence.ring_notice import Notice, RingNotice
from ui.presence.state_icon import look_of
from ui.presence.tray import Tray
from ui.theme import Density
from ui.window_memory import WindowMemory

_log = logging.getLogger(__name__)
ON_TOP, DENSITY, TO_TRAY = "ui.on_top", "ui.density", "ui.hide_to_tray"
_BRING_MS, _BRINGS = 80, 6  # one that was hidden is known to the window manager a moment later


class Presence(QObject):
    """Made with the window; `start` adds tray and key once it is painted."""

    def __init__(
        self, window: MainWindow, memory: WindowMemory, settings: Settings, crossing: Crossing
    ) -> None:
        super().__init__(window)
        self._window, self.memory = window, memory
        self._settings, self._crossing = settings, crossing
        self.tray: Tray | None = None
        self.rings: RingNotice | None = None
        self.desktop: Desktop | None = None
        self.hotkey = Hotkey(HotkeyState.STARTING)
        self._state: AgentState | None = None
        self._connected = True
        self._bringing = QTimer(self)
        self._brings = 0
        self._bringing.setInterval(_BRING_MS)
        self._bringing.timeout.connect(self._bring)
        keep_on_top(window, bool(settings.get(ON_TOP).value))
        self._bind()
        crossing.event_received.connect(self.handle)
        window.installEventFilter(self)

    def _bind(self) -> None:
        keys, docking = self._window.keys, self.memory.docking
        keys.bind(Action.COME, self.come_or_go)
        keys.bind(Action.GO_BACK, self.go_back)
        for action, side in ((Action.DOCK_LEFT, Side.LEFT), (Action.DOCK_RIGHT, Side.RIGHT)):
            keys.bind(action, partial(docking.toggle, side), is_on=partial(self._docked, side))
        keys.bind(
            Action.ON_TOP,
            self.toggle_on_top,
            partial(self._locked, ON_TOP),
            partial(is_on_top, self._window),
        )
        keys.bind(
            Action.COMPACT, self.toggle_density, partial(self._locked, DENSITY), self._compact
        )
        keys.bind(Action.HIDE, self.hide, self._why_not_hide)

    def _docked(self, side: Side) -> bool:
        return self.memory.docking.side is side

    def _compact(self) -> bool:
        return theme.density() is Density.COMPACT

    def start(self) -> None:
        """What the first paint does not need."""
        notice = Notice(str(self._settings.get(RING_NOTICE).value))
        self.tray = Tray(self._window, self._window.keys)
        self.tray.wanted.connect(self.come)
        self.tray.quit_wanted.connect(self.quit)
        self.rings = RingNotice(self._window, self.tray, notice)
        self._show_look()
        self.desktop = open_desktop(self._hotkey_pressed)
        keymap.current().changed.connect(self.ask_key)
        self.ask_key()
        Awake(self).woke.connect(lambda _slept: self._window.woke())

    def end(self) -> None:
        """The key is free for others again, and no sign of a program that is gone stays."""
        if self.desktop is not None:
            self.desktop.close()
            self.desktop = None
        if self.tray is not None:
            self.tray.put_away()

    # coming and going ----------------------------------------------------------------------
    def come(self) -> None:
        """Because the person asked for it."""
        QApplication.setQuitOnLastWindowClosed(True)
        come_forward(self._window)
        self._brings = _BRINGS
        self._bringing.start()
        self._bring()

    def _bring(self) -> None:
        """Until it is in front: not once it was, whatever the person does then."""
        self._brings -= 1
        if self.desktop is None or self._brings < 0 or self.desktop.in_front():
            self._bringing.stop()
        else:
            self.desktop.bring(int(self._window.winId()))

    def go_back(self) -> None:
        """To the program that had the keyboard before; unknown: out of its way."""
        self._bringing.stop()
        if self.desktop is None or not self.desktop.go_back():
            self._window.lower()

    def come_or_go(self) -> None:
        desktop = self.desktop
        here = desktop.in_front() if desktop is not None else self._window.isActiveWindow()
        if here and self._window.isVisible():
            self.go_back()
        else:
            self.come()

    def _hotkey_pressed(self) -> None:
        self.come_or_go()

    def hide(self) -> None:
        """Into the tray; without one it would be out of reach, so it is only made small."""
        if self.tray is None or not self.tray.there:
            self._window.showMinimized()
            return
        self.memory.save_now()
        QApplication.setQuitOnLastWindowClosed(False)  # a guide that is closed ends nothing
        self._window.hide()

    def quit(self) -> None:
        self._window.close()
        QApplication.quit()  # a hidden window's closing ends nothing by itself

    def _why_not_hide(self) -> str:
        there = self.tray is not None and self.tray.there
        return "" if there else tr("This desktop has no tray.")

    # looks ---------------------------------------------------------------------------------
    def toggle_on_top(self) -> None:
        self._set(ON_TOP, not is_on_top(self._window))

    def toggle_density(self) -> None:
        self._set(DENSITY, str(Density.COMFORTABLE if self._compact() else Density.COMPACT))

    def _set(self, key: str, value: str | bool) -> None:
        """Kept away from the main thread; the setting that comes back changes the window."""
        self._crossing.run(self._keep(key, value), None, self._window.notices.show_error)

    async def _keep(self, key: str, value: str | bool) -> None:
        await asyncio.to_thread(self._settings.set, key, value)

    def _locked(self, key: str) -> str:
        return tr("Managed by your organisation") if self._settings.get(key).locked else ""

    # what happens --------------------------------------------------------------------------
    def handle(self, event: object) -> None:
        if isinstance(event, Setting):
            self._setting(event)
        elif isinstance(event, CardChanged):
            self._state = event.card.call.state if event.card is not None else None
            self._show_look()
        elif isinstance(event, PhoneStatusChanged):
            trouble = (ConnectionState.AUTH_FAILED, ConnectionState.UNREACHABLE)
            off = (*trouble, ConnectionState.LOST, ConnectionState.NOT_SET_UP)
            if event.status.state is not ConnectionState.CONNECTING:
                self._connected = event.status.state not in off
            self._show_look()
        if isinstance(event, AppEvent) and self.rings is not None:
            self.rings.handle(event)

    def _setting(self, setting: Setting) -> None:
        if setting.key == ON_TOP:
            keep_on_top(self._window, bool(setting.value))
        elif setting.key == DENSITY:
            choose_density(Density(str(setting.value)))
        elif setting.key == RING_NOTICE and self.rings is not None:
            self.rings.notice = Notice(str(setting.value))

    def _show_look(self) -> None:
        if self.tray is not None:
            look = look_of(self._state, connected=self._connected)
            if look is not self.tray.look:
                self.tray.show_look(look)

    def ask_key(self) -> None:
        """The first key of the action; asked again when the agent chose another."""
        keys = keymap.current().keys(Action.COME)
        key = keys[0] if keys else ""
        if key == self.hotkey.key and self.hotkey.state is HotkeyState.WORKS:
            return
        self.hotkey = ask(self.desktop, key)
        if self.hotkey.state in (HotkeyState.TAKEN, HotkeyState.BARE, HotkeyState.NO_KEY):
            params = (("key", self._window.keys.key_text(Action.COME)),)
            told = Notified(Severity.WARNING, f"hotkey.{self.hotkey.state}", params)
            self._crossing.event_received.emit(told)

    def about_key(self) -> str:
        """A sentence on the key for all programs."""
        return hotkey_text(self.hotkey)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Closed by its button: into the tray, when that was chosen. Not when the program ends."""
        if event.type() is QEvent.Type.Close and event.spontaneous():
            chosen = bool(self._settings.get(TO_TRAY).value)
            if chosen and self.tray is not None and self.tray.there:
                event.ignore()
                self.hide()
                return True
        return False


def open_desktop(on_key: Callable[[], None]) -> Desktop | None:
    """What this system's desktop can do; None where there is none to ask."""
    platform = QGuiApplication.platformName()
    try:
        if platform == "xcb":
            from ui.presence.x11_desktop import X11Desktop

            return X11Desktop(on_key)
        if platform == "wayland":
            return WaylandDesktop()
        if sys.platform == "win32" and platform == "windows":
            from ui.presence.windows_desktop import WindowsDesktop

            return WindowsDesktop(on_key)
        if platform == "cocoa":
            from ui.presence.macos_desktop import MacDesktop

            return MacDesktop(on_key)
    except OSError as error:
        _log.warning("no key for all programs", extra={"reason": str(error)})
    return None
