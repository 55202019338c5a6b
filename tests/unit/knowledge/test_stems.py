"""Which words are one word with another ending."""

import pytest

from agentassist.knowledge.stems import MARK, marked_stems, stem


@pytest.mark.parametrize(
    "family",
    [
        ("refund", "refunds", "refunded", "refunding"),
        ("policy", "policies"),
        ("charge", "charged", "charges", "charging"),
        ("stop", "stopped", "stopping", "stops"),
        ("verify", "verifies", "verified"),
        ("address", "addresses", "addressed"),
    ],
)
def test_inflections_share_a_stem(family: tuple[str, ...]) -> None:
    assert len(set(map(stem, family))) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("car", "carpet"), ("new", "newt"), ("bill", "build"), ("e4042", "e404")]
)
def test_other_words_do_not(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["is", "yes", "bus", "4042", "本", "リセ", ""])
def test_short_and_foreign_words_stay(word: str) -> None:
    assert stem(word) == word


def test_marked_stems_are_no_words() -> None:
    assert list(marked_stems(["cards", "card"])) == [f"{MARK}card"] * 2
