"""Rows of the log as a lead reads them."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from agentassist.domain.search_gap import GapKind
from agentassist.knowledge.gaps.lines import GapLine, Suggestion, of_row, ranked
from agentassist.knowledge.gaps.rows import GapRow

TODAY = date(2026, 11, 21)


def lines(*rows: GapRow, ordinary: frozenset[str] = frozenset()) -> list[GapLine]:
    return ranked((of_row(row, TODAY) for row in rows), ordinary)


def row(words: str, kind: GapKind = GapKind.NOTHING, count: int = 1, **more: str) -> GapRow:
    return GapRow(TODAY, kind, words, count=count, **more)


def test_endings_order_and_slips_are_one_line() -> None:
    (line,) = lines(
        row("okpai chargers", count=5, reason="tech"),
        row("charger okpai", count=2, reason="sales"),
        row("charger okpay", count=1),
    )
    assert (line.words, line.total) == ("okpai chargers", 8)
    assert line.reasons == {"tech": 5, "sales": 2}
    assert line.wordings["charger okpay"] == 1


def test_ordinary_words_that_look_alike_are_two_lines() -> None:
    both = (row("hotel booking", count=5), row("hostel booking"))
    assert len(lines(*both, ordinary=frozenset({"hotel", "hostel"}))) == 2
    assert len(lines(*both)) == 1


def test_the_weightiest_first_and_old_days_fade() -> None:
    old = GapRow(date(2026, 8, 1), GapKind.NOTHING, "fax machine", count=4)
    found = lines(old, row("pet insurance", count=2), row("moving", GapKind.ABANDONED))
    assert [line.words for line in found] == ["pet insurance", "moving", "fax machine"]
    assert found[2].last == date(2026, 8, 1)


def test_what_was_left_out_makes_another_line() -> None:
    assert len(lines(row("insurance"), row("… insurance"), row(""), row("…"))) == 4


def test_an_article_gathers_its_reports_and_who_left_it() -> None:
    (line,) = lines(
        row("red lamp", GapKind.LEFT, 3, article="router"),
        row("", GapKind.OUTDATED, article="router", why="the lamp is red"),
    )
    assert (line.article, line.words, line.total) == ("router", "", 4)
    assert line.whys == ["the lamp is red"]
    assert line.wordings["red lamp"] == 3


@pytest.mark.parametrize(
    ("rows", "suggestion"),
    [
        ([row("pet insurance")], Suggestion.WRITE),
        ([row("pet insurance", GapKind.MISSING)], Suggestion.WRITE),
        ([row("money", then_words="refund", then_article="r")], Suggestion.SYNONYM),
        ([row("money", GapKind.REFORMULATED, 9), row("money", then_article="r")], Suggestion.WRITE),
        ([row("money", GapKind.ABANDONED)], Suggestion.TITLES),
        ([row("", GapKind.WRONG, article="a")], Suggestion.CORRECT),
        ([row("", GapKind.OUTDATED, article="a")], Suggestion.UPDATE),
        ([row("x", GapKind.LEFT, article="a")], Suggestion.CLEARER),
        ([row("…", count=9)], Suggestion.NONE),
        ([row("")], Suggestion.NONE),
    ],
)
def test_what_a_lead_may_do(rows: list[GapRow], suggestion: Suggestion) -> None:
    (line,) = lines(*rows)
    assert line.suggestion is suggestion


@given(st.lists(st.text("abc", min_size=5, max_size=7), min_size=2, max_size=8, unique=True))
def test_slips_are_found_as_by_comparing_each_word_with_each(words: list[str]) -> None:
    """The commonest first: each joins the commonest one before it that stands for itself."""
    rows = [row(word, count=100 - at) for at, word in enumerate(words)]
    alone: list[str] = []
    for word in words:
        near = (one for one in alone if one[:2] == word[:2] and OSA.distance(one, word) <= 1)
        if next(near, None) is None:
            alone.append(word)
    found = {line.words for line in lines(*rows)}
    assert found <= set(words)
    assert len(found) <= len(alone)
    joined = [line for line in lines(*rows) if len(line.wordings) > 1]
    assert all(len({word[:2] for word in line.wordings}) == 1 for line in joined)


def test_a_file_full_of_words_that_look_alike_takes_no_hours() -> None:
    """Each word was compared with all others: a file of 200 kB had no end."""
    letters = "cdefghij"
    words = [
        f"ab{one}{two}{three}{four}xy{five}"
        for one in letters
        for two in letters
        for three in letters
        for four in letters
        for five in letters
    ]
    begun = time.process_time()
    lines(*(row(" ".join(words[at : at + 40])) for at in range(0, len(words), 40)))
    assert time.process_time() - begun < 10
