"""Where in a text the words of a query stand, and the piece worth showing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from itertools import islice

from agentassist.domain.knowledge import Span
from agentassist.knowledge import text
from agentassist.knowledge.query import QueryWord

LOOKED_AT = 12_000  # characters of a text that are looked at
_PLACES = 80
_WINDOW = 160
_SHOWN = 180
_LEAD = 40
_ALTERNATIVES = 5
_CODE = re.compile(r"([^\W\d_]+)(\d+)")
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Place:
    start: int
    end: int
    which: int  # index of the query word


@dataclass(frozen=True, slots=True)
class Passage:
    """The densest window of a text: its places, and how many different query words it holds."""

    places: tuple[Place, ...]
    distinct: int


class Finder:
    """Finds the words of one reading in texts. Made once a query, used for each shown row."""

    def __init__(self, words: Sequence[QueryWord]) -> None:
        self._wanted: dict[str, int] = {}
        meant = [(at, word) for at, word in enumerate(words) if word.alternatives]
        meant = [(at, word) for at, word in meant if not word.stop_word] or meant
        self._which = [at for at, _ in meant]
        for at, word in meant:
            for alternative in word.alternatives:
                self._wanted.setdefault(alternative, at)
        self._pattern = _pattern(tuple(_likely(word) for _, word in meant)) if meant else None

    @property
    def size(self) -> int:
        return len(self._which)

    def exactly(self, original: str) -> list[Place]:
        """Every place, by the rules of the index; for titles and short texts."""
        found = [
            Place(token.start, token.end, self._wanted[token.word])
            for token in (*text.tokens(original), *text.other_spellings(original))
            if token.word in self._wanted
        ]
        return sorted(found, key=lambda place: (place.start, -place.end))

    def passage(self, original: str, levelled: str) -> Passage:
        """The densest window. `levelled` is `text.level(original)`, made once an article."""
        if self._pattern is None:
            return Passage((), 0)
        places = [
            Place(match.start(), match.end(), self._which[(match.lastindex or 1) - 1])
            for match in islice(self._pattern.finditer(levelled), _PLACES)
        ]
        return _densest(places)

    def thorough_passage(self, original: str) -> Passage:
        """Like `passage`, slower, for spellings that differ in length: ß, ligatures, sign-in."""
        return _densest(self.exactly(original[:LOOKED_AT])[:_PLACES])


def _likely(word: QueryWord) -> tuple[str, ...]:
    options = word.alternatives
    return tuple(nlargest(_ALTERNATIVES, options, key=options.__getitem__))


@lru_cache(maxsize=64)
def _pattern(groups: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({'|'.join(map(_written, group))})" for group in groups))


def _written(word: str) -> str:
    """A pattern for how `word` may stand in a levelled text."""
    if not word.isascii() and len(word) <= 2:
        return re.escape(word)  # a pair of Chinese or Japanese characters, no word boundary
    code = _CODE.fullmatch(word)
    if code is not None:
        return rf"\b{re.escape(code.group(1))}[\W_]?{code.group(2)}\b"
    return rf"\b{re.escape(word)}\b"


def _densest(places: Sequence[Place]) -> Passage:
    best: tuple[int, int] = (0, 0)
    chosen = (0, 0)
    for first, place in enumerate(places):
        seen: set[int] = set()
        last = first
        for last in range(first, len(places)):
            if places[last].start > place.start + _WINDOW:
                last -= 1
                break
            seen.add(places[last].which)
        if (score := (len(seen), last - first)) > best or first == 0:
            best, chosen = score, (first, last + 1)
    return Passage(tuple(places[slice(*chosen)]), best[0]) if places else Passage((), 0)


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
