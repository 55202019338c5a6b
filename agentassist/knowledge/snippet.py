"""Where in a text the words of a query stand, and where they stand densest."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import NamedTuple

from agentassist.domain.knowledge import Span
from agentassist.knowledge import text
from agentassist.knowledge.query import QueryWord
from agentassist.knowledge.stems import MARK, stem

LOOKED_AT = 6_000  # characters of a text that are looked at
_PLACES = 12  # of one word that are looked at
_WINDOW = 160
_ALTERNATIVES = 4
_SHORTEST_ROOT = 3  # letters of a stem by which a word is found in a text
_CODE = re.compile(r"([^\W\d_]+)(\d+)")
_LAST_TEXTS = 64
_REST = re.compile(r"[^\W_]*").match  # of a word
_CHUNK = re.compile(r"\S+")
_LONGEST_CHUNK = 200  # longer ones are Chinese, which `passage` finds, or no words
_JOINTS = "-'./_"

Occurrences = dict[tuple[object, ...], tuple[Span, ...]]  # of forms, in one text


class Place(NamedTuple):
    """The place [start, end) of query word number `which`, matched as `word`."""

    start: int
    end: int
    which: int
    word: str


class _Form(NamedTuple):
    """A way to write `word` in a text; `begins` and `ends` are where a word must do so, too."""

    word: str
    which: int
    written: str
    begins: bool = True
    ends: bool = True
    stem: str = ""  # the word there must have this stem


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
        self._forms: list[_Form] = []
        for at, word in meant:
            for alternative in word.in_titles:
                self._wanted.setdefault(alternative, at)
            self._forms += _forms(word, at)

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

    def passage(self, levelled: str, known: Occurrences | None = None) -> Passage:
        """The densest window of a text, given as `text.level` makes it.

        `known` keeps what was found in this text: most of the next keystroke's words are the same.
        """
        known = {} if known is None else known
        places: list[Place] = []
        frequent: dict[_Form, int] = {}  # and the last place that was looked at
        for form in self._forms:
            key = form[2:]
            found = known.get(key)
            if found is None:
                found = known[key] = _occurrences(levelled, form, _PLACES)
            if len(found) == _PLACES:
                frequent[form] = found[-1][0]
            places += _places(levelled, form, found)
        if frequent:
            places += _beside_rare(levelled, places, frequent)
        places.sort()
        return _densest(places)

    def may_be_hidden(self, levelled: str) -> bool:
        """Whether it is worth looking among the unusual words of a text without a passage."""
        if not levelled.isascii():
            return True
        closed = without_joints(levelled)
        return any(form.written in closed for form in self._forms)

    def passage_among(self, tokens: Sequence[text.Token]) -> Passage:
        """The densest window among these words, for what `passage` can't see: `unusual_tokens`."""
        return _densest(self.among(tokens)[: 4 * _PLACES])


@lru_cache(maxsize=_LAST_TEXTS)
def without_joints(levelled: str) -> str:
    """sign-in as signin; of a text that stays in view for some keystrokes."""
    for joint in _JOINTS:
        levelled = levelled.replace(joint, "")  # ten times as fast as str.translate
    return levelled


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


def _forms(word: QueryWord, which: int) -> Iterator[_Form]:
    """How a query word may stand in a text. All its completions are found by their beginning."""
    options = set(word.alternatives)
    completions = {known for known in options - word.corrected if known.startswith(word.typed)}
    if completions - {word.typed} and len(word.typed) > 1 and word.typed.isascii():
        yield _Form(word.typed, which, word.typed, ends=False)
        options -= completions
    for marked in word.stems:
        root = marked.removeprefix(MARK)
        if root.isascii() and len(root) >= _SHORTEST_ROOT:
            yield _Form(root, which, root, ends=False, stem=root)
            options = {known for known in options if stem(known) != root}
    for known in nlargest(_ALTERNATIVES, options, key=word.alternatives.__getitem__):
        is_pair = len(known) <= 2 and not known.isascii()  # of Chinese or Japanese characters
        yield _Form(known, which, known, begins=not is_pair)
        code = _CODE.fullmatch(known)
        if code is not None:
            yield _Form(known, which, f"{code.group(1)}-{code.group(2)}")


def _places(levelled: str, form: _Form, found: Sequence[Span]) -> list[Place]:
    which, word = form.which, form.word
    return [Place(at, end, which, word if form.ends else levelled[at:end]) for at, end in found]


def _beside_rare(
    levelled: str, places: Sequence[Place], frequent: Mapping[_Form, int]
) -> Iterator[Place]:
    """Further places of words that a text is full of: beside the word that it has least of."""
    many = {form.which for form in frequent}
    count = Counter(place.which for place in places if place.which not in many)
    if not count:
        return
    rarest = min(count, key=count.__getitem__)
    looked = dict(frequent)
    for anchor in sorted(place.start for place in places if place.which == rarest):
        for form, last in looked.items():
            start = max(last + 1, anchor - _WINDOW)
            stop = anchor + _WINDOW + len(form.written)
            found = _occurrences(levelled, form, _PLACES, start, stop) if start < stop else ()
            if found:
                looked[form] = found[-1][0]
                yield from _places(levelled, form, found)


def _occurrences(
    levelled: str, form: _Form, most: int, start: int = 0, stop: int | None = None
) -> tuple[Span, ...]:
    """The first places of one form in a text, or between two places of it."""
    find, written = levelled.find, form.written
    at = find(written, start, stop)
    if at < 0:
        return ()
    length, begins, ends, root = len(written), form.begins, form.ends, form.stem
    found: list[Span] = []
    while at >= 0:
        end = at + length
        if not (begins and at and levelled[at - 1].isalnum()):
            word_end = end
            if begins or root:
                rest = _REST(levelled, end)
                word_end = rest.end() if rest is not None else end
            if root and stem(levelled[at:word_end]) != root:
                pass  # carpet is no car
            elif not begins:
                found.append((at, end))
            elif word_end == end or not ends:
                found.append((at, word_end))
            if len(found) == most:
                break
        at = find(written, end, stop)
    return tuple(found)


def _densest(places: Sequence[Place]) -> Passage:
    """The window with the most different words; of equal ones that with the most places."""
    words = most = 0  # of the best window: different words, and places
    chosen = slice(0, 0)
    end = distinct = 0
    number = len(places)
    within: dict[int, int] = {}  # how often each word stands in the window
    for first, place in enumerate(places):
        last = place.start + _WINDOW
        while end < number and places[end].start <= last:
            which = places[end].which
            within[which] = count = within.get(which, 0) + 1
            distinct += count == 1
            end += 1
        if distinct > words or (distinct == words and end - first > most):
            words, most, chosen = distinct, end - first, slice(first, end)
            if end == number and words == len(within):
                break  # what follows are parts of this window
        within[place.which] -= 1
        distinct -= within[place.which] == 0
    return Passage(tuple(places[chosen]), words)
