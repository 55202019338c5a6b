"""A day of one caller, whom the store and Request Tracker know, with a network that misbehaves."""

import asyncio
import contextlib
import json
import socket
import sqlite3
import threading
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from agentassist.app.events import (
    AppEvent,
    OutboxChanged,
    SourcesChanged,
    StoreChanged,
)
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
from tests.servers.gate import Gate
from ui.application import Application

if TYPE_CHECKING:
    from tests.servers.mediawiki import MediaWiki
    from tests.servers.rt5 import RequestTracker

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


@pytest.fixture
def day(
    qapp: QApplication,
    qtbot: Any,
    screen_of: Any,
    tmp_path: Path,
    keyring_session: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> Day:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", keyring_session["DBUS_SESSION_BUS_ADDRESS"])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    return Day(qtbot, screen_of, tmp_path / "agentassist.toml", port, monkeypatch)


def settings(day: Day, rt: str, wiki: str) -> None:
    day.config.write_text(
        '[agent]\nextension = "101"\n[numbers]\nregion = "ES"\n'
        f"[phone.webhook]\nenabled = true\nport = {day.port}\n"
        f'[sources.rt]\nmapping = "rt5"\nurl = "{rt}"\nsecret_env = "RT_TOKEN"\n'
        f'write_back = true\n[sources.wiki]\nmapping = "mediawiki"\nurl = "{wiki}"\n',
        "utf-8",
    )


def notes_of(server: "RequestTracker") -> list[str]:
    """What stands in the tickets of the caller."""
    headers = {"Authorization": f"token {server.token}"}
    fields = {"fields": "Content", "per_page": "100"}
    with httpx.Client(headers=headers, params=fields, timeout=30, trust_env=False) as client:
        answers = [client.get(f"{server.url}/ticket/{at}/attachments").json() for at in (5, 6)]
    return [one["Content"] for answer in answers for one in answer["items"]]


async def fill() -> None:
    """What the store of this person has before the day begins."""
    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    assert opened.store.kept
    await opened.store.import_center([HERE], [SAID])
    await opened.store.close()


def revoke(server: "RequestTracker", revoked: bool) -> None:
    """Its administrator makes the token worthless, or good again."""
    with contextlib.closing(sqlite3.connect(server.folder / "rt.sqlite", timeout=20)) as database:
        way = "+" if revoked else "-"
        database.execute(f"UPDATE AuthTokens SET Owner = Owner {way} 100000")
        database.commit()


@pytest.mark.keystore
def test_a_day_with_a_caller_whom_two_systems_know(
    day: Day,
    request_tracker: "RequestTracker",
    mediawiki: "MediaWiki",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day.secrets["RT_TOKEN"] = request_tracker.token
    asyncio.run(fill())
    with Gate(request_tracker.site) as gate:
        settings(day, rt=gate.url, wiki=mediawiki.url)
        for part in (morning, outage, note, afternoon):
            day.begin()
            try:
                part(day, gate, request_tracker)
            finally:
                gate.open()
                day.end()


def morning(day: Day, gate: Gate, server: "RequestTracker") -> None:
    day.until(lambda: len(gate.heads) >= 5)
    gate.shut()
    day.ring(CUSTOMER_4)
    day.sees("Probably Customer 4", "Asked where the engineer stays")
    day.answered("rt", SourceState.ASKING)
    assert "Change of address" not in day.screen
    gate.open()
    day.answered("rt", SourceState.ANSWERED)
    day.sees("Change of address", "Order for two", "Asked where the engineer stays")
    asked = len(gate.heads)
    day.hang_up()
    day.ring(CUSTOMER_4)
    day.sees("Change of address", "Order for two")
    day.answered("rt", SourceState.ANSWERED)
    assert len(gate.heads) == asked
    revoke(server, True)
    desk = day.application.core.desk
    day.application.crossing.run(desk.people.ask_again())
    status = day.answered("rt", SourceState.FAILED)
    assert status.error == "source.login_refused"
    assert status.last_good is not None
    assert "Change of address" in day.screen
    assert "Unconfirmed" in day.screen
    revoke(server, False)
    day.application.crossing.run(desk.people.ask_again())
    day.answered("rt", SourceState.ANSWERED)
    day.hang_up()


def outage(day: Day, gate: Gate, server: "RequestTracker") -> None:
    gate.lead_to("http://127.0.0.1:9")
    day.ring(CUSTOMER_4)
    day.sees("Probably Customer 4", "Change of address")
    status = day.answered("rt", SourceState.FAILED)
    assert status.last_good is not None
    gate.lead_to(server.site)
    day.application.crossing.run(day.application.core.desk.people.ask_again())
    day.answered("rt", SourceState.ANSWERED)
    day.until(lambda: "Unconfirmed" not in day.screen)
    day.hang_up()


def note(day: Day, gate: Gate, server: "RequestTracker") -> None:
    before = notes_of(server)
    day.ring(CUSTOMER_4)
    day.answered("rt", SourceState.ANSWERED)
    day.report("answer")
    gate.cut("/comment")
    day.hang_up()
    panel = day.application.window.wrap_up
    day.until(lambda: panel.isVisible())
    panel.form.summary.setPlainText("The new address is in. Card 4111 1111 1111 1111 not kept.")
    panel.save()
    day.until(lambda: gate.broken.is_set())
    day.until(lambda: day.of(OutboxChanged) and day.of(OutboxChanged)[-1].failed)
    (written,) = (one for one in notes_of(server) if one not in before)
    assert "The new address is in. Card •••• 1111 not kept." in written
    day.written = [*before, written]
    day.sees("1 note waits to be sent. Request Tracker can't be reached.")


def afternoon(day: Day, gate: Gate, server: "RequestTracker") -> None:
    gate.cut(None)
    day.application.crossing.run(day.application.core.desk.sources.send_notes())
    day.until(lambda: day.of(OutboxChanged) and not day.of(OutboxChanged)[-1].waiting)
    assert notes_of(server) == day.written  # it came once, although nobody told so
    gate.lead_to("http://127.0.0.1:9")
    day.ring(CUSTOMER_4)
    day.sees("Probably Customer 4", "Change of address", "Asked where the engineer stays")
    day.answered("rt", SourceState.FAILED)
