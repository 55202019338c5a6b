"""Which articles are worth ranking: by title from memory, by text from the full-text index."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import islice

from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.query import QueryWord, Reading

_TITLE_ROWS = 6_000  # titles looked at for one query
_TITLES_KEPT = 40
_TIES_LOOKED_AT = 600
_WELL_EXPLAINED = 0.7  # share of the query's weight
_ENOUGH_TITLES = 10  # that explain it well: the text is then not searched for common words
# BM25 walks all articles of every word it is given, however few are asked for. So the order is
# left to the ranking formula when the words are in more articles than this.
_ORDERED_ROWS = 6_000
_ORDERED_LIMIT = 40
_UNORDERED_LIMIT = 30
_UNORDERED_RELEVANCE = 0.3  # nothing is known: below the average
_LONGEST_SCAN = 8_000
_FEW = 3  # rows with every word, below which one word may be missing
_MISSING_ROWS = 8_000  # looked at in all for articles that lack a word
_MISSING_RELEVANCE = 0.8
_MISSING_LIMIT = 20
_ALTERNATIVES = 12
_SHORTEST = 3  # letters of a word that is looked for in texts
_QUESTION_WORDS = 7
_ANSWERS = 0.95  # share of the content words; a title that has them answers without its text
_ANSWERED_WORDS = 3
_SHORT_QUESTION = 4
_QUESTION_GRAMMAR = 2
_QUESTION_ROWS = 12_000
_QUESTION_LIMIT = 60
# Weights of title, labels, body, other spellings and stems in BM25. The stems of the title stand
# twice in their column, which is all the weight that a title needs in a question.
_TERM_WEIGHTS = (8.0, 4.0, 1.0, 1.0, 0.0)
_QUESTION_WEIGHTS = (0.0, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class TextMatch:
    """The article holds all required words, but for `missing`. `relevance` is BM25, 0..1."""

    relevance: float
    missing: int | None = None
    covered: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidates:
    """`titles` maps rows to the weight their title explains, `texts` to the match of the text."""

    titles: dict[int, float]
    texts: dict[int, TextMatch]
    question: bool  # asked in a sentence: no article has all of its words
    in_titles: bool  # some title explains the query: how near words stand in a text says nothing

    def rows(self) -> set[int]:
        return self.titles.keys() | self.texts.keys()

    def only(self, rows: Collection[int]) -> "Candidates":
        """These of them."""
        titles = {row: self.titles[row] for row in rows if row in self.titles}
        texts = {row: self.texts[row] for row in rows if row in self.texts}
        return replace(self, titles=titles, texts=texts)


def is_question(reading: Reading) -> bool:
    """Asked as one speaks: many words, or grammar between them."""
    words = len(reading.words)
    grammar = sum(1 for word in reading.words if word.stop_word)
    return words >= _QUESTION_WORDS or (words >= _SHORT_QUESTION and grammar >= _QUESTION_GRAMMAR)


def find(index: ArticleIndex, reading: Reading, superseded: Callable[[], None]) -> Candidates:
    """`superseded` raises when the answer is no longer wanted."""
    titles = _titles(index, reading)
    superseded()
    content = sum(reading.words[at].weight for at in reading.required)
    answered = (
        len(reading.required) >= _ANSWERED_WORDS
        and max(titles.values(), default=0.0) >= _ANSWERS * content
    )
    if is_question(reading) and not answered:
        return Candidates(titles, _question(index, reading), question=True, in_titles=False)
    weight = sum(word.weight * word.best for word in reading.words)
    good = sum(1 for row in titles if titles[row] >= _WELL_EXPLAINED * weight)
    rarest = min(_articles(index, reading.words[at]) for at in reading.required)
    typed = reading.typed
    short = len(typed) < _SHORTEST and typed.isascii()  # two signs of Chinese are a word
    if short or (good >= _ENOUGH_TITLES and rarest > 300):
        return Candidates(titles, {}, question=False, in_titles=bool(good))
    texts = _with_all_words(index, reading)
    superseded()
    answered = max(titles.values(), default=0.0) >= _ANSWERS * weight
    if len(texts) < _FEW and len(reading.required) > 1 and not answered:
        _add_with_one_missing(index, reading, texts)
    return Candidates(titles, texts, question=False, in_titles=bool(good))


def _titles(index: ArticleIndex, reading: Reading) -> dict[int, float]:
    explained = index.titles.explained(
        [word.in_titles for word in reading.words],
        [word.weight for word in reading.words],
        _TITLE_ROWS,
    )
    return _best_titles(index, explained)


def _best_titles(index: ArticleIndex, explained: dict[int, float]) -> dict[int, float]:
    if len(explained) <= _TITLES_KEPT:
        return explained
    ordered = sorted(explained.values())
    cut, best = ordered[-_TITLES_KEPT], ordered[-1]
    above: dict[int, float] = {}
    if best > cut:
        above = {row: weight for row, weight in explained.items() if weight > cut}
    ties = (row for row, weight in explained.items() if weight == cut)
    # Of equal ones the shortest: it says little besides.
    equal = index.titles.shortest(list(islice(ties, _TIES_LOOKED_AT)))
    keep = max(20, _TITLES_KEPT - len(above))
    return above | dict.fromkeys(equal[:keep], cut)


def _articles(index: ArticleIndex, word: QueryWord) -> int:
    counts = index.vocabulary.in_articles
    return sum(counts[alternative] for alternative in word.alternatives)


def any_of(words: Iterable[str]) -> str:
    """An FTS5 expression. Only words cut by `text` get here; they are quoted all the same."""
    return "(" + " OR ".join('"' + word.replace('"', '""') + '"' for word in words) + ")"


def _all_of(words: Sequence[QueryWord]) -> str:
    groups = []
    for word in words:
        options = word.alternatives
        if len(options) > _ALTERNATIVES:
            groups.append(any_of(nlargest(_ALTERNATIVES, options, key=options.__getitem__)))
        else:
            groups.append(any_of(options))
    return " AND ".join(groups)


def _relative(rows: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    best = rows[0][1] if rows else 0.0
    return [(row, score / best if best > 0 else 0.0) for row, score in rows]


def _with_all_words(index: ArticleIndex, reading: Reading) -> dict[int, TextMatch]:
    required = [reading.words[at] for at in reading.required]
    covered = sum(word.weight for word in required)
    expression = _all_of(required)
    if sum(_articles(index, word) for word in required) <= _ORDERED_ROWS:
        rows = index.best_matching(expression, _ORDERED_LIMIT, _TERM_WEIGHTS)
        return {row: TextMatch(share, None, covered) for row, share in _relative(rows)}
    found = index.matching(expression, _UNORDERED_LIMIT)
    return {row: TextMatch(_UNORDERED_RELEVANCE, None, covered) for row, _ in found}


def _add_with_one_missing(
    index: ArticleIndex, reading: Reading, texts: dict[int, TextMatch]
) -> None:
    """Articles that lack one word: it may be noise, or a misspelling nobody foresaw."""
    lightest = sorted(reading.required, key=lambda at: reading.words[at].weight)[:5]
    room = _MISSING_ROWS
    for missing in lightest:
        rest = [reading.words[at] for at in reading.required if at != missing]
        sizes = [_articles(index, word) for word in rest]
        ordered = sum(sizes) <= _ORDERED_ROWS
        room -= sum(sizes) if ordered else min(sizes)
        if not ordered and min(sizes) > _LONGEST_SCAN:
            continue
        if room < 0 and texts:
            break
        expression = _all_of(rest)
        if ordered:
            rows = _relative(index.best_matching(expression, _MISSING_LIMIT, _TERM_WEIGHTS))
        else:
            rows = index.matching(expression, _MISSING_LIMIT)
        covered = sum(word.weight for word in rest)
        for row, share in rows:
            known = texts.get(row)
            if known is None or known.covered < covered:
                texts[row] = TextMatch(_MISSING_RELEVANCE * share, missing, covered)


def _question(index: ArticleIndex, reading: Reading) -> dict[int, TextMatch]:
    """The best articles by BM25 for any of the words' stems, rarest first.

    Stop words take part while there is room: articles that quote callers are told apart by them.
    """
    rows_of = {stem: word.stem_rows for word in reading.words for stem in word.stems}
    chosen: list[str] = []
    seen = 0
    for stem in sorted(rows_of, key=rows_of.__getitem__):
        seen += rows_of[stem]
        if seen > _QUESTION_ROWS and len(chosen) >= 2:
            break
        chosen.append(stem)
    if not chosen:
        return {}
    rows = index.best_matching(any_of(chosen), _QUESTION_LIMIT, _QUESTION_WEIGHTS)
    return {row: TextMatch(share) for row, share in _relative(rows)}
