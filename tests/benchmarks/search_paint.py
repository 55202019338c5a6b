"""Keystroke -> results painted, in the real window: CPU time of the main thread.

    python tests/benchmarks/search_paint.py [--contacts 5000] [--width 1440] [--words 30]

The demo's core answers; a card with that many earlier contacts is in front, which make room for the
results at the first letter. Measured from the key until the paint that shows its results.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(Path(__file__).resolve().parent))

from painting import PaintClock
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtTest import QTest

from agentassist.app.events import CardChanged, KnowledgeReady, TimelineChanged
from agentassist.bootstrap import Options
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import Contact, Identity, IdentityStatus
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.screen_pop import ScreenPop
from agentassist.ports.history import TimelinePage
from ui.application import Application
from ui.times import now

WORDS = ("double charge", "router", "invoice", "contract", "moving")
TYPED = 5  # letters of each
PATIENCE_S = 20.0


@dataclass
class Measured:
    first: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)


class Typist:
    """Types, and waits for the paint of each letter's results."""

    def __init__(self, application: Application) -> None:
        self._panel = application.window.knowledge
        self._since: float | None = None
        self._spent = 0.0
        PaintClock(application.window, self._painted)

    def _painted(self, _ns: int) -> None:
        shown = self._panel.answered and self._panel.results.isVisible()
        if self._since is not None and shown:
            self._spent = (time.thread_time() - self._since) * 1000
            self._since = None

    def letter(self, letter: str) -> float:
        """Milliseconds; what comes after the paint is let through and not counted."""
        self._since = time.thread_time()
        QTest.keyClicks(self._panel.field.edit, letter)
        wait(lambda: self._since is None)
        spent = self._spent
        rest(0.06)
        return spent

    def empty(self) -> None:
        self._panel.field.edit.clear()
        rest(0.08)


def wait(until: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not until():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if time.monotonic() > end:
            sys.exit("nothing was painted")


def rest(seconds: float) -> None:
    end = time.monotonic() + seconds
    wait(lambda: time.monotonic() > end)


def show_card(application: Application, contacts: int) -> None:
    dana = Contact(ContactId("dana"), "Dana Reyes")
    call = CallSnapshot(1, AgentId("101"), AgentState.TALKING, call_id=CallId("1.1"))
    at = now()
    identity = Identity(IdentityStatus.IDENTIFIED, dana)
    rows = tuple(
        Interaction(
            InteractionId(f"row-{number}"),
            dana.id,
            Channel.CHAT if number % 2 else Channel.PHONE,
            at - timedelta(hours=7 * number),
            f"Contact {number}",
        )
        for number in range(contacts)
    )
    application.window.handle(CardChanged(ScreenPop(call, identity, answered_at=at)))
    application.window.handle(TimelineChanged(TimelinePage(dana.id, rows)))
    rest(0.3)


def report(what: str, found: list[float]) -> None:
    found.sort()
    p95 = found[max(0, int(len(found) * 0.95) - 1)]
    print(
        f"{what}: p50 {statistics.median(found):.1f} ms CPU, p95 {p95:.1f}, max {found[-1]:.1f}"
        f" (n={len(found)})"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="keystroke -> results painted")
    parser.add_argument("--contacts", type=int, default=5000)
    parser.add_argument("--width", type=int, default=1440)
    parser.add_argument("--words", type=int, default=30)
    given = parser.parse_args()
    application = Application(Options(demo=True))
    ready: list[object] = []
    application.crossing.event_received.connect(
        lambda event: ready.append(event) if isinstance(event, KnowledgeReady) else None
    )
    application.window.resize(given.width, 900)
    application.show()
    wait(lambda: bool(ready))
    show_card(application, given.contacts)
    application.window.show_search()
    typist, measured = Typist(application), Measured()
    for number in range(given.words):
        word = WORDS[number % len(WORDS)][:TYPED]
        measured.first.append(typist.letter(word[0]))
        measured.others.extend(typist.letter(letter) for letter in word[1:])
        typist.empty()
    report("first letter -> painted", measured.first)
    report("other letters -> painted", measured.others)
    application.window.close()
    application.close()


if __name__ == "__main__":
    main()
