"""A day of an agent in the real window: a store that is kept, a phone system that reports calls."""

import json
import threading
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from agentassist.app.events import AppEvent, SourcesChanged, StoreChanged
from agentassist.bootstrap import Options
from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.source import SourceState, SourceStatus
from agentassist.secrets.os_keyring import OsKeyring
from agentassist.settings.paths import user_paths
from agentassist.storage.opening import open_user_store
from agentassist.system_clock import SystemClock
from agentassist.telephony.webhook.signature import sign
from ui.application import Application

HOOK_SECRET = "of-the-test-of-real-sources-and-no-other"
CUSTOMER_4 = "+34612000004"  # at Request Tracker with two tickets
HERE = Contact(
    ContactId("four"),
    "Customer 4",
    phones=(CUSTOMER_4,),
    emails=("cust4@example.com",),
)
SAID = Interaction(
    InteractionId("said"),
    HERE.id,
    Channel.PHONE,
    datetime(2026, 11, 12, 9, 0, tzinfo=UTC),
    "Asked where the engineer stays",
    agent="Lena",
)


class Day:
    """One window after the other over the same store; a phone system that reports calls to it."""

    def __init__(
        self, qtbot: Any, screen_of: Any, config: Path, port: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._monkeypatch = monkeypatch
        self.qtbot, self._screen_of, self.config, self.port = qtbot, screen_of, config, port
        self.events: list[AppEvent] = []
        self.calls = 0
        self.secrets = {"WEBHOOK_SECRET": HOOK_SECRET}
        self.written: list[str] = []

    def begin(self) -> None:
        self.events.clear()
        for name, secret in self.secrets.items():  # a window takes them out of its environment
            self._monkeypatch.setenv(name, secret)
        self.application = Application(Options(config=self.config))
        self.screen = self._screen_of(self.application.window)
        self.application.crossing.event_received.connect(self.events.append)
        self.application.window.resize(1440, 1000)
        self.application.show()
        self.sees("Agent 101", "Ready for the next call", f"webhook 127.0.0.1:{self.port}")
        self.until(lambda: self.of(StoreChanged))

    def end(self) -> None:
        self.application.close()
        self.application.window.close()
        self.application.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)

    def sees(self, *parts: str) -> None:
        try:
            self.until(lambda: all(part in self.screen for part in parts))
        except Exception as error:  # pytest-qt's own; say what was there instead
            raise AssertionError(f"not seen: {parts}\n{self.screen.texts()}") from error

    def of(self, kind: type[AppEvent]) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    def status(self, source: str) -> SourceStatus | None:
        told = self.of(SourcesChanged)
        return next((s for s in told[-1].statuses if s.source == source), None) if told else None

    def answered(self, source: str, state: SourceState) -> SourceStatus:
        def there() -> bool:
            status = self.status(source)
            return status is not None and status.state is state

        try:
            self.until(there)
        except Exception as error:
            raise AssertionError(f"{source}: {self.status(source)}") from error
        status = self.status(source)
        assert status is not None
        return status

    def ring(self, number: str) -> None:
        self.calls += 1
        self._number = number
        self.report("ring")

    def hang_up(self) -> None:
        self.report("hangup")

    def report(self, event: str) -> None:
        now = datetime.now(UTC)
        told = {
            "id": f"call-{self.calls}",
            "event": event,
            "agent": "101",
            "from": self._number,
            "to": "+34910000000",
            "at": now.isoformat(),
            "inputs": [],
        }
        body = json.dumps(told).encode()
        headers = {
            "X-AgentAssist-Signature": sign(HOOK_SECRET, body, int(now.timestamp())),
            "Content-Type": "application/json",
        }
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/calls", body, headers)
        sender = threading.Thread(
            target=lambda: urllib.request.urlopen(request, timeout=15).close()
        )
        sender.start()
        self.until(lambda: not sender.is_alive())
        sender.join()


async def fill() -> None:
    """What the store of this person has before the day begins."""
    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    assert opened.store.kept
    await opened.store.import_center([HERE], [SAID])
    await opened.store.close()
