"""The demo's help articles, read by the importer that the product uses."""

import re
from datetime import date
from difflib import SequenceMatcher
from itertools import combinations
from pathlib import Path

import pytest

from agentassist.domain.knowledge import Article, SectionKind
from agentassist.knowledge.importers.markdown import read_folder

FOLDER = Path(__file__).parents[3] / "resources/samples/center/articles"


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    results = list(read_folder(FOLDER))
    rejected = [result for result in results if not isinstance(result, Article)]
    assert rejected == []
    return [result for result in results if isinstance(result, Article)]


def test_there_are_enough_and_each_is_where_its_id_says(articles: list[Article]) -> None:
    assert len(articles) >= 60
    assert {article.id for article in articles} == {path.stem for path in FOLDER.glob("*.md")}


def test_each_says_what_to_say_do_and_send_and_what_stays_inside(articles: list[Article]) -> None:
    for article in articles:
        kinds = [section.kind for section in article.sections]
        assert kinds == list(SectionKind), article.id
        assert all(len(section.text) >= 8 for section in article.sections), article.id
        assert article.body == "", article.id


def test_each_is_long_enough_to_help_and_short_enough_to_read(articles: list[Article]) -> None:
    for article in articles:
        count = sum(len(section.text.split()) for section in article.sections)
        assert 110 <= count <= 300, (article.id, count)


def test_each_has_an_owner_a_product_tags_and_a_date_to_look_again(articles) -> None:
    for article in articles:
        assert article.owner
        assert article.product
        assert len(article.tags) >= 3, article.id
        assert article.updated is not None
        assert article.valid_until is not None
        assert article.updated < article.valid_until
        assert article.valid_until > date(2026, 12, 31)


def test_no_two_titles_are_alike(articles: list[Article]) -> None:
    for one, other in combinations((article.title.lower() for article in articles), 2):
        assert SequenceMatcher(None, one, other).ratio() < 0.8, (one, other)


def test_only_markdown_that_is_shown_is_used(articles: list[Article]) -> None:
    for article in articles:
        text = "\n".join(section.text for section in article.sections)
        assert "*" not in re.sub(r"\*\*[^*\n]+\*\*", "", text), article.id
        assert not re.search(r"^\|", text, re.MULTILINE), article.id
        assert not re.search(r"[<{}]|\]\(", text), article.id


def test_no_two_articles_share_a_sentence(articles: list[Article]) -> None:
    seen: dict[str, str] = {}
    for article in articles:
        text = " ".join(section.text for section in article.sections)
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            if len(sentence.split()) >= 8:
                assert seen.setdefault(sentence, article.id) == article.id, sentence
