"""Rows of the log as a lead reads them."""

from datetime import date

import pytest

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
