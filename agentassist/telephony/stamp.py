"""When something was read or told: both clocks, looked at once."""

import time
from datetime import UTC, datetime

from agentassist.domain.call_events import Stamp


def stamp() -> Stamp:
    """Now: CLOCK_MONOTONIC in ns, and the wall clock in UTC."""
    return Stamp(time.monotonic_ns(), datetime.now(UTC))
