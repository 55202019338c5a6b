"""The asynchronous knowledge base: nothing blocks, newer searches win, changes come between."""

import asyncio
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.database import Connection
from agentassist.ports.knowledge import KnowledgeBase


@asynccontextmanager
async def _base(path: str | Path = ":memory:") -> AsyncIterator[LocalKnowledgeBase]:
    base = LocalKnowledgeBase(lambda: sqlite3.connect(path, isolation_level=None))
    try:
        yield base
    finally:
        await base.close()


def test_it_is_what_the_port_asks_for(articles: list[Article]) -> None:
    async def use(base: KnowledgeBase) -> None:
        assert await base.size() == 0
        assert (await base.search("refund")).hits == ()
        told: list[int] = []
        await base.put(articles, told.append)
        assert told == [len(articles)]
        assert await base.size() == len(articles)
        result = await base.search("refnd arived", limit=2)
        assert result.hits[0].article_id == "refund-late"
        assert result.searched == len(articles)
        assert result.elapsed_ms > 0
        assert await base.article(ArticleId("router")) in articles
        await base.pin(ArticleId("refund-part"), True)
        assert (await base.search("refund")).hits[0].pinned
        await base.pin(ArticleId("refund-part"), False)
        await base.opened(ArticleId("refund-late"))
        assert (await base.search("refund")).hits[0].article_id == "refund-late"

    async def main() -> None:
        async with _base() as base:
            await base.warm_up()
            await use(base)

    asyncio.run(main())


def test_an_unknown_article_is_named() -> None:
    async def main() -> None:
        async with _base() as base:
            with pytest.raises(AgentAssistError) as caught:
                await base.article(ArticleId("nobody"))
            assert caught.value.code == "knowledge.no_article"
            assert caught.value.params == {"article": "nobody"}

    asyncio.run(main())


def test_a_newer_search_takes_over(articles: list[Article]) -> None:
    async def main() -> None:
        async with _base() as base:
            await base.put(articles)
            typed = [asyncio.ensure_future(base.search("router"[:n])) for n in range(1, 7)]
            done = await asyncio.gather(*typed, return_exceptions=True)
            for length, early in enumerate(done[:-1], 1):  # one that was quick may be through
                assert isinstance(early, asyncio.CancelledError | SearchResult), early
                if isinstance(early, SearchResult):
                    assert early.query == "router"[:length]
            last = done[-1]
            assert isinstance(last, SearchResult)
            assert last.query == "router"
            assert last.hits[0].article_id == "router"

    asyncio.run(main())


def test_a_running_statement_is_interrupted(articles: list[Article]) -> None:
    """The first search hangs in SQLite until a newer one comes."""
    hanging = threading.Event()

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:", isolation_level=None)
        connection.create_function("hang", 0, hanging.set)
        return connection

    class Slow:
        """A connection whose first full-text query never ends by itself."""

        def __init__(self) -> None:
            self.real = connect()
            self.slow = True

        def __getattr__(self, name: str) -> object:
            return getattr(self.real, name)

        def execute(self, sql: str, parameters: tuple[object, ...] = ()) -> sqlite3.Cursor:
            if "MATCH" in sql and self.slow:
                self.slow = False
                endless = "WITH RECURSIVE n(i) AS (SELECT hang() UNION ALL SELECT i FROM n)"
                return self.real.execute(f"{endless} SELECT count(*) FROM n")
            return self.real.execute(sql, parameters)

    async def main() -> None:
        base = LocalKnowledgeBase(Slow)  # type: ignore[arg-type]
        await base.put(articles)
        first = asyncio.ensure_future(base.search("thirty seconds"))
        assert await asyncio.to_thread(hanging.wait, 30)
        second = await base.search("thirty seconds")
        assert second.hits[0].article_id == "router"
        with pytest.raises(asyncio.CancelledError):
            await first
        await base.close()

    asyncio.run(main())


def test_searches_run_between_the_batches_of_an_import(articles: list[Article]) -> None:
    async def main() -> None:
        async with _base() as base:
            await base.put(articles)
            searching: list[asyncio.Task[SearchResult]] = []

            def many() -> Iterator[Article]:
                for number in range(250):
                    yield Article(ArticleId(f"n{number}"), f"Lamp number {number}")

            sizes: list[int] = []

            def progress(stored: int) -> None:
                sizes.append(stored)
                if not searching:
                    searching.append(asyncio.ensure_future(base.search("lamp number")))

            await base.put(many(), progress)
            result = await searching[0]
            assert result.hits
            assert len(articles) < result.searched < len(articles) + 250
            assert sizes == [50, 100, 150, 200, 250]
            assert await base.size() == len(articles) + 250
            assert await base.remove([ArticleId("n7"), ArticleId("nobody")]) == 1
            assert (await base.search("lamp 7 ")).searched == len(articles) + 249

    asyncio.run(main())


def test_what_another_process_imports_is_found(tmp_path: Path, articles: list[Article]) -> None:
    async def main() -> None:
        async with _base(tmp_path / "kb.db") as ours, _base(tmp_path / "kb.db") as theirs:
            assert (await ours.search("router")).hits == ()
            await theirs.put(articles)
            assert (await ours.search("router")).hits[0].article_id == "router"

    asyncio.run(main())


def test_what_an_older_version_left_is_indexed_in_the_background(
    tmp_path: Path, articles: list[Article]
) -> None:
    async def main() -> None:
        async with _base(tmp_path / "kb.db") as first:
            await first.put(articles)
        connection = sqlite3.connect(tmp_path / "kb.db", isolation_level=None)
        connection.execute("UPDATE kb_meta SET value = 'older' WHERE key = 'version'")
        connection.close()
        async with _base(tmp_path / "kb.db") as base:
            assert (await base.search("router")).hits == ()
            await base.warm_up()
            assert (await base.search("router")).hits[0].article_id == "router"

    asyncio.run(main())


def test_an_error_of_the_source_reaches_the_caller() -> None:
    def broken() -> Iterator[Article]:
        yield Article(ArticleId("one"), "One")
        raise AgentAssistError("knowledge.unreadable_file", file="x")

    async def main() -> None:
        async with _base() as base:
            with pytest.raises(AgentAssistError):
                await base.put(broken())
            assert await base.size() == 0
            assert (await base.search("one")).hits == ()

    asyncio.run(main())


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "kb.db").write_bytes(b"no database at all, but long enough" * 100)

    async def main() -> None:
        async with _base(tmp_path / "kb.db") as base:
            with pytest.raises(AgentAssistError) as caught:
                await base.search("refund")
            assert caught.value.code == "knowledge.database"
            assert caught.value.params == {"reason": "SQLITE_NOTADB"}

    asyncio.run(main())


def test_damage_met_later_is_named_too(articles: list[Article]) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)

    async def main() -> None:
        base = LocalKnowledgeBase(lambda: connection)
        await base.put(articles)
        connection.execute("DROP TABLE kb_article")
        with pytest.raises(AgentAssistError) as caught:
            await base.search("refund")
        assert caught.value.code == "knowledge.database"
        await base.close()

    asyncio.run(main())


def test_after_closing_it_says_so() -> None:
    async def main() -> None:
        async with _base() as base:
            assert await base.size() == 0
        with pytest.raises(AgentAssistError) as caught:
            await base.search("refund")
        assert caught.value.code == "knowledge.closed"

    asyncio.run(main())


def test_it_works_on_an_encrypted_database(tmp_path: Path, articles: list[Article]) -> None:
    from sqlcipher3 import dbapi2

    def connect() -> Connection:
        connection = dbapi2.connect(str(tmp_path / "kb.db"), isolation_level=None)
        connection.execute(f"PRAGMA key = \"x'{'5a' * 32}'\"")
        opened: Connection = connection
        return opened

    async def main() -> None:
        for round_ in range(2):
            base = LocalKnowledgeBase(connect)
            if not round_:
                await base.put(articles)
                await base.put(articles[:3])
            assert (await base.search("forgoten pasword")).hits[0].article_id == "password"
            await base.close()

    asyncio.run(main())
    assert b"password" not in (tmp_path / "kb.db").read_bytes()


def test_another_process_imports_while_this_one_searches(tmp_path: Path) -> None:
    rows = ({"id": n, "title": f"Lamp {n}", "body": "Watt " * 40} for n in range(1500))
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    path = tmp_path / "kb.db"
    command = (*("kb", "import", "--db", str(path)), str(tmp_path / "a.jsonl"))

    async def main() -> None:
        async with _base(path) as base:
            assert (await base.search("lamp")).searched == 0
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "agentassist", *command), stderr=subprocess.DEVNULL
            )
            sizes = [0]
            while process.returncode is None:
                result = await base.search(f"lmap {len(sizes)}")
                assert bool(result.hits) == bool(result.searched)
                sizes.append(result.searched)
                await base.size()
            assert process.returncode == 0
            assert sizes == sorted(sizes)
            assert (await base.search("lamp 1499")).hits[0].article_id == "1499"

    asyncio.run(main())
