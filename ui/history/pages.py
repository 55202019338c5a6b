"""Pages of one person's history, put together as they are fetched."""

from dataclasses import replace
from datetime import datetime

from agentassist.domain.timeline.arrange import arrange
from agentassist.domain.timeline.entry import Timeline
from agentassist.ports.history import TimelinePage


def joined(old: TimelinePage | None, page: TimelinePage | None) -> TimelinePage | None:
    """Older rows that were fetched stay when the same person's first page comes again."""
    if page is None or old is None or old.contact_id != page.contact_id or not page.more:
        return page
    known = {item.id for item in page.interactions}
    oldest = page.interactions[-1].at if page.interactions else None
    kept = tuple(
        item
        for item in old.interactions
        if item.id not in known and (oldest is None or item.at <= oldest)
    )
    if not kept:
        return page
    return replace(page, interactions=(*page.interactions, *kept), more=old.more)


def with_older(page: TimelinePage, older: TimelinePage) -> TimelinePage:
    """The same with the rows that were fetched behind it; nothing new means that is all."""
    known = {item.id for item in page.interactions}
    new = tuple(item for item in older.interactions if item.id not in known)
    every = (*page.interactions, *new)
    return replace(page, interactions=every, more=older.more and bool(new))


def arranged(page: TimelinePage | None, now: datetime) -> Timeline:
    """The rows of what is known, older pages included; promises as far back as the rows go."""
    zone = now.astimezone().tzinfo
    if page is None or zone is None:
        return Timeline()
    oldest = page.interactions[-1].at if page.more and page.interactions else None
    promises = [one for one in page.promises if oldest is None or one.made_at >= oldest]
    return arrange(page.interactions, now, zone, promises)
