"""A clock that goes on when a client waits, and the servers of tests/servers."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

_SERVERS = str(Path(__file__).parents[2] / "servers")
if _SERVERS not in sys.path:
    sys.path.append(_SERVERS)


class SteppedClock:
    """`waits` are the pauses a client made."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.waits: list[float] = []

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic_ns(self) -> int:
        return round(self.seconds * 1e9)

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.seconds += seconds


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock()
