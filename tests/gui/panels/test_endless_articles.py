"""Articles that were made to hold up the window: endless lines, tables, lists, words."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from agentassist.domain.article_sync import Clash, NamedConflict
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, Section, SectionKind
from ui import times
from ui.articles.words import OMITTED, compared
from ui.knowledge.article_view import ArticleView
from ui.knowledge.section_text import Form, blocks, plain
from ui.knowledge.shown_part import CHARACTERS, PIECES, ShownPart
from ui.knowledge.stretches import stretches

MANY = 30_000
SOON = 3.0  # seconds of this process's work; each of these took a minute and more
LINES = {
    "stars": "**a " * MANY,
    "heading": "# a" + " " * MANY + "b",
    "fences": "```x\n" * MANY,
    "fence": "```" + " " * MANY + "a b\n",
    "brackets": "[a](" * MANY,
    "paragraph": ("word " * 12 + "\n") * MANY,
    "quote": ("> " + "word " * 12 + "\n") * MANY,
    "pipes": "| a | b\n" * MANY,
    "backticks": "`" + "a`\n`" * MANY,
}


def _soon(work: Callable[[], object]) -> None:
    """The work of this process is measured, not the clock of a busy computer."""
    begun = time.process_time()
    work()
    assert time.process_time() - begun < SOON


@pytest.mark.parametrize("text", LINES.values(), ids=LINES.keys())
def test_no_text_takes_time_by_its_square(text: str) -> None:
    _soon(lambda: [stretches(block.text) for block in blocks(text)])
    _soon(lambda: plain(text))


@pytest.mark.parametrize(
    "body",
    ["- a\n" * MANY, "| a | b |\n" * MANY, "w" * 20 * MANY, "word " * 40 * MANY],
    ids=["list", "table", "word", "line"],
)
def test_an_endless_article_is_shown_as_far_as_it_goes_and_says_so(qtbot: QtBot, body: str) -> None:
    view = ArticleView()
    qtbot.addWidget(view)
    view.resize(400, 600)
    view.show()

    _soon(lambda: view.show_article(Article(ArticleId("a"), "Endless", body=body)))
    assert not view.left_out.isVisibleTo(view), "the rest comes if the agent stays"
    _soon(view.show_rest)

    assert view.left_out.isVisibleTo(view)
    assert "shown" in view.left_out.text()
    view.show_article(Article(ArticleId("b"), "Short", body="one line"))
    assert not view.left_out.isVisibleTo(view)


def test_thousands_of_sections_are_no_thousands_of_rows(qtbot: QtBot) -> None:
    view = ArticleView()
    qtbot.addWidget(view)
    sections = tuple(Section(SectionKind.SAY, "a") for _ in range(5_000))

    view.show_article(Article(ArticleId("a"), "Endless", sections))
    view.show_rest()

    assert len(view.rows) < 100
    assert view.left_out.isVisibleTo(view)


def test_a_long_but_honest_article_is_shown_whole() -> None:
    part = ShownPart()
    text = "\n\n".join(f"{number}. A step with some words" for number in range(PIECES - 1))
    assert part.take(text) == blocks(text)
    assert part.left_out == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["| a | b |\n", "- a\n", "```\nx\n\ny\n```\n", "p\n\n", "w"])))
def test_what_is_shown_is_a_beginning_and_the_rest_is_counted(pieces: list[str]) -> None:
    text = "".join(piece * 400 for piece in pieces)
    part = ShownPart()
    shown = part.take(text)

    whole = blocks(text)
    assert shown[:-1] == whole[: max(0, len(shown) - 1)]
    cells = [len(block.rows) * len(block.rows[0]) for block in shown if block.form is Form.TABLE]
    assert len(shown) <= PIECES
    assert sum(cells) <= PIECES
    assert sum(len(block.text) for block in shown) <= CHARACTERS
    assert (part.left_out > 0) == (shown != whole)


@pytest.mark.parametrize("line", ["a", "{n}"])
def test_two_endless_articles_are_compared_as_far_as_it_goes(line: str) -> None:
    def body(first: str) -> str:
        return "\n".join([first, *(line.format(n=number) for number in range(MANY)), first])

    mine = Article(ArticleId("a"), "Same", body=body("x"))
    theirs = Article(ArticleId("a"), "Same", body=body("y" * 100_000))
    conflict = NamedConflict(
        "rt", ArticleId("a"), Clash.CHANGED_BOTH, "", mine, theirs, times.now()
    )

    _soon(lambda: compared(conflict.mine, conflict.theirs))

    here, there = compared(conflict.mine, conflict.theirs)
    assert ("x", True) in here
    assert here[-1] == there[-1] == (OMITTED, False)
    assert len(here) < 1_000
    assert max(len(text) for text, _ in there) <= 2_000
