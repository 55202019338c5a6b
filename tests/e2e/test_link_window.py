"""Links in the real window: from a process, from the system, at the start; and a second start."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from agentassist.app.events import StoreChanged, StoreState
from agentassist.bootstrap import Options
from agentassist.settings.paths import user_paths
from ui.application import Application

LINK = "agentassist:call?from=%2B442079460877"
MAIN = "import sys; from ui.entry import main; sys.exit(main(sys.argv[1:]))"


class Desktop:
    """The app as installed, without a phone system; everything it keeps is in memory."""

    def __init__(self, qtbot: Any, config: Path, screen_of: Any) -> None:
        config.write_text('[agent]\nextension = "101"\n[numbers]\nregion = "GB"\n', "utf-8")
        self.qtbot = qtbot
        self.application = Application(Options(config=config))
        self.screen = screen_of(self.application.window)

    def open(self) -> None:
        self.application.show()
        self.application.window.activateWindow()
        self.qtbot.waitUntil(self.application.window.isActiveWindow)
        self.until(user_paths().hand_over.exists)

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def sees(self, *parts: str) -> None:
        self.until(lambda: all(part in self.screen for part in parts))

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.application.window, key)

    def close(self) -> None:
        self.application.close()
        self.application.window.close()
        self.application.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def desktop(
    qapp: QApplication, qtbot: Any, tmp_path: Path, expect_log: Any, screen_of: Any
) -> Iterator[Desktop]:
    expect_log("nothing is kept after exit")
    desktop = Desktop(qtbot, tmp_path / "agentassist.toml", screen_of)
    yield desktop
    desktop.close()


def agentassist(desktop: Desktop, *words: str) -> tuple[int, str]:
    """Another process of the program, while the window's loop goes on."""
    command = [sys.executable, "-c", MAIN, *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        desktop.until(lambda: process.poll() is not None)
        assert process.stderr is not None
        return process.returncode, process.stderr.read()


def test_a_link_rings_is_taken_by_a_key_and_leads_to_the_wrap_up(desktop: Desktop) -> None:
    desktop.open()
    assert agentassist(desktop, LINK) == (0, "")
    desktop.sees("Ringing", "From a link, unverified.", "+44 20 7946 0877", "Not taken")
    desktop.press(Qt.Key.Key_F4)
    desktop.sees("Talking", "Call over")
    desktop.press(Qt.Key.Key_F4)
    desktop.sees("SUMMARY")
    assert desktop.application.window.wrap_up.active


def test_a_link_that_is_none_is_said_on_the_command_line(desktop: Desktop) -> None:
    desktop.open()
    status, said = agentassist(desktop, "open", "agentassist:call?from=1&from=2")
    assert status == 1
    assert "from stands in the link more than once" in said


def test_a_link_that_the_system_hands_over_is_shown(desktop: Desktop, qapp: QApplication) -> None:
    """As macOS does it."""
    desktop.open()
    event = QFileOpenEvent(QUrl(LINK))
    QApplication.sendEvent(qapp, event)
    desktop.sees("Ringing", "+44 20 7946 0877")
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl("agentassist:call?from=nobody")))
    desktop.sees("A link announced a call, but it can't be used (link.bad_field).")


def test_a_link_that_comes_before_the_store_is_open_waits(
    desktop: Desktop, qapp: QApplication
) -> None:
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl(LINK)))
    desktop.open()
    desktop.sees("Ringing", "+44 20 7946 0877")


def test_a_file_is_not_taken_for_a_link(desktop: Desktop, qapp: QApplication) -> None:
    desktop.open()
    taken: list[str] = []
    desktop.application.links._on_link = taken.append
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile("/etc/passwd")))
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl(LINK)))
    assert taken == [LINK]


def test_a_second_start_brings_the_window_forward(desktop: Desktop) -> None:
    desktop.open()
    window = desktop.application.window
    window.showMinimized()
    desktop.until(window.isMinimized)
    assert agentassist(desktop) == (0, "")
    desktop.until(lambda: not window.isMinimized() and window.isActiveWindow())


def test_a_call_from_a_link_takes_no_focus(desktop: Desktop) -> None:
    desktop.open()
    window = desktop.application.window
    window.showMinimized()
    desktop.until(window.isMinimized)
    agentassist(desktop, LINK)
    desktop.until(lambda: window.windowTitle().startswith("Ringing"))
    assert window.isMinimized()


@pytest.mark.parametrize("reached", [True, False])
def test_a_window_started_twice_at_once_goes_when_the_first_came_forward(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, reached: bool
) -> None:
    gone: list[bool] = []
    monkeypatch.setattr(desktop.application.qt, "quit", lambda: gone.append(True))
    asked: list[bool] = []

    async def show_first() -> bool:
        asked.append(True)
        return reached

    desktop.open()
    desktop.application.core.links.show_first = show_first
    event = StoreChanged(StoreState.MEMORY_ONLY, "storage.in_use")
    desktop.application.crossing.event_received.emit(event)
    desktop.until(lambda: asked)
    desktop.until(lambda: bool(gone) is reached)
