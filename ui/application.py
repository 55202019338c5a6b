"""The application: the window first, everything below it after the first paint."""

import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSocketNotifier, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from agentassist.app.events import (
    AgentChanged,
    AppEvent,
    Notified,
    Severity,
    StoreChanged,
    WindowRequested,
)
from agentassist.bootstrap import Core, Options, start_logging
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.settings import Setting
from agentassist.practice_place import open_practice
from ui import theme
from ui.articles.entrance import ArticlesEntrance
from ui.connection.entrance import ConnectionEntrance
from ui.crossing import Crossing
from ui.faults import FaultHook
from ui.first_run.entrance import FirstRun
from ui.garbage import GarbageCollector
from ui.help.app_menu import THEME, AppMenu
from ui.main_window import MainWindow
from ui.opened_links import OpenedLinks
from ui.packs.entrance import PacksEntrance
from ui.palette.entrance import PaletteEntrance
from ui.presence.entrance import DENSITY, Presence
from ui.settings.own_keys import OwnKeys
from ui.settings.settings_entrance import SettingsEntrance
from ui.theme import Density
from ui.window_memory import WindowMemory

# The core thread works in short turns; with Python's 5 ms it would make the window wait.
SWITCH_INTERVAL_S = 0.0005
UNPAINTED_MS = 1000


def open_window(config: Path | None = None, link: str | None = None) -> int:
    """A new window, with the call of `link` in it. The exit status, once it is closed."""
    options = Options(config=config)
    start_logging(options)
    application = Application(options)
    if link is not None:
        application.links.take(link)
    return application.exec()


class Application:
    """One window over one core. `show` returns at once; `exec` runs until the window closes."""

    def __init__(self, options: Options, core: type[Core] = Core) -> None:
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        existing = QApplication.instance()
        self.qt = existing if isinstance(existing, QApplication) else QApplication(["agentassist"])
        self.qt.setApplicationName("agentassist")
        self.qt.setApplicationDisplayName("agentassist")
        self.core = core(options)
        theme.install(self.qt, str(self.core.settings.get(THEME).value))
        theme.set_density(Density(str(self.core.settings.get(DENSITY).value)))
        self._garbage: GarbageCollector | None = None
        self.crossing = Crossing(self.core.runtime)
        self.own_keys = OwnKeys(self.core.settings, self.crossing)
        self.crossing.event_received.connect(self.own_keys.handle)
        self.window = MainWindow(self.core.desk, self.crossing)
        memory = WindowMemory(self.window, self.core.ui_state, self.crossing)
        self.presence = Presence(self.window, memory, self.core.settings, self.crossing)
        self.menu = AppMenu(self.window, self.core.settings, self.crossing)
        self.connection = ConnectionEntrance(self.window, self.core.desk, self.crossing)
        self.connection.about_key = self.presence.about_key
        self.packs = PacksEntrance(self.window, self.core.desk.packs, self.crossing)
        desk = self.core.desk
        self.articles = ArticlesEntrance(
            self.window, desk.article_sources, desk.articles, self.crossing
        )
        self.settings = SettingsEntrance(
            self.window, self.core.settings, self.own_keys, self.crossing
        )
        self.palette = PaletteEntrance(self.window, self.core.ui_state)
        self.palette.add_source(self.settings.palette_entries)
        self.first_run = FirstRun(
            self.window,
            self.core.settings,
            self.core.ui_state,
            self.crossing,
            lambda: open_practice(self.core.clock),
            by_itself=not options.demo,
        )
        self.core.settings.on_change(self.crossing.post)
        self.crossing.event_received.connect(self._take)
        self.crossing.failed.connect(self._failed)
        self.links = OpenedLinks(self.qt, lambda link: self.crossing.run(self.core.open_link(link)))

    def show(self) -> None:
        self.window.show()
        _FirstPaint(self.window, self._start_core)

    def exec(self) -> int:
        self.show()
        _Interrupt(self.qt)
        with FaultHook(self._failed):
            status = self.qt.exec()
        self.close()
        return status

    def close(self) -> None:
        """Hand over what was just typed, then stop the core: it finishes what it was asked."""
        self.window.coaching.notes.tell_now()
        self.window.wrap_up.keep_now()
        self.presence.end()
        self.core.stop()
        if self._garbage is not None:
            self._garbage.end()

    def _start_core(self) -> None:
        self._garbage = GarbageCollector(self.qt)
        self.core.start(self.crossing.post)
        self.links.go()
        self.presence.start()

    def _take(self, event: object) -> None:
        if isinstance(event, AgentChanged) and event.extension is None and not event.locked:
            if not self.first_run.active:  # the tour asks for it, too
                self.window.ask_extension()
        elif isinstance(event, Setting) and event.key == THEME:
            theme.current().choose(str(event.value))
        elif isinstance(event, WindowRequested):
            self.presence.come()
        elif isinstance(event, StoreChanged) and event.reason == "storage.in_use":
            # Started twice in a moment: the first could not answer yet when this one asked.
            self.crossing.run(self.core.links.show_first(), self._go_if_shown)

    def _go_if_shown(self, first_came_forward: bool) -> None:
        if first_came_forward:
            self.qt.quit()

    def _failed(self, error: AgentAssistError) -> None:
        params = tuple((key, str(value)) for key, value in error.params.items())
        notice: AppEvent = Notified(Severity.ERROR, error.code, params)
        self.crossing.event_received.emit(notice)


class _FirstPaint(QObject):
    """Calls `then` once, when the window has been painted: until then the core would slow it.

    A window that starts minimised is not painted; the core does not wait for it for long.
    """

    def __init__(self, window: QWidget, then: Callable[[], None]) -> None:
        super().__init__(window)
        self._then: Callable[[], None] | None = then
        window.windowHandle().installEventFilter(self)
        QTimer.singleShot(UNPAINTED_MS, self, self._go)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose:  # painted while it is handled
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._go)
        return False

    def _go(self) -> None:
        then, self._then = self._then, None
        if then is not None:
            then()


class _Interrupt(QObject):
    """Ctrl+C in the terminal closes the window; Qt's loop alone would never look."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        if sys.platform == "win32":
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            return
        self._reading, self._writing = socket.socketpair()
        self._writing.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno())
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._reading.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._quit)

    def _quit(self) -> None:
        self._reading.recv(16)
        self._app.quit()
