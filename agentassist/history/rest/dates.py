"""Times as sources write them: ISO 8601, seconds or milliseconds since 1970, or a pattern."""

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agentassist.net.json_value import JsonValue

_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 60


class DateProblemError(Exception):
    """No time, or one outside of 1900 to 2199."""


@dataclass(frozen=True, slots=True)
class DateFormat:
    """`name`: iso, epoch, epoch_ms or a strptime pattern. `zone` is where times without one are."""

    name: str = "iso"
    zone: tzinfo = UTC

    def read(self, value: JsonValue) -> datetime:
        """Aware, in UTC. Raises DateProblemError."""
        try:
            moment = self._parsed(value)
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=self.zone)
            moment = moment.astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            raise DateProblemError from None
        if not _EARLIEST <= moment < _LATEST:
            raise DateProblemError
        return moment

    def read_day(self, value: JsonValue) -> date:
        """The day as it was written: no zone moves it."""
        if isinstance(value, str) and self.name == "iso":
            try:
                return date.fromisoformat(value.strip()[:10])
            except ValueError:
                raise DateProblemError from None
        return self.read(value).astimezone(self.zone).date()

    def write(self, moment: datetime) -> str:
        """For a query: as `read` reads it."""
        match self.name:
            case "epoch":
                return str(math.floor(moment.timestamp()))
            case "epoch_ms":
                return str(math.floor(moment.timestamp() * 1000))
            case "iso":
                return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
        return moment.astimezone(self.zone).strftime(self.name)

    def _parsed(self, value: JsonValue) -> datetime:
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise DateProblemError
        if self.name in ("epoch", "epoch_ms"):
            number = float(value)
            if not math.isfinite(number):
                raise DateProblemError
            return _EPOCH + timedelta(seconds=number / (1000 if self.name == "epoch_ms" else 1))
        if not isinstance(value, str) or len(value) > _LONGEST:
            raise DateProblemError
        if self.name == "iso":
            return datetime.fromisoformat(value.strip())
        return datetime.strptime(value.strip(), self.name)  # noqa: DTZ007  the zone is put in above


def date_format(name: str, zone: str) -> DateFormat:
    """Raises ValueError for what is none, with `format` or `zone` as its text."""
    if name not in ("iso", "epoch", "epoch_ms"):
        try:
            probe = datetime(2001, 2, 3, 4, 5, 6).strftime(name)  # noqa: DTZ001
            read = datetime.strptime(probe, name)  # noqa: DTZ007
        except ValueError:
            raise ValueError("format") from None
        if "%" not in name or read.date() != date(2001, 2, 3):
            raise ValueError("format")
    return DateFormat(name, time_zone(zone))


def time_zone(name: str) -> tzinfo:
    """A zone by its name ("Europe/Berlin"). Raises ValueError("zone")."""
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("zone") from None
