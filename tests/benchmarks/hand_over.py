"""A call handed over -> AppEvent in the running program's core, and from the start of `pop`.

    python tests/benchmarks/hand_over.py [--calls 200] [--processes 20]

Each call goes over the real socket into the real core, with its store (in memory: no keyring in
the benchmark's home) and its look-up of the caller. The client's clock starts before it reads
where the window listens and connects; CLOCK_MONOTONIC is one for both. The limit of five calls a
minute is lifted. Beside it: from the start of the process `agentassist pop` to the event, which is
mostly Python's own start; its floor is a Python that does nothing.
"""

import argparse
import logging
import os
import queue
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HOME = tempfile.TemporaryDirectory(prefix="agentassist-hand-over-")
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
    os.environ[name] = HOME.name
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)

from agentassist.app.events import AppEvent, CardChanged  # noqa: E402
from agentassist.bootstrap import Core, Options  # noqa: E402
from agentassist.settings.paths import user_paths  # noqa: E402
from agentassist.telephony.url import client  # noqa: E402
from agentassist.telephony.url.calls import LinkCalls  # noqa: E402
from agentassist.telephony.url.config import LinkConfig  # noqa: E402

UNLIMITED = 1_000_000


class Running:
    """The core, and when it told of which number first."""

    def __init__(self) -> None:
        config = Path(HOME.name) / "settings.toml"
        config.write_text('[agent]\nextension = "101"\n', "utf-8")
        self.told: queue.Queue[tuple[str, int]] = queue.Queue()
        self.core = Core(Options(config=config))
        self.core.start(self._take)
        self.core.runtime.submit(self._listening()).result(30)

    async def _listening(self) -> None:
        await self.core.desk.opened.wait()
        links: Any = self.core.links._system
        await links.listening.wait()
        config = LinkConfig(
            user_paths().hand_over,
            lambda: "101",
            calls_a_minute=UNLIMITED,
            messages_a_minute=UNLIMITED,
        )
        links._calls = LinkCalls(config)

    def _take(self, event: AppEvent) -> None:
        now = time.monotonic_ns()
        if isinstance(event, CardChanged) and event.card is not None:
            self.told.put((event.card.call.caller.number or "", now))

    def time(self, number: str, announce: Callable[[], object]) -> float:
        """Milliseconds from before `announce` to the first event that has the number."""
        begun = time.monotonic_ns()
        announce()
        while True:
            shown, at = self.told.get(timeout=30)
            if shown == number:
                return (at - begun) / 1e6


def report(what: str, times: list[float]) -> None:
    ranked = sorted(times)

    def at(part: float) -> float:
        return ranked[min(len(ranked) - 1, int(len(ranked) * part))]

    print(
        f"{what}: median {statistics.median(ranked):.1f} ms, p95 {at(0.95):.1f},"
        f" p99 {at(0.99):.1f}, worst {ranked[-1]:.1f} (n={len(ranked)})"
    )


def spawn(*words: str) -> None:
    subprocess.run([sys.executable, *words], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="a call handed over -> AppEvent")
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--processes", type=int, default=20)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    running, file = Running(), user_paths().hand_over
    lines = ["account=40027719", "menu=2", "pin=1"]
    connected, started, floor = [], [], []
    for call in range(given.calls):
        number = f"+4930{1_000_000 + call}"
        connected.append(
            running.time(number, lambda n=number: client.pop(file, {"from": n}, lines))
        )
    for call in range(given.processes):
        number = f"+4940{1_000_000 + call}"
        words = ("-m", "agentassist", "pop", "--from", number)
        started.append(running.time(number, lambda w=words: spawn(*w)))
        begun = time.monotonic_ns()
        spawn("-c", "pass")
        floor.append((time.monotonic_ns() - begun) / 1e6)
    running.core.stop()
    report("connect -> AppEvent", connected)
    report("process start -> AppEvent", started)
    report("a Python that does nothing, start to end", floor)


if __name__ == "__main__":
    main()
