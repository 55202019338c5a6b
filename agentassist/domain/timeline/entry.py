"""What a timeline shows: rows in groups of time."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import CASES, Channel, Interaction
from agentassist.domain.promise import Promise


class Period(StrEnum):
    """How a group of rows is headed, newest first. `Group.start` says which month or year."""

    LATER = "later"  # a visit or a delivery to come
    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    MONTH = "month"  # of this year or the last
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one stretch of time; `start` is its first day in the desk's zone."""

    period: Period
    start: date


@dataclass(frozen=True, slots=True)
class Repeat:
    """They were in touch about this before: the `count`th time within `span`.

    `of` is the time before, `reason` the topic that is the same, or the number of the case.
    """

    of: InteractionId
    count: int
    span: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: the interaction in front and what it stands for.

    In front is the newest that is no note. `copies` are the same contact as other systems report
    it; `thread` what else belongs to the conversation or the case, newest first (copies of these
    included). `unanswered_since`: they wrote or called then, and nobody answered. `open`: somebody
    of ours, or they, still have to act.
    """

    interaction: Interaction
    group: Group
    copies: tuple[Interaction, ...] = ()
    thread: tuple[Interaction, ...] = ()
    unanswered_since: datetime | None = None
    repeat: Repeat | None = None
    open: bool = False

    @property
    def key(self) -> str:
        """Stays the same while the row does, whatever comes in beside it."""
        return self.interaction.id

    @property
    def at(self) -> datetime:
        return self.interaction.at

    @property
    def everything(self) -> tuple[Interaction, ...]:
        """The one in front, its copies, and the thread."""
        return (self.interaction, *self.copies, *self.thread)

    @property
    def apologies(self) -> int:
        """Two systems may note the same one: the system that noted most counts."""
        if not self.copies and not self.thread:
            return self.interaction.apologies
        by_source: Counter[str] = Counter()
        for item in self.everything:
            by_source[item.source] += item.apologies
        return max(by_source.values())

    @property
    def matter(self) -> Interaction:
        """The open case, where the row is its thread; else what is in front."""
        whole = self.everything
        return next((one for one in whole if one.channel in CASES and one.status.pending), whole[0])


@dataclass(frozen=True, slots=True)
class PromiseEntry:
    """A promise as a row, where it was made."""

    promise: Promise
    group: Group
    open: bool = False

    @property
    def key(self) -> str:
        return f"promise:{self.promise.id}"

    @property
    def at(self) -> datetime:
        return self.promise.made_at


Row: TypeAlias = Entry | PromiseEntry


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows newest first. `channels` and `sources` are those present, with how many rows each."""

    rows: tuple[Row, ...] = ()
    groups: tuple[Group, ...] = ()
    channels: tuple[tuple[Channel, int], ...] = ()
    sources: tuple[tuple[str, int], ...] = ()

    @property
    def entries(self) -> Iterator[Entry]:
        """The rows that are contacts."""
        return (row for row in self.rows if isinstance(row, Entry))

    def row_of(self, key: str) -> int | None:
        """The row that shows this interaction or promise (`promise:ID`), also within a thread."""
        for at, row in enumerate(self.rows):
            if row.key == key:
                return at
            if isinstance(row, Entry) and any(item.id == key for item in row.everything):
                return at
        return None
