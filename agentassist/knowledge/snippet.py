"""Where in a text the words of a query stand, and the piece worth showing."""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from agentassist.domain.knowledge import Span
from agentassist.knowledge import text
from agentassist.knowledge.query import QueryWord

LOOKED_AT = 6_000  # characters of a text that are looked at
_PLACES = 40
_WINDOW = 160
_SHOWN = 180
_LEAD = 40
_ALTERNATIVES = 4
_CODE = re.compile(r"([^\W\d_]+)(\d+)")
_CHUNK = re.compile(r"\S+")
_LONGEST_CHUNK = 200  # longer ones are Chinese, which `passage` finds, or no words
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"


class Place(NamedTuple):
    """The place [start, end) of query word number `which`, matched as `word`."""

    start: int
    end: int
    which: int
    word: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The densest window of a text: its places, and how many different query words it holds."""

    places: tuple[Place, ...]
    distinct: int


class Finder:
    """Finds the words of one reading in texts. Made once a query, used for each shown row."""

    def __init__(self, words: Sequence[QueryWord]) -> None:
        meant = [(at, word) for at, word in enumerate(words) if word.alternatives]
        meant = [(at, word) for at, word in meant if not word.stop_word] or meant
        self.size = len(meant)
        self._wanted: dict[str, int] = {}
        self._written: list[tuple[str, bool, int, str]] = []
        for at, word in meant:
            for alternative in word.alternatives:
                self._wanted.setdefault(alternative, at)
            for alternative in _likeliest(word):
                for form, whole_word in _forms(alternative):
                    self._written.append((form, whole_word, at, alternative))

    def among(self, tokens: Sequence[text.Token]) -> list[Place]:
        """Every place, by the rules of the index; `tokens` are what `all_tokens` gives."""
        return [
            Place(token.start, token.end, self._wanted[token.word], token.word)
            for token in tokens
            if token.word in self._wanted
        ]

    def matched(self, words: AbstractSet[str]) -> list[Place]:
        """Like `among`, of words whose places do not matter."""
        return [Place(0, 0, self._wanted[word], word) for word in self._wanted.keys() & words]

    def passage(self, levelled: str) -> Passage:
        """The densest window of a text, given as `text.level` makes it."""
        places: list[Place] = []
        for form, whole_word, which, word in self._written:
            at = levelled.find(form)
            while at >= 0 and len(places) < _PLACES:
                end = at + len(form)
                if not whole_word or not (
                    (at and levelled[at - 1].isalnum())
                    or (end < len(levelled) and levelled[end].isalnum())
                ):
                    places.append(Place(at, end, which, word))
                at = levelled.find(form, end)
        places.sort()
        return _densest(places)

    def passage_among(self, tokens: Sequence[text.Token]) -> Passage:
        """The densest window among these words, for what `passage` can't see: `unusual_tokens`."""
        return _densest(self.among(tokens)[:_PLACES])


def unusual_tokens(original: str) -> tuple[text.Token, ...]:
    """The words that do not stand in a levelled text as they are searched: ß, sign-in, E4042."""
    found: list[text.Token] = []
    for match in _CHUNK.finditer(original):
        chunk = match.group()
        if not (chunk.isascii() and chunk.isalpha()) and len(chunk) <= _LONGEST_CHUNK:
            start = match.start()
            found += (
                text.Token(token.word, token.start + start, token.end + start)
                for token in all_tokens(chunk)
            )
    return tuple(sorted(found, key=lambda token: token.start))


def all_tokens(original: str) -> tuple[text.Token, ...]:
    """The words of a text and the other spellings they can be found by, with their places."""
    return (*text.tokens(original), *text.other_spellings(original))


def _likeliest(word: QueryWord) -> list[str]:
    options = word.alternatives
    return nlargest(_ALTERNATIVES, options, key=options.__getitem__)


def _forms(word: str) -> Iterator[tuple[str, bool]]:
    """How `word` may stand in a text, and whether only as a whole word."""
    pair = len(word) <= 2 and not word.isascii()  # of Chinese or Japanese characters
    yield word, not pair
    code = _CODE.fullmatch(word)
    if code is not None:
        yield f"{code.group(1)}-{code.group(2)}", True


def _densest(places: Sequence[Place]) -> Passage:
    """The window with the most different words; of equal ones that with the most places."""
    best = (0, 0)
    chosen = slice(0, 0)
    end = 0
    for first, place in enumerate(places):
        while end < len(places) and places[end].start <= place.start + _WINDOW:
            end += 1
        if end - first < best[0]:
            continue  # too few places for as many different words
        distinct = len({within.which for within in places[first:end]})
        if (distinct, end - first) > best:
            best, chosen = (distinct, end - first), slice(first, end)
    return Passage(tuple(places[chosen]), best[0])


def joined(places: Sequence[Place]) -> tuple[Span, ...]:
    """Places as marks: sorted, not overlapping."""
    marks: list[Span] = []
    for place in sorted(places, key=lambda place: place.start):
        if marks and place.start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(marks[-1][1], place.end))
        else:
            marks.append((place.start, place.end))
    return tuple(marks)


def cut_out(original: str, passage: Passage) -> tuple[str, tuple[Span, ...]]:
    """The snippet around a passage (the beginning of the text without one) and its marks."""
    marks = joined(passage.places)
    start, end = _borders(original, marks)
    shown: list[str] = [_ELLIPSIS] if start else []
    length = len(shown)
    placed: list[Span] = []
    at = start
    for mark in marks:
        before = _SPACE.sub(" ", original[at : mark[0]])
        if at == start:
            before = before.lstrip()
        word = original[mark[0] : mark[1]]
        placed.append((length + len(before), length + len(before) + len(word)))
        shown += (before, word)
        length += len(before) + len(word)
        at = mark[1]
    rest = _SPACE.sub(" ", original[at:end])
    shown.append((rest if marks else rest.lstrip()).rstrip())
    if end < len(original):
        shown.append(_ELLIPSIS)
    return "".join(shown), tuple(placed)


def _borders(original: str, marks: Sequence[Span]) -> Span:
    """Start and end in `original`, not within a word, from the line's start if that is near."""
    if not marks:
        start = 0
    else:
        start = max(0, marks[0][0] - _LEAD)
        line = original.rfind("\n", max(0, marks[0][0] - _SHOWN // 2), marks[0][0])
        if line >= 0:
            start = line + 1
        elif start:
            space = original.find(" ", start, marks[0][0])
            start = space + 1 if space >= 0 else start
    last = marks[-1][1] if marks else 0
    end = min(len(original), max(start + _SHOWN, last))
    if end < len(original):
        space = original.rfind(" ", max(last, start), end)
        end = space if space > 0 else end
    return start, max(end, last)
