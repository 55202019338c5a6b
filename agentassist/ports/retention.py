"""How long each kind of data is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeptFor:
    """How long each kind is kept; None: always."""

    interactions: timedelta | None = None
    wrap_ups: timedelta | None = None
    cache: timedelta | None = timedelta(days=30)
    imports: timedelta | None = timedelta(days=30)
    audit: timedelta | None = timedelta(days=400)


class Retention(Protocol):
    async def apply(self, kept: KeptFor) -> Mapping[str, int]:
        """Delete what has been kept long enough; how many rows of each kind went.

        In small pieces: a call is never kept waiting. AgentAssistError("storage.*").
        """
        ...
