"""Retry-After in its many spellings."""

from datetime import UTC, datetime, timedelta

import pytest

from agentassist.net.pause import pause_of

NOW = datetime(2026, 11, 22, 10, 0, 0, tzinfo=UTC)
MOST = timedelta(minutes=5)
EPOCH = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("86400", 300.0),
        (str(EPOCH + 20), 20.0),
        (str((EPOCH + 20) * 1000), 20.0),
        (str(EPOCH - 20), 0.0),
        ("9" * 40, 300.0),
        ("Sun, 22 Nov 2026 10:00:30 GMT", 30.0),
        ("Sunday, 22-Nov-26 10:00:30 GMT", 30.0),
        ("Sun, 22 Nov 2026 10:00:30", 30.0),
        ("Sun, 22 Nov 2026 11:00:30 +0100", 30.0),
        ("Sat, 21 Nov 2026 10:00:30 GMT", 0.0),
        ("Wed, 21 Oct 9999 07:28:00 GMT", 300.0),
    ],
)
def test_what_is_meant(text: str, seconds: float) -> None:
    assert pause_of(text, {}, NOW, MOST) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["", "soon", "-1", "1e3", "\u0663", "nan", "inf", "1" * 41, "x" * 99, "Mon, 99 Foo 1"]
)
def test_what_can_not_be_read(text: str) -> None:
    assert pause_of(text, {}, NOW, MOST) is None


def test_a_moment_is_compared_with_their_own_clock() -> None:
    headers = {"date": "Wed, 21 Oct 2015 07:28:00 GMT"}
    assert pause_of("Wed, 21 Oct 2015 07:28:09 GMT", headers, NOW, MOST) == 9.0
    broken = {"date": "yesterday"}
    assert pause_of(str(EPOCH + 3), broken, NOW, MOST) == 3.0
