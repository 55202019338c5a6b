"""Text from outside on one line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.shown_text import MAX_LENGTH, one_line, shown_number, shown_text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "plain"),
        (" Müller, Jürgen ", "Müller, Jürgen"),
        ("a\r\nb\tc\u2028d", "a b c d"),
        ("a\x00\x1bb\x7f", "ab"),
        ("\u202eopen", "open"),
        ("\u2067closed\u2069 name", "\u2067closed\u2069 name"),
        ("\u202eclosed\u202c twice\u202c", "closed twice"),
        ("x" * 500, "x" * 300),
    ],
)
def test_one_line(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.text(max_size=1000))
def test_any_text_becomes_one_bounded_line(text: str) -> None:
    line = one_line(text)
    assert len(line) <= MAX_LENGTH
    assert not any(ord(ch) < 32 or ch in "\x7f\x85\u2028\u2029" for ch in line)
    assert one_line(line) == line


def test_card_numbers_are_masked() -> None:
    assert shown_text("pay 4111-1111-1111-1111 now") == "pay •••• 1111 now"
    assert shown_text("Order 4021 of 2026") == "Order 4021 of 2026"


@pytest.mark.parametrize("before", range(280, 301))
def test_a_card_at_the_end_of_what_is_shown_is_masked_before_it_is_cut(before: int) -> None:
    shown = shown_text("x" * before + " 4111 1111 1111 1111")
    assert "4111" not in shown
    assert len(shown) <= 300


def test_what_is_cut_behind_a_mask_leaves_no_override_open() -> None:
    shown = shown_text("4111 1111 1111 1111" + "y" * 280 + "\u202e" + "z" * 300 + "\u202c")
    assert "\u202e" not in shown


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (" +49 30 23125042\n", "+49 30 23125042"),
        ("491512345678901", "491512345678901"),  # passes for a card, and is a number
        ("0049151234567890", "0049151234567890"),
        ("4000056655665556", "•••• 5556"),
        ("4000 0566 5566 5556", "•••• 5556"),
    ],
)
def test_a_card_is_not_shown_as_a_number(text: str, line: str) -> None:
    assert shown_number(text) == line
