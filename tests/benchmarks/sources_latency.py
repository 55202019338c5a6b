"""A caller whom the store and a real Request Tracker know: when is what on the screen?

    python tests/benchmarks/sources_latency.py [--rings 40]

The real app in its window, its settings naming a Request Tracker 5 and a MediaWiki that are started
here (`./run test --all` installs them), its store encrypted in a file. Each ring is another caller,
reported to the webhook over a real socket; the next comes when everything of the last is painted.

- first content: ring sent -> card painted with what the store knows (goal: 50 ms)
- complete: the last byte of Request Tracker's last answer -> its tickets painted (goal: 50 ms);
  a process between the two notes that byte (answer_clock.py)
- beside it, as floor, the same two questions sent bare by httpx, and what the connector adds;
  and the wiki, which knows no callers: a search by its mapping and the bare requests of one.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

if sys.platform == "linux" and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

import httpx  # noqa: E402
from filled_store import KEY  # noqa: E402
from painting import PaintClock  # noqa: E402
from PySide6.QtCore import QTimer  # noqa: E402

from agentassist.app.events import (  # noqa: E402
    AppEvent,
    CardChanged,
    SourcesChanged,
    StoreChanged,
    StoreState,
    TimelineChanged,
)
from agentassist.bootstrap import Core, Options  # noqa: E402
from agentassist.domain.contact import Contact, IdentityStatus  # noqa: E402
from agentassist.domain.ids import ContactId, InteractionId  # noqa: E402
from agentassist.domain.interaction import Channel, Interaction  # noqa: E402
from agentassist.domain.linking.record_link import SourceRecord  # noqa: E402
from agentassist.domain.source import KeyKind, SourceKey, SourceState  # noqa: E402
from agentassist.storage.store import Store  # noqa: E402
from agentassist.telephony.webhook.signature import sign  # noqa: E402
from tests.servers.connected import articles_of, connected  # noqa: E402
from tests.servers.mediawiki import MediaWiki, mediawiki  # noqa: E402
from tests.servers.rt5 import RequestTracker, request_tracker  # noqa: E402
from ui.application import Application  # noqa: E402

SECRET = "of-this-benchmark-and-of-nothing-else-x"
WARM_UP = 3  # rings that are not counted: connections, canary, fonts
GIVEN_UP = 15_000  # ms for one ring
PAUSE = 400  # ms after a call
BETWEEN = 0.25  # s between questions outside the app: no allowance of a mapping is used up


def number(caller: int) -> str:
    return f"+3469900{caller:04d}"


class AnswerClock:
    """When bytes of Request Tracker's answers came, in CLOCK_MONOTONIC ns."""

    def __init__(self, site: str) -> None:
        port = site.rpartition(":")[2]
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "answer_clock.py"), port], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self.heard: list[int] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.heard.append(int(line))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


class BenchmarkCore(Core):
    """The app's core on a store of its own; everything else is as the settings say."""

    store = Path()
    callers = 0

    async def _open_store(self) -> Store:
        store = await Store.open(self.store, KEY, clock=self.clock)
        self.runtime.on_stop(store.close)
        await store.import_center(*_local(self.callers), ())
        self.bus.publish(StoreChanged(StoreState.KEPT))
        return store


def _local(callers: int) -> tuple[list[Contact], list[Interaction]]:
    """The same people as in Request Tracker, each with twenty contacts of their own."""
    contacts, interactions = [], []
    for caller in range(1, callers + 1):
        own = ContactId(f"local-{caller}")
        mail = f"caller{caller}@example.com"
        contacts.append(Contact(own, f"Caller {caller}", phones=(number(caller),), emails=(mail,)))
        for past in range(20):
            at = datetime(2026, 10, 30, 9, tzinfo=UTC) - timedelta(days=3 * past)
            own_id = InteractionId(f"{own}-{past}")
            title = f"Call {past} of caller {caller}"
            interactions.append(Interaction(own_id, own, Channel.PHONE, at, title))
    return contacts, interactions


class Rings:
    """One ring after the other; when each was sent, first painted, and complete."""

    def __init__(self, rings: int, port: int, application: Application) -> None:
        self._left = list(range(1, rings + WARM_UP + 1))
        self._port = port
        self._application = application
        self._caller = 0
        self.sent: dict[int, int] = {}
        self.first: dict[int, int] = {}
        self.complete: dict[int, int] = {}
        self._known = self._answered = self._tickets = False
        self._late = QTimer(application.qt, singleShot=True, interval=GIVEN_UP)
        self._late.timeout.connect(self.next)

    def next(self) -> None:
        if not self._left:
            self._application.qt.quit()
            return
        self._caller = self._left.pop(0)
        self._known = self._answered = self._tickets = False
        self._late.start()
        self._tell("ring")

    def _tell(self, event: str) -> None:
        threading.Thread(target=self._post, args=(event, self._caller), daemon=True).start()

    def _post(self, event: str, caller: int) -> None:
        now = datetime.now(UTC)
        told = {"id": f"call-{caller}", "event": event, "agent": "101", "from": number(caller)}
        body = json.dumps({**told, "to": "+34911000000", "at": now.isoformat()}).encode()
        headers = {
            "X-AgentAssist-Signature": sign(SECRET, body, int(now.timestamp())),
            "Content-Type": "application/json",
        }
        url = f"http://127.0.0.1:{self._port}/v1/calls"
        request = urllib.request.Request(url, body, headers)
        if event == "ring":
            self.sent[caller] = time.monotonic_ns()
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()

    def taken(self, event: AppEvent) -> None:
        """On the main thread, before the window paints what it took."""
        if isinstance(event, CardChanged) and event.card is not None:
            call, identity = event.card.call, event.card.identity
            if call.call_id is not None and str(call.call_id).endswith(f"call-{self._caller}"):
                self._known = self._known or identity.status is IdentityStatus.IDENTIFIED
        elif isinstance(event, SourcesChanged) and event.statuses:
            states = {status.state for status in event.statuses}
            self._answered = states <= {SourceState.ANSWERED, SourceState.NOT_ASKED}
        elif isinstance(event, TimelineChanged) and event.page is not None:
            title = f"of caller {self._caller}"
            self._tickets = any(
                one.source == "desk" and one.title.endswith(title)
                for one in event.page.interactions
            )

    def painted(self, ns: int) -> None:
        caller = self._caller
        if self._known:
            self.first.setdefault(caller, ns)
        if self._answered and self._tickets and caller not in self.complete:
            self.complete[caller] = ns
            self._late.stop()
            self._tell("hangup")
            QTimer.singleShot(PAUSE, self.next)


def report(what: str, times: list[float]) -> None:
    if not times:
        print(f"{what}: nothing")
        return
    ordered = sorted(times)
    high = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    print(
        f"{what}: p50 {statistics.median(ordered):.1f} ms, p95 {high:.1f},"
        f" max {ordered[-1]:.1f} (n={len(ordered)})"
    )


async def timed(times: int, work: Callable[[int], Awaitable[object]]) -> list[float]:
    taken = []
    for turn in range(times + WARM_UP):
        begun = time.monotonic_ns()
        await work(turn % max(times, 1) + 1)
        taken.append((time.monotonic_ns() - begun) / 1e6)
        await asyncio.sleep(BETWEEN)
    return taken[WARM_UP:]


async def floors(desk: RequestTracker, wiki: MediaWiki, rings: int) -> None:
    """The same questions without the app: bare, and through the connector alone."""
    login = {"Authorization": f"token {desk.token}"}
    fields = "RealName,EmailAddress,Organization,City,Lang,LastUpdated,CustomFields"
    async with httpx.AsyncClient(timeout=30, headers=login, trust_env=False) as bare:

        async def find_bare(caller: int) -> None:
            condition = {"field": "CustomField.{Phone}", "value": number(caller)}
            asked = {"fields": fields, "per_page": "50"}
            await bare.post(f"{desk.url}/users", params=asked, json=[condition])

        async def history_bare(caller: int) -> None:
            asked = {
                "query": f"Requestor.Name = 'caller{caller}@example.com'",
                "fields": "Subject,Status,Created,LastUpdated,Queue,Owner,Requestor,CustomFields",
                "fields[Queue]": "Name",
                "fields[Owner]": "RealName",
                "orderby": "LastUpdated",
                "order": "DESC",
                "per_page": "50",
            }
            await bare.get(f"{desk.url}/tickets", params=asked)

        report("Request Tracker, find, bare", await timed(rings, find_bare))
        report("Request Tracker, tickets, bare", await timed(rings, history_bare))
    async with connected("rt5", desk.site, desk.token) as source:

        async def find(caller: int) -> None:
            await source.find(SourceKey(KeyKind.PHONE, number(caller)))

        async def history(caller: int) -> None:
            await source.interactions(SourceRecord("desk", f"caller{caller}@example.com"))

        report("Request Tracker, find, connector", await timed(rings, find))
        report("Request Tracker, tickets, connector", await timed(rings, history))
    async with httpx.AsyncClient(timeout=30, trust_env=False) as bare:

        async def search_bare(caller: int) -> None:
            word = f"zebra{caller % 10}"
            asked = {"q": word, "limit": "20"}
            found = await bare.get(f"{wiki.url}/rest.php/v1/search/page", params=asked)
            for page in found.json()["pages"]:
                read = {"action": "parse", "pageid": str(page["id"]), "prop": "text|categories"}
                await bare.get(f"{wiki.url}/api.php", params={**read, "format": "json"})

        report("MediaWiki, search and page, bare", await timed(rings, search_bare))
    async with articles_of("mediawiki", wiki.url) as articles:

        async def search(caller: int) -> None:
            await articles.search(f"zebra{caller % 10}")

        report("MediaWiki, search and page, connector", await timed(rings, search))


def play(
    rings: int, desk: RequestTracker, wiki: MediaWiki, folder: Path
) -> tuple[Rings, list[int]]:
    """The app from its start to its end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    clock = AnswerClock(desk.site)
    config = folder / "agentassist.toml"
    config.write_text(
        f'[agent]\nextension = "101"\n[numbers]\nregion = "ES"\n'
        f"[phone.webhook]\nenabled = true\nport = {port}\n"
        f'[sources.desk]\nmapping = "rt5"\nurl = "{clock.url}"\n'
        f'secret_env = "RT_TOKEN"\nproxy = "none"\n'
        f'[sources.wiki]\nmapping = "mediawiki"\nurl = "{wiki.url}"\nproxy = "none"\n',
        "utf-8",
    )
    os.environ.update(WEBHOOK_SECRET=SECRET, RT_TOKEN=desk.token)
    BenchmarkCore.store, BenchmarkCore.callers = folder / "store.db", rings + WARM_UP
    application = Application(Options(config=config), core=BenchmarkCore)
    played = Rings(rings, port, application)
    application.crossing.event_received.connect(played.taken)
    paint = PaintClock(application.window, played.painted)
    application.window.resize(1280, 860)
    QTimer.singleShot(3_000, played.next)
    application.exec()
    paint.deleteLater()
    clock.stop()
    return played, clock.heard


@contextmanager
def homes(folder: Path) -> Iterator[None]:
    """Nothing of the person who runs this is read or written."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"):
        place = folder / name.lower()
        place.mkdir()
        os.environ[name] = str(place)
    os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
    yield


def main() -> None:
    parser = argparse.ArgumentParser(description="local store, Request Tracker and MediaWiki")
    parser.add_argument("--rings", type=int, default=40)
    rings = parser.parse_args().rings
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in ("rt", "wiki", "app"):
            (folder / name).mkdir()
        desk = stack.enter_context(request_tracker(folder / "rt", callers=rings + WARM_UP))
        wiki = stack.enter_context(mediawiki(folder / "wiki"))
        stack.enter_context(homes(folder / "app"))
        asyncio.run(floors(desk, wiki, rings))
        played, heard = play(rings, desk, wiki, folder / "app")
    counted = [caller for caller in sorted(played.complete) if caller > WARM_UP]
    first, complete, after, slowest = [], [], [], []
    for caller in counted:
        sent, done = played.sent[caller], played.complete[caller]
        last = max((ns for ns in heard if sent < ns < done), default=0)
        if not last:
            continue
        first.append((played.first[caller] - sent) / 1e6)
        complete.append((done - sent) / 1e6)
        slowest.append((last - sent) / 1e6)
        after.append((done - last) / 1e6)
    report("ring sent -> first content painted (goal 50 ms)", first)
    report("ring sent -> last byte of the slowest answer", slowest)
    report("ring sent -> complete", complete)
    report("last byte of the slowest answer -> complete (goal 50 ms)", after)
    if len(after) < rings:
        sys.exit(f"only {len(after)} of {rings} rings were complete")


if __name__ == "__main__":
    main()
