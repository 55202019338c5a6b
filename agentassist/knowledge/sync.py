"""Articles of a source brought up to date: what changed there, now and then all of it.

A source tells of changes, not of deletions. So once a day everything is read and compared: what
does not come any more goes, but never after an answer that broke off, had rows nobody could read,
or was empty all at once, as it is when somebody took a right away.
"""

from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Final

from agentassist.domain.article_sync import MOST_REJECTS, SyncReport
from agentassist.domain.knowledge import Article
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.origins import Origins, SyncState, Taken
from agentassist.ports.article_source import ArticleSource
from agentassist.ports.clock import Clock

WHOLE_EVERY: Final = timedelta(hours=24)
OVERLAP: Final = timedelta(minutes=15)  # their clock, our clock, and what they index late
_AT_ONCE: Final = 50  # articles between two searches


class ArticleSync:
    def __init__(self, base: LocalKnowledgeBase, clock: Clock) -> None:
        self._base = base
        self._clock = clock

    async def sync(
        self,
        source: ArticleSource,
        *,
        whole: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> SyncReport:
        """AgentAssistError as the source raises it: what came stays, and is asked for again."""
        name, began = source.name, self._clock.now()
        state = await self._base.change(lambda on, index: Origins(on, index).state(name))
        mark = "" if whole else state.mark
        if state.whole_at is None or began - state.whole_at >= WHOLE_EVERY:
            whole = True
        since = None if whole or state.since is None else state.since - OVERLAP
        delivery = await source.deliver(since, mark)
        report = SyncReport(name)
        if delivery is None:
            await self._keep(name, replace(state, since=began))
            return report
        seen: set[str] = set()
        async with aclosing(delivery.pages) as pages:
            async for page in pages:
                seen.update(article.id for article in page)
                report = _with(report, await self._take(name, page))
                progress(len(seen))
        report = replace(
            report,
            rejected=delivery.rejected(),
            rejects=tuple(delivery.rejects())[:MOST_REJECTS],
            whole=delivery.whole,
        )
        if delivery.whole and not report.rejected:
            report = await self._drop(report, seen)
        kept = began if delivery.whole else state.whole_at
        await self._keep(name, SyncState(began, kept, delivery.mark))
        if report.stored or report.removed:
            await self._base.warm_up()  # what can wait, in steps between searches
        return report

    async def _take(self, name: str, page: Sequence[Article]) -> Taken:
        found, now = Taken(), self._clock.now()
        for start in range(0, len(page), _AT_ONCE):
            part = page[start : start + _AT_ONCE]
            one = await self._base.change(
                lambda on, index, part=part: Origins(on, index).take(name, part, now)  # type: ignore[misc]
            )
            found = Taken(
                found.stored + one.stored,
                found.unchanged + one.unchanged,
                found.conflicts + one.conflicts,
                found.changed + one.changed,
            )
        return found

    async def _drop(self, report: SyncReport, seen: set[str]) -> SyncReport:
        name = report.source
        if not seen:
            had = await self._base.change(lambda on, index: Origins(on, index).count(name))
            return replace(report, emptied=had > 0)
        gone = await self._base.change(
            lambda on, index: Origins(on, index).drop_missing(name, seen, self._clock.now())
        )
        return replace(report, removed=gone.stored, conflicts=(*report.conflicts, *gone.conflicts))

    async def _keep(self, name: str, state: SyncState) -> None:
        await self._base.change(lambda on, index: Origins(on, index).keep_state(name, state))


def _with(report: SyncReport, taken: Taken) -> SyncReport:
    return replace(
        report,
        stored=report.stored + taken.stored,
        unchanged=report.unchanged + taken.unchanged,
        conflicts=(*report.conflicts, *taken.conflicts),
        changed=report.changed + taken.changed,
    )
