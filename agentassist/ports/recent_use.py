"""What was opened and searched lately; kept over a restart until the agent forgets it."""

from typing import Protocol

from agentassist.domain.ids import ArticleId
from agentassist.domain.recent_use import RecentUse


class RecentUses(Protocol):
    async def recent(self) -> RecentUse:
        """Without articles that are not there any more."""
        ...

    async def note(self, article_id: ArticleId, query: str) -> None:
        """An article was opened; `query` is what it was found by, '' for none."""
        ...

    async def forget(self) -> None:
        """All of it."""
        ...
