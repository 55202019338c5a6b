"""How long a source wants to be left alone: Retry-After and its relatives."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_SINCE_1970 = 1_000_000_000  # a larger number is a moment, no distance: it is 2001 by then
_MILLISECONDS = 1_000_000_000_000
_FAR = 100_000_000_000  # the year 5138: every later moment is as good


def asked_pause(headers: Mapping[str, str], now: datetime, longest: timedelta) -> float | None:
    """Seconds of Retry-After; None when it is not there or can't be read."""
    return pause_of(headers.get("retry-after", ""), headers, now, longest)


def pause_of(
    text: str, headers: Mapping[str, str], now: datetime, longest: timedelta
) -> float | None:
    """Seconds, a moment in seconds or milliseconds since 1970, or an HTTP date: all to seconds.

    A moment is compared with the answer's own Date where it has one: clocks differ, and only the
    distance is meant. Never negative, never more than `longest`.
    """
    text = text.strip()
    number = _number(text)
    if number is None:
        moment = _date(text)
    elif number < _SINCE_1970:
        return min(max(0.0, number), longest.total_seconds())
    else:
        seconds = number / 1000 if number >= _MILLISECONDS else number
        moment = _since_1970(min(seconds, _FAR))
    if moment is None:
        return None
    reference = _date(headers.get("date", "")) or now
    return min(max(0.0, (moment - reference).total_seconds()), longest.total_seconds())


def _number(text: str) -> float | None:
    if not text.isascii() or len(text) > 40 or not text.replace(".", "", 1).isdigit():
        return None
    return float(text)


def _since_1970(seconds: float) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)  # no limits of a platform


def _date(text: str) -> datetime | None:
    if not text or len(text) > 60:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
