import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

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


@pytest.fixture
def opener(tmp_path: Path) -> Opener:
    return Opener(tmp_path / "data" / "store.db")


@pytest.fixture
def now() -> datetime:
    return NOW
