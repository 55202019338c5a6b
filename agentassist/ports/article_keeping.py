"""Articles of all sources, brought up to date when somebody asks for it."""

from collections.abc import Callable, Sequence
from typing import Protocol

from agentassist.domain.article_sync import ArticleSourceState, SyncReport


class ArticleKeeper(Protocol):
    async def sync(
        self,
        name: str | None = None,
        *,
        whole: bool = False,
        progress: Callable[[str, int], None] = lambda source, read: None,
    ) -> Sequence[SyncReport]:
        """One after the other, of those that are set up, or of the one with this name.

        A source's problem stands in its report; the others go on.
        """
        ...

    async def states(self) -> Sequence[ArticleSourceState]:
        """How each of those that are set up is doing, without asking any of them."""
        ...
