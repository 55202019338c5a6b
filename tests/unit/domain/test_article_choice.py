"""Which articles are named beside a call: few, good enough, what was tried last."""

from typing import Any

import pytest

from agentassist.domain.article_choice import CROWD, MOST, Fit, Found, suggested
from agentassist.domain.article_hint import SuggestedBy
from agentassist.domain.ids import ArticleId

MENU, RECORD, NOTES = SuggestedBy


def fit(name: str, title: float = 1.0, words: float = 1.0, **more: Any) -> Fit:
    return Fit(ArticleId(name), f"Title {name}", title, words, ("two", "bills"), **more)


def chosen(found: Found, *tried: str) -> list[str]:
    return [one.article_id for one in suggested(found, {ArticleId(one) for one in tried})]


@pytest.mark.parametrize(
    ("by", "one", "good"),
    [
        (MENU, fit("a", title=0.1), True),
        (MENU, fit("a", words=0.9), False),
        (RECORD, fit("a", title=0.2, words=0.6), True),
        (RECORD, fit("a", title=0.59, words=0.59), False),
        (NOTES, fit("a", title=0.6, words=0.1), True),
        (NOTES, fit("a", title=0.5, words=1.0), False),
        (NOTES, Fit(ArticleId("a"), "Refund", 1.0, 1.0, ("refund",)), False),
    ],
)
def test_what_is_good_enough(by: SuggestedBy, one: Fit, good: bool) -> None:
    assert chosen({by: ("words", [one])}) == (["a"] if good else [])


def test_what_several_things_point_to_comes_first_with_the_more_special_reason() -> None:
    found: Found = {
        MENU: ("billing", [fit("menu"), fit("both")]),
        NOTES: ("we got two bills", [fit("notes"), fit("both")]),
    }
    first, *others = suggested(found, ())
    assert (first.article_id, first.reason.by, first.reason.words) == ("both", NOTES, "two bills")
    assert [one.article_id for one in others] == ["notes", "menu"]
    assert others[1].reason.words == "billing"


def test_never_more_than_three_and_what_was_tried_comes_last() -> None:
    found: Found = {MENU: ("billing", [fit(name) for name in "abcde"])}
    assert chosen(found) == ["a", "b", "c"]
    assert chosen(found, "a", "b") == ["c", "d", "e"]
    assert len(chosen(found)) == MOST


def test_a_crowd_says_nothing_but_what_the_agent_uses() -> None:
    crowd = [fit(str(n), used=n == 4) for n in range(CROWD + 1)]
    assert chosen({MENU: ("billing", crowd)}) == ["4"]
    assert len(chosen({MENU: ("billing", crowd[:CROWD])})) == MOST


def test_nothing_found_is_nothing_suggested() -> None:
    assert suggested({}, ()) == ()
