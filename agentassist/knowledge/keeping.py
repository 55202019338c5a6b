"""The sources of articles that the settings name: systems with a knowledge base, and the feed."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from agentassist.domain.article_sync import SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.feed import NAME, ArticleFeed, Fetched
from agentassist.knowledge.sync import ArticleSync
from agentassist.ports.article_source import ArticleSource
from agentassist.ports.clock import Clock
from agentassist.ports.source_settings import SourceSettings

if TYPE_CHECKING:  # mappings and HTTP are loaded for those who have a source
    from agentassist.history.site_source import Surroundings
    from agentassist.settings.store import SettingsStore

Around = Callable[[], "Surroundings"]


class SiteArticles:
    """Implements `ports.article_keeping.ArticleKeeper`. Connections last for one sync.

    `tables` and `feed` are asked for each time: settings may have changed.
    """

    def __init__(
        self,
        base: LocalKnowledgeBase,
        clock: Clock,
        tables: Callable[[], Sequence[SourceSettings]],
        feed: Callable[[], str],
        around: Around,
    ) -> None:
        self._sync = ArticleSync(base, clock)
        self._clock = clock
        self._tables = tables
        self._feed = feed
        self._around = around

    @classmethod
    def of_settings(
        cls, base: LocalKnowledgeBase, clock: Clock, settings: "SettingsStore", around: Around
    ) -> "SiteArticles":
        """What they say at the time of each sync; mistakes in them are told elsewhere."""
        return cls(
            base,
            clock,
            lambda: settings.sources().sources,
            lambda: str(settings.get("knowledge.feed").value),
            around,
        )

    async def sync(
        self,
        name: str | None = None,
        *,
        whole: bool = False,
        progress: Callable[[str, int], None] = lambda source, read: None,
    ) -> Sequence[SyncReport]:
        """See the port."""
        reports = []
        for wanted in self._names():
            if name not in (None, wanted):
                continue
            report = SyncReport(wanted)
            try:
                async with self._source(wanted) as source:
                    if source is None:
                        continue
                    report = await self._sync.sync(
                        source,
                        whole=whole,
                        progress=lambda read, wanted=wanted: progress(wanted, read),  # type: ignore[misc]
                    )
            except AgentAssistError as problem:
                report = replace(report, problem=problem)
            reports.append(report)
        return reports

    def _names(self) -> list[str]:
        names = [table.name for table in self._tables() if table.enabled]
        return [*names, NAME] if self._feed().strip() else names

    @asynccontextmanager
    async def _source(self, name: str) -> AsyncIterator[ArticleSource | None]:
        """None: it has no articles to take over."""
        table = next((one for one in self._tables() if one.name == name), None)
        if table is None:
            yield ArticleFeed(self._feed().strip(), _fetch)
            return
        from agentassist.history.rest.article_export import ArticleExport
        from agentassist.history.rest.articles import RestArticles
        from agentassist.history.site_source import SiteSource

        site = SiteSource.read(table, self._around())
        if site.spec.articles is None or site.spec.articles.export is None:
            yield None
            return
        _, client = await site.connect()
        try:
            values = site.settings.values
            articles = RestArticles(name, site.spec, client, clock=self._clock, settings=values)
            yield ArticleExport(name, articles)
        finally:
            await client.close()


async def _fetch(name: str, address: str, mark: str) -> Fetched | None:
    from agentassist.net.file_fetch import fetch_file

    return await fetch_file(name, address, mark)
