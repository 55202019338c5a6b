"""The sources of articles that the settings name: systems with a knowledge base, and the feed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from agentassist.domain.article_sync import ArticleSourceKind, ArticleSourceState, SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.database import Connection
from agentassist.knowledge.feed import NAME, ArticleFeed, Fetched
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.origins import Origins
from agentassist.knowledge.sync import ArticleSync
from agentassist.knowledge.sync_log import SyncLog
from agentassist.net.feed_access import FeedAccess
from agentassist.ports.article_source import ArticleSource
from agentassist.ports.clock import Clock
from agentassist.ports.source_settings import SourceSettings

if TYPE_CHECKING:  # mappings and HTTP are loaded for those who have a source
    from agentassist.history.site_source import Surroundings

Around = Callable[[], "Surroundings"]


class SiteArticles:
    """Implements `ports.article_keeping.ArticleKeeper`. Connections last for one sync.

    `tables` and what `feed` reads are asked for each time: settings may have changed.
    """

    def __init__(
        self,
        base: LocalKnowledgeBase,
        clock: Clock,
        tables: Callable[[], Sequence[SourceSettings]],
        feed: FeedAccess,
        around: Around,
    ) -> None:
        self._base = base
        self._sync = ArticleSync(base, clock)
        self._clock = clock
        self._tables = tables
        self._feed = feed
        self._around = around
        self._turn = asyncio.Lock()

    async def sync(
        self,
        name: str | None = None,
        *,
        whole: bool = False,
        progress: Callable[[str, int], None] = lambda source, read: None,
    ) -> Sequence[SyncReport]:
        """See the port."""
        reports = []
        async with self._turn:  # two at once would each take the other's work for a change
            for wanted in self._names():
                if name not in (None, wanted):
                    continue
                report = await self._one(wanted, whole, progress)
                if report is not None:
                    reports.append(report)
                    await self._keep(report)
        return reports

    async def _one(
        self, wanted: str, whole: bool, progress: Callable[[str, int], None]
    ) -> SyncReport | None:
        try:
            async with self._source(wanted) as source:
                if source is None:
                    return None
                report = await self._sync.sync(
                    source, whole=whole, progress=lambda read: progress(wanted, read)
                )
        except AgentAssistError as problem:
            report = SyncReport(wanted, problem=problem)
        return replace(report, at=self._clock.now())

    async def _keep(self, report: SyncReport) -> None:
        await self._base.change(lambda on, _: SyncLog(on).keep(report))

    async def states(self) -> Sequence[ArticleSourceState]:
        """See the port."""
        found = []
        for table in self._tables():
            if table.enabled and (place := await asyncio.to_thread(self._place, table)) is not None:
                kind = ArticleSourceKind.SYSTEM
                found.append(ArticleSourceState(table.name, kind, table.title, place))
        if feed := self._feed.place:
            kind = ArticleSourceKind.ADDRESS if "://" in feed else ArticleSourceKind.FOLDER
            found.append(ArticleSourceState(NAME, kind, place=feed))

        def known(on: Connection, index: ArticleIndex) -> list[ArticleSourceState]:
            log, origins = SyncLog(on), Origins(on, index)
            states = []
            for one in found:
                last, good_at = log.last(one.name)
                count = origins.count(one.name)
                states.append(replace(one, articles=count, good_at=good_at, last=last))
            return states

        return await self._base.change(known)

    def _place(self, table: SourceSettings) -> str | None:
        """Where its articles are; None where it has none, "" where its mapping is no mapping."""
        from agentassist.history.site_source import SiteSource

        try:
            site = SiteSource.read(table, self._around())
        except AgentAssistError:
            return ""
        if site.spec.articles is None or site.spec.articles.export is None:
            return None
        return site.url

    def _names(self) -> list[str]:
        names = [table.name for table in self._tables() if table.enabled]
        return [*names, NAME] if self._feed.place else names

    @asynccontextmanager
    async def _source(self, name: str) -> AsyncIterator[ArticleSource | None]:
        """None: it has no articles to take over."""
        table = next((one for one in self._tables() if one.name == name), None)
        if table is None:
            yield ArticleFeed(self._feed.place, self._fetch)
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

    async def _fetch(self, _name: str, address: str, mark: str) -> Fetched | None:
        return await self._feed.fetch(address, mark)
