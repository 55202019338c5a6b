"""Folding and cutting of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.knowledge import text


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Straße", "strasse"),
        ("Café", "cafe"),
        ("Cafe\u0301", "cafe"),
        ("ﬁle", "file"),
        ("ＦＵＬＬ", "full"),
        ("İZMİR", "izmir"),
        ("smørrebrød", "smorrebrod"),
        ("ガ", "ガ"),
        ("ｶﾞ", "ガ"),
        ("⑴", "1"),
    ],
)
def test_fold(typed: str, folded: str) -> None:
    assert text.fold(typed) == folded


def test_tokens_know_their_place_in_the_original() -> None:
    written = "Die Königstraße, nº 5: re\u0301sume\u0301"
    assert [(token.word, written[token.start : token.end]) for token in text.tokens(written)] == [
        ("die", "Die"),
        ("konigstrasse", "Königstraße"),
        ("no", "nº"),
        ("5", "5"),
        ("resume", "re\u0301sume\u0301"),
    ]


def test_runs_without_spaces_are_cut_into_pairs() -> None:
    assert text.words("日本語 ok") == ["日本", "本語", "ok"]
    assert text.words("本") == ["本"]
    assert text.words("E5型番A") == ["e5", "型番", "a"]


@pytest.mark.parametrize(
    ("written", "others"),
    [
        ("E-4042", ["e4042"]),
        ("e4042", ["4042"]),
        ("sign-in", ["signin"]),
        ("don't", ["dont"]),
        ("Müller", ["mueller"]),
        ("plain words", []),
        ("one-very-long-chain-of-words", []),
    ],
)
def test_other_spellings(written: str, others: list[str]) -> None:
    assert [token.word for token in text.other_spellings(written)] == others


def test_a_word_of_any_length_is_cut() -> None:
    assert text.words("A" * 500 + " b") == [text.tokens("A" * 500)[0].word, "b"]
    assert len(text.words("é" * 500)[0]) < 100


@given(st.text())
def test_words_are_the_words_of_tokens(written: str) -> None:
    assert text.words(written) == [token.word for token in text.tokens(written)]


_WRITTEN = st.text() | st.text("aZ9äü-'./_ é本,(")


@given(_WRITTEN)
def test_other_words_are_the_words_of_other_spellings(written: str) -> None:
    assert text.other_words(written, frozenset(text.words(written))) == {
        token.word for token in text.other_spellings(written)
    }


@given(st.text())
def test_folded_words_hold_nothing_the_full_text_index_would_cut_at(written: str) -> None:
    for word in text.words(written):
        assert word
        assert all(character.isalnum() or not character.isascii() for character in word)


@given(st.text())
def test_level_keeps_every_place(written: str) -> None:
    assert len(text.level(written)) == len(written)


def test_level_drops_case_and_accents() -> None:
    assert text.level("Réinitialiser ÜBER") == "reinitialiser uber"


@pytest.mark.parametrize(
    ("written", "spaced"),
    [
        ("Sign-in: E_4042!", "sign in  e 4042 "),
        ("R\u00e9initialiser\u2019s \u201cM\u00dcLLER\u201d", "reinitialiser s  muller "),
        ("Stra\u00dfe\u2014\u0130stanbul", "stra\u00dfe istanbul"),
        ("\u91cd\u7f6e\u5bc6\u7801\u3002", "\u91cd\u7f6e\u5bc6\u7801 "),
        ("\u0939\u093f\u0928\u094d\u0926\u0940!", "\u0939\u093f\u0928\u094d\u0926\u0940 "),
    ],
)
def test_what_is_in_no_word_is_a_space_at_its_place(written: str, spaced: str) -> None:
    assert text.spaced(written) == spaced


@given(
    st.text(max_size=80) | st.lists(st.characters(min_codepoint=0x80), max_size=120).map("".join)
)
def test_places_hold_in_a_spaced_text(written: str) -> None:
    assert len(text.spaced(written)) == len(written)
