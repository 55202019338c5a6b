from datetime import UTC, datetime

import pytest


class StoppedClock:
    """Implements `ports.clock.Clock`; a test moves `time` on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return int(self.time.timestamp() * 1e9)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()
