"""Articles brought up to date: changes, deletions, conflicts, what breaks off; the house's feed."""

import asyncio
import hashlib
import json
import sqlite3
import zipfile
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import TypeVar

import pytest

from agentassist.domain.article_sync import Clash, Conflict, Keep
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.conflicts import LocalArticleConflicts
from agentassist.knowledge.feed import ArticleFeed, feed_rows, written_zip
from agentassist.knowledge.sync import ArticleSync, SyncReport
from agentassist.net.file_fetch import FetchedFile, fetch_file
from agentassist.net.site import Limits, Site
from agentassist.ports.article_source import ArticleSource, Delivery

T = TypeVar("T")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic_ns(self) -> int:
        return int(self.at.timestamp() * 1e9)


def article(name: str, body: str = "text") -> Article:
    return Article(ArticleId(name), f"Title {name}", body=body)


@dataclass
class Wiki:
    """A source of articles in memory: the rules of the sync are tested with it, not a protocol."""

    name: str = "wiki"
    articles: dict[str, Article] = field(default_factory=dict)
    rejected: int = 0
    breaks: bool = False
    asked: list[datetime | None] = field(default_factory=list)

    def put(self, *articles: Article) -> None:
        self.articles |= {one.id: one for one in articles}

    async def deliver(self, since: datetime | None, mark: str) -> Delivery | None:
        self.asked.append(since)
        return Delivery(self._pages(), since is None, "m", lambda: self.rejected)

    async def _pages(self) -> AsyncGenerator[Sequence[Article], None]:
        for one in list(self.articles.values()):
            yield [one]
        if self.breaks:
            raise AgentAssistError("source.unreachable", source=self.name)


@dataclass
class Desk:
    """A knowledge base on disk and what brings it up to date."""

    base: LocalKnowledgeBase
    clock: Clock = field(default_factory=Clock)

    async def sync(self, source: ArticleSource, *, whole: bool = False) -> SyncReport:
        return await ArticleSync(self.base, self.clock).sync(source, whole=whole)

    async def body(self, name: str) -> str | None:
        try:
            return (await self.base.article(ArticleId(name))).body
        except AgentAssistError:
            return None


def at_desk(tmp_path: Path, story: Callable[[Desk], "asyncio.Future[T] | object"]) -> None:
    async def run() -> None:
        base = LocalKnowledgeBase(lambda: sqlite3.connect(tmp_path / "kb.db", isolation_level=None))
        try:
            await story(Desk(base))  # type: ignore[misc]
        finally:
            await base.close()

    asyncio.run(run())


def test_changes_are_asked_for_with_an_overlap_and_all_once_a_day(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki = Wiki()
        wiki.put(article("a"), article("b"))
        first = await desk.sync(wiki)
        assert (first.stored, first.whole) == (2, True)
        desk.clock.at += timedelta(hours=1)
        wiki.put(article("b", "changed"))
        second = await desk.sync(wiki)
        assert (second.stored, second.unchanged, second.whole) == (1, 1, False)
        assert await desk.body("b") == "changed"
        found = await desk.base.search("changed")
        assert [hit.article_id for hit in found.hits] == ["b"]
        desk.clock.at += timedelta(hours=23)
        assert (await desk.sync(wiki)).whole
        assert wiki.asked == [None, NOON - timedelta(minutes=15), None]

    at_desk(tmp_path, story)


def test_deletions_are_honoured_when_everything_was_compared(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki, other = Wiki(), Wiki("other")
        wiki.put(article("a"), article("b"))
        other.put(article("c"))
        await desk.base.put([article("mine")])
        await desk.sync(wiki)
        await desk.sync(other)
        del wiki.articles["a"]
        assert (await desk.sync(wiki)).removed == 0  # changes only
        report = await desk.sync(wiki, whole=True)
        assert report.removed == 1
        assert await desk.body("a") is None
        assert [await desk.body(name) for name in ("b", "c", "mine")] == ["text"] * 3

    at_desk(tmp_path, story)


@pytest.mark.parametrize("trouble", ["breaks", "rejected", "empty"])
def test_nothing_is_deleted_on_an_incomplete_answer(tmp_path: Path, trouble: str) -> None:
    async def story(desk: Desk) -> None:
        wiki = Wiki()
        wiki.put(article("a"), article("b"))
        await desk.sync(wiki)
        wiki.articles = {} if trouble == "empty" else {"b": article("b", "new")}
        wiki.breaks, wiki.rejected = trouble == "breaks", int(trouble == "rejected")
        if trouble == "breaks":
            with pytest.raises(AgentAssistError):
                await desk.sync(wiki, whole=True)
        else:
            report = await desk.sync(wiki, whole=True)
            assert not report.clean
            assert report.emptied == (trouble == "empty")
        assert await desk.body("a") == "text"
        assert await desk.body("b") == ("text" if trouble == "empty" else "new")

    at_desk(tmp_path, story)


def test_what_broke_off_is_asked_for_again(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki = Wiki()
        wiki.put(article("a"))
        await desk.sync(wiki)
        desk.clock.at += timedelta(hours=1)
        wiki.breaks = True
        with pytest.raises(AgentAssistError):
            await desk.sync(wiki)
        wiki.breaks = False
        desk.clock.at += timedelta(hours=1)
        await desk.sync(wiki)
        assert wiki.asked[1:] == [NOON - timedelta(minutes=15)] * 2

    at_desk(tmp_path, story)


def test_conflicts_are_named_and_what_is_here_stays(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki, other = Wiki(), Wiki("other")
        wiki.put(article("a"), article("b"), article("c"), article("mine", "theirs"))
        other.put(article("a", "of another"))
        await desk.base.put([article("mine")])
        report = await desk.sync(wiki)
        assert report.conflicts == (Conflict(ArticleId("mine"), Clash.NOT_FROM_THERE),)
        report = await desk.sync(other)
        assert report.conflicts == (Conflict(ArticleId("a"), Clash.OTHER_SOURCE, "wiki"),)
        await desk.base.put([article("b", "here"), article("c", "here")])
        assert (await desk.sync(wiki)).unchanged == 3  # changed here alone: nobody's business
        wiki.put(article("b", "there"))
        del wiki.articles["c"]
        report = await desk.sync(wiki, whole=True)
        assert set(report.conflicts) == {
            Conflict(ArticleId("mine"), Clash.NOT_FROM_THERE),
            Conflict(ArticleId("b"), Clash.CHANGED_BOTH),
            Conflict(ArticleId("c"), Clash.GONE_THERE),
        }
        assert [await desk.body(name) for name in ("a", "b", "c", "mine")] == [
            "text", "here", "here", "text",
        ]  # fmt: skip
        wiki.put(article("b", "here"))  # settled over there
        report = await desk.sync(wiki, whole=True)
        assert Conflict(ArticleId("b"), Clash.CHANGED_BOTH) not in report.conflicts

    at_desk(tmp_path, story)


async def open_conflicts(desk: Desk) -> list[tuple[str, Clash, Keep | None]]:
    found = await LocalArticleConflicts(desk.base).conflicts()
    return sorted((one.article_id, one.clash, one.kept) for one in found)


def test_a_conflict_is_settled_for_mine_until_theirs_changes_again(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki, settled = Wiki(), LocalArticleConflicts(desk.base)
        wiki.put(article("a"), article("b"))
        await desk.sync(wiki)
        await desk.base.put([article("a", "here"), article("b", "here")])
        wiki.put(article("a", "there"))
        del wiki.articles["b"]
        await desk.sync(wiki, whole=True)
        a, b = sorted(await settled.conflicts(), key=lambda one: one.article_id)
        assert (a.mine, a.theirs) == (article("a", "here"), article("a", "there"))
        assert (b.mine, b.theirs, b.clash) == (article("b", "here"), None, Clash.GONE_THERE)
        for name in ("a", "b"):
            await settled.settle("wiki", ArticleId(name), Keep.MINE)
            with pytest.raises(AgentAssistError, match="no_conflict"):
                await settled.settle("wiki", ArticleId(name), Keep.THEIRS)
        report = await desk.sync(wiki, whole=True)
        assert (report.conflicts, await desk.body("a"), await desk.body("b")) == (
            (),
            "here",
            "here",
        )
        wiki.put(article("a", "newer there"), article("b", "there again"))
        report = await desk.sync(wiki, whole=True)
        assert {one.clash for one in report.conflicts} == {Clash.CHANGED_BOTH}
        assert await open_conflicts(desk) == [
            ("a", Clash.CHANGED_BOTH, None),
            ("b", Clash.CHANGED_BOTH, None),
        ]

    at_desk(tmp_path, story)


def test_theirs_is_taken_and_that_is_undone(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki, other = Wiki(), Wiki("other")
        settled = LocalArticleConflicts(desk.base)
        wiki.put(article("a"), article("gone"))
        await desk.sync(wiki)
        await desk.base.put([article("gone", "here"), article("mine")])
        del wiki.articles["gone"]
        wiki.put(article("mine", "theirs"))
        other.put(article("a", "of another"))
        await desk.sync(wiki, whole=True)
        await desk.sync(other)
        for source, name in (("wiki", "gone"), ("wiki", "mine"), ("other", "a")):
            await settled.settle(source, ArticleId(name), Keep.THEIRS)
        assert await desk.body("mine") == "theirs"
        assert await desk.body("a") == "of another"
        assert await desk.body("gone") is None
        assert (await desk.sync(other, whole=True)).clean
        assert [one.clash for one in (await desk.sync(wiki, whole=True)).conflicts] == [
            Clash.OTHER_SOURCE  # it has an article that is another's now
        ]
        await settled.undo("other", ArticleId("a"))
        await settled.undo("wiki", ArticleId("gone"))
        await settled.undo("wiki", ArticleId("mine"))
        assert [await desk.body(name) for name in ("a", "gone", "mine")] == ["text", "here", "text"]
        report = await desk.sync(wiki, whole=True)
        assert {one.article_id: one.clash for one in report.conflicts} == {
            "gone": Clash.GONE_THERE,
            "mine": Clash.NOT_FROM_THERE,
        }

    at_desk(tmp_path, story)


def test_a_conflict_that_is_over_by_itself_is_asked_about_no_more(tmp_path: Path) -> None:
    async def story(desk: Desk) -> None:
        wiki = Wiki()
        wiki.put(article("a"), article("z"))
        await desk.base.put([article("a", "here")])
        await desk.sync(wiki)
        assert await open_conflicts(desk) == [("a", Clash.NOT_FROM_THERE, None)]
        wiki.put(article("a", "here"))
        await desk.sync(wiki)
        assert await open_conflicts(desk) == []
        await desk.base.put([article("a", "here again")])
        wiki.put(article("a", "there again"))
        await desk.sync(wiki)
        await desk.base.remove([ArticleId("a")])
        del wiki.articles["a"]
        await desk.sync(wiki, whole=True)
        assert await open_conflicts(desk) == []

    at_desk(tmp_path, story)


# --- the feed ---


def rows(*names: str) -> bytes:
    found = ({"id": name, "title": name, "body": "text"} for name in names)
    return "".join(f"{json.dumps(one)}\n" for one in found).encode()


@dataclass
class Place:
    """What a web server has at /kb/articles.zip; `answers` counts by status."""

    content: bytes = b""
    etag: bool = True
    answers: list[int] = field(default_factory=list)
    url: str = ""


@contextmanager
def served(place: Place) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            tag = f'"{hashlib.md5(place.content).hexdigest()}"'
            same = self.headers.get("If-None-Match") == tag and place.etag
            status = 304 if same else 200 if self.path == "/kb/articles.zip?x=1" else 404
            place.answers.append(status)
            self.send_response(status)
            if place.etag:
                self.send_header("ETag", tag)
            body = place.content if status == 200 else b""
            self.send_header("Content-Type", "application/zip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place.url = f"http://127.0.0.1:{server.server_port}/kb/articles.zip?x=1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def fetch(name: str, address: str, mark: str) -> FetchedFile | None:
    return await fetch_file(name, address, mark)


def test_a_feed_is_fetched_once_and_then_only_when_it_changed(tmp_path: Path) -> None:
    place = Place(written_zip(rows("a", "b")))

    async def story(desk: Desk) -> None:
        feed = ArticleFeed(place.url, fetch)
        assert (await desk.sync(feed)).stored == 2
        assert await desk.sync(feed) == SyncReport("feed")
        place.content = written_zip(rows("b", "c"))
        report = await desk.sync(feed)
        assert (report.stored, report.unchanged, report.removed) == (1, 1, 1)
        assert [await desk.body(name) for name in "abc"] == [None, "text", "text"]
        assert place.answers == [200, 304, 200]

    with served(place):
        at_desk(tmp_path, story)


@pytest.mark.parametrize("kind", ["jsonl", "zip", "pages"])
def test_a_folder_is_a_feed_too(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "feed"
    folder.mkdir()
    if kind == "jsonl":
        (folder / "articles.jsonl").write_bytes(rows("a"))
    elif kind == "zip":
        (folder / "articles.zip").write_bytes(written_zip(rows("a")))
    else:
        (folder / "a.html").write_text("<title>a</title>text")

    async def story(desk: Desk) -> None:
        feed = ArticleFeed(str(folder), fetch)
        assert (await desk.sync(feed)).stored == 1
        assert await desk.sync(feed) == SyncReport("feed")
        assert await desk.body("a") == "text"

    at_desk(tmp_path, story)


def zipped(*entries: tuple[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


def manifest(name: str, digest: str) -> tuple[str, bytes]:
    return "manifest.json", json.dumps({"format": 1, "files": {name: digest}}).encode()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html>login</html>", "feed.not_articles"),
        (zipped(("articles.jsonl", rows("a"))), "feed.bad_manifest"),
        (zipped(manifest("../articles.jsonl", "0" * 64)), "feed.bad_manifest"),
        (zipped(manifest("articles.jsonl", "0" * 64)), "feed.bad_manifest"),
        (zipped(("manifest.json", b"[" * 90_000)), "feed.bad_manifest"),
        (
            zipped(manifest("articles.jsonl", "0" * 64), ("articles.jsonl", rows("a"))),
            "feed.other_content",
        ),
        (written_zip(rows("a"))[:-40], "feed.damaged"),
        (
            zipped(manifest("articles.jsonl", "0" * 64), ("articles.jsonl", b" " * 200_000_001)),
            "feed.too_large",
        ),
    ],
)
def test_a_feed_that_is_not_what_it_promises_is_not_taken(content: bytes, code: str) -> None:
    with pytest.raises(AgentAssistError) as problem:
        feed_rows("https://kb.example/articles.zip", content)
    assert problem.value.code == code


def test_a_feed_of_others_is_named_and_changes_nothing(tmp_path: Path) -> None:
    place = Place(written_zip(rows("a", "b")))

    async def story(desk: Desk) -> None:
        feed = ArticleFeed(place.url, fetch)
        await desk.sync(feed)
        place.content = b"<html>maintenance</html>"
        with pytest.raises(AgentAssistError, match="not_articles"):
            await desk.sync(feed)
        with pytest.raises(AgentAssistError, match="not_found"):
            await desk.sync(ArticleFeed(place.url.replace("kb", "no"), fetch))
        assert await desk.body("a") == "text"

    with served(place):
        at_desk(tmp_path, story)


@pytest.mark.parametrize("place", ["http://kb.example/a.zip", "relative/folder", "ftp://x/a.zip"])
def test_only_https_and_whole_paths_are_fetched_from(place: str) -> None:
    with pytest.raises(AgentAssistError) as problem:
        asyncio.run(ArticleFeed(place, fetch).deliver(None, ""))
    assert problem.value.code in ("source.bad_address", "feed.bad_place")


def test_a_file_that_is_too_large_is_not_held_in_memory() -> None:
    place = Place(b"x" * 2_000_000)

    async def ask() -> None:
        site = Site("feed", place.url.rsplit("/", 2)[0], limits=Limits(body_bytes=1_000_000))
        with pytest.raises(AgentAssistError) as problem:
            await fetch_file("feed", place.url, site=site)
        assert problem.value.code == "source.too_large"
        assert await fetch_file("feed", place.url) == FetchedFile(place.content, "")

    with served(place := replace(place, etag=False)):
        asyncio.run(ask())
