"""Articles as a window sees them: searched, opened, used, pinned, reported."""

import asyncio
from collections import OrderedDict

from agentassist.app.calls import CallRecords
from agentassist.app.desk_command import command
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.ports.knowledge import KnowledgeBase

RECENT = 12  # articles


class KnowledgeDesk:
    """`desk.articles`. Commands raise AgentAssistError for what can't be done."""

    _knowledge: KnowledgeBase

    def __init__(self, *, records: CallRecords) -> None:
        self._records = records
        self._recent: OrderedDict[ArticleId, None] = OrderedDict()
        self.opened = asyncio.Event()

    def open(self, knowledge: KnowledgeBase) -> None:
        self._knowledge = knowledge
        self.opened.set()

    @command
    async def search(self, text: str) -> SearchResult:
        return await self._knowledge.search(text)

    @command
    async def article(self, article_id: ArticleId) -> Article:
        """To look at: nothing is counted by it."""
        return await self._knowledge.article(article_id)

    @command
    async def article_opened(self, article_id: ArticleId) -> None:
        """The agent chose it among the results: it is a little likelier next time."""
        self._came_up(article_id)
        await self._knowledge.opened(article_id)

    @command
    async def article_used(self, article_id: ArticleId) -> None:
        """It was read or copied: joins the article to the call, for the wrap-up."""
        self._came_up(article_id)
        front = self._records.front
        if front is not None and article_id not in front.articles:
            front.articles.append(article_id)

    @command
    async def pin(self, article_id: ArticleId, pinned: bool) -> None:
        """Prefer it wherever it matches as well as others, or no longer."""
        await self._knowledge.pin(article_id, pinned)

    @command
    async def recent(self) -> tuple[Article, ...]:
        """Opened or used since the program started, the latest first, if they are still there."""
        found: list[Article] = []
        for article_id in reversed(tuple(self._recent)):
            try:
                found.append(await self._knowledge.article(article_id))
            except AgentAssistError as error:
                if error.code != "knowledge.no_article":
                    raise
                self._recent.pop(article_id, None)
        return tuple(found)

    def _came_up(self, article_id: ArticleId) -> None:
        self._recent.pop(article_id, None)
        self._recent[article_id] = None
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)
