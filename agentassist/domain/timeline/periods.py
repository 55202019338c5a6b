"""Stretches of time that a timeline is grouped by, in the desk's own zone (None: the system's)."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from agentassist.domain.timeline.entry import Group, Period

_DAY = timedelta(days=1)
_ZONES_SINCE = date(1971, 1, 1)  # before, some systems know no zone
YEARS = 60  # further back nothing is on file anywhere


class Periods:
    """Which group a moment belongs to, for moments from the newest to the oldest."""

    def __init__(self, now: datetime, zone: tzinfo | None) -> None:
        today = now.astimezone(zone).date()
        self._zone = zone
        self._rest = _groups(today)
        self._group = Group(Period.LATER, today + _DAY)
        self._from = _beginning(self._group.start, zone)

    def group(self, at: datetime) -> Group:
        """Call it with ever older moments: it walks down the groups beside them."""
        while at < self._from:
            self._group = next(self._rest)
            self._from = _beginning(self._group.start, self._zone)
        return self._group


def _beginning(day: date, zone: tzinfo | None) -> datetime:
    if day < _ZONES_SINCE:
        return datetime.combine(day, time(), UTC)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _groups(today: date) -> Iterator[Group]:
    """From today back. What would lie within a newer group is left out."""
    monday = today - today.weekday() * _DAY
    yield Group(Period.TODAY, today)
    yield Group(Period.YESTERDAY, today - _DAY)
    if monday < today - _DAY:
        yield Group(Period.THIS_WEEK, monday)
    if monday - 7 * _DAY < today - _DAY:
        yield Group(Period.LAST_WEEK, monday - 7 * _DAY)
    first = (monday - 7 * _DAY).replace(day=1)
    if first < monday - 7 * _DAY:
        yield Group(Period.MONTH, first)
    while first.year > today.year - 1 or first.month > 1:
        first = (first - _DAY).replace(day=1)
        yield Group(Period.MONTH, first)
    for year in range(first.year - 1, first.year - YEARS, -1):
        yield Group(Period.YEAR, date(year, 1, 1))
    yield Group(Period.YEAR, date.min)
