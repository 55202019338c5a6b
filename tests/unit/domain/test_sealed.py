"""Masks and seals: what may be seen of a value."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.sealed import DOTS, Sealed, looks_like_card, mask, redact_cards

TEST_CARD = "4111 1111 1111 1111"  # the payment industry's well-known test number


@pytest.mark.parametrize(
    ("value", "shown"),
    [("40018822", "•••• 8822"), ("1234", "•••• 34"), ("123", "•••• 3"), ("7", DOTS), ("", DOTS)],
)
def test_the_last_four_but_never_more_than_half(value: str, shown: str) -> None:
    assert mask(value) == shown


@given(st.text(min_size=1))
def test_a_mask_never_shows_more_than_half(value: str) -> None:
    shown = mask(value).removeprefix(DOTS).removeprefix(" ")
    assert len(shown) <= len(value) // 2


def test_a_sealed_value_does_not_appear_by_accident() -> None:
    sealed = Sealed("40018822")
    for text in (str(sealed), repr(sealed), f"{sealed}", repr([sealed]), f"{sealed!r:>20}"):
        assert "4001" not in text
    with pytest.raises(TypeError):
        pickle.dumps(sealed)
    with pytest.raises(TypeError):
        copy.copy(sealed)
    assert sealed.reveal() == "40018822"


@pytest.mark.parametrize("card", [TEST_CARD, "4111-1111-1111-1111", "5500005555555559"])
def test_cards_are_seen_through_separators(card: str) -> None:
    assert looks_like_card(card)
    assert not looks_like_card(card[:-1] + ("0" if card[-1] != "0" else "1"))


def test_a_card_in_a_sentence_is_masked_and_the_rest_stays() -> None:
    text = f"pays with {TEST_CARD}, order 88-2041, call +49 30 23125 042"
    assert redact_cards(text) == "pays with •••• 1111, order 88-2041, call +49 30 23125 042"
