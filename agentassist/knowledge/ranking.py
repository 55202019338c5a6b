"""The one formula that orders what was found.

    score = explained                    share of the query's weight found; text counts `in_text`
          + title_covered * covered      how much of the title the query is
          + together * neighbours        query words that stand side by side in the title
          + starts * first               the title starts with the query's first word
          + relevance * BM25             relative to the best of this query
          + likeness * token_set         rapidfuzz's likeness of query and title (first rows only)
          + nearness * density           share of the words within a few lines (first rows only)

A question of many words is found by BM25 instead: `question_relevance`, `question_title` and
`question_likeness` stand for the terms above.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest
from itertools import pairwise

from rapidfuzz import fuzz

from agentassist.knowledge.candidates import Candidates
from agentassist.knowledge.query import Reading
from agentassist.knowledge.titles import Title, TitleIndex

KEPT = 40  # candidates that stay after the first ordering
REFINED = 12  # of which so many get the terms that need their text
REFINED_TITLES = 4  # of which so many are chosen by their title alone
FIRST_ROWS = 5
TITLE_PLACES = 2
TITLE_EXPLAINS = 0.5


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each term, chosen by measuring recall on help articles of several kinds."""

    in_text: float = 0.76  # a word found in the text only, against 1 in the title
    title_covered: float = 0.22
    together: float = 0.12
    starts: float = 0.04
    relevance: float = 0.20
    likeness: float = 0.30
    nearness: float = 0.10
    question_relevance: float = 1.0
    question_title: float = 0.6
    question_likeness: float = 0.3


WEIGHTS = Weights()


@dataclass(slots=True)
class Ranked:
    """A candidate on its way.

    `title_share`: how much of the query its title explains, 0..1; `explained`: whether anything
    of the query is in the article at all.
    """

    row: int
    score: float
    reading: Reading
    title_share: float
    explained: bool


class _TitleMatch:
    """How the words of one reading stand in one title."""

    __slots__ = ("best", "covered", "first", "neighbours")

    def __init__(self, title: Title, wanted: dict[str, list[tuple[int, float]]], size: int):
        best = [0.0] * size
        place = [-9] * size
        matched = 0
        for at, word in enumerate(title.words):
            found = wanted.get(word)
            if found:
                matched += 1
                for which, weight in found:
                    if weight > best[which]:
                        best[which] = weight
                        place[which] = at
        for word, at in title.others:
            for which, weight in wanted.get(word, ()):
                if weight > best[which]:
                    best[which] = weight
                    place[which] = at
                    matched += 1
        self.best = best
        self.covered = min(1.0, matched / (len(title.words) + 1.5))
        self.first = place[0] == 0
        self.neighbours = sum(
            1 for left, right in pairwise(place) if left >= 0 and 0 < right - left <= 2
        )


def order(titles: TitleIndex, reading: Reading, candidates: Candidates) -> list[Ranked]:
    """The best candidates by everything that is known without reading their text."""
    wanted: dict[str, list[tuple[int, float]]] = {}
    for which, word in enumerate(reading.words):
        for alternative, weight in word.alternatives.items():
            wanted.setdefault(alternative, []).append((which, weight))
    size = len(reading.words)
    ranked = []
    for row in candidates.rows():
        match = _TitleMatch(titles.titles[row], wanted, size)
        ranked.append(_first_score(row, match, reading, candidates))
    return _titles_among_refined(nlargest(KEPT, ranked, key=_by_score))


def _by_score(candidate: Ranked) -> tuple[float, int]:
    return candidate.score, -candidate.row


def _titles_among_refined(ranked: list[Ranked]) -> list[Ranked]:
    """Titles get some of the places to be refined, even behind texts that have every word."""
    first, rest = ranked[: REFINED - REFINED_TITLES], ranked[REFINED - REFINED_TITLES :]
    titles = nlargest(REFINED_TITLES, rest, key=lambda candidate: candidate.title_share)
    chosen = {id(candidate) for candidate in titles}
    return [*first, *titles, *(candidate for candidate in rest if id(candidate) not in chosen)]


def with_title_places(ranked: list[Ranked]) -> list[Ranked]:
    """Keep `TITLE_PLACES` of the first rows for the best titles that explain most of the query.

    A misspelt or needless word makes texts that happen to have every word look better than the
    title that is meant.
    """
    titles = [c for c in ranked[:KEPT] if c.title_share >= TITLE_EXPLAINS]
    titles = nlargest(TITLE_PLACES, titles, key=lambda candidate: candidate.title_share)
    rows = {candidate.row for candidate in titles}
    if rows <= {candidate.row for candidate in ranked[:FIRST_ROWS]}:
        return ranked
    others = [candidate for candidate in ranked if candidate.row not in rows]
    front = [*others[: FIRST_ROWS - len(titles)], *titles]
    return [*sorted(front, key=_by_score, reverse=True), *others[FIRST_ROWS - len(titles) :]]


def _first_score(row: int, match: _TitleMatch, reading: Reading, candidates: Candidates) -> Ranked:
    text = candidates.texts.get(row)
    by_title = by_text = 0.0
    for at, (word, best) in enumerate(zip(reading.words, match.best, strict=True)):
        if best:
            by_title += word.weight * best
        elif text is not None and at != text.missing:
            by_text += word.weight * word.best
    total = reading.total or 1.0
    relevance = text.relevance if text is not None else 0.0
    if candidates.question:
        score = WEIGHTS.question_relevance * relevance + WEIGHTS.question_title * by_title / total
    else:
        score = (by_title + WEIGHTS.in_text * by_text) / total
        score += WEIGHTS.title_covered * match.covered
        if len(match.best) > 1:
            score += WEIGHTS.together * match.neighbours / (len(match.best) - 1)
        score += WEIGHTS.starts * match.first + WEIGHTS.relevance * relevance
    return Ranked(row, score, reading, by_title / total, by_title + by_text > 0)


def refine(
    titles: TitleIndex,
    ranked: list[Ranked],
    question: bool,
    density: Mapping[int, float],
) -> list[Ranked]:
    """Add the terms that are too dear for every candidate; the rest goes below by as much."""
    likeness = WEIGHTS.question_likeness if question else WEIGHTS.likeness
    for at, candidate in enumerate(ranked):
        if at >= REFINED:
            candidate.score -= likeness
            continue
        typed = candidate.reading.typed
        alike = fuzz.token_set_ratio(typed, titles.titles[candidate.row].folded) / 100
        candidate.score += likeness * alike
        candidate.score += WEIGHTS.nearness * density.get(candidate.row, 0.0)
    return sorted(ranked, key=_by_score, reverse=True)


def merged(readings: Iterable[list[Ranked]], cost: float) -> list[Ranked]:
    """Results of several readings as one list; every reading after the first pays `cost`."""
    best: dict[int, Ranked] = {}
    for at, ranked in enumerate(readings):
        for candidate in ranked:
            if at:
                candidate.score -= cost
            known = best.get(candidate.row)
            if known is None or candidate.score > known.score:
                best[candidate.row] = candidate
    return sorted(best.values(), key=_by_score, reverse=True)
