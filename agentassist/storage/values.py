"""How values are written into columns and read back."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def micros(moment: datetime) -> int:
    """Microseconds since 1970, UTC. The moment must be aware."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(value: int) -> datetime:
    """The aware UTC moment of `micros`."""
    return _EPOCH + timedelta(microseconds=value)


def span_micros(span: timedelta | None) -> int | None:
    return None if span is None else span // _MICROSECOND


def span(value: int | None) -> timedelta | None:
    return None if value is None else timedelta(microseconds=value)
