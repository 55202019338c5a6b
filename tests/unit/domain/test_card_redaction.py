"""No card number survives, whatever stands beside it; other numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.sealed import luhn_valid, redact_cards

CARD = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        (CARD, "•••• 1111"),
        ("4111111111111111", "•••• 1111"),
        ("4111-1111-1111-1111.", "•••• 1111."),
        ("4111\u00a01111\u00a01111\u00a01111", "•••• 1111"),
        ("4111 - 1111", "4111 - 1111"),
        ("4111 - 1111 - 1111 - 1111", "•••• 1111"),
        ("4111\t1111\t1111\t1111", "•••• 1111"),
        ("4111_1111_1111_1111", "•••• 1111"),
        ("4111\u20131111\u20131111\u20131111", "•••• 1111"),
        ("41\u200b11111111\u2060111111", "•••• 1111"),
        ("4111\n1111\n1111\n1111", "4111\n1111\n1111\n1111"),  # a list of numbers, like as not
        (f"order 17 {CARD}", "order 17 •••• 1111"),
        (f"{CARD} 12/27", "•••• 1111 12/27"),
        (f"{CARD} {CARD}", "•••• 1111 •••• 1111"),
        ("378282246310005", "•••• 0005"),
        ("6304 0000 0000 0000 000", "•••• 0000"),
        ("call +1 202 555 0143", "call +1 202 555 0143"),
        ("4111 1111 1111 1112", "4111 1111 1111 1112"),
        ("", ""),
    ],
)
def test_redact_cards(text: str, redacted: str) -> None:
    assert redact_cards(text) == redacted


def _card(body: str) -> str:
    return next(body + check for check in "0123456789" if luhn_valid(body + check))


@given(
    st.text("0123456789", min_size=12, max_size=18).map(_card),
    st.sampled_from(["", "x", "order 7 ", "17 4 ", "2026-11-21 ", f"{CARD} "]),
    st.sampled_from(["", " 12/27", " 123", ", thanks"]),
    st.sampled_from(["", " ", "-", "."]),
)
def test_a_card_of_any_length_beside_anything(
    card: str, before: str, after: str, separator: str
) -> None:
    written = separator.join(card[i : i + 4] for i in range(0, len(card), 4))
    assert written not in redact_cards(f"{before}{written}{after}")


def test_a_long_run_of_digits_takes_no_time_worth_mentioning() -> None:
    text = "1 " * 50_000
    assert redact_cards(text) == text
