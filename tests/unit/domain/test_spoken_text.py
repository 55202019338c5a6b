"""What of a record may be heard by whoever stands near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.spoken_text import MOST_DIGITS, speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call back about the refund", "Call back about the refund"),
        ("Refund for account 40010018 is late", "Refund for account is late"),
        ("Account •••• 0018", "Account"),
        ("Account 40 01 00 18, twice", "Account twice"),
        ("Order (#4821): charged twice", "Order charged twice"),
        ("Ticket AB-48213 open", "Ticket open"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN"),
        ("Call 020 7946 0999 back", "Call back"),
        ("Write to dana@example.org", "Write to"),
        ("See https://example.org/x for it", "See for it"),
        ("Two calls by Friday 16:58", "Two calls by Friday 16:58"),
        ("Charged 12 times, 3 days", "Charged 12 times, 3 days"),
        ("**Bold** `code` [[hello]] <b>x</b>", "Bold code hello b x /b"),
        ("Zwei\nZeilen\u202e für Größe", "Zwei Zeilen für Größe"),
        ("４００１００１８ here", "here"),
        ("•••• —", ""),
        ("", ""),
    ],
)
def test_what_is_left(written: str, said: str) -> None:
    assert speakable(written) == said


@given(st.text(alphabet="0123456789 .-/()#•:aZ", max_size=200))
def test_no_long_number_gets_through(text: str) -> None:
    """Times of day apart: those are two numbers of two."""
    said = speakable(text)
    for word in said.replace(":", " ").split():
        assert sum(ch.isdecimal() for ch in word) <= MOST_DIGITS


@given(st.text(max_size=400))
def test_any_text_is_one_short_line(text: str) -> None:
    said = speakable(text, 40)
    assert len(said) <= 40
    assert said == " ".join(said.split())
    assert not set(said) & set("[]<>*_`|#\n")
