"""Texts that were made to hold up the index and whoever searches: no word or sign has an end."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge import text
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.plain_text import without_markdown

MANY = 60_000
SOON = 3.0  # seconds of this process's work; the worst took three quarters of a minute
TEXTS = {
    "brackets": "[" * MANY + "](",
    "links": "[](" * (MANY // 3),
    "images": "![" * (MANY // 2) + "](x)",
    "umlauts": "ü" * MANY,
    "word": "a" * MANY + "-b refund",
    "hyphens": "a-" * (MANY // 2),
    "marks": "a" + "\u0301" * MANY,
    "headings": "# refund\n" * (MANY // 9),
    "stars": "*" * MANY,
    "ideographs": "退款" * (MANY // 8),
    "spaces": " " * MANY + "refund",
    "points": ". " * (MANY // 2),
}


def _soon(work: Callable[[], object]) -> None:
    begun = time.process_time()
    work()
    assert time.process_time() - begun < SOON


@pytest.mark.parametrize("body", TEXTS.values(), ids=TEXTS.keys())
def test_an_article_is_indexed_and_found_whatever_stands_in_it(body: str) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        index = ArticleIndex(connection)
        article = Article(ArticleId("a"), "Refund of a payment", body=body)
        _soon(lambda: index.put([article]))
        engine = SearchEngine(index)
        _soon(lambda: [engine.search(query, 10) for query in ("refund", "refund paymnt x")])
        assert [hit.article_id for hit in engine.search("refund", 10).hits] == ["a"]


@pytest.mark.parametrize("query", TEXTS.values(), ids=TEXTS.keys())
def test_a_query_is_answered_whatever_stands_in_it(query: str) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        index = ArticleIndex(connection)
        index.put([Article(ArticleId("a"), "Refund of a payment")])
        _soon(lambda: SearchEngine(index).search(query, 10))


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("[Fees](https://a.example/b)", "Fees"),
        ("see [Fees](https://a.example/b_(c)) now", "see Fees now"),
        ("[[Fees](a)", "[Fees"),
        ("![chart](a.png) [b] (c)", "chart [b] (c)"),
        ("[open](never", "[open](never"),
    ],
)
def test_links_are_read_as_before(marked: str, plain: str) -> None:
    assert without_markdown(marked) == plain


def test_joined_words_begin_where_a_word_begins() -> None:
    found = [token.word for token in text.compounds("sign-in e-4042/b wi-fi_plus -x- a--b")]
    assert found == ["signin", "e4042b", "wifiplus"]
