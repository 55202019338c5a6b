"""What the line about sources says of one that has a problem."""

from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.source import SourceState, SourceStatus
from ui.history.source_words import source_line

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        ("source.login_refused", "Request Tracker refused our login"),
        ("source.forbidden", "Request Tracker does not allow this login to look"),
        ("source.not_json", "Request Tracker answered something unreadable"),
        ("source.unexpected", "Request Tracker answered another thing than its mapping expects"),
        ("source.unreachable", "Request Tracker did not answer"),
        ("source.too_slow", "Request Tracker did not answer"),
    ],
)
def test_a_source_is_said_to_be_silent_only_if_it_was(error: str, text: str) -> None:
    failed = SourceState.FAILED
    line = source_line((SourceStatus("rt", failed, "Request Tracker", error=error),), NOW)
    assert (line.text, line.short) == (f"{text}: nothing of it is shown", text)
    assert line.trouble
    good = NOW - timedelta(hours=2)
    status = SourceStatus("rt", failed, "Request Tracker", error=error, last_good=good)
    assert source_line((status,), NOW).text.startswith(f"{text}; shown is the copy of 2")
