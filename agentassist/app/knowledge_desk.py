"""Articles as a window sees them: searched, opened, used, pinned, reported."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecords
from agentassist.app.deeper_search import DeeperSearch
from agentassist.app.desk_command import command
from agentassist.app.desk_ports import Ports
from agentassist.app.events import AppEvent, ResultsDeepened
from agentassist.app.gap_watch import GapWatch
from agentassist.app.runtime import StartTask
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.domain.search_gap import ArticleReport, Reported, Verdict
from agentassist.ports.clock import Clock
from agentassist.ports.knowledge import KnowledgeBase
from agentassist.ports.semantic import SemanticSearch

RECENT = 12  # articles


class KnowledgeDesk:
    """`desk.articles`. Commands raise AgentAssistError for what can't be done."""

    _knowledge: KnowledgeBase
    _watch: GapWatch

    def __init__(self, *, clock: Clock, records: CallRecords, start_task: StartTask) -> None:
        self._clock = clock
        self._records = records
        self._start_task = start_task
        self._recent: OrderedDict[ArticleId, None] = OrderedDict()
        self._deeper: DeeperSearch | None = None
        self.opened = asyncio.Event()

    def open(self, ports: Ports) -> None:
        self._knowledge = ports.knowledge
        self._watch = GapWatch(
            ports.search_gaps,
            records=self._records,
            clock=self._clock,
            settings=ports.settings,
            start_task=self._start_task,
        )
        self.opened.set()
        self._start_task(self._watch.keep_no_longer(), "gap log")

    def deepen_by(self, semantic: SemanticSearch, bus: Bus) -> None:
        """Questions are looked for by meaning from now on, too; without this they are not."""
        self._deeper = DeeperSearch(bus, self._start_task, semantic)
        self._deeper.start()
        bus.subscribe(self._heard)

    def _heard(self, event: AppEvent) -> None:
        if isinstance(event, ResultsDeepened):
            self._watch.deepened(event.query, len(event.result.hits))

    @command
    async def search(self, text: str) -> SearchResult:
        """At every key. Raises CancelledError when a newer one took over.

        What a question means is looked for afterwards, and comes as ResultsDeepened.
        """
        deeper = self._deeper
        if deeper is not None:
            deeper.typed()
        result = await self._knowledge.search(text)
        self._watch.searched(text, len(result.hits))
        if deeper is not None:
            deeper.found(result)
        return result

    @command
    async def pause_semantic(self, paused: bool) -> None:
        """Read no further articles for the search by meaning, or go on."""
        if self._deeper is not None:
            self._deeper.pause(paused)

    @command
    async def search_left(self) -> None:
        """The agent went away from the search: Esc, or the focus is elsewhere.

        Not for a field that was only emptied: what is typed next may be the same question.
        """
        self._watch.left()

    @command
    async def article(self, article_id: ArticleId) -> Article:
        """To look at: nothing is counted by it."""
        return await self._knowledge.article(article_id)

    @command
    async def article_opened(self, article_id: ArticleId) -> None:
        """The agent chose it among the results: it is a little likelier next time."""
        self._came_up(article_id)
        self._watch.opened(article_id)
        await self._knowledge.opened(article_id)

    @command
    async def article_used(self, article_id: ArticleId) -> None:
        """It was read or copied: joins the article to the call, for the wrap-up."""
        self._came_up(article_id)
        self._watch.used(article_id)
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

    @property
    def keeps_gaps(self) -> bool:
        """Searches in vain are counted, and articles can be reported (`knowledge.gap_log`)."""
        return self.opened.is_set() and self._watch.on

    @command
    async def report(
        self, article_id: ArticleId | None, verdict: Verdict, why: str = "", query: str = ""
    ) -> Reported:
        """An article is wrong or outdated, or None answers `query`.

        `Reported.dropped`: something that may be personal was left out; `why` is what is kept.
        AgentAssistError("knowledge.gap_log_off" | "knowledge.no_article").
        """
        return await self._watch.report(ArticleReport(article_id, verdict, why, query))

    @command
    async def take_back_report(self, report_id: int) -> bool:
        """It was a mistake. False when there is no such report any more."""
        return await self._watch.take_back(report_id)

    @command
    async def reports_of(self, article_id: ArticleId) -> Sequence[Reported]:
        """What was reported of it here and not answered by a change since; newest first."""
        return await self._watch.reports_of(article_id)

    def _came_up(self, article_id: ArticleId) -> None:
        self._recent.pop(article_id, None)
        self._recent[article_id] = None
        while len(self._recent) > RECENT:
            self._recent.popitem(last=False)
