"""Articles of the knowledge base and what a search finds in them."""

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from agentassist.domain.card_number import redact_card_numbers
from agentassist.domain.ids import ArticleId
from agentassist.domain.shown_text import readable


class SectionKind(StrEnum):
    SAY = "say"
    DO = "do"
    SEND = "send"
    INTERNAL = "internal"  # never leaves the house: not copied into anything sent


@dataclass(frozen=True, slots=True)
class Section:
    """`text` is plain text with light Markdown (lists, bold); never HTML."""

    kind: SectionKind
    text: str


@dataclass(frozen=True, slots=True)
class Article:
    """One article; `audience` is who may read it as its source says it, "" for every agent."""

    id: ArticleId
    title: str
    sections: tuple[Section, ...] = ()
    body: str = ""  # an imported article without say/do/send/internal
    product: str = ""
    tags: tuple[str, ...] = ()
    language: str = "en"
    owner: str = ""
    version: int = 1
    updated: date | None = None
    valid_until: date | None = None
    audience: str = ""
    path: str = ""  # where it stands in its source, e.g. "Billing/Refunds"


def without_cards(article: Article) -> Article:
    """As it is kept: every card number replaced by its mask, and no text that reads otherwise than
    it is written (`readable`)."""
    return replace(
        article,
        title=_kept(article.title),
        sections=tuple(Section(section.kind, _kept(section.text)) for section in article.sections),
        body=_kept(article.body),
        product=_kept(article.product),
        tags=tuple(map(_kept, article.tags)),
        owner=_kept(article.owner),
        path=_kept(article.path),
    )


def _kept(text: str) -> str:
    return redact_card_numbers(readable(text))


Span = tuple[int, int]  # start and end offset in characters


class MatchedIn(StrEnum):
    """Where the words of a query were found; TAGS stands for product and path too.

    HEADING is a heading within the text, and comes with BODY. MEANING comes alone: none of the
    words is there, and nothing is marked.
    """

    TITLE = "title"
    TAGS = "tags"
    HEADING = "heading"
    BODY = "body"
    MEANING = "meaning"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One row. `title_marks`/`snippet_marks` are the matched parts, sorted, not overlapping.

    `corrections` pairs what was typed with the word it matched ("refnd", "refund"); `synonyms`
    does so for words that mean the same in this house.
    `section` is where the snippet comes from; None is the body of an article without sections.
    """

    article_id: ArticleId
    title: str
    product: str
    score: float
    matched_in: tuple[MatchedIn, ...]
    title_marks: tuple[Span, ...] = ()
    snippet: str = ""
    snippet_marks: tuple[Span, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    section: SectionKind | None = None
    synonyms: tuple[tuple[str, str], ...] = ()
    pinned: bool = False
    valid_until: date | None = None  # of the article: past it, the row says so


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`read_as` is the corrected query, only when a correction changed the results.

    `semantic`: what the question means was looked for as well (ports/semantic.py).
    """

    query: str = field(repr=False)  # as it was typed: it may name anybody
    hits: tuple[SearchHit, ...] = ()
    read_as: str | None = field(default=None, repr=False)
    searched: int = 0  # articles in the index
    elapsed_ms: float = 0.0
    semantic: bool = False
