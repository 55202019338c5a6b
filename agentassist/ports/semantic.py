"""Articles found by what a question means, beside those that have its words."""

from collections.abc import Callable
from typing import Protocol

from agentassist.domain.knowledge import SearchResult
from agentassist.domain.semantic import SemanticStatus


class SemanticSearch(Protocol):
    """An optional extra. No call blocks the event loop, and no call fails: it is just absent."""

    @property
    def status(self) -> SemanticStatus: ...

    async def run(self, told: Callable[[SemanticStatus], None]) -> None:
        """Until cancelled: read articles in the background. `told` hears of every change."""
        ...

    async def deepen(self, result: SearchResult) -> SearchResult | None:
        """The result of a question (domain/question.py) once more, with what it means.

        None: nothing to add, or nobody there to ask. It takes a second at most.
        """
        ...

    def pause(self, paused: bool) -> None:
        """Read no further articles for now; what was read stays in use."""
        ...

    def look_again(self) -> None:
        """Articles or settings have changed."""
        ...
