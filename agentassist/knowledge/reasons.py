"""Why an article was found: where the words stand in it, and what they were taken for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from agentassist.domain.knowledge import MatchedIn, SearchHit
from agentassist.knowledge import excerpt, snippet
from agentassist.knowledge.page import Page
from agentassist.knowledge.query import Reading
from agentassist.knowledge.ranking import Ranked
from agentassist.knowledge.stems import stem
from agentassist.knowledge.synonyms import Rewriting


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the words of a query stand in an article."""

    title: Sequence[snippet.Place]
    labels: Sequence[snippet.Place]
    passage: snippet.Passage

    def places(self) -> Iterator[snippet.Place]:
        return chain(self.title, self.labels, self.passage.places)


def seen(page: Page, finder: snippet.Finder, passage: snippet.Passage | None) -> Seen:
    """`passage` if the text was looked through already."""
    in_title = finder.among(page.title)
    if passage is None or not passage.places:
        passage = finder.passage(page.searched, page.occurrences)
    if not (passage.places or in_title) and finder.any_of(page.words):
        passage = finder.passage_among(page.tokens)
    return Seen(in_title, finder.matched(page.labels), passage)


def hit(
    candidate: Ranked, page: Page, seen: Seen, rewritten: Rewriting | None, pinned: bool
) -> SearchHit:
    """The row as it is shown."""
    article, places = page.article, seen.passage.places
    shown, marks = excerpt.cut_out(page.plain.text, seen.passage)
    where = (
        (MatchedIn.TITLE, seen.title),
        (MatchedIn.TAGS, seen.labels),
        (MatchedIn.HEADING, page.in_headings(places)),
        (MatchedIn.BODY, places),
    )
    corrections, synonyms = _stood_for(candidate.reading, seen)
    if rewritten is not None:
        synonyms = ((rewritten.typed, rewritten.found), *synonyms)
    return SearchHit(
        article_id=article.id,
        title=article.title,
        product=article.product,
        score=candidate.score,
        matched_in=tuple(part for part, found in where if found),
        title_marks=excerpt.joined(seen.title),
        snippet=shown,
        snippet_marks=marks,
        corrections=corrections,
        section=page.plain.section_at(places[0].start if places else 0),
        synonyms=synonyms,
        pinned=pinned,
        valid_until=article.valid_until,
    )


_Pairs = tuple[tuple[str, str], ...]


def _stood_for(reading: Reading, seen: Seen) -> tuple[_Pairs, _Pairs]:
    """Typed words that matched this article only as another word: corrected, or a synonym."""
    corrections: list[tuple[str, str]] = []
    synonyms: list[tuple[str, str]] = []
    for which, word in enumerate(reading.words):
        if not (word.corrected or word.synonyms):
            continue
        matched = {stem(place.word) for place in seen.places() if place.which == which}
        for known, pairs in ((word.corrected, corrections), (word.synonyms, synonyms)):
            meant = [other for other in known if stem(other) in matched]
            if matched and matched <= set(map(stem, known)):
                best = max(meant, key=lambda other: (word.alternatives.get(other, 0.0), other))
                pairs.append((word.typed, best))
    return tuple(corrections), tuple(synonyms)
