"""Which queries are questions."""

import pytest

from agentassist.domain.question import is_question


@pytest.mark.parametrize(
    "query",
    [
        "why was my card charged twice",
        "where is my parcel now",
        "I paid on the 3rd and nothing came!",
        "can i get 30 days more",
        "warum wurde meine karte belastet",
    ],
)
def test_five_words_and_more_are_a_question(query: str) -> None:
    assert is_question(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "refund",
        "reset forgotten password now",
        "sign-in two-factor e-mail set-up",
        "refund - / ... & late",
        "boiler in the hall shows E-4042",
        "boiler in the hall shows e4042",
        "what does the error 4042 mean",
        "how do i set up office365 here",
        "パスワードを リセット",
    ],
)
def test_keywords_and_codes_are_none(query: str) -> None:
    assert not is_question(query)
