"""A gap log over a real store and a real knowledge base."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from agentassist.assets import resources
from agentassist.domain.contact import Contact
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import Around, Attempt, GapKind
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.gaps import rows
from agentassist.knowledge.gaps.log import LocalSearchGaps
from agentassist.knowledge.gaps.rows import GapRow
from agentassist.storage.store import Store

DAY = date(2026, 11, 21)
KEY = bytes(range(32))


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, 10, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Log:
    """The log, and what is in its rows."""

    def __init__(self, store: Store, knowledge: LocalKnowledgeBase) -> None:
        self.store, self.knowledge = store, knowledge
        self.gaps = LocalSearchGaps(store, knowledge, folder=resources() / "words")

    async def note(
        self, *typed: str, kind: GapKind = GapKind.NOTHING, around: Around | None = None
    ) -> None:
        attempts = [Attempt(kind, text) for text in typed]
        await self.gaps.note(attempts, around or Around(DAY))

    async def rows(self) -> list[GapRow]:
        return await self.store.read(rows.all_rows)

    async def words(self) -> list[str]:
        return [row.words for row in await self.rows()]

    async def everything(self) -> str:
        """Each value of each table of the log, as it stands in the database."""

        def read(connection: Any) -> str:
            tables = connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'kb_gap%'"
            ).fetchall()
            return "\n".join(
                repr(row)
                for (table,) in tables
                for row in connection.execute(f"SELECT * FROM {table}").fetchall()
            )

        return await self.store.read(read)


@pytest.fixture
def logged(
    articles: list[Article], tmp_path: Path
) -> Callable[[Callable[[Log], Awaitable[object]]], None]:
    """Runs a story with a log on the disk, over the small help centre; customers besides."""

    def run(
        story: Callable[[Log], Awaitable[object]],
        customers: Iterable[Contact] = (),
        extra: Iterable[Article] = (),
    ) -> None:
        async def play() -> None:
            store = await Store.open(tmp_path / "store.db", KEY, clock=StillClock())
            knowledge = LocalKnowledgeBase(store.connect)
            try:
                await store.import_center(customers)
                await knowledge.put([*articles, *extra])
                await story(Log(store, knowledge))
            finally:
                await knowledge.close()
                await store.close()

        asyncio.run(play())

    return run


@pytest.fixture
def gaps() -> SimpleNamespace:
    return SimpleNamespace(day=DAY)
