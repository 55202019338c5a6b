"""Card numbers are found as by trying every row of groups; codes and PINs go with them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentassist.domain.card_number import (
    SEPARATOR,
    luhn_valid,
    redact_card_numbers,
    redact_cards,
)
from agentassist.domain.mask import mask

_ROW = re.compile(r"\d+(?:(?:[^\w\r\n]|_){1,12}\d+)*")
_ISSUED = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5\d{15}|6\d{15,18}|35\d{14}|3[47]\d{13}|3[0689]\d{12}"
    r"|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}"
)
_PRINTED = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4))


def by_trying(text: str) -> str:
    """The same rule, every row of groups tried by itself."""
    return _ROW.sub(lambda found: _tried(found[0]), text)


def _tried(run: str) -> str:
    groups = [group.span() for group in re.finditer(r"\d+", run)]
    done, kept = 0, []
    for first in range(len(groups)):
        if groups[first][0] < done:
            continue
        for last in reversed(range(first, len(groups))):
            if _is_card(run, groups, first, last):
                card = "".join(run[a:b] for a, b in groups[first : last + 1])
                kept += [run[done : groups[first][0]], mask(card)]
                done = groups[last][1]
                break
    return "".join((*kept, run[done:]))


def _is_card(run: str, groups: list[tuple[int, int]], first: int, last: int) -> bool:
    part = groups[first : last + 1]
    digits = "".join(run[a:b] for a, b in part)
    if not 13 <= len(digits) <= 19 or not luhn_valid(digits):
        return False
    if all(re.fullmatch(SEPARATOR, run[a[1] : b[0]]) for a, b in pairwise(part)):
        return True
    sizes = tuple(b - a for a, b in part)
    alone = first == 0 and last == len(groups) - 1 and set(sizes) == {1}
    return bool(_ISSUED.fullmatch(digits)) and (sizes in _PRINTED or alone)


_signs = st.sampled_from([" ", "-", "", ", ", "|", "  . ", "\n", "a", "_", "\u00a0", " / "])
_cards = st.sampled_from(
    ["4111111111111111", "378282246310005", "5555555555554444", "30569309025904", "4222222222222"]
)
_grouped = st.builds(
    lambda card, size, sign: sign.join(card[at : at + size] for at in range(0, len(card), size)),
    _cards,
    st.sampled_from([1, 3, 4, 6, 20]),
    _signs,
)
_other = st.text("0123456789٣", max_size=7)
_texts = st.lists(st.one_of(_grouped, _other, _signs), max_size=14).map("".join)


@settings(max_examples=300, deadline=None)
@given(_texts)
def test_the_quick_search_finds_what_trying_everything_finds(text: str) -> None:
    assert redact_card_numbers(text) == by_trying(text)


def test_a_long_row_of_digits_is_read_once() -> None:
    """Each part of it that may be a card is looked at, and every one is found."""
    text = " ".join("4111111111111111" * 1000)
    assert redact_cards(text) == " ".join(["•••• 1111"] * 1000)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("CVV 123", "CVV •••"),
        ("the cvc2 is: 1 2 3, she said", "the cvc2 is: •••, she said"),
        ("security code 1234 refused", "security code ••• refused"),
        ("Kartenprüfnummer: 987", "Kartenprüfnummer: •••"),
        ("123 is the CVC", "••• is the CVC"),
        ("4111 1111 1111 1111 12/27 123", "•••• 1111 12/27 •••"),
        ("4111 1111 1111 1111 123 declined", "•••• 1111 ••• declined"),
        ("378282246310005, 1234", "•••• 0005, •••"),
        ("PIN 4711", "PIN ••••"),
        ("his PIN code is 471123.", "his PIN code is ••••."),
        ("Geheimzahl lautet 4711", "Geheimzahl lautet ••••"),
    ],
)
def test_codes_and_pins_go_with_the_card(said: str, kept: str) -> None:
    assert redact_cards(said) == kept
    assert redact_cards(kept) == kept


@pytest.mark.parametrize(
    "said",
    [
        "PIN verified 2024-01-01",
        "opinion 1234, shipping 12345",
        "cvv asked; order 4711",
        "4111 is the door, room 123",
        "PIN letter of 2024",
        "code 123 of the warehouse",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert redact_cards(said) == said


def test_a_price_behind_a_card_is_no_code() -> None:
    assert redact_cards("4111111111111111, 120 EUR") == "•••• 1111, 120 EUR"
    assert redact_cards("4111111111111111 120,50") == "•••• 1111 120,50"
