"""How late does the main thread come while a busy phone system sends? The real window, real TCP.

    python tests/benchmarks/ui_stall.py [--rate 1000] [--seconds 20]

A 5 ms timer on the main thread notes by how much it is late; beside it, in the same run, the same
timer before the phone system says anything. One call in a hundred is for this agent and is painted.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from pop_latency import BenchmarkCore, Server
from PySide6.QtCore import Qt, QTimer

from agentassist.app.events import AppEvent, CardChanged, KnowledgeReady
from agentassist.bootstrap import Options
from ui.application import Application

TICK_MS = 5
QUIET_S = 5.0


class Ticker:
    """Lateness of each tick in ms, in the phase it fell into."""

    def __init__(self) -> None:
        self.late: dict[str, list[float]] = {"quiet": [], "busy": []}
        self.phase: str | None = None
        self._last = 0
        self.timer = QTimer()
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(TICK_MS)
        self.timer.timeout.connect(self._tick)

    def begin(self, phase: str | None) -> None:
        self.phase, self._last = phase, time.monotonic_ns()
        self.timer.start()

    def _tick(self) -> None:
        now = time.monotonic_ns()
        if self.phase is not None:
            self.late[self.phase].append(max(0.0, (now - self._last) / 1e6 - TICK_MS))
        self._last = now


def report(what: str, late: list[float]) -> None:
    ordered = sorted(late)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    print(
        f"{what}: late by p50 {at(0.5):.1f} ms, p95 {at(0.95):.1f}, p99 {at(0.99):.1f},"
        f" worst {ordered[-1]:.1f} ({len(ordered)} ticks)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="lateness of the main thread under load")
    parser.add_argument("--rate", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    server = Server("--rate", str(given.rate), "--seconds", str(given.seconds))
    BenchmarkCore.port = server.port
    BenchmarkCore.quiet_s = QUIET_S
    application = Application(Options(demo=True), core=BenchmarkCore)
    ticker = Ticker()
    cards = 0

    def take(event: AppEvent) -> None:
        nonlocal cards
        cards += isinstance(event, CardChanged) and event.card is not None
        if isinstance(event, KnowledgeReady):
            QTimer.singleShot(500, lambda: ticker.begin("quiet"))
            QTimer.singleShot(int((QUIET_S + 1.0) * 1000), lambda: ticker.begin("busy"))
            QTimer.singleShot(int((QUIET_S + given.seconds) * 1000), application.qt.quit)

    application.crossing.event_received.connect(take)
    application.window.resize(1280, 860)
    application.exec()
    server.wait()
    report("before the first event", ticker.late["quiet"])
    report(f"at {given.rate} events/s", ticker.late["busy"])
    print(f"cards painted or changed: {cards}")


if __name__ == "__main__":
    main()
