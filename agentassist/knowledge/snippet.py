"""Where in a text the words of a query stand, and where they stand densest."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
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
        self._forms: list[tuple[_Form, tuple[object, ...]]] = []  # and how a page knows it
        for at, word in meant:
            for alternative in word.in_titles:
                self._wanted.setdefault(alternative, at)
            self._forms += ((form, form[2:]) for form in _forms(word, at))

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

    def passage(self, searched: str, known: Occurrences | None = None) -> Passage:
        """The densest window of a text, given as `searched` makes it.

        `known` keeps what was found in this text: most of the next keystroke's words are the same.
        """
        known = {} if known is None else known
        places: list[Place] = []
        frequent: dict[_Form, int] = {}  # and the last place that was looked at
        for form, key in self._forms:
            found = known.get(key)
            if found is None:
                found = known[key] = _occurrences(searched, form, _PLACES)
            if found:
                if len(found) == _PLACES:
                    frequent[form] = found[-1][0]
                places += _places(searched, form, found)
        if frequent:
            places += _beside_rare(searched, places, frequent)
        places.sort()
        return _densest(places)

    def any_of(self, words: AbstractSet[str]) -> bool:
        """Whether one of these is a word of the query, by the rules of the index."""
        return not words.isdisjoint(self._wanted)

    def passage_among(self, tokens: Sequence[text.Token]) -> Passage:
        """The densest window among these words, for what `passage` can't see: ß, sign-in, E4042."""
        return _densest(self.among(tokens)[: 4 * _PLACES])


def searched(original: str) -> str:
    """A text as words are found in it: a space before and after each, and nothing else between."""
    return f" {text.spaced(original)} "


def all_tokens(original: str) -> tuple[text.Token, ...]:
    """The words of a text and the other spellings they can be found by, with their places."""
    return (*text.tokens(original), *text.other_spellings(original))


def _forms(word: QueryWord, which: int) -> Iterator[_Form]:
    """How a query word may stand in a text. All its completions are found by their beginning."""
    options = dict(word.alternatives)  # in their order, so that equal ones come in the same
    typed = word.typed
    completions = {
        known for known in options if known.startswith(typed) and known not in word.corrected
    }
    if completions - {typed} and len(typed) > 1 and typed.isascii():
        yield _Form(typed, which, typed, ends=False)
        options = {known: options[known] for known in options if known not in completions}
    for marked in word.stems:
        root = marked.removeprefix(MARK)
        if root.isascii() and len(root) >= _SHORTEST_ROOT:
            yield _Form(root, which, root, ends=False, stem=root)
            options = {known: options[known] for known in options if stem(known) != root}
    for known in nlargest(_ALTERNATIVES, options, key=options.__getitem__):
        is_pair = len(known) <= 2 and not known.isascii()  # of Chinese or Japanese characters
        yield _Form(known, which, known, begins=not is_pair)
        code = _CODE.fullmatch(known)
        if code is not None:
            yield _Form(known, which, f"{code.group(1)} {code.group(2)}")


def _places(searched: str, form: _Form, found: Sequence[Span]) -> list[Place]:
    which, word = form.which, form.word
    if form.ends:
        return [Place(at, end, which, word) for at, end in found]
    return [Place(at, end, which, searched[at + 1 : end + 1]) for at, end in found]


def _beside_rare(
    searched: str, places: Sequence[Place], frequent: Mapping[_Form, int]
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
            found = _occurrences(searched, form, _PLACES, start, stop) if start < stop else ()
            if found:
                looked[form] = found[-1][0]
                yield from _places(searched, form, found)


def _occurrences(
    searched: str, form: _Form, most: int, start: int = 0, stop: int | None = None
) -> tuple[Span, ...]:
    """The first places of one form in a text, or between two places of it.

    A space stands before the text in `searched`: a word that begins there at n is at n in the text.
    """
    length, before, after = len(form.written), int(form.begins), int(form.begins and form.ends)
    looked_for = " " * before + form.written + " " * after
    if stop is not None:
        stop += before + after
    find, root = searched.find, form.stem
    found: list[Span] = []
    at = find(looked_for, start if before else start + 1, stop)
    while at >= 0:
        if not before:
            at -= 1
        end = word_end = at + length
        if not after and before:
            word_end = find(" ", end + 1) - 1
        if not root or stem(searched[at + 1 : word_end + 1]) == root:  # carpet is no car
            found.append((at, word_end))
            if len(found) == most:
                break
        at = find(looked_for, end if before else end + 1, stop)
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
