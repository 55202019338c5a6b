"""The search: reads a query, gathers candidates, orders them and says why each was found."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter

from agentassist.domain.knowledge import (
    Article,
    MatchedIn,
    SearchHit,
    SearchResult,
)
from agentassist.knowledge import candidates, ranking, snippet, text
from agentassist.knowledge.candidates import Candidates
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.plain_text import PlainText
from agentassist.knowledge.query import Reader, Reading
from agentassist.knowledge.ranking import Closeness, Ranked
from agentassist.knowledge.sentences import QuestionStems, Sentences

_WELL_FOUND = 1.3  # score from which no other reading of the words is tried
_REJOINED_COST = 0.02
_COMPARED = 5  # first rows that a correction must change to be told
_PAGES = 512


@dataclass(frozen=True)
class _Page:
    """An article as far as a search shows it; kept for the next keystroke."""

    article: Article

    @cached_property
    def title(self) -> tuple[text.Token, ...]:
        return snippet.all_tokens(self.article.title)

    @cached_property
    def labels(self) -> frozenset[str]:
        labels = " ".join((self.article.product, self.article.path, *self.article.tags))
        words = frozenset(text.words(labels))
        return words | text.other_words(labels, words)

    @cached_property
    def plain(self) -> PlainText:
        return PlainText.of(self.article)

    @cached_property
    def levelled(self) -> str:
        return text.level(self.plain.text[: snippet.LOOKED_AT])

    @cached_property
    def unusual(self) -> tuple[text.Token, ...]:
        return snippet.unusual_tokens(self.plain.text[: snippet.LOOKED_AT])

    @cached_property
    def sentences(self) -> Sentences:
        return Sentences(f"{self.article.title}\n{self.plain.text[: snippet.LOOKED_AT]}")


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


class SearchEngine:
    """Answers from one index, on the thread that owns it."""

    def __init__(self, index: ArticleIndex) -> None:
        self._index = index
        self._reader = Reader(index.vocabulary, len(index.titles))
        self._pages: OrderedDict[int, _Page] = OrderedDict()

    def refresh(self) -> None:
        """Call after the index changed."""
        self._reader = Reader(self._index.vocabulary, len(self._index.titles))
        self._pages.clear()

    def warm_up(self) -> None:
        """Do now what the first keystrokes would otherwise wait for."""
        for letter in self._index.vocabulary.first_letters():
            self._index.vocabulary.completions(letter, 1)

    def search(
        self, query: str, limit: int, superseded: Callable[[], None] = lambda: None
    ) -> SearchResult:
        """`superseded` is called between the steps and raises if nobody waits any more."""
        started = perf_counter()
        words, unfinished = self._reader.cut(query)
        hits: tuple[SearchHit, ...] = ()
        read_as = None
        if words and limit > 0:
            readings = self._readings(words, unfinished, superseded)
            ranked = ranking.merged([found.ranked for found in readings], _REJOINED_COST)
            ranked = ranking.with_title_places(ranked)
            hits = self._explain(ranked[:limit], readings)
            if hits:
                chosen = next(found for found in readings if found.reading is ranked[0].reading)
                read_as = self._read_as(" ".join(words), chosen, hits[0])
        elapsed = (perf_counter() - started) * 1000
        return SearchResult(query, hits, read_as, len(self._index.titles), elapsed)

    def _readings(
        self, words: Sequence[str], unfinished: bool, superseded: Callable[[], None]
    ) -> list[_Found]:
        """The words as typed and, if that finds nothing good, taken apart or joined."""
        found = [self._found(self._reader.read(words, unfinished), superseded)]
        if not found[0].ranked or found[0].ranked[0].score < _WELL_FOUND:
            rejoined = self._reader.rejoined(words)
            if rejoined is not None:
                superseded()
                found.append(self._found(self._reader.read(rejoined, unfinished), superseded))
        return found

    def _found(self, reading: Reading, superseded: Callable[[], None]) -> _Found:
        if not reading.required:
            nothing = Candidates({}, {}, question=False, in_titles=False)
            return _Found(reading, nothing, (), [], snippet.Finder(()), {})
        found = candidates.find(self._index, reading, superseded)
        ranked = ranking.order(self._index.titles, reading, found)
        superseded()
        by_formula = tuple(candidate.row for candidate in ranked[:_COMPARED])
        passages: dict[int, snippet.Passage] = {}
        close: dict[int, Closeness] = {}
        finder = snippet.Finder(reading.words)
        first = [candidate.row for candidate in ranked[: ranking.refined(found.question)]]
        pages = self._read_pages([row for row in first if row in found.texts])
        if found.question:
            asked = QuestionStems(reading)
            close = {row: asked.closeness(page.sentences) for row, page in pages.items()}
        elif finder.size > 1:
            for candidate in ranked:
                if (page := pages.get(candidate.row)) is not None:
                    passage = passages[candidate.row] = finder.passage(page.levelled)
                    near = candidate.in_text if passage.distinct == finder.size else 0.0
                    close[candidate.row] = Closeness(near)
        refined = ranking.refine(ranked, close)
        return _Found(reading, found, by_formula, refined, finder, passages)

    def _read_pages(self, rows: Sequence[int]) -> dict[int, _Page]:
        absent = [row for row in rows if row not in self._pages]
        if absent:
            for row, article in self._index.beginnings(absent, snippet.LOOKED_AT).items():
                self._pages[row] = _Page(article)
        pages = {row: self._pages[row] for row in rows}
        for row in rows:
            self._pages.move_to_end(row)
        while len(self._pages) > _PAGES:
            self._pages.popitem(last=False)
        return pages

    # --- why ----------------------------------------------------------------------------------

    def _explain(
        self, ranked: Sequence[Ranked], readings: Sequence[_Found]
    ) -> tuple[SearchHit, ...]:
        pages = self._read_pages([candidate.row for candidate in ranked])
        by_reading = {id(found.reading): found for found in readings}
        return tuple(
            _hit(candidate, pages[candidate.row], by_reading[id(candidate.reading)])
            for candidate in ranked
        )

    def _read_as(self, typed: str, found: _Found, first: SearchHit) -> str | None:
        """The corrected query, if the first rows would be others without the correction."""
        meant = dict(first.corrections)
        corrected = " ".join(meant.get(word.typed, word.typed) for word in found.reading.words)
        if corrected == typed:
            return None
        if meant and found.reading.typed == typed:
            plain = ranking.order(self._index.titles, found.reading.uncorrected(), found.candidates)
            rows = tuple(candidate.row for candidate in plain if candidate.explained)
            if rows[:_COMPARED] == found.by_formula:
                return None
        return corrected


def _hit(candidate: Ranked, page: _Page, found: _Found) -> SearchHit:
    article, finder = page.article, found.finder
    in_title = finder.among(page.title)
    in_labels = finder.matched(page.labels)
    passage = found.passages.get(candidate.row) or finder.passage(page.levelled)
    if not (passage.places or in_title) and finder.may_be_hidden(page.levelled):
        passage = finder.passage_among(page.unusual)
    shown, marks = snippet.cut_out(page.plain.text, passage)
    where = (
        (MatchedIn.TITLE, in_title),
        (MatchedIn.TAGS, in_labels),
        (MatchedIn.BODY, passage.places),
    )
    return SearchHit(
        article_id=article.id,
        title=article.title,
        product=article.product,
        score=candidate.score,
        matched_in=tuple(part for part, places in where if places),
        title_marks=snippet.joined(in_title),
        snippet=shown,
        snippet_marks=marks,
        corrections=_corrections(
            candidate.reading, [place for _, places in where for place in places]
        ),
        section=page.plain.section_at(passage.places[0].start if passage.places else 0),
    )


def _corrections(reading: Reading, places: Sequence[snippet.Place]) -> tuple[tuple[str, str], ...]:
    """Typed words that matched this article only as another word, with the likeliest of those."""
    found = []
    for which, word in enumerate(reading.words):
        if word.corrected:
            matched = {place.word for place in places if place.which == which}
            if matched and matched <= word.corrected:
                found.append((word.typed, max(matched, key=word.alternatives.__getitem__)))
    return tuple(found)
