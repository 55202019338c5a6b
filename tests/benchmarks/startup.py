"""Process start -> first paint, and resident memory: the app beside a bare Qt window.

    python tests/benchmarks/startup.py [--runs 15]

Both are started in turns, offscreen unless there is a display, with their bytecode compiled.
The app is the demo: window, core thread, the demo center in its store, the knowledge base.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

BARE = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(["bare"])
window = QMainWindow()
window.setCentralWidget(QLabel("agentassist"))
window.resize(1100, 800)
"""
APP = """
import sys, time
from ui.entry import hold_garbage
hold_garbage()  # as the command does
from agentassist.bootstrap import Options
from ui.application import Application
from PySide6.QtCore import QTimer
application = Application(Options(demo=True))
app, window = application.qt, application.window
"""
REPORT = """
import json
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from painting import PaintClock
def memory():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
first = []
def painted(ns):
    if not first:
        first.extend((ns, time.process_time() * 1000))
        QTimer.singleShot(int(sys.argv[2]), done)
def done():
    print(json.dumps({"painted_ns": first[0], "cpu_ms": first[1], "rss_mb": memory()}), flush=True)
    app.quit()
clock = PaintClock(window, painted)
"""
ENDS = {"bare": "window.show(); app.exec()\n", "app": "application.exec()\n"}


def measure(code: str, settle_ms: int) -> tuple[float, float, float]:
    """Milliseconds to the first paint, of CPU until then, and MB resident after settling."""
    here = str(Path(__file__).resolve().parent)
    started = time.monotonic_ns()
    run = subprocess.run(
        [sys.executable, "-c", code, here, str(settle_ms)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found = json.loads(run.stdout.splitlines()[-1])
    return (found["painted_ns"] - started) / 1e6, found["cpu_ms"], found["rss_mb"]


def main() -> None:
    parser = argparse.ArgumentParser(description="process start -> first paint, and memory")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--settle", type=int, default=2500, help="ms until memory is read")
    given = parser.parse_args()
    if sys.platform == "linux" and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    programs = {"bare": BARE + REPORT + ENDS["bare"], "app": APP + REPORT + ENDS["app"]}
    times: dict[str, list[float]] = {name: [] for name in programs}
    cpu: dict[str, list[float]] = {name: [] for name in programs}
    memory: dict[str, list[float]] = {name: [] for name in programs}
    for code in programs.values():
        measure(code, 0)  # warm the disk cache
    for _ in range(given.runs):
        for name, code in programs.items():
            ms, busy, mb = measure(code, given.settle if name == "app" else 200)
            times[name].append(ms)
            cpu[name].append(busy)
            memory[name].append(mb)
    for name in programs:
        ordered = sorted(times[name])
        p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        print(
            f"{name:5} first paint: median {statistics.median(ordered):.0f} ms, p95 {p95:.0f},"
            f" min {ordered[0]:.0f}; CPU {statistics.median(cpu[name]):.0f} ms;"
            f" resident {statistics.median(memory[name]):.0f} MB"
        )
    ratio = statistics.median(times["app"]) / statistics.median(times["bare"])
    print(f"app / bare window: {ratio:.2f}")


if __name__ == "__main__":
    main()
