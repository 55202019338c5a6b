"""Comparing a misspelt word with all others takes the longest of a search: it can be left."""

import sqlite3

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.spelling import Speller
from agentassist.knowledge.vocabulary import Vocabulary

_LETTERS = "abcdefghjklmnpqrstuvwyz"  # "xinter" begins with none of them, nor goes on with one
_WORDS = sorted(letter + ending for letter in _LETTERS for ending in ("ouse", "inter"))


class _LaterError(Exception):
    pass


class _Asked:
    """Raises at the call of a number."""

    def __init__(self, last: int) -> None:
        self.calls, self._last = 0, last

    def __call__(self) -> None:
        self.calls += 1
        if self.calls == self._last:
            raise _LaterError


def test_it_is_asked_before_the_words_of_each_letter() -> None:
    asked = _Asked(-1)
    counts = [1] * len(_WORDS)
    Speller(Vocabulary(_WORDS, counts, counts), asked).resembling("xinter", unfinished=False)
    assert asked.calls == len(_LETTERS) + len("xi")


def test_a_search_that_was_left_there_is_answered_the_next_time() -> None:
    index = ArticleIndex(sqlite3.connect(":memory:", isolation_level=None))
    index.put(Article(ArticleId(word), word) for word in _WORDS)
    engine, last = SearchEngine(index), 0
    while True:
        last += 1
        try:
            found = engine.search("xinter xouse", 10, _Asked(last))
            break
        except _LaterError:
            continue
    assert last > len(_LETTERS)  # a word that was read to its end is kept, and not read again
    assert found.hits == SearchEngine(index).search("xinter xouse", 10).hits
    assert found.hits
