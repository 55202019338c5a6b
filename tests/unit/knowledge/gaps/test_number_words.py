"""Numbers that were heard and typed as words: no row of them is kept, in whatever language."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentassist.domain.search_gap import Around, ArticleReport, Verdict, reason_code
from agentassist.knowledge.gaps import number_words
from agentassist.knowledge.text import words

SPOKEN = [
    "refund to six one two thirty four fifty six",
    "telefono seis uno dos treinta y cuatro cincuenta y seis sesenta y ocho",
    "null eins sieben sechs dreiundzwanzig fünfundvierzig siebenundachtzig",
    "neunzehnhundertvierundachtzig",
    "zéro six soixante et onze quinze quatre-vingt-dix-neuf",
    "oh one seventeen nineteen twelve eleven",
    "seven o nine o two o one refund",
    "account 12 dash three four dash 56 seven eight",
    "due tre quattro ventuno",
    "vier twee drieëntwintig negen nul",
    "um dois três quatro cinco seis",
    "ноль один два три четыре",
]
TOLD = {*words(" ".join(SPOKEN))} - {*words("refund to telefono account y et o dash")}


@pytest.mark.parametrize("text", SPOKEN)
def test_no_word_of_a_spoken_number_is_kept(
    logged: Callable[[Callable[[Any], Awaitable[object]]], None], gaps: Any, text: str
) -> None:
    async def story(log: Any) -> None:
        for caller in "abcd":
            around = Around(gaps.day, caller=caller)
            await log.note(text, around=around)
            await log.gaps.report(ArticleReport(None, Verdict.MISSING, text, text), around)
        kept = {word for row in await log.rows() for word in words(f"{row.words} {row.why}")}
        assert kept & TOLD == set()

    logged(story)


ONES = ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
TENS = ["zehn", *(f"{one}ig" for one in ("zwanz", "vierz", "fünfz", "sechz", "siebz", "achtz"))]
ES_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
ES_ONES = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]


@st.composite
def spoken_pairs(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        one, ten = draw(st.sampled_from(ONES[1:])), draw(st.sampled_from(TENS[1:]))
        return f"{one.removesuffix('s') if one == 'eins' else one}und{ten}"
    return f"{draw(st.sampled_from(ES_TENS))} y {draw(st.sampled_from(ES_ONES))}"


@given(st.lists(spoken_pairs(), min_size=2, max_size=8))
def test_whatever_pairs_a_number_is_said_in(pairs: list[str]) -> None:
    said = list(enumerate(words(" ".join(pairs))))
    assert number_words.in_rows(said) == {place for place, _ in said}


@pytest.mark.parametrize(
    "text",
    ["two invoices", "twenty four hours", "einundzwanzig tage", "once more", "una o dos veces"],
)
def test_a_small_number_stays(text: str) -> None:
    assert number_words.in_rows(enumerate(words(text))) == set()


def test_a_reason_with_a_number_or_a_name_in_it_is_none(
    logged: Callable[[Callable[[Any], Awaitable[object]]], None], gaps: Any
) -> None:
    assert reason_code("acct 12 34 56 78") == ""
    assert reason_code("billing_2.1") == "billing_2.1"

    async def story(log: Any) -> None:
        await log.note(
            "refund", around=Around(gaps.day, reason="billing whitfeld", names=("Dana Whitfeld",))
        )
        await log.note("refund", around=Around(gaps.day, reason="billing", names=("Dana",)))
        assert sorted(row.reason for row in await log.rows()) == ["", "billing"]

    logged(story)
