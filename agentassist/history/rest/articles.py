"""Articles of a source: searched over there, or taken over page by page to be searched here."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime, timedelta

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import Article
from agentassist.history.rest.escaping import UnsafeValueError
from agentassist.history.rest.fetching import Deadline, Fetcher, Page, Question
from agentassist.history.rest.records import RecordReader
from agentassist.history.rest.spec import ArticlesSpec, MappingSpec
from agentassist.history.rest.trial import Journal
from agentassist.net.sender import Sender
from agentassist.ports.clock import Clock

PAGE_DEADLINE = timedelta(seconds=60)  # nobody waits for a page of an export


class RestArticles:
    """The knowledge base that a mapping names. Shares the sender with the source of that name."""

    def __init__(
        self,
        name: str,
        spec: MappingSpec,
        sender: Sender,
        *,
        clock: Clock,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._name = name
        self._spec = spec
        self._clock = clock
        self._fetcher = Fetcher(name, sender, clock, settings or {})
        self._reader = RecordReader(name, spec.words, lambda _: None)

    @property
    def searches(self) -> bool:
        return self._spec.articles is not None and self._spec.articles.search is not None

    @property
    def exports(self) -> bool:
        return self._spec.articles is not None and self._spec.articles.export is not None

    async def search(
        self, query: str, limit: int = 20, journal: Journal | None = None
    ) -> Sequence[Article]:
        """In the source's own order. Nothing is asked for a query without a word.

        AgentAssistError("source.*") as `net.sender` and `Source.find` have it.
        """
        articles = self._articles
        if articles.search is None:
            return ()
        journal = journal or Journal()
        most = min(limit, articles.search.requests[-1].limit)
        values = {"query": query.strip(), "limit": str(most)}
        deadline = Deadline(self._clock, self._spec.deadline, self._name)
        question = Question(values, deadline, journal)
        try:
            page = await self._fetcher.rows(articles.search, question)
        except UnsafeValueError:
            return ()
        return tuple((await self._read(page, articles, question))[:limit])

    async def export(
        self, since: datetime, journal: Journal | None = None
    ) -> AsyncGenerator[Sequence[Article], None]:
        """Articles changed since then, a page at a time; those read twice come twice.

        `journal` counts rows that could not be used. Each page has a minute. Stops with
        AgentAssistError("source.incomplete") when there are more pages than the mapping allows:
        what came is right, and the rest is missing.
        """
        articles = self._articles
        if articles.export is None:
            return
        journal = journal or Journal()
        values = {
            "since": articles.since.write(since),
            "limit": str(articles.export.requests[-1].limit),
        }
        deadline = Deadline(self._clock, PAGE_DEADLINE, self._name)
        question = Question(values, deadline, journal)
        last = True
        try:
            async with aclosing(self._fetcher.pages(articles.export, question)) as pages:
                async for page in pages:
                    last = page.last
                    yield await self._read(page, articles, question)
                    deadline.begin_again()
        except UnsafeValueError:
            where = articles.export.first.where
            raise AgentAssistError("source.unsafe_value", source=self._name, where=where) from None
        if not last:
            raise AgentAssistError("source.incomplete", source=self._name)

    async def _read(self, page: Page, spec: ArticlesSpec, question: Question) -> list[Article]:
        """Beside the loop: a page may be megabytes of HTML."""
        return await asyncio.to_thread(self._reader.articles, page.rows, spec.fields, question)

    @property
    def _articles(self) -> ArticlesSpec:
        """AgentAssistError("source.no_articles") where the mapping names none."""
        if self._spec.articles is None:
            raise AgentAssistError("source.no_articles", source=self._name)
        return self._spec.articles
