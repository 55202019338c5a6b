"""A page of history as rows, arranged once for each page and day: a card is composed often."""

from dataclasses import dataclass
from datetime import date, datetime

from agentassist.domain.timeline.arrange import arrange
from agentassist.domain.timeline.entry import Timeline
from agentassist.ports.history import TimelinePage

NOTHING = Timeline()


@dataclass(frozen=True, slots=True)
class ArrangedPage:
    page: TimelinePage
    day: date
    timeline: Timeline

    @classmethod
    def of(cls, page: TimelinePage, now: datetime) -> "ArrangedPage":
        """Its days are those of this computer's zone."""
        timeline = arrange(page.interactions, now, promises=page.promises)
        return cls(page, now.astimezone().date(), timeline)

    def holds(self, page: TimelinePage, now: datetime) -> bool:
        """Nothing has changed that its rows depend on."""
        return self.page is page and self.day == now.astimezone().date()
