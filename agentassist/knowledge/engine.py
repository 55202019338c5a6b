"""The search: reads a query, gathers candidates, orders them and says why each was found."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from time import perf_counter

from agentassist.domain.knowledge import SearchHit, SearchResult
from agentassist.knowledge import candidates, ranking, reasons, snippet
from agentassist.knowledge.candidates import Candidates
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.page import WHOLE, Page
from agentassist.knowledge.priors import Priors
from agentassist.knowledge.query import Reader, Reading
from agentassist.knowledge.ranking import Closeness, Ranked
from agentassist.knowledge.sentences import QuestionStems
from agentassist.knowledge.synonyms import Rewriting, Synonyms

_WELL_FOUND = 1.3  # score from which no other reading of the words is tried
_REJOINED = 2  # readings with words taken apart or joined, at most
_REJOINED_COST = 0.02
_REWRITTEN = 3  # readings with a synonym in place of a phrase, at most
_WITH_PRIOR = 12  # first rows that pins, use and age may order anew
_LOOKED_FURTHER = 4  # texts read to their end: the words may stand together farther down
_COMPARED = 5  # first rows that a correction must change to be told
_PAGES = 1_500  # of some 15 kB
_WHOLE_PAGES = 40
_ANSWERS = 256  # results kept: words are taken back letter by letter, and begin alike


@dataclass(frozen=True, slots=True)
class _Found:
    """What one reading of the query found.

    `by_formula`: the first rows before refinement; `passages`: those looked for on the way.
    """

    reading: Reading
    candidates: Candidates
    by_formula: tuple[int, ...]
    ranked: list[Ranked]
    finder: snippet.Finder
    passages: dict[int, snippet.Passage]
    whole: dict[int, Page]  # pages whose passage was found in all of their text
    rewritten: Rewriting | None = None  # the synonym that this reading has for a phrase


def _near(
    candidate: Ranked, page: Page, finder: snippet.Finder, passages: dict[int, snippet.Passage]
) -> Closeness:
    """Whether all words stand within a few lines; `passages` keeps the place for the snippet."""
    passage = passages[candidate.row] = finder.passage(page.searched, page.occurrences)
    return Closeness(candidate.in_text if passage.distinct == finder.size else 0.0)


class SearchEngine:
    """Answers from one index, on the thread that owns it."""

    def __init__(
        self,
        index: ArticleIndex,
        synonyms: Synonyms | None = None,
        today: Callable[[], date] | None = None,
    ) -> None:
        self._index = index
        self._synonyms = synonyms or Synonyms()
        self._reader = self._new_reader()
        self._priors = index.priors(today)
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._whole_pages: dict[int, Page] = {}
        self._answers: OrderedDict[tuple[str, int], SearchResult] = OrderedDict()
        self._answered_for = self._priors.loaded

    def refresh(self) -> None:
        """Call after the index changed."""
        self._reader = self._new_reader()
        self._priors.load()
        self._pages.clear()
        self._whole_pages.clear()
        self._answers.clear()

    @property
    def priors(self) -> Priors:
        return self._priors

    def _new_reader(self) -> Reader:
        return Reader(self._index.vocabulary, len(self._index.titles), self._synonyms)

    def warm_up(self) -> None:
        """Do now what the first keystrokes would otherwise wait for."""
        self._index.vocabulary.warm_up()

    def search(
        self, query: str, limit: int, superseded: Callable[[], None] = lambda: None
    ) -> SearchResult:
        """`superseded` is called between the steps and raises if nobody waits any more."""
        started = perf_counter()
        if self._answered_for != self._priors.loaded:
            self._answers.clear()
            self._answered_for = self._priors.loaded
        answer = self._answers.get((query, limit))
        if answer is None:
            answer = self._search(query, limit, superseded)
            self._answers[query, limit] = answer
            if len(self._answers) > _ANSWERS:
                self._answers.popitem(last=False)
        else:
            self._answers.move_to_end((query, limit))
        return replace(answer, elapsed_ms=(perf_counter() - started) * 1000)

    def _search(self, query: str, limit: int, superseded: Callable[[], None]) -> SearchResult:
        self._reader.give_way(superseded)
        words, unfinished = self._reader.cut(query)
        hits: tuple[SearchHit, ...] = ()
        read_as = None
        if words and limit > 0:
            readings = self._readings(words, unfinished, superseded)
            ranked = ranking.merged([found.ranked for found in readings], _REJOINED_COST)
            first = self._read_pages([found.row for found in ranked[:_WITH_PRIOR]])
            priors = {row: self._priors.of(page.article) for row, page in first.items()}
            ranked = ranking.with_title_places(ranking.with_priors(ranked, priors))
            shown = ranking.without_weak(ranked)[:limit]
            hits = self._explain(shown, readings, superseded)
            if hits:
                chosen = next(found for found in readings if found.reading is ranked[0].reading)
                read_as = self._read_as(" ".join(words), chosen, hits[0])
        return SearchResult(query, hits, read_as, len(self._index.titles), 0.0)

    def _readings(
        self, words: Sequence[str], unfinished: bool, superseded: Callable[[], None]
    ) -> list[_Found]:
        """The words as typed and, if that finds nothing good, taken apart or joined."""
        found = [self._found(self._reader.read(words, unfinished), superseded)]
        if not found[0].ranked or found[0].ranked[0].score < _WELL_FOUND:
            for rejoined in islice(self._reader.rejoined(words, unfinished), _REJOINED):
                superseded()
                found.append(self._found(self._reader.read(rejoined, unfinished), superseded))
            for rewritten in islice(self._synonyms.rewritten(words), _REWRITTEN):
                superseded()
                reading = self._reader.read(rewritten.words, unfinished)
                found.append(replace(self._found(reading, superseded), rewritten=rewritten))
        return found

    def _found(self, reading: Reading, superseded: Callable[[], None]) -> _Found:
        superseded()
        if not reading.required:
            nothing = Candidates({}, {}, question=False, in_titles=False)
            return _Found(reading, nothing, (), [], snippet.Finder(()), {}, {})
        found = candidates.find(self._index, reading, superseded)
        ranked = ranking.order(self._index.titles, reading, found)
        superseded()
        by_formula = tuple(candidate.row for candidate in ranked[:_COMPARED])
        passages: dict[int, snippet.Passage] = {}
        close: dict[int, Closeness] = {}
        finder = snippet.Finder(reading.words)
        first = ranked[: ranking.refined(found.question)]
        read = [c for c in first if c.row in found.texts and c.needs_text]
        pages = self._read_pages([candidate.row for candidate in read])
        if found.question:
            asked = QuestionStems(reading)
            for row, page in pages.items():
                superseded()
                close[row] = asked.closeness(page.sentences)
        elif finder.size == 1:
            close = {candidate.row: Closeness(candidate.in_text) for candidate in ranked}
        else:
            for candidate in read:
                superseded()
                close[candidate.row] = _near(candidate, pages[candidate.row], finder, passages)
        refined = ranking.refine(ranked, close)
        whole: dict[int, Page] = {}
        if passages:
            cut = {row for row in passages if pages[row].cut and not close[row].nearness}
            unseen = {row for row in cut if found.texts[row].missing is None}
            for candidate in ranking.may_rise(refined, unseen, _LOOKED_FURTHER):
                superseded()
                page = whole[candidate.row] = self._whole(candidate.row)
                close[candidate.row] = _near(candidate, page, finder, passages)
            refined = ranking.refine(refined, close) if whole else refined
        return _Found(reading, found, by_formula, refined, finder, passages, whole)

    def _read_pages(self, rows: Sequence[int]) -> dict[int, Page]:
        absent = [row for row in rows if row not in self._pages]
        if absent:
            for row, article in self._index.beginnings(absent, snippet.LOOKED_AT).items():
                self._pages[row] = Page(article)
        pages = {row: self._pages[row] for row in rows}
        for row in rows:
            self._pages.move_to_end(row)
        while len(self._pages) > _PAGES:
            self._pages.popitem(last=False)
        return pages

    # --- why ----------------------------------------------------------------------------------

    def _explain(
        self,
        ranked: Sequence[Ranked],
        readings: Sequence[_Found],
        superseded: Callable[[], None],
    ) -> tuple[SearchHit, ...]:
        pages = self._read_pages([candidate.row for candidate in ranked])
        by_reading = {id(found.reading): found for found in readings}
        pinned = self._priors.pinned
        hits = []
        for candidate in ranked:
            superseded()
            found = by_reading[id(candidate.reading)]
            page = found.whole.get(candidate.row, pages[candidate.row])
            seen = reasons.seen(page, found.finder, found.passages.get(candidate.row))
            if not (seen.title or seen.passage.places) and page.cut:
                page = self._whole(candidate.row)
                seen = reasons.seen(page, found.finder, None)
            is_pinned = page.article.id in pinned
            hits.append(reasons.hit(candidate, page, seen, found.rewritten, is_pinned))
        return tuple(hits)

    def _whole(self, row: int) -> Page:
        """The page with all of its text: what was found stands far down in it.

        Not among `_pages`: the order of rows must not depend on what was looked for before.
        """
        if row not in self._whole_pages:
            if len(self._whole_pages) >= _WHOLE_PAGES:
                self._whole_pages.clear()
            self._whole_pages[row] = Page(self._index.beginnings([row], WHOLE)[row], WHOLE)
        return self._whole_pages[row]

    def _read_as(self, typed: str, found: _Found, first: SearchHit) -> str | None:
        """The corrected query, if the first rows would be others without the correction."""
        if found.rewritten is not None:
            return None  # a synonym is no correction; the rows say it
        meant = dict(first.corrections)
        corrected = " ".join(meant.get(word.typed, word.typed) for word in found.reading.words)
        if corrected == typed:
            return None
        if meant and found.reading.typed == typed:
            plain = found.reading.uncorrected()
            titles, first_rows = self._index.titles, found.by_formula
            # Without the correction they are mostly in another order, which is soon seen.
            if all(
                ranking.explained(titles, plain, among)[:_COMPARED] == first_rows
                for among in (found.candidates.only(first_rows), found.candidates)
            ):
                return None
        return corrected
