"""Single values of the stream."""

import pytest

from agentassist.telephony.ami.values import seconds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1795289950.635649", 1795289950.635649),
        ("17", 17.0),
        ("", None),
        ("nan", None),
        ("1e400", None),  # found by fuzzing: a wait of infinity was no time span
        ("-5", None),
        ("9" * 400, None),
        ("1.5.5", None),
        ("١٧", None),
    ],
)
def test_a_timestamp_is_what_a_clock_shows(text: str, value: float | None) -> None:
    assert seconds(text) == value
