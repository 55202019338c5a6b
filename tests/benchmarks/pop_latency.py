"""Ring bytes sent -> card painted, over real TCP, in the real window with the demo center.

    python tests/benchmarks/pop_latency.py [--rings 200] [--gap 0.25]

The phone system is a process of its own (ring_server.py): it notes CLOCK_MONOTONIC just before
DialBegin goes out. The window is timed after the paint that first shows that call's card with
the caller identified. Beside it, as the floor, the time at which the core had the call's snapshot.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from painting import PaintClock  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402

from agentassist.app.events import AppEvent, CardChanged  # noqa: E402
from agentassist.bootstrap import Core, Options  # noqa: E402
from agentassist.bridge.site import ami_feed  # noqa: E402
from agentassist.domain.call import AgentState  # noqa: E402
from agentassist.domain.contact import IdentityStatus  # noqa: E402
from agentassist.domain.ivr_reading import IvrMapping  # noqa: E402
from agentassist.telephony.ami.config import AmiConfig  # noqa: E402
from ui.application import Application  # noqa: E402

if TYPE_CHECKING:
    from agentassist.ports.telephony import CallFeed


class Server:
    """The phone system's process and what it said it sent."""

    def __init__(self, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "ring_server.py"), *arguments],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())
        self.sent: dict[str, int] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            ring = json.loads(line)
            self.sent.setdefault(ring["call"], ring["ns"])

    def wait(self) -> None:
        self._process.wait()
        self._reader.join()


class LateFeed:
    """A feed that connects later, so that quiet and busy can be compared in one run."""

    def __init__(self, feed: "CallFeed", quiet_s: float) -> None:
        self._feed, self._quiet_s = feed, quiet_s
        self.subscribe, self.on_status = feed.subscribe, feed.on_status

    async def run(self) -> None:
        await asyncio.sleep(self._quiet_s)
        await self._feed.run()


class BenchmarkCore(Core):
    """The demo's core, connected to the benchmark's phone system instead of its own."""

    port = 0
    quiet_s = 0.0  # before it logs in

    async def _demo_feed(self) -> "CallFeed":
        account = AmiConfig("127.0.0.1", self.port, "demo", "benchmark")
        feed = ami_feed(account, IvrMapping())
        return LateFeed(feed, self.quiet_s) if self.quiet_s else feed


def main() -> None:
    parser = argparse.ArgumentParser(description="ring bytes sent -> card painted")
    parser.add_argument("--rings", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.25)
    given = parser.parse_args()
    server = Server("--rings", str(given.rings), "--gap", str(given.gap))
    BenchmarkCore.port = server.port
    application = Application(Options(demo=True), core=BenchmarkCore)
    shown: dict[str, int] = {}
    snapshots: dict[str, int] = {}
    waiting: list[str] = []

    def take(event: AppEvent) -> None:
        if not isinstance(event, CardChanged) or event.card is None:
            return
        call = event.card.call
        known = event.card.identity.status is not IdentityStatus.LOOKING
        if call.call_id is not None and call.state is AgentState.RINGING and known:
            snapshots.setdefault(call.call_id, call.at_ns)
            waiting.append(call.call_id)

    def painted(ns: int) -> None:
        while waiting:
            shown.setdefault(waiting.pop(), ns)
        if len(shown) >= given.rings:
            QTimer.singleShot(0, application.qt.quit)

    application.crossing.event_received.connect(take)
    clock = PaintClock(application.window, painted)
    application.window.resize(1280, 860)
    QTimer.singleShot(int((given.rings + 20) * given.gap * 1000) + 30_000, application.qt.quit)
    application.exec()
    clock.deleteLater()
    server.wait()
    report("sent -> snapshot in the core", server.sent, snapshots)
    report("sent -> card painted", server.sent, shown)
    print(f"rings sent {len(server.sent)}, painted {len(shown)}")
    if len(shown) < len(server.sent):
        sys.exit("a ring was not painted")


def report(what: str, sent: dict[str, int], seen: dict[str, int]) -> None:
    times = sorted((seen[call] - sent[call]) / 1e6 for call in sent if call in seen)
    if not times:
        print(f"{what}: nothing")
        return
    p95 = times[min(len(times) - 1, int(len(times) * 0.95))]
    print(
        f"{what}: p50 {statistics.median(times):.1f} ms, p95 {p95:.1f}, max {times[-1]:.1f}"
        f" (n={len(times)})"
    )


if __name__ == "__main__":
    main()
