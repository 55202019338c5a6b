"""Text as the index sees it: folded words, where they stand in the original, other spellings.

The full-text index is fed with the words made here, joined by spaces, and cuts at ASCII
separators only. So both sides of a search fold and cut alike: there is one set of rules.
"""

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from agentassist.domain.letters import UNDECOMPOSED

RULES = 3  # raise it when folding, cutting or stems change: an older index is then built anew

_LONGEST_WORD = 48
_LONGEST_COMPOUND = 18
_MANY_STRANGE = 50  # different characters beyond ASCII: of another script

# Accents and vowel points that people leave out. Japanese voicing marks and Indic vowel signs
# are no such thing: they make another letter.
_DROPPED = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u1ab0-\u1aff"
_DROPPED += "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Marks inside a word that Python's \w does not count as part of it.
_MARKS = _DROPPED + "\u0900-\u0963\u0980-\u0dff\u0e31\u0e34-\u0e4e\u3099\u309a"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_NON_ASCII = re.compile(r"[^\x00-\x7f]+")
_REST_OF_WORD = re.compile(rf"(?:[^\W_]|[{_MARKS}])+")
# For bytes.translate: lower case for letters, a space for all that is not in a word; bytes of
# UTF-8 stay.
_FLAT = bytes(
    ord(chr(code).lower()) if chr(code).isalnum() else 0x20 for code in range(0x80)
) + bytes(range(0x80, 0x100))
_DROP = re.compile(f"[{_DROPPED}]")
_SEPARATOR = re.compile(rf"(?![{_MARKS}])[\W_]")
_UNSPACED = re.compile(
    "[\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003134f]+"
)
# From the beginning of a word, and never back: a word of a megabyte is looked at once.
_COMPOUND = re.compile(r"(?<![^\W_])[^\W_]++(?:[-'\u2019\u2010\u2011./_][^\W_]++)+")
_JOINT = re.compile(r"[-'\u2019\u2010\u2011./_](?=[^\W_])")
_UMLAUT = re.compile("[äöüÄÖÜ]")
_CODE = re.compile(r"[^\W\d_]{1,4}(\d{2,})")
_ASCII_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,4}(\d{2,})(?![A-Za-z0-9])")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Token(NamedTuple):
    """A folded word and its place [start, end) in the original text."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def _fold_special(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    folded = unicodedata.normalize("NFC", _DROP.sub("", folded)).translate(UNDECOMPOSED)
    return _SEPARATOR.sub("", folded)


def fold(word: str) -> str:
    """One word without case, accents and typographic variants; may be empty."""
    if word.isascii():
        return word.lower()[:_LONGEST_WORD]
    return _fold_special(word[: 2 * _LONGEST_WORD])[:_LONGEST_WORD]


def _pieces(raw: str, offset: int) -> Iterator[Token]:
    """Words of one run of letters; Chinese and Japanese have no spaces, so pairs of characters."""
    end = 0
    for run in _UNSPACED.finditer(raw):
        if run.start() > end:
            yield Token(fold(raw[end : run.start()]), offset + end, offset + run.start())
        start, end = run.span()
        for at in range(start, max(start + 1, end - 1)):
            stop = min(at + 2, end)
            yield Token(fold(raw[at:stop]), offset + at, offset + stop)
    if end < len(raw):
        yield Token(fold(raw[end:]), offset + end, offset + len(raw))


def tokens(text: str) -> list[Token]:
    """Every word of `text` in order."""
    found = []
    for match in _WORD.finditer(text):
        raw = match.group()
        if raw.isascii():
            found.append(Token(raw.lower()[:_LONGEST_WORD], match.start(), match.end()))
        else:
            found.extend(piece for piece in _pieces(raw, match.start()) if piece.word)
    return found


def flat(text: str) -> str:
    """The folded words of `text`, between single or more spaces: what the index is fed with.

    The bodies of articles go through here, thousands a second. Nearly all of their characters
    are ASCII, which bytes.translate folds and cuts in one pass; only the words around other
    characters are taken one by one.
    """
    if text.isascii():
        plain = text
    else:
        parts: list[str] = []
        at = 0
        for match in _NON_ASCII.finditer(text):
            start, end = match.span()
            start = max(start, at)
            if start >= end:
                continue  # in a word that was taken already
            while start > at and text[start - 1].isalnum():
                start -= 1
            run = _REST_OF_WORD.match(text, end)
            end = run.end() if run is not None else end
            parts += (text[at:start], " ", " ".join(_special_words(text[start:end])), " ")
            at = end
        parts.append(text[at:])
        plain = "".join(parts)
    return plain.encode("utf-8", "replace").translate(_FLAT).decode()


def too_long(word: str) -> bool:
    """Whether `words` would cut this word; `flat` does not."""
    return len(word) > _LONGEST_WORD


def _special_words(chunk: str) -> Iterator[str]:
    for raw in _WORD.findall(chunk):
        for piece in _pieces(raw, 0):
            if piece.word:
                yield piece.word


def words(text: str) -> list[str]:
    """Like `tokens`, without the places: several times faster, for the bodies of articles."""
    found = flat(text).split(" ")
    return [word[:_LONGEST_WORD] for word in found if word]


def compounds(text: str) -> Iterator[Token]:
    """Words around a hyphen, dot or apostrophe as one: E-4042 as e4042, sign-in as signin."""
    for match in _COMPOUND.finditer(text):
        if match.end() - match.start() > 2 * _LONGEST_COMPOUND:
            continue  # a path or an address
        joined = "".join(words(match.group()))
        if joined and len(joined) <= _LONGEST_COMPOUND:
            yield Token(joined, match.start(), match.end())


def other_spellings(text: str) -> Iterator[Token]:
    """Further words to find `text` by: compounds, the number in a code, ü written as ue."""
    yield from compounds(text)
    if text.isascii():
        for number in _ASCII_CODE.finditer(text):
            yield Token(number.group(1), number.start(1), number.end())
        return
    for match in _WORD.finditer(text):
        raw = match.group()
        if raw.isascii():
            if (code := _CODE.fullmatch(raw)) is not None:
                yield Token(code.group(1), match.start() + code.start(1), match.end())
            continue
        for piece in _pieces(raw, match.start()):
            if (code := _CODE.fullmatch(piece.word)) is not None:
                yield Token(code.group(1), piece.start, piece.end)
        if (spelt := fold(raw.lower().translate(_UMLAUTS))) != fold(raw):
            yield Token(spelt, match.start(), match.end())


def other_words(text: str, known: AbstractSet[str]) -> set[str]:
    """The words of `other_spellings` without their places, much faster: for bodies.

    `known` are the words of `text`. Looks only around joints, at codes and at umlauts.
    """
    odd = {word for word in known if not (word.isalpha() or word.isdigit())}
    end = 0
    for joint in _JOINT.finditer(text):
        start = at = joint.start()
        if start < end:
            continue
        while start > end and text[start - 1].isalnum():
            start -= 1
        if start < at and (compound := _COMPOUND.match(text, start)) is not None:
            end = compound.end()
            odd.add(compound.group())
    if not text.isascii() and _UMLAUT.search(text):
        odd.update(word for word in _WORD.findall(text) if _UMLAUT.search(word))
    return set(chain.from_iterable(map(_others_of, odd)))


@lru_cache(maxsize=50_000)
def _others_of(chunk: str) -> tuple[str, ...]:
    return tuple(token.word for token in other_spellings(chunk))


def _levelled_characters() -> dict[int, str]:
    levelled = {}
    for code in (*range(0xC0, 0x250), *range(0x370, 0x500), *range(0x1E00, 0x2000)):
        folded = fold(chr(code))
        if len(folded) == 1:
            levelled[code] = folded
    return levelled


_LEVEL = _levelled_characters()


def level(text: str) -> str:
    """Lower case without accents at the SAME length, so that places stay valid.

    Coarser than `fold` (ß stays), but fast: for finding places in long text.
    """
    if text.isascii():
        return text.lower()
    lowered = _NON_ASCII.sub(lambda run: run.group().translate(_LEVEL), text)
    shorter = lowered.lower()
    return shorter if len(shorter) == len(text) else lowered


def spaced(text: str) -> str:
    """`level`, with a space for each character that is in no word."""
    if not text.isascii():
        strange = {*"".join(_NON_ASCII.findall(text))}
        if len(strange) > _MANY_STRANGE:
            text, strange = level(text), set()
        for sign in strange:  # quotes and dashes as a rule, a few kinds: faster than `level`
            text = text.replace(sign, " " if _SEPARATOR.match(sign) else level(sign))
    if text.isascii():
        return text.encode().translate(_FLAT).decode()
    shorter = text.lower()
    text = shorter if len(shorter) == len(text) else text
    for sign in {*text}:
        if sign != " " and _SEPARATOR.match(sign):
            text = text.replace(sign, " ")
    return text
