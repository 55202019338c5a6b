"""The phrase language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.coaching.folding import fold
from agentassist.coaching.matcher import Matcher
from agentassist.coaching.phrase import PhraseError, PhraseReader

LISTS = {"your": ["your", "the"], "thing": ["<your> (pin|pass word)", "no."], "ring": ["<ring> a"]}


def found(phrase: str, text: str) -> list[str]:
    folded = fold(text).folded
    spans = Matcher([PhraseReader(LISTS).translate(phrase)]).spans(folded)
    return [folded[begin:end] for begin, end in spans]


@pytest.mark.parametrize(
    ("phrase", "text", "parts"),
    [
        ("calm down", "Please calm  down.", ["calm  down"]),
        ("calm down", "Stay calm. Down there", []),
        ("pin", "spinning pins", []),
        ("I'm here", "Im here, I’m here", ["im here", "i'm here"]),
        ("[so] sorry", "so sorry and sorry", ["so sorry", "sorry"]),
        (
            "take (it|them) [all] back",
            "take them back, take it all back",
            ["take them back", "take it all back"],
        ),
        ("tell me <your> pin", "tell me the pin", ["tell me the pin"]),
        ("<thing>", "your pass word or no.", ["your pass word", "no."]),
        ("sorry {if ...3}", "sorry if this may have hurt", ["if this may have"]),
        ("give ...2 pin", "give me the pin, give a, b pin", ["give me the pin"]),
        ("apologi*", "apologies and apologise", ["apologies", "apologise"]),
        ("^ your pin", "So. Your pin. And your pin", ["your pin"]),
        ("your pin ?", "your pin? your pin", ["your pin?"]),
        (
            "say <your>*3 pin",
            "say pin, say your the your pin",
            ["say pin", "say your the your pin"],
        ),
        ("account #", "account# account #", ["account#", "account #"]),
        ("wo ist das büro", "Wo ist das Buro", ["wo ist das buro"]),
    ],
)
def test_what_a_phrase_finds(phrase: str, text: str, parts: list[str]) -> None:
    assert found(phrase, text) == parts


@pytest.mark.parametrize(
    "phrase",
    [
        *("", "[maybe]", "...3 word", "a ...99 b", "a ...x b", "<nobody>", "<ring>", "(a|b"),
        *("a ]", "<open", "a | b", "a ^ b", "({a})", "<your>*13", "{a} <your>*x"),
    ],
)
def test_a_broken_phrase_is_refused(phrase: str) -> None:
    with pytest.raises(PhraseError):
        PhraseReader(LISTS).translate(phrase)


def test_a_phrase_that_grows_without_end_is_refused() -> None:
    lists = {"a": ["word"] * 100, "b": ["<a> <a> <a>"] * 20}
    with pytest.raises(PhraseError, match="too_long"):
        PhraseReader(lists).translate("<b> <b>")


@given(st.text(alphabet="ab <>[](){}|^?.*#3'\\-é", max_size=30))
def test_any_text_is_a_sound_phrase_or_refused(phrase: str) -> None:
    try:
        source = PhraseReader(LISTS).translate(phrase)
    except PhraseError:
        return
    Matcher([source]).prepare()
