"""Words read through typos."""

import pytest

from agentassist.coaching.spelling import Speller


@pytest.fixture
def speller() -> Speller:
    return Speller(["account", "number", "password", "confirmation"], {"amount", "member"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("acount", "account"),
        ("accuont", "account"),
        ("acccount", "account"),
        ("numbr", "number"),
        ("nubmer", "number"),
        ("pasword", "password"),
        ("confrimaton", "confirmation"),
    ],
)
def test_a_slip_is_forgiven(speller: Speller, typed: str, meant: str) -> None:
    assert speller.read(typed) == meant


@pytest.mark.parametrize(
    "word",
    ["account", "amount", "member", "accounts", "discount", "lumber", "pass", "12345", "count"],
)
def test_another_word_is_left_alone(speller: Speller, word: str) -> None:
    assert speller.read(word) is None or speller.read(word) == word


def test_a_very_long_word_costs_nothing(speller: Speller) -> None:
    assert speller.read("a" * 4000) is None
