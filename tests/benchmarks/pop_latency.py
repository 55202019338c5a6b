"""Ring bytes sent -> card painted, over real TCP, in the real window.

    python tests/benchmarks/pop_latency.py [--rings 200] [--gap 0.25]    with the demo center
    python tests/benchmarks/pop_latency.py --store FILE    over 1M contacts and 10M interactions
    python tests/benchmarks/pop_latency.py --burst         100 calls in 6 s

The phone system is a process of its own (ring_server.py): it notes CLOCK_MONOTONIC just before
DialBegin goes out. The window is timed after the paint that first shows that call's card with
the look-up done. Beside it: when the core had the call's snapshot, and when it published the
first card of it (the AppEvent; a look-up that takes longer than 30 ms is waited for no longer).
With --store the callers are spread over the store's people (filled_store.py), which is made when
there is no such file: own numbers with and without account, shared numbers, unknown ones.
In the burst the next ring comes after 60 ms, and a card need not be painted in between.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from filled_store import KEY, made, people_in  # noqa: E402
from painting import PaintClock  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402

from agentassist.app.events import AppEvent, CardChanged, StoreChanged, StoreState  # noqa: E402
from agentassist.assets import resources  # noqa: E402
from agentassist.bootstrap import Core, Options  # noqa: E402
from agentassist.bridge.site import ami_feed  # noqa: E402
from agentassist.domain.call import AgentState  # noqa: E402
from agentassist.domain.contact import IdentityStatus  # noqa: E402
from agentassist.domain.ivr_reading import IvrMapping  # noqa: E402
from agentassist.domain.knowledge import Article  # noqa: E402
from agentassist.knowledge.importers import markdown  # noqa: E402
from agentassist.storage.store import Store  # noqa: E402
from agentassist.telephony.ami.config import AmiConfig  # noqa: E402
from ui.application import Application  # noqa: E402

if TYPE_CHECKING:
    from agentassist.knowledge.base import LocalKnowledgeBase
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
        """To the end of what it plays; where the window has gone before that, not for long."""
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.terminate()
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
    store: Path | None = None  # a file of filled_store.py

    async def _open_store(self) -> Store:
        if self.store is None:
            return await super()._open_store()
        self.settings.set("numbers.reassigned_months", 0)  # its rows are of some years ago
        store = await Store.open(self.store, KEY, clock=self.clock)
        self.runtime.on_stop(store.close)
        self.bus.publish(StoreChanged(StoreState.KEPT))
        return store

    async def _fill_center(self, store: Store, knowledge: "LocalKnowledgeBase") -> None:
        if self.store is None:
            await super()._fill_center(store, knowledge)
            return
        folder = resources() / "samples" / "center" / "articles"
        found = await asyncio.to_thread(list, markdown.read_folder(folder))
        await knowledge.put([one for one in found if isinstance(one, Article)])

    async def _demo_feed(self) -> "CallFeed":
        account = AmiConfig("127.0.0.1", self.port, "demo", "benchmark")
        feed = ami_feed(account, IvrMapping())
        return LateFeed(feed, self.quiet_s) if self.quiet_s else feed


def main() -> None:
    parser = argparse.ArgumentParser(description="ring bytes sent -> card painted")
    parser.add_argument("--rings", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.25)
    parser.add_argument("--store", type=Path, metavar="FILE", help="1M contacts, 10M interactions")
    parser.add_argument("--burst", action="store_true", help="100 rings, one each 60 ms")
    given = parser.parse_args()
    if given.burst:
        given.rings, given.gap = 100, 0.06
    people = 0
    if given.store is not None:
        print(made(given.store, 1_000_000, 10_000_000))
        people = people_in(given.store)
    server = Server(
        *("--rings", str(given.rings), "--gap", str(given.gap), "--people", str(people))
    )
    BenchmarkCore.port, BenchmarkCore.store = server.port, given.store
    application = Application(Options(demo=True), core=BenchmarkCore)
    rings = Rings(given.rings, application)
    application.core.bus.subscribe(rings.published)
    application.crossing.event_received.connect(rings.taken)
    clock = PaintClock(application.window, rings.painted)
    application.window.resize(1280, 860)
    QTimer.singleShot(int((given.rings + 20) * given.gap * 1000) + 30_000, application.qt.quit)
    application.exec()
    clock.deleteLater()
    server.wait()
    report("sent -> snapshot in the core", server.sent, rings.snapshots)
    report("sent -> AppEvent", server.sent, rings.events)
    report("sent -> card painted", server.sent, rings.shown)
    print(f"rings sent {len(server.sent)}, painted {len(rings.shown)}: {dict(rings.found)}")
    print(f"resident memory at the end: {resident_mb()} MB")
    if len(rings.events) < len(server.sent):
        sys.exit("a ring was missed")
    if len(rings.shown) < len(server.sent) and not given.burst:
        sys.exit("a ring was not painted")


class Rings:
    """When each call was where, in CLOCK_MONOTONIC ns."""

    def __init__(self, expected: int, application: Application) -> None:
        self.snapshots: dict[str, int] = {}
        self.events: dict[str, int] = {}
        self.shown: dict[str, int] = {}
        self.found: Counter[str] = Counter()
        self._expected = expected
        self._application = application
        self._waiting: list[str] = []

    def published(self, event: AppEvent) -> None:
        """On the core thread."""
        if isinstance(event, CardChanged) and event.card is not None:
            call = event.card.call
            if call.call_id is None or not call.state.in_call:
                return
            if call.state is AgentState.RINGING:  # in the burst it may be answered by now
                self.snapshots.setdefault(call.call_id, call.at_ns)
            self.events.setdefault(call.call_id, time.monotonic_ns())

    def taken(self, event: AppEvent) -> None:
        """On the main thread."""
        if not isinstance(event, CardChanged) or event.card is None:
            return
        call, status = event.card.call, event.card.identity.status
        known = call.state.in_call and status is not IdentityStatus.LOOKING
        if known and call.call_id is not None and call.call_id not in self.shown:
            self._waiting.append(call.call_id)
            self.found[status.value] += 1
        if len(self.events) >= self._expected and not self._waiting:
            QTimer.singleShot(1_000, self._application.qt.quit)

    def painted(self, ns: int) -> None:
        while self._waiting:
            self.shown.setdefault(self._waiting.pop(), ns)
        if len(self.shown) >= self._expected:
            QTimer.singleShot(0, self._application.qt.quit)


def report(what: str, sent: dict[str, int], seen: dict[str, int]) -> None:
    times = sorted((seen[call] - sent[call]) / 1e6 for call in sent if call in seen)
    if not times:
        print(f"{what}: nothing")
        return

    def at(share: float) -> float:
        return times[min(len(times) - 1, int(len(times) * share))]

    print(
        f"{what}: p50 {statistics.median(times):.1f} ms, p95 {at(0.95):.1f}, p99 {at(0.99):.1f},"
        f" max {times[-1]:.1f} (n={len(times)})"
    )


def resident_mb() -> int:
    """Of this process; 0 where /proc does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) >> 10


if __name__ == "__main__":
    main()
