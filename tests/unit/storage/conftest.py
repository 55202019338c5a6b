import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from agentassist.storage.engine import Connection
from agentassist.storage.store import Store

T = TypeVar("T")
KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class StandingClock:
    def now(self) -> datetime:
        return NOW

    def monotonic_ns(self) -> int:
        return 0


class Opener:
    """Opens a store, runs a scenario in it, closes it."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.clock = StandingClock()

    def on_disk(self, scenario: Callable[[Store], Awaitable[T]], key: bytes = KEY) -> T:
        return self.run(scenario, path=self.database, key=key)

    def in_memory(self, scenario: Callable[[Store], Awaitable[T]]) -> T:
        return self.run(scenario)

    def run(self, scenario: Callable[[Store], Awaitable[T]], **how: object) -> T:
        async def work() -> T:
            store = await Store.open(clock=self.clock, **how)  # type: ignore[arg-type]
            try:
                return await scenario(store)
            finally:
                await store.close()

        return asyncio.run(work())


async def dump(store: Store) -> str:
    """Every value of every table, and every indexed word; the store must be in memory."""

    def read(connection: Connection) -> str:
        connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, contact_words, row)")
        names = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM main.sqlite_master"
                " WHERE type = 'table' AND name NOT LIKE 'contact_words%'"
            )
        ]
        lines = [
            f"{name}: {row!r}"
            for name in (*names, "temp.v")
            for row in connection.execute(f"SELECT * FROM {name}")
        ]
        connection.execute("DROP TABLE temp.v")
        return "\n".join(lines)

    return await store.read(read)


@pytest.fixture
def dumped() -> Callable[[Store], Awaitable[str]]:
    return dump


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "data" / "store.db")


@pytest.fixture
def now() -> datetime:
    return NOW
