"""The one formula that orders what was found: a sum of weighted terms, each from 0 to about 1.

    in_title     share of the query's weight that the title explains
    whole        the same to the power of four: near 1 only when the title explains all of it
    in_text      share that only the text explains
    covered      how much of the title the query is
    together     query words that stand side by side in the title
    relevance    BM25, relative to the best of this query; for keywords times `in_text`
    nearness     keywords: all of them stand within a few lines of the text, times `in_text`; it
                 weighs as much, because a long text holds any words somewhere
                 questions: cosine of the likeliest sentence (`sentences`)
    pairs        pairs of a question's words that follow each other in the text
    prior        what is known without the query: pinned, used, new; below 0 for what is out of
                 date (`priors`)

Keywords and questions weigh the terms differently: see `KEYWORDS` and `QUESTION`. The weights
were chosen by measuring recall on one half of three sets of queries over help articles and
manuals, and checked on the other half: what each term is worth stands in the guide for developers.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import nlargest

from agentassist.knowledge.candidates import Candidates, TextMatch
from agentassist.knowledge.query import Reading
from agentassist.knowledge.titles import Title, TitleIndex

KEPT = 40  # candidates that stay after the first ordering
REFINED = 20  # of which so many get the terms that need their text
REFINED_QUESTION = 40
REFINED_TITLES = 4  # of which so many are chosen by their title alone
FIRST_ROWS = 5
TITLE_PLACES = 2
TITLE_EXPLAINS = 0.5
WEAK = 0.2  # share of the first row's score: what is below has a needless word of the query
PRIOR = 0.08  # weight of `prior`: less than any word that tells two articles apart
_UNCOVERED = 1.5  # words that a title is taken to have besides: one word does not cover it
_MUCH_IN_TEXT = 0.15  # share of the query
_SIDE_BY_SIDE = 2  # words of the query may have one of the title's between them


@dataclass(frozen=True, slots=True)
class Weights:
    """The weight of each term, chosen by measuring recall on help articles of several kinds."""

    in_title: float
    whole: float
    in_text: float
    covered: float
    together: float
    relevance: float
    nearness: float
    pairs: float


KEYWORDS = Weights(
    in_title=1.0,
    whole=0.60,
    in_text=0.46,
    covered=0.20,
    together=0.12,
    relevance=0.10,
    nearness=0.45,
    pairs=0.0,
)
QUESTION = Weights(
    in_title=0.0,
    whole=0.40,
    in_text=0.0,
    covered=0.70,
    together=0.0,
    relevance=0.60,
    nearness=1.50,
    pairs=0.95,
)


@dataclass(slots=True)
class Ranked:
    """A candidate on its way: its terms, and the score they add up to."""

    row: int
    reading: Reading
    weights: Weights
    in_title: float = 0.0
    in_text: float = 0.0
    covered: float = 0.0
    together: float = 0.0
    relevance: float = 0.0
    nearness: float = 0.0
    pairs: float = 0.0
    prior: float = 0.0
    cost: float = 0.0  # of reading the query otherwise than it was typed
    score: float = 0.0

    def add_up(self) -> None:
        weights = self.weights
        self.score = (
            weights.in_title * self.in_title
            + weights.whole * self.in_title**4
            + weights.in_text * self.in_text
            + weights.covered * self.covered
            + weights.together * self.together
            + weights.relevance * self.relevance
            + weights.nearness * self.nearness
            + weights.pairs * self.pairs
            + PRIOR * self.prior
            - self.cost
        )

    @property
    def needs_text(self) -> bool:
        """Whether reading its text may move it: not where the title says nearly all."""
        return self.weights is QUESTION or self.in_text >= _MUCH_IN_TEXT

    @property
    def explained(self) -> bool:
        """Whether anything of the query is in the article at all."""
        return self.in_title + self.in_text > 0


class _Matcher:
    """How the words of one reading stand in titles, and what that leaves to the text."""

    def __init__(self, reading: Reading, question: bool) -> None:
        self._reading = reading
        self._question = question
        self._weights = QUESTION if question else KEYWORDS
        self._total = reading.total or 1.0
        self._gaps = max(1, len(reading.words) - 1)  # between the words of the query
        self._by_title = [word.weight / self._total for word in reading.words]
        self._by_text = [word.weight * word.best / self._total for word in reading.words]
        self._wanted: dict[str, list[tuple[int, float]]] = {}
        for which, word in enumerate(reading.words):
            for alternative, match in word.in_titles.items():
                self._wanted.setdefault(alternative, []).append((which, match))

    def ranked(self, row: int, title: Title, text: TextMatch | None) -> Ranked:
        wanted = self._wanted
        found = [(at, wanted[word]) for at, word in enumerate(title.words) if word in wanted]
        if title.others:
            found += [(at, wanted[word]) for word, at in title.others if word in wanted]
        candidate = Ranked(row, self._reading, self._weights)
        best: dict[int, float] = {}
        if found:
            place: dict[int, int] = {}
            for at, meant in found:
                for which, match in meant:
                    if match > best.get(which, 0.0):
                        best[which] = match
                        place[which] = at
            weights = self._by_title
            candidate.in_title = sum([weights[which] * match for which, match in best.items()])
            candidate.covered = min(1.0, len(found) / (len(title.words) + _UNCOVERED))
            if len(place) > 1:
                for which, at in place.items():
                    if 0 < place.get(which + 1, -_SIDE_BY_SIDE) - at <= _SIDE_BY_SIDE:
                        candidate.together += 1 / self._gaps
        if text is not None:
            candidate.in_text = sum(
                [
                    weight
                    for which, weight in enumerate(self._by_text)
                    if which not in best and which != text.missing
                ]
            )
            needed = 1.0 if self._question else candidate.in_text
            candidate.relevance = text.relevance * needed
        candidate.add_up()
        return candidate


def order(titles: TitleIndex, reading: Reading, candidates: Candidates) -> list[Ranked]:
    """The best candidates by everything that is known without reading their text."""
    matcher = _Matcher(reading, candidates.question)
    texts = candidates.texts
    ranked = [matcher.ranked(row, titles.title(row), texts.get(row)) for row in candidates.rows()]
    return _titles_among_refined(nlargest(KEPT, ranked, key=_by_score))


def explained(titles: TitleIndex, reading: Reading, candidates: Candidates) -> tuple[int, ...]:
    """The rows of `order` that have anything of the query."""
    return tuple(c.row for c in order(titles, reading, candidates) if c.explained)


def _by_score(candidate: Ranked) -> tuple[float, int]:
    return candidate.score, -candidate.row


def _titles_among_refined(ranked: list[Ranked]) -> list[Ranked]:
    """Titles get some of the places to be refined, even behind texts that have every word."""
    first, rest = ranked[: REFINED - REFINED_TITLES], ranked[REFINED - REFINED_TITLES :]
    titles = nlargest(REFINED_TITLES, rest, key=lambda candidate: candidate.in_title)
    chosen = {id(candidate) for candidate in titles}
    return [*first, *titles, *(candidate for candidate in rest if id(candidate) not in chosen)]


def with_title_places(ranked: list[Ranked]) -> list[Ranked]:
    """Keep `TITLE_PLACES` of the first rows for the best titles that explain most of the query.

    A misspelt or needless word makes texts that happen to have every word look better than the
    title that is meant.
    """
    titles = [c for c in ranked[:KEPT] if c.in_title >= TITLE_EXPLAINS]
    titles = nlargest(TITLE_PLACES, titles, key=lambda candidate: candidate.in_title)
    rows = {candidate.row for candidate in titles}
    if rows <= {candidate.row for candidate in ranked[:FIRST_ROWS]}:
        return ranked
    others = [candidate for candidate in ranked if candidate.row not in rows]
    front = [*others[: FIRST_ROWS - len(titles)], *titles]
    return [*sorted(front, key=_by_score, reverse=True), *others[FIRST_ROWS - len(titles) :]]


def without_weak(ranked: list[Ranked]) -> list[Ranked]:
    """Without the rows that are far from the first: of 1,000 among the first five none was right.

    Fewer rows say more.
    """
    floor = WEAK * max(0.0, ranked[0].score) if ranked else 0.0
    return [candidate for candidate in ranked if candidate.score >= floor]


@dataclass(frozen=True, slots=True)
class Closeness:
    """What reading the text of a candidate adds: the terms of these names."""

    nearness: float
    pairs: float = 0.0


def refined(question: bool) -> int:
    """How many of the first rows have their text read."""
    return REFINED_QUESTION if question else REFINED


def refine(ranked: list[Ranked], closeness: Mapping[int, Closeness]) -> list[Ranked]:
    """Add the terms that need the text; `closeness` has those of the first rows."""
    for candidate in ranked:
        close = closeness.get(candidate.row)
        if close is not None:
            candidate.nearness, candidate.pairs = close.nearness, close.pairs
            candidate.add_up()
    return sorted(ranked, key=_by_score, reverse=True)


def may_rise(ranked: list[Ranked], rows: Collection[int], most: int) -> list[Ranked]:
    """Those of `rows` that would be among the first rows if their words stood together."""
    floor = ranked[FIRST_ROWS - 1].score if len(ranked) >= FIRST_ROWS else 0.0
    unseen = [candidate for candidate in ranked if candidate.row in rows]
    return [c for c in unseen if c.score + c.weights.nearness * c.in_text > floor][:most]


def with_priors(ranked: list[Ranked], priors: Mapping[int, float]) -> list[Ranked]:
    """Add the term that needs no query, to the first rows alone: `priors` has theirs."""
    for candidate in ranked[: len(priors)]:
        candidate.prior = priors[candidate.row]
        candidate.add_up()
    first = sorted(ranked[: len(priors)], key=_by_score, reverse=True)
    return [*first, *ranked[len(priors) :]]


def merged(readings: Iterable[list[Ranked]], cost: float) -> list[Ranked]:
    """Results of several readings as one list; every reading after the first pays `cost`."""
    best: dict[int, Ranked] = {}
    for at, ranked in enumerate(readings):
        for candidate in ranked:
            if at:
                candidate.cost = cost
                candidate.add_up()
            known = best.get(candidate.row)
            if known is None or candidate.score > known.score:
                best[candidate.row] = candidate
    return sorted(best.values(), key=_by_score, reverse=True)
