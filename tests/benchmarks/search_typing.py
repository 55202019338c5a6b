"""Typing into the real window over many articles: key -> painted rows, and how late the thread is.

    python tests/benchmarks/search_typing.py --articles 100000
    python tests/benchmarks/search_typing.py --corpus kb.jsonl --queries queries.json

The real window and core with an encrypted store; queries are typed letter by letter into the
search field as key events, --gap apart, and the field is emptied between them. A key is timed to
the end of the paint that first shows the answer to what is typed; where the next key came before
that, it was superseded. A 5 ms timer on the main thread notes by how much it is late, painting
included: before typing, and while typing. Before that the same index is asked without a window:
how long does a search go on that a newer one took over?
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(Path(__file__).resolve().parent))

from painting import PaintClock
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from search_latency import invented_queries, synthetic
from ui_stall import Ticker
from ui_stall import report as report_lateness

from agentassist.app.events import AppEvent, KnowledgeReady, StoreChanged, StoreState
from agentassist.bootstrap import Core, Options
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.importers import jsonl
from agentassist.knowledge.index import ArticleIndex
from agentassist.storage.engine import connect_file
from agentassist.storage.store import Store
from agentassist.system_clock import SystemClock
from ui.application import Application

if TYPE_CHECKING:
    from ui.knowledge.panel import KnowledgePanel

KEY = b"typing benchmark, 32 bytes long."
QUIET_S = 4.0
_BATCH = 500


class TypingCore(Core):
    """The demo's core over the benchmark's store."""

    store: Path

    async def _open_store(self) -> Store:
        store = await Store.open(self.store, KEY, clock=self.clock)
        self.runtime.on_stop(store.close)
        self.bus.publish(StoreChanged(StoreState.KEPT))
        return store

    async def _fill_center(self, store: Store, knowledge: LocalKnowledgeBase) -> None:
        """It is full."""


class Typist(QObject):
    """Types the queries, and knows what was on the screen when."""

    def __init__(self, application: Application, queries: list[str], gap_ms: int) -> None:
        super().__init__(application.window)
        self.panel: KnowledgePanel = application.window.knowledge
        self.asked: dict[int, int] = {}  # key number -> when
        self.shown: list[float] = []  # ms
        self.keys = 0
        self._application = application
        self._queries = iter(queries)
        self._rest: Iterator[str] = iter("")
        self._typed = ""
        self._timer = QTimer(self)
        self._timer.setInterval(gap_ms)
        self._timer.timeout.connect(self._type)
        self.done = False

    def start(self) -> None:
        self.panel.focus_search()
        self._timer.start()

    def _type(self) -> None:
        letter = next(self._rest, None)
        if letter is None:
            query = next(self._queries, None)
            if query is None:
                self._timer.stop()
                self.done = True
                self._application.qt.quit()
                return
            self.panel.field.edit.clear()
            self._rest, self._typed = iter(query), ""
            return
        self._typed += letter
        self.keys += 1
        self.asked = {self.keys: time.monotonic_ns()}
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
            self._application.qt.sendEvent(self.panel.field.edit, event)

    def painted(self, ns: int) -> None:
        result: SearchResult | None = self.panel.result
        if self.asked and result is not None and result.query == self.panel.field.edit.text():
            self.shown.append((ns - next(iter(self.asked.values()))) / 1e6)
            self.asked = {}


def fill(path: Path, articles: Iterator[Article]) -> int:
    async def made() -> None:
        await (await Store.open(path, KEY, clock=SystemClock())).close()

    asyncio.run(made())
    connection = connect_file(path, KEY)
    index = ArticleIndex(connection)
    stored = 0
    while batch := list(islice(articles, _BATCH)):
        stored += index.put(batch)
    while index.tidy():
        pass
    connection.close()
    return stored


def tell(what: str, found: list[float]) -> None:
    ordered = sorted(found)
    at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] for share in (0.95, 0.99)]
    print(
        f"{what}: p50 {statistics.median(ordered):.1f} ms, p95 {at[0]:.1f}, p99 {at[1]:.1f},"
        f" worst {ordered[-1]:.1f} ({len(ordered)})"
    )


def in_window(path: Path, queries: list[str], gap_ms: int) -> None:
    TypingCore.store = path
    application = Application(Options(demo=True), core=TypingCore)
    typist = Typist(application, queries, gap_ms)
    ticker = Ticker()
    clock = PaintClock(application.window, typist.painted)

    def type_now() -> None:
        ticker.begin("busy")
        typist.start()

    def take(event: AppEvent) -> None:
        if isinstance(event, KnowledgeReady):
            QTimer.singleShot(1_000, lambda: ticker.begin("quiet"))
            QTimer.singleShot(int((QUIET_S + 1.0) * 1000), type_now)

    application.crossing.event_received.connect(take)
    application.window.resize(1280, 860)
    application.exec()
    clock.deleteLater()
    if not typist.done:
        sys.exit("the window was closed before all was typed")
    tell("key -> rows painted", typist.shown)
    print(f"  {typist.keys} keys, {typist.keys - len(typist.shown)} of them overtaken by the next")
    report_lateness("5 ms timer before typing", ticker.late["quiet"])
    report_lateness("5 ms timer while typing", ticker.late["busy"])


def superseded(path: Path, queries: list[str]) -> list[float]:
    """ms from a newer search being asked to the older one giving up."""

    async def measure() -> list[float]:
        base = LocalKnowledgeBase(lambda: connect_file(path, KEY))
        await base.warm_up()
        chance = random.Random(1)
        took: list[float] = []
        for query in queries * 3:
            older = asyncio.create_task(base.search(query))
            await asyncio.sleep(chance.uniform(0.0005, 0.004))
            asked = time.perf_counter()
            newer = asyncio.create_task(base.search(""))  # nothing to do: it ends when it can begin
            with contextlib.suppress(asyncio.CancelledError):
                await older
                await newer
                continue  # it was faster than we are
            took.append((time.perf_counter() - asked) * 1000)
            await newer
        await base.close()
        return took

    return asyncio.run(measure())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=100_000, help="invented ones (100000)")
    parser.add_argument("--corpus", type=Path, help="real ones: JSONL {id, title, body, ...}")
    parser.add_argument("--queries", type=Path, help='JSON {"replay": [{"q"}]}, as search_latency')
    parser.add_argument("--typed", type=int, default=40, help="queries typed (40)")
    parser.add_argument("--gap", type=int, default=90, help="ms between keys (90: fast)")
    given = parser.parse_args()
    for path in (given.corpus, given.queries):
        if path is not None and not path.is_file():
            print(f"not run: there is no file {path}", file=sys.stderr)
            return 1
    if given.corpus is None:
        articles = list(synthetic(given.articles, 1))
    else:
        articles = [item for item in jsonl.read(given.corpus) if isinstance(item, Article)]
    queries = [query.words for query in invented_queries(articles, given.typed, 1)]
    if given.queries is not None:
        rows = json.loads(given.queries.read_text(encoding="utf-8"))["replay"]
        queries = [row["q"] for row in rows[: given.typed]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "typing.db"
        print(f"{fill(path, iter(articles)):,} articles, encrypted; a key every {given.gap} ms")
        del articles
        tell("a search goes on after a newer one was asked", superseded(path, queries))
        in_window(path, queries, given.gap)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
