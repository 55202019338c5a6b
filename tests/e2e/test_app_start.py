"""The app as it is installed: its own settings file, a phone system on a real socket, trouble."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog

from agentassist.app.events import StoreChanged
from agentassist.app.runtime import Runtime
from agentassist.assets import resources
from agentassist.bootstrap import Options
from agentassist.telephony.replay.recording import RecordedEvent, load_recording
from agentassist.telephony.replay.server import ReplayServer
from ui.application import Application

SECRET = "only-for-this-test"
STREAM = "01b-answer-hold-hangup-channelvars.bridge.ami"


class PhoneSystem:
    """A recorded Asterisk on a thread of its own; after `open_gate` the call rings and rings."""

    def __init__(self, secret: str = SECRET) -> None:
        self.runtime = Runtime()
        self.runtime.start()
        self.server = self.runtime.submit(self._start(secret)).result(10)

    async def _start(self, secret: str) -> ReplayServer:
        recording = load_recording(resources() / "samples" / "streams" / STREAM)
        opened = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.open_gate = lambda: loop.call_soon_threadsafe(opened.set)

        async def gate(event: RecordedEvent) -> None:
            await opened.wait()
            if event.name == "DialEnd":
                await asyncio.Event().wait()  # it rings on and on

        server = ReplayServer(
            [recording], secret=secret, refusal_delay=0.0, speed=0, step_gate=gate
        )
        await server.start()
        return server

    def stop(self) -> None:
        self.runtime.submit(self.server.stop()).result(10)
        self.runtime.stop()


@pytest.fixture
def phone() -> Iterator[PhoneSystem]:
    phone = PhoneSystem()
    yield phone
    phone.stop()


class Desktop:
    """Opens the app on a settings file and reads its window."""

    def __init__(self, qtbot: Any, config: Path, screen_of: Any) -> None:
        self._qtbot, self._config, self._screen_of = qtbot, config, screen_of
        self.opened: list[Application] = []
        self.store_opened = False

    def open(self, settings: str) -> Application:
        self._config.write_text(settings, "utf-8")
        application = Application(Options(config=self._config))
        self.opened.append(application)
        application.crossing.event_received.connect(self._take)
        self.screen = self._screen_of(application.window)
        application.show()
        application.window.activateWindow()
        self._qtbot.waitUntil(application.window.isActiveWindow)
        return application

    def _take(self, event: object) -> None:
        self.store_opened = self.store_opened or isinstance(event, StoreChanged)

    def close(self) -> None:
        """Not before the store was opened: what it says in the log was announced."""
        self._qtbot.waitUntil(lambda: self.store_opened, timeout=15_000)
        for application in self.opened:
            application.close()
            application.window.close()
            application.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def sees(self, *parts: str) -> None:
        self._qtbot.waitUntil(lambda: all(part in self.screen for part in parts), timeout=15_000)


@pytest.fixture
def desktop(
    qapp: QApplication,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Any,
    screen_of: Any,
) -> Iterator[Desktop]:
    """Without a keyring here: nothing is kept, and the window says so."""
    monkeypatch.setenv("AMI_SECRET", SECRET)
    expect_log("nothing is kept after exit")
    desktop = Desktop(qtbot, tmp_path / "agentassist.toml", screen_of)
    yield desktop
    desktop.close()


def settings_for(phone: PhoneSystem, extension: str = "") -> str:
    agent = f'[agent]\nextension = "{extension}"\n' if extension else ""
    return f'{agent}[phone.ami]\nhost = "127.0.0.1"\nport = {phone.server.port}\nuser = "bridge"\n'


def test_the_first_start_asks_for_the_extension_and_then_pops(
    desktop: Desktop, phone: PhoneSystem, qtbot: Any
) -> None:
    application = desktop.open(settings_for(phone))
    window = application.window
    desktop.sees("No extension set", "Everything works, but nothing is kept", "How should it look?")
    assert window.findChild(QDialog) is None, "it is asked once, in the tour"
    qtbot.keyClick(application.first_run.page.next, Qt.Key.Key_Space)
    field = QApplication.focusWidget()
    qtbot.keyClicks(field, "101")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    desktop.sees("Agent 101", "Which phone is yours?")
    qtbot.keyClick(application.first_run.page.skip, Qt.Key.Key_Space)
    desktop.sees("Ready for the next call")
    phone.open_gate()
    desktop.sees("•••• 7719")
    kept = (desktop._config).read_text("utf-8")
    assert 'extension = "101"' in kept
    assert SECRET not in kept


def test_without_an_extension_no_card_pops(desktop: Desktop, phone: PhoneSystem) -> None:
    desktop.open(settings_for(phone))
    desktop.sees("No extension set", "Asterisk 22")
    phone.open_gate()
    desktop.sees("No extension set")
    assert "•••• 7719" not in desktop.screen


def test_a_refused_login_is_said_and_not_tried_in_a_tight_loop(
    desktop: Desktop,
    phone: PhoneSystem,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AMI_SECRET", "wrong")
    desktop.open(settings_for(phone, "101"))
    desktop.sees("refused the login")
    assert phone.server.connections <= 2
    assert "wrong" not in "\n".join(desktop.screen.texts()).split()


def test_a_missing_secret_is_named_and_the_rest_works(
    desktop: Desktop, phone: PhoneSystem, monkeypatch: pytest.MonkeyPatch, expect_log: Any
) -> None:
    expect_log("phone.no_secret")
    monkeypatch.delenv("AMI_SECRET")
    desktop.open(settings_for(phone, "101"))
    desktop.sees("AMI_SECRET", "Agent 101", "No phone system set up")


def test_an_unreadable_settings_file_is_named_with_its_line(
    desktop: Desktop, expect_log: Any
) -> None:
    expect_log("config.unreadable")
    desktop.open('[agent]\nextension = "101"\n\n[phone.ami\nport = 5038\n')
    desktop.sees("agentassist.toml", "4")
    assert desktop._config.exists()


def test_a_bad_value_is_named_with_file_line_and_key(desktop: Desktop, expect_log: Any) -> None:
    expect_log("config.bad_value")
    desktop.open('[agent]\nextension = "101"\n[phone.ami]\nport = "often"\n')
    desktop.sees("agentassist.toml", "phone.ami.port", "4")
    desktop.sees("Agent 101")
