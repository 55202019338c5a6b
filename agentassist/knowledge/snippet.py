"""Where in a text the words of a query stand, and the piece worth showing."""

import re
from collections.abc import Iterator, Sequence
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
_SHOWN = 180
_LEAD = 40
_ALTERNATIVES = 4
_SHORTEST_ROOT = 3  # letters of a stem by which a word is found in a text
_CODE = re.compile(r"([^\W\d_]+)(\d+)")
_LAST_TEXTS = 64
_REST = re.compile(r"[^\W_]*").match  # of a word
_CHUNK = re.compile(r"\S+")
_LONGEST_CHUNK = 200  # longer ones are Chinese, which `passage` finds, or no words
_JOINTS = "-'./_"
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"

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
        for form in self._forms:
            key = form[2:]
            found = known.get(key)
            if found is None:
                found = known[key] = _occurrences(levelled, form)
            which, word = form.which, form.word
            for at, end in found:
                places.append(Place(at, end, which, word if form.ends else levelled[at:end]))
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


def _occurrences(levelled: str, form: _Form) -> tuple[Span, ...]:
    """The first places of one form in a text."""
    find, written = levelled.find, form.written
    at = find(written)
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
            if len(found) == _PLACES:
                break
        at = find(written, end)
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
        before = _on_one_line(original[at : mark[0]])
        if at == start:
            before = before.lstrip()
        word = original[mark[0] : mark[1]]
        placed.append((length + len(before), length + len(before) + len(word)))
        shown += (before, word)
        length += len(before) + len(word)
        at = mark[1]
    rest = _on_one_line(original[at:end])
    shown.append((rest if marks else rest.lstrip()).rstrip())
    if end < len(original):
        shown.append(_ELLIPSIS)
    return "".join(shown), tuple(placed)


def _on_one_line(piece: str) -> str:
    if "\n" in piece or "  " in piece or not piece.isprintable():
        return _SPACE.sub(" ", piece)
    return piece


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
