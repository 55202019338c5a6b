"""The articles of a source as a delivery: see ports.article_source."""

from collections.abc import AsyncGenerator, Sequence
from datetime import UTC, datetime

from agentassist.domain.article_sync import Reject
from agentassist.domain.knowledge import Article
from agentassist.history.rest.articles import RestArticles
from agentassist.history.rest.trial import Journal
from agentassist.ports.article_source import Delivery

_BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)


class ArticleExport:
    """Implements `ArticleSource` by a mapping with `[articles.export]`."""

    def __init__(self, name: str, articles: RestArticles) -> None:
        self._name = name
        self._articles = articles

    @property
    def name(self) -> str:
        return self._name

    async def deliver(self, since: datetime | None, mark: str) -> Delivery | None:
        journal = Journal()
        pages: AsyncGenerator[Sequence[Article], None] = self._articles.export(
            since or _BEGINNING, journal
        )
        return Delivery(
            pages,
            since is None,
            rejected=lambda: sum(journal.dropped.values()),
            rejects=lambda: [
                Reject(reason, count=rows) for reason, rows in sorted(journal.dropped.items())
            ],
        )
