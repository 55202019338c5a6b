"""The real application in a real window, driven from bytes on a socket; read as a person would."""

import gc
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from agentassist.bootstrap import Options
from agentassist.ports.demo import DemoPlayback, DemoState, DemoStep
from tests.e2e.day import Day
from ui.application import Application
from ui.demo.command import Demo
from ui.main_window import MainWindow


class Screen:
    """What stands on the window, as text."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window

    def texts(self) -> list[str]:
        return [text for widget in self._widgets() for text in self._of(widget) if text]

    def __contains__(self, part: str) -> bool:
        return any(part in text for text in self.texts())

    def _widgets(self) -> list[QWidget]:
        return [w for w in self.window.findChildren(QWidget) if w.isVisible()]

    def _of(self, widget: QWidget) -> list[str]:
        match widget:
            case QLabel() | QAbstractButton() | QLineEdit():
                return [widget.text()]
            case QPlainTextEdit() | QTextEdit():
                return [widget.toPlainText()]
            case QListView():
                model = widget.model()
                display = Qt.ItemDataRole.DisplayRole
                rows = range(model.rowCount())
                return [str(model.index(row, 0).data(display)) for row in rows]
        return []


class Stage:
    """The demo's application with its player; every wait has a limit."""

    def __init__(self, qtbot: Any, application: Application, demo: Demo) -> None:
        self.qtbot, self.application, self.demo = qtbot, application, demo
        self.window = application.window
        self.screen = Screen(self.window)
        self.states: list[DemoState] = []
        application.crossing.event_received.connect(self._take)

    def _take(self, event: object) -> None:
        if isinstance(event, DemoState):
            self.states.append(event)

    @property
    def player(self) -> DemoPlayback:
        assert self.demo.player is not None
        return self.demo.player

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=15_000)

    def sees(self, *parts: str) -> None:
        """Waits until every part stands somewhere on the window."""
        try:
            self.until(lambda: all(part in self.screen for part in parts))
        except Exception as error:  # pytest-qt's own; say what was there instead
            texts = "\n".join(self.screen.texts())
            raise AssertionError(f"not seen: {parts}\n{texts}") from error

    def sees_no(self, *parts: str) -> None:
        self.until(lambda: not any(part in self.screen for part in parts))

    def step(self) -> None:
        """The strip's button: the next step of the recorded call."""
        before = self.states[-1]
        self.application.crossing.run(self.player.advance())
        self.until(lambda: self.states[-1] != before)

    def play_through(self, step: DemoStep) -> None:
        """Step through the recorded call, up to and with `step`."""
        while step not in self.states[-1].done:
            self.step()

    def call(self, key: str) -> None:
        """Go to one of the demo's calls, without playing those before it."""
        while self.states[-1].call.key != key:
            before = self.states[-1].index
            self.application.crossing.run(self.player.next_call())
            self.until(lambda before=before: self.states[-1].index != before)

    def type(self, widget: QWidget, text: str) -> None:
        widget.setFocus()
        self.qtbot.keyClicks(widget, text)


@pytest.fixture
def screen_of() -> type[Screen]:
    """`screen_of(window)` reads what stands on a window."""
    return Screen


@pytest.fixture
def stage(qapp: QApplication, qtbot: Any) -> Iterator[Stage]:
    application = Application(Options(demo=True, speed=0, theme="light"))
    yield _shown(Stage(qtbot, application, Demo(application)))
    _put_away(application)


@pytest.fixture
def stage_of(qtbot: Any) -> Callable[[Application, Demo], Stage]:
    """`stage_of(application, demo)` shows it; `put_away` when done."""
    return lambda application, demo: _shown(Stage(qtbot, application, demo))


@pytest.fixture
def put_away() -> Callable[[Application], None]:
    return _put_away


def _shown(stage: Stage) -> Stage:
    window = stage.window
    window.resize(1440, 900)
    stage.application.show()
    window.activateWindow()
    stage.qtbot.waitUntil(window.isActiveWindow)
    stage.until(lambda: stage.states and stage.states[-1].connected)
    return stage


def _put_away(application: Application) -> None:
    """Close as a person would; nothing of this window may live on in the next test."""
    application.close()
    application.window.close()
    application.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()


@pytest.fixture
def day(
    qapp: QApplication,
    qtbot: Any,
    tmp_path: Path,
    keyring_session: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Day:
    """One window after the other over the same store. Mark the test `keystore`."""
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", keyring_session["DBUS_SESSION_BUS_ADDRESS"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    return Day(qtbot, Screen, tmp_path / "agentassist.toml", port, monkeypatch)
