"""The gap log: what the knowledge base lacks, without anything personal in it."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import Around, ArticleReport, Attempt, Reported


class SearchGaps(Protocol):
    """What the app needs of the gap log. No call blocks the event loop.

    Whatever is personal is dropped before anything is written: numbers, names, addresses, and
    words that nobody knows until several callers' searches had them.
    """

    async def note(self, attempts: Sequence[Attempt], around: Around) -> None:
        """Count searches that did not do."""
        ...

    async def report(self, report: ArticleReport, around: Around) -> Reported:
        """Keep what an agent says of an article. AgentAssistError("knowledge.no_article")."""
        ...

    async def take_back(self, report_id: int) -> bool:
        """It was a mistake. False when there is no such report (any more)."""
        ...

    async def reports_of(self, article_id: ArticleId) -> Sequence[Reported]:
        """What was reported of an article here, newest first; what is answered is left out.

        An article that changed after the report is taken as its answer.
        """
        ...

    async def forget(self, before: date | None) -> int:
        """Delete what is of the days before that one, or everything; how many rows went."""
        ...
