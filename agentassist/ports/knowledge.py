"""The knowledge base: articles found while they are still being typed for."""

from collections.abc import Callable, Iterable
from typing import Protocol

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult


class KnowledgeBase(Protocol):
    """What the app needs of a knowledge base. No call blocks the event loop."""

    async def search(self, query: str, *, limit: int = 20) -> SearchResult:
        """The best articles for `query`, best first; any text is allowed.

        The last word counts as unfinished unless a space follows it. A newer search cancels an
        older one that still runs or waits: the older call then raises `asyncio.CancelledError`,
        so that a result can never arrive after a newer one.
        """
        ...

    async def article(self, article_id: ArticleId) -> Article:
        """Raises AgentAssistError("knowledge.no_article") when there is none."""
        ...

    async def put(
        self, articles: Iterable[Article], progress: Callable[[int], None] | None = None
    ) -> None:
        """Add articles; one with a known id replaces the old one.

        Stored in small batches, each whole or not at all, and searches run between them.
        `progress` is called with the number stored so far, on the event loop's thread. The
        iterable is consumed away from that thread, so it may read files.
        """
        ...

    async def pin(self, article_id: ArticleId, pinned: bool) -> None:
        """Prefer an article, or no longer, wherever it matches as well as others."""
        ...

    async def opened(self, article_id: ArticleId) -> None:
        """An agent opened this article from a search: it is a little likelier next time."""
        ...

    async def size(self) -> int:
        """Number of articles."""
        ...
