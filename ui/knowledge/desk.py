"""What the search asks of the desk."""

from collections.abc import Sequence
from typing import Protocol

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.domain.recent_use import RecentUse
from agentassist.domain.search_gap import Reported, Verdict


class ArticleDesk(Protocol):
    """`desk.articles`: every command may raise AgentAssistError."""

    async def search(self, text: str) -> SearchResult: ...

    async def article(self, article_id: ArticleId) -> Article: ...

    async def article_opened(self, article_id: ArticleId) -> None: ...

    async def article_used(self, article_id: ArticleId) -> None: ...

    async def search_left(self) -> None: ...

    async def pin(self, article_id: ArticleId, pinned: bool) -> None: ...

    async def report(
        self, article_id: ArticleId | None, verdict: Verdict, why: str = "", query: str = ""
    ) -> Reported: ...

    async def take_back_report(self, report_id: int) -> bool: ...

    async def reports_of(self, article_id: ArticleId) -> Sequence[Reported]: ...


class RecentsDesk(Protocol):
    """`desk.recents`."""

    async def recent(self) -> RecentUse: ...

    async def article_opened(self, article_id: ArticleId, query: str = "") -> None: ...

    async def forget(self) -> None: ...


class SearchDesk(Protocol):
    """What the panel is given."""

    @property
    def articles(self) -> ArticleDesk: ...

    @property
    def recents(self) -> RecentsDesk: ...
