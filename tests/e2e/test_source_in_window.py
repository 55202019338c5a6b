"""A ring in the real window, and a help desk over HTTP that knows who it is."""

import asyncio
import json
import socket
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from agentassist.app.events import (
    AppEvent,
    OutboxChanged,
    SecretsMissing,
    SourcesChanged,
    StoreChanged,
)
from agentassist.bootstrap import Options
from agentassist.domain.secret import Secret
from agentassist.domain.source import SourceState
from agentassist.ports.source_setup import MissingSecret
from agentassist.telephony.webhook.signature import sign
from ui.application import Application

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))
try:
    from help_desk import MAPPING, HelpDesk
    from json_server import Answered, Asked, JsonServer
finally:
    sys.path.pop(0)

HOOK_SECRET = "of-the-test-of-the-window-and-no-other"
TOKEN = "a-token-of-the-help-desk-in-this-test"
WITH_LOGIN = MAPPING.replace(
    'style = "none"', 'style = "header"\nname = "Authorization"\nprefix = "token "', 1
)
LUIS = "+497115550111"  # 101 at the help desk, with its tickets 1, 6, 11, 16, 21


class ServedDesk:
    """The help desk on a thread of its own; who has no login gets nothing."""

    def __init__(self) -> None:
        self.desk = HelpDesk()
        self.url = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._end: asyncio.Event | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> "ServedDesk":
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_details: object) -> None:
        assert self._loop is not None
        assert self._end is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with JsonServer(self._answer) as server:
            self.url = server.url
            self._ready.set()
            await self._end.wait()

    def _answer(self, asked: Asked) -> Answered:
        if asked.headers.get("authorization") != f"token {TOKEN}":
            return Answered({"error": "login"}, 401)
        return self.desk(asked)


class Desktop:
    """The app with one source, and a phone system that reports calls to it."""

    def __init__(self, qtbot: Any, port: int, application: Application, screen: Any) -> None:
        self.qtbot, self.port, self.application, self.screen = qtbot, port, application, screen
        self.events: list[AppEvent] = []
        application.crossing.event_received.connect(self.events.append)

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=20_000)

    def sees(self, *parts: str) -> None:
        try:
            self.until(lambda: all(part in self.screen for part in parts))
        except Exception as error:  # pytest-qt's own; say what was there instead
            raise AssertionError(f"not seen: {parts}\n{self.screen.texts()}") from error

    def told(self, kind: type[AppEvent], matches: Callable[[Any], object]) -> None:
        """The last event of the kind is like that."""

        def last() -> object:
            found = [event for event in self.events if isinstance(event, kind)]
            return found and matches(found[-1])

        self.until(last)

    def close(self) -> None:
        self.until(lambda: any(isinstance(one, StoreChanged) for one in self.events))
        self.application.close()
        self.application.window.close()
        self.application.window.deleteLater()

    def report(self, event: str) -> None:
        """What a phone system says of the one call, in a thread: the window goes on meanwhile."""
        now = datetime.now(UTC)
        told = {
            "id": "call-1",
            "event": event,
            "agent": "101",
            "from": LUIS,
            "to": "+4989123456",
            "at": now.isoformat(),
            "inputs": [],
        }
        body = json.dumps(told).encode()
        headers = {
            "X-AgentAssist-Signature": sign(HOOK_SECRET, body, int(now.timestamp())),
            "Content-Type": "application/json",
        }
        url = f"http://127.0.0.1:{self.port}/v1/calls"
        request = urllib.request.Request(url, body, headers)
        sender = threading.Thread(
            target=lambda: urllib.request.urlopen(request, timeout=15).close()
        )
        sender.start()
        self.until(lambda: not sender.is_alive())
        sender.join()


@pytest.fixture
def served() -> Iterator[ServedDesk]:
    with ServedDesk() as desk:
        yield desk


@pytest.fixture
def desktop(
    qapp: QApplication,
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Any,
    screen_of: Any,
    served: ServedDesk,
) -> Iterator[Callable[..., Desktop]]:
    monkeypatch.setenv("WEBHOOK_SECRET", HOOK_SECRET)
    expect_log("nothing is kept after exit")  # no keyring here
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    mapping, config = tmp_path / "desk.toml", tmp_path / "agentassist.toml"
    mapping.write_text(WITH_LOGIN, "utf-8")
    config.write_text(
        '[agent]\nextension = "101"\n'
        f"[phone.webhook]\nenabled = true\nport = {port}\n"
        f'[sources.desk]\nmapping = "{mapping}"\nurl = "{served.url}"\nwrite_back = true\n'
        'secret_env = "DESK_TOKEN"\n',
        "utf-8",
    )
    opened: list[Desktop] = []

    def open_desktop() -> Desktop:
        application = Application(Options(config=config))
        desktop = Desktop(qtbot, port, application, screen_of(application.window))
        opened.append(desktop)
        application.show()
        desktop.sees("Agent 101", "Ready for the next call", f"webhook 127.0.0.1:{port}")
        return desktop

    yield open_desktop
    for desktop in opened:
        desktop.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_who_only_the_help_desk_knows_stands_on_the_card_and_gets_a_note(
    desktop: Callable[..., Desktop], served: ServedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_TOKEN", TOKEN)
    at = desktop()
    at.told(SecretsMissing, lambda event: event.missing == ())
    at.report("ring")
    at.sees("Luis Example", "Ticket 21")
    at.told(SourcesChanged, lambda event: event.statuses[0].state is SourceState.ANSWERED)
    at.report("answer")
    at.report("hangup")
    at.sees("Wrap-up")
    panel = at.application.window.wrap_up
    at.until(lambda: panel.isVisible())
    panel.form.summary.setPlainText("Refund of 40 012 345 by Friday")
    panel.save()
    at.until(lambda: served.desk.notes)
    ((ticket, (note,)),) = served.desk.notes.items()
    assert ticket == "21"  # open, and moved last
    assert "Refund of •••• 2345 by Friday" in note
    assert not any(isinstance(one, OutboxChanged) and one.failed for one in at.events)


def test_a_secret_that_is_missing_is_asked_for_and_counts_at_once(
    desktop: Callable[..., Desktop], served: ServedDesk, expect_log: Any
) -> None:
    expect_log("source desk: source.login_refused")
    at = desktop()
    place = served.url.removeprefix("http://")
    wanted = MissingSecret("desk", "Help desk", "secret", place, kept=False)
    at.told(SecretsMissing, lambda event: event.missing == (wanted,))
    at.report("ring")
    at.told(SourcesChanged, lambda event: event.statuses[0].error == "source.login_refused")
    crossing, sources = at.application.crossing, at.application.core.desk.sources
    crossing.run(sources.give_secret("desk", "secret", Secret(TOKEN)))
    at.sees("Luis Example")
    at.told(SecretsMissing, lambda event: event.missing == ())
