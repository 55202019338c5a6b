"""Search by meaning as a whole, over the real model: read, asked, killed, refused."""

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, MatchedIn, SearchResult
from agentassist.domain.question import is_question
from agentassist.domain.semantic import SemanticState, SemanticStatus
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.semantic import process as process_module
from agentassist.knowledge.semantic import search as search_module
from agentassist.knowledge.semantic.meanings import Meanings
from agentassist.knowledge.semantic.model import ModelFiles
from agentassist.knowledge.semantic.search import LocalSemantic
from agentassist.settings.store import SettingsStore
from agentassist.system_clock import SystemClock

QUESTIONS = {  # the words that matter are not in the article
    "what happens to the agreement when we relocate": "move",
    "is it expensive to phone from a foreign country": "roaming",
    "how long do i have a guarantee for a second hand phone": "warranty",
}
ABROAD = "is it expensive to phone from a foreign country"
Connect = Callable[[], sqlite3.Connection]
Put = Callable[[Iterable[Article]], None]


class Told:
    """Everything that was said of the status, and a wait for what comes next."""

    def __init__(self) -> None:
        self.all: list[SemanticStatus] = []
        self._news = asyncio.Event()
        self.at_each: Callable[[SemanticStatus], None] = lambda status: None

    def __call__(self, status: SemanticStatus) -> None:
        self.all.append(status)
        self.at_each(status)
        self._news.set()

    async def wait_for(self, state: SemanticState, *, seen: int = 0) -> SemanticStatus:
        """The first one of this state, of those behind the first `seen`."""
        while True:
            for status in self.all[seen:]:
                if status.state is state:
                    return status
            self._news.clear()
            await self._news.wait()


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "FINDING_S", 30.0)


def run(
    base: Connect,
    story: Callable[[LocalSemantic, Told], Coroutine[Any, Any, None]],
    *,
    allowed: Callable[[], bool] = lambda: True,
    files: Callable[[], ModelFiles] = ModelFiles.installed,
) -> None:
    async def told() -> None:
        semantic, told = LocalSemantic(base, allowed, files=files), Told()
        try:
            async with asyncio.TaskGroup() as group:
                running = group.create_task(semantic.run(told))
                await story(semantic, told)
                running.cancel()
        finally:
            await semantic.close()

    asyncio.run(asyncio.wait_for(told(), 60))


def process_of(semantic: LocalSemantic) -> int:
    assert semantic._process.pid is not None
    return semantic._process.pid


def kill(semantic: LocalSemantic) -> None:
    os.killpg(process_of(semantic), signal.SIGKILL)


def by_words(base: Connect, query: str) -> SearchResult:
    return SearchEngine(ArticleIndex(base())).search(query, 20)


def test_questions_find_what_they_mean(base: Connect, put: Put, articles: list[Article]) -> None:
    put(articles)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        assert await semantic.deepen(SearchResult(ABROAD)) is None
        await told.wait_for(SemanticState.READY)
        missed = 0
        for query, wanted in QUESTIONS.items():
            words = by_words(base, query)
            missed += not words.hits or words.hits[0].article_id != wanted
            deeper = await semantic.deepen(words) or replace(words, semantic=True)
            assert deeper.semantic
            assert deeper.query == query
            assert deeper.hits[0].article_id == wanted, query
            known = {hit.article_id: hit for hit in words.hits}
            assert known.keys() <= {hit.article_id for hit in deeper.hits}, "no row is lost"
            for hit in deeper.hits:
                if hit.article_id in known:
                    assert hit == known[hit.article_id], "found by words: said as before"
                else:
                    assert hit.matched_in == (MatchedIn.MEANING,)
                    assert hit.title
                    assert hit.snippet
                    assert not hit.title_marks
                    assert not hit.snippet_marks
        assert missed >= 2, "else the words would do"

    run(base, story)


def test_nothing_in_common_adds_nothing(base: Connect, put: Put, articles: list[Article]) -> None:
    put(articles)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        await told.wait_for(SemanticState.READY)
        assert await semantic.deepen(SearchResult("qwx zzkf prr vbn ttq")) is None

    run(base, story)


def test_it_follows_articles_that_come_change_and_go(
    base: Connect, put: Put, articles: list[Article]
) -> None:
    put(articles)
    query = "the machine that dries my clothes is broken"

    async def first(semantic: LocalSemantic) -> str | None:
        deeper = await semantic.deepen(SearchResult(query))
        return None if deeper is None else str(deeper.hits[0].article_id)

    async def changed(semantic: LocalSemantic, told: Told) -> None:
        seen = len(told.all)
        semantic.look_again()
        await told.wait_for(SemanticState.BUILDING, seen=seen)
        await told.wait_for(SemanticState.READY, seen=seen)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        await told.wait_for(SemanticState.READY)
        assert await first(semantic) != "dryer"
        put([Article(ArticleId("dryer"), "Tumble dryer does not start", body="Check the door.")])
        await changed(semantic, told)
        assert await first(semantic) == "dryer"
        put([Article(ArticleId("dryer"), "Roaming in Norway", body="It costs the same.")])
        await changed(semantic, told)
        assert await first(semantic) != "dryer"
        ArticleIndex(base()).remove([ArticleId("router")])
        deeper = await semantic.deepen(SearchResult("the router needs to be restarted"))
        assert deeper is None or "router" not in {hit.article_id for hit in deeper.hits}

    run(base, story)


def test_killed_while_it_reads_it_goes_on_where_it_was(
    base: Connect, put: Put, articles: list[Article], expect_log: Callable[[str], None]
) -> None:
    expect_log("search by meaning: ")
    many = [replace(one, id=ArticleId(f"{one.id}-{n}")) for n in range(3) for one in articles]
    put(many)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        def interrupt(status: SemanticStatus) -> None:
            if status.state is SemanticState.BUILDING and status.done > 0:
                told.at_each = lambda status: None
                kill(semantic)

        told.at_each = interrupt
        ready = await told.wait_for(SemanticState.READY)
        assert (ready.done, ready.total) == (len(many), len(many))
        reading = [one.done for one in told.all if one.state is SemanticState.BUILDING]
        assert reading == sorted(reading), "what was read is not read again"
        assert reading.count(0) == 1

    run(base, story)


def test_a_new_start_goes_on_and_reads_nothing_again(
    base: Connect, put: Put, articles: list[Article]
) -> None:
    put(articles)

    async def read(semantic: LocalSemantic, told: Told) -> None:
        await told.wait_for(SemanticState.READY)

    async def again(semantic: LocalSemantic, told: Told) -> None:
        await told.wait_for(SemanticState.READY)
        assert SemanticState.BUILDING not in {one.state for one in told.all}
        deeper = await semantic.deepen(SearchResult(ABROAD))
        assert deeper is not None
        assert deeper.hits[0].article_id == "roaming"

    run(base, read)
    run(base, again)


def test_it_can_be_paused(base: Connect, put: Put, articles: list[Article]) -> None:
    put(articles)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        semantic.pause(True)
        paused = await told.wait_for(SemanticState.PAUSED)
        assert (paused.done, paused.total) == (0, len(articles))
        assert await semantic.deepen(SearchResult(ABROAD)) is None
        semantic.pause(False)
        await told.wait_for(SemanticState.READY)

    run(base, story)


def test_it_is_given_up_after_some_failures(
    base: Connect, put: Put, articles: list[Article], expect_log: Callable[[str], None]
) -> None:
    expect_log("search by meaning: crash")
    put(articles)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        def interrupt(status: SemanticStatus) -> None:
            if status.state is SemanticState.READY:
                semantic._failed(process_module.SemanticFailedError("crash"))

        told.at_each = interrupt
        await told.wait_for(SemanticState.FAILED)
        starts = [one for one in told.all if one.state is SemanticState.STARTING]
        assert len(starts) == 1 + search_module.RESTARTS
        assert not semantic._process.alive
        assert await semantic.deepen(SearchResult(ABROAD)) is None

    run(base, story)


def test_off_by_the_settings_nothing_runs_and_nothing_is_opened(home: Path) -> None:
    settings = SettingsStore(home / "settings.toml", SystemClock())

    def connect() -> sqlite3.Connection:
        raise AssertionError("opened")

    async def told() -> None:
        semantic, told = LocalSemantic.of_settings(connect, settings), Told()
        async with asyncio.TaskGroup() as group:
            running = group.create_task(semantic.run(told))
            await asyncio.sleep(0)
            assert not semantic._process.alive
            assert told.all == []
            assert semantic.status.state is SemanticState.OFF
            assert await semantic.deepen(SearchResult(ABROAD)) is None
            running.cancel()
        await semantic.close()

    asyncio.run(told())


def test_switched_on_and_off_while_it_runs(
    base: Connect, put: Put, articles: list[Article], home: Path
) -> None:
    put(articles)
    settings = SettingsStore(home / "settings.toml", SystemClock())

    async def told() -> None:
        semantic, told = LocalSemantic.of_settings(base, settings), Told()
        async with asyncio.TaskGroup() as group:
            running = group.create_task(semantic.run(told))
            await asyncio.sleep(0)
            settings.set("knowledge.semantic", True)
            await told.wait_for(SemanticState.READY)
            settings.set("knowledge.semantic", False)
            await told.wait_for(SemanticState.OFF)
            assert not semantic._process.alive
            running.cancel()
        await semantic.close()

    asyncio.run(asyncio.wait_for(told(), 60))


def test_another_model_is_not_loaded(
    base: Connect, put: Put, articles: list[Article], tmp_path: Path, expect_log: Any
) -> None:
    expect_log("semantic.wrong_model")
    put(articles)
    wrong = tmp_path / "model.onnx"
    wrong.write_bytes(b"\x08\x07 not the model")
    files = replace(ModelFiles.installed(), model=wrong)

    async def story(semantic: LocalSemantic, told: Told) -> None:
        status = await told.wait_for(SemanticState.WRONG_MODEL)
        assert status.file == str(wrong)
        assert not semantic._process.alive

    run(base, story, files=lambda: files)


def test_a_missing_package_is_said(
    base: Connect, put: Put, articles: list[Article], monkeypatch: Any, expect_log: Any
) -> None:
    expect_log("semantic.not_installed")
    put(articles)
    found = search_module.model.importlib.util.find_spec
    monkeypatch.setattr(
        search_module.model.importlib.util,
        "find_spec",
        lambda name: None if name == "tokenizers" else found(name),
    )

    async def story(semantic: LocalSemantic, told: Told) -> None:
        status = await told.wait_for(SemanticState.NOT_INSTALLED)
        assert status.missing == ("tokenizers",)

    run(base, story)


def test_a_database_that_is_busy_is_asked_again(
    base: Connect, put: Put, articles: list[Article]
) -> None:
    put(articles)
    opened = []

    def connect() -> sqlite3.Connection:
        opened.append(base())
        opened[-1].execute("PRAGMA busy_timeout = 0")
        return opened[-1]

    async def story() -> None:
        semantic, other = LocalSemantic(connect, lambda: True), base()
        try:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(AgentAssistError, match=r"knowledge\.database"):
                await semantic.keep_up()
            other.execute("ROLLBACK")
            await semantic.keep_up()
            assert semantic.status.state is SemanticState.READY
            assert len(opened) == 1
        finally:
            await semantic.close()

    asyncio.run(asyncio.wait_for(story(), 60))


def test_no_keyword_query_changes(base: Connect, put: Put, articles: list[Article]) -> None:
    """What the desk would ask for is nothing: every query that is no question stays as it is."""
    put(articles)
    Meanings(base())  # its tables and triggers are there
    engine = SearchEngine(ArticleIndex(base()))
    plain = SearchEngine(ArticleIndex(sqlite3.connect(":memory:", isolation_level=None)))
    plain._index.put(articles)
    plain.refresh()
    queries = [
        "refund",
        "refnd late",
        "boiler E-4042",
        "4042",
        "reset pass",
        "send copy invoice pl",
    ]
    for query in queries:
        assert not is_question(query)
        assert engine.search(query, 10).hits == plain.search(query, 10).hits
