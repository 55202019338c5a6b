"""A place to practise: articles to search and a call to look at, all made up, none of it kept."""

from typing import Protocol

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.domain.screen_pop import ScreenPop


class Practice(Protocol):
    """In memory only; gone with `close`."""

    @property
    def articles(self) -> int:
        """How many there are."""
        ...

    def ringing(self) -> ScreenPop:
        """The card of a call that rings now."""
        ...

    async def search(self, text: str) -> SearchResult: ...

    async def article(self, article_id: ArticleId) -> Article: ...

    async def close(self) -> None: ...
