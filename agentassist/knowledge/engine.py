"""The search: reads a query, gathers candidates, orders them and says why each was found."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import (
    Article,
    MatchedIn,
    SearchHit,
    SearchResult,
)
from agentassist.knowledge import candidates, ranking, snippet, text
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.plain_text import searchable_text, section_at
from agentassist.knowledge.query import Reader, Reading
from agentassist.knowledge.ranking import Ranked

_WELL_FOUND = 0.95  # score from which no other reading of the words is tried
_REJOINED_COST = 0.02
_PAGES = 256


@dataclass(frozen=True, slots=True)
class _Page:
    """An article as far as a search shows it; kept for the next keystroke."""

    article: Article
    folded_title: str
    plain: str
    levelled: str

    @classmethod
    def of(cls, article: Article) -> "_Page":
        plain = searchable_text(article)[: snippet.LOOKED_AT]
        folded = " ".join(text.words(article.title))
        return cls(article, folded, plain, text.level(plain))


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
        ranked: list[Ranked] = []
        if words and limit > 0:
            ranked = self._rank(words, unfinished, superseded)
        hits, read_as = self._explain(ranked[: max(0, limit)])
        elapsed = (perf_counter() - started) * 1000
        return SearchResult(query, hits, read_as, len(self._index.titles), elapsed)

    def _rank(
        self, words: Sequence[str], unfinished: bool, superseded: Callable[[], None]
    ) -> list[Ranked]:
        ranked = self._by_reading(self._reader.read(words, unfinished), superseded)
        if not ranked or ranked[0].score < _WELL_FOUND:
            rejoined = self._reader.rejoined(words)
            if rejoined is not None:
                superseded()
                again = self._by_reading(self._reader.read(rejoined, unfinished), superseded)
                ranked = ranking.merged((ranked, again), _REJOINED_COST)
        return ranked

    def _by_reading(self, reading: Reading, superseded: Callable[[], None]) -> list[Ranked]:
        if not reading.required:
            return []
        found = candidates.find(self._index, reading, superseded)
        ranked = ranking.order(self._index.titles, reading, found)
        superseded()
        first = [candidate.row for candidate in ranked[: ranking.REFINED]]
        pages = self._read_pages(first)
        density: dict[int, float] = {}
        if found.texts and not found.question and not found.in_titles:
            finder = snippet.Finder(reading.words)
            if finder.size > 1:
                for row in first:
                    if row in found.texts:
                        page = pages[row]
                        passage = finder.passage(page.plain, page.levelled)
                        density[row] = max(0, passage.distinct - 1) / (finder.size - 1)
        titles = {row: page.folded_title for row, page in pages.items()}
        return ranking.refine(ranked, found, titles, density)

    def _read_pages(self, rows: Sequence[int]) -> dict[int, _Page]:
        absent = [row for row in rows if row not in self._pages]
        if absent:
            for row, article in self._index.articles(absent).items():
                self._pages[row] = _Page.of(article)
        pages = {row: self._pages[row] for row in rows}
        for row in rows:
            self._pages.move_to_end(row)
        while len(self._pages) > _PAGES:
            self._pages.popitem(last=False)
        return pages

    # --- why ----------------------------------------------------------------------------------

    def _explain(self, ranked: Sequence[Ranked]) -> tuple[tuple[SearchHit, ...], str | None]:
        pages = self._read_pages([candidate.row for candidate in ranked])
        finders: dict[int, snippet.Finder] = {}
        hits = []
        for candidate in ranked:
            reading = candidate.reading
            finder = finders.get(id(reading))
            if finder is None:
                finder = finders[id(reading)] = snippet.Finder(reading.words)
            hits.append(_hit(candidate, pages[candidate.row], finder))
        return tuple(hits), None


def _hit(candidate: Ranked, page: _Page, finder: snippet.Finder) -> SearchHit:
    article = page.article
    in_title = finder.exactly(article.title)
    passage = finder.passage(page.plain, page.levelled)
    if not passage.places and not in_title:
        passage = finder.thorough_passage(page.plain)
    shown, marks = snippet.cut_out(page.plain, passage)
    labels = " ".join((article.product, article.path, *article.tags))
    matched = [
        place
        for place, found in (
            (MatchedIn.TITLE, in_title),
            (MatchedIn.TAGS, finder.exactly(labels)),
            (MatchedIn.BODY, passage.places),
        )
        if found
    ]
    first = passage.places[0].start if passage.places else 0
    return SearchHit(
        article_id=ArticleId(article.id),
        title=article.title,
        product=article.product,
        score=candidate.score,
        matched_in=tuple(matched),
        title_marks=snippet.joined(in_title),
        snippet=shown,
        snippet_marks=marks,
        corrections=(),
        section=section_at(article, first),
    )
