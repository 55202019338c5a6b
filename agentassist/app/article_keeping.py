"""Articles of the sources and of the feed, looked for while the window is open.

Never at the same moment on a thousand desktops: each waits a part of the time by chance. What a
person has to see to is said once, not at every look; that a source is out of reach is not.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import Protocol

from agentassist.app.bus import Bus
from agentassist.app.events import ArticlesSynced, Notified, Severity
from agentassist.domain.article_sync import SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.article_keeping import ArticleKeeper
from agentassist.ports.settings import Settings

MINUTES = "knowledge.sync_minutes"
FIRST_S = 30.0  # the first calls of the day come first
SPREAD_S = 300.0  # and everybody starts at nine
OFF_S = 600.0  # then it is looked whether it was switched on
_log = logging.getLogger(__name__)


class Searched(Protocol):
    """Where articles are searched."""

    async def knowledge_changed(self) -> None: ...


async def keep_articles_current(
    keeper: ArticleKeeper,
    settings: Settings,
    bus: Bus,
    searched: Searched | None = None,
    *,
    chance: Callable[[], float] = random.random,
    wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> None:
    """Until cancelled. `searched` hears when there are other articles than before.

    `chance` (0 to 1) and `wait` are there for tests.
    """
    told: set[tuple[str, str]] = set()
    await wait(FIRST_S + SPREAD_S * chance())
    while True:
        minutes = settings.get(MINUTES).number
        if not minutes:
            await wait(OFF_S)
            continue
        try:
            reports = await keeper.sync()
        except AgentAssistError as error:  # the knowledge base itself
            _log.warning("%s", error)
        else:
            _publish(reports, bus, told)
            if searched is not None and any(one.stored or one.removed for one in reports):
                await searched.knowledge_changed()
        period = timedelta(minutes=minutes).total_seconds()
        await wait(period * (0.9 + 0.2 * chance()))


def _publish(reports: Sequence[SyncReport], bus: Bus, told: set[tuple[str, str]]) -> None:
    if reports:
        bus.publish(ArticlesSynced(tuple(reports)))
    for report in reports:
        found = _troubles(report)
        for error in found:
            _log.warning("%s", error)
            if not error.retryable and (report.source, error.code) not in told:
                params = tuple((key, str(value)) for key, value in error.params.items())
                bus.publish(Notified(Severity.WARNING, error.code, params))
        told -= {one for one in told if one[0] == report.source}
        told |= {(report.source, error.code) for error in found}


def _troubles(report: SyncReport) -> list[AgentAssistError]:
    found = [] if report.problem is None else [report.problem]
    counted = (
        ("knowledge.articles_in_conflict", len(report.conflicts)),
        ("knowledge.articles_unread", report.rejected),
        ("knowledge.articles_all_gone", int(report.emptied)),
    )
    for code, count in counted:
        if count:
            found.append(AgentAssistError(code, source=report.source, count=count))
    return found
