"""From a signed report on a socket to the card in the real window."""

import json
import os
import socket
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from agentassist.app.events import StoreChanged
from agentassist.bootstrap import Options
from agentassist.telephony.webhook.signature import sign
from ui.application import Application

SECRET = "of-the-test-of-the-window-and-no-other"
TOKEN = "a-token-of-the-test-and-of-nothing-else"
TYPED = [
    {"kind": "account", "value": "40027719", "result": "ok"},
    {"kind": "pin", "value": "4929", "result": "ok"},
]


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Desktop:
    """The app on a settings file with a webhook, and somebody who reports calls to it."""

    def __init__(self, qtbot: Any, port: int, application: Application, screen: Any) -> None:
        self.qtbot, self.port, self.application, self.screen = qtbot, port, application, screen

    def sees(self, *parts: str) -> None:
        try:
            self.qtbot.waitUntil(lambda: all(part in self.screen for part in parts), timeout=15_000)
        except Exception as error:  # pytest-qt's own; say what was there instead
            raise AssertionError(f"not seen: {parts}\n{self.screen.texts()}") from error

    def post(self, path: str, body: bytes, headers: dict[str, str]) -> int:
        """In a thread: the window goes on meanwhile."""
        statuses: list[int] = []

        def send() -> None:
            url = f"http://127.0.0.1:{self.port}{path}"
            request = urllib.request.Request(url, body, headers)
            with urllib.request.urlopen(request, timeout=15) as answer:
                statuses.append(answer.status)

        sender = threading.Thread(target=send)
        sender.start()
        self.qtbot.waitUntil(lambda: not sender.is_alive(), timeout=20_000)
        sender.join()
        return statuses[0]

    def report(self, event: str, **more: Any) -> int:
        now = datetime.now(UTC)
        told = {
            "id": "call-1",
            "event": event,
            "agent": "101",
            "from": "+493023125042",
            "to": "+4989123456",
            "at": now.isoformat(),
            "inputs": [],
            **more,
        }
        return self.post_signed("/v1/calls", told, now)

    def says(self, speaker: str, text: str, state: str = "final") -> int:
        now = datetime.now(UTC)
        told = {
            **{"call": "call-1", "agent": "101", "speaker": speaker},
            **{"text": text, "state": state, "at": now.isoformat()},
        }
        return self.post_signed("/v1/utterances", told, now)

    def post_signed(self, path: str, told: dict[str, Any], now: datetime) -> int:
        body = json.dumps(told).encode()
        signature = sign(SECRET, body, int(now.timestamp()))
        headers = {"X-AgentAssist-Signature": signature, "Content-Type": "application/json"}
        return self.post(path, body, headers)


@pytest.fixture
def desktop(
    qapp: QApplication,
    qtbot: Any,
    port: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Any,
    screen_of: Any,
) -> Iterator[Desktop]:
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv("WEBHOOK_TOKEN", TOKEN)
    expect_log("nothing is kept after exit")  # no keyring here
    config = tmp_path / "agentassist.toml"
    config.write_text(
        '[agent]\nextension = "101"\n'
        f"[phone.webhook]\nenabled = true\nport = {port}\nzammad = true\n",
        "utf-8",
    )
    opened: list[StoreChanged] = []
    application = Application(Options(config=config))
    application.crossing.event_received.connect(
        lambda event: opened.append(event) if isinstance(event, StoreChanged) else None
    )
    desktop = Desktop(qtbot, port, application, screen_of(application.window))
    application.show()
    application.window.activateWindow()
    qtbot.waitUntil(application.window.isActiveWindow)
    desktop.sees("Agent 101", "Ready for the next call")
    yield desktop
    qtbot.waitUntil(lambda: bool(opened), timeout=15_000)
    application.close()
    application.window.close()
    application.window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_a_reported_call_from_ring_to_wrap_up(desktop: Desktop) -> None:
    desktop.sees(f"webhook 127.0.0.1:{desktop.port}")
    assert "WEBHOOK_SECRET" not in os.environ
    assert "WEBHOOK_TOKEN" not in os.environ
    assert desktop.report("ring", queue="support", inputs=TYPED) == 202
    desktop.sees("Ringing", "•••• 7719", "PIN verified")
    assert desktop.report("answer") == 202
    desktop.sees("Talking")
    assert desktop.report("hold") == 202
    desktop.sees("On hold")
    assert desktop.report("hangup") == 202
    desktop.sees("Wrap-up")
    assert "40027719" not in "".join(desktop.screen.texts())
    assert "4929" not in "".join(desktop.screen.texts())


def test_what_is_said_brings_one_cue_and_a_mood_to_mark(desktop: Desktop) -> None:
    given = [{**TYPED[0], "at": datetime.now(UTC).isoformat()}]
    desktop.report("ring", inputs=given)
    desktop.report("answer")
    desktop.sees("Talking", "•••• 7719")
    desktop.qtbot.keyClick(desktop.application.window, Qt.Key.Key_F5)  # narrow: one place at a time
    assert desktop.says("caller", "This is a disgrace", "partial") == 202
    assert desktop.says("agent", "Could you give me your account number?") == 202
    desktop.sees("1 turn heard")
    assert "They gave the account already: •••• 7719" not in desktop.screen  # the caller talks
    assert desktop.says("caller", "This is a disgrace, my card is 4111 1111 1111 1111") == 202
    desktop.sees("They gave the account already: •••• 7719", "Mark as angry", "•••• 1111")
    assert "4111 1111" not in "".join(desktop.screen.texts())


def test_a_number_by_token_is_unverified(desktop: Desktop) -> None:
    told = {
        "event": "newCall",
        "from": "493023125042",
        "to": "4989123456",
        "direction": "in",
        "callId": "z-1",
        "user": ["101"],
    }
    body = json.dumps(told).encode()
    headers = {"Content-Type": "application/json"}
    assert desktop.post(f"/v1/cti/{TOKEN}", body, headers) == 200
    desktop.sees("Ringing")
    desktop.sees("unverified")
