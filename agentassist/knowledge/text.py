"""Text as the index sees it: folded words, where they stand in the original, other spellings.

The full-text index is fed with the words made here, joined by spaces, and cuts at ASCII
separators only. So both sides of a search fold and cut alike: there is one set of rules.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from agentassist.domain.letters import UNDECOMPOSED

RULES = 1  # raise it when folding or cutting changes: an older index is then built anew

_LONGEST_WORD = 48
_LONGEST_COMPOUND = 18

# Accents and vowel points that people leave out. Japanese voicing marks and Indic vowel signs
# are no such thing: they make another letter.
_DROPPED = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u065f\u0670\u1ab0-\u1aff"
_DROPPED += "\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
# Marks inside a word that Python's \w does not count as part of it.
_MARKS = _DROPPED + "\u0900-\u0963\u0980-\u0dff\u0e31\u0e34-\u0e4e\u3099\u309a"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_DROP = re.compile(f"[{_DROPPED}]")
_SEPARATOR = re.compile(rf"(?![{_MARKS}])[\W_]")
_UNSPACED = re.compile(
    "[\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003134f]+"
)
_COMPOUND = re.compile(r"[^\W_]+(?:[-'\u2019\u2010\u2011./_][^\W_]+)+")
_PUNCTUATION = ".,:;!?()[]{}<>*\"'`|#"
_CODE = re.compile(r"[^\W\d_]{1,4}(\d{2,})")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Token(NamedTuple):
    """A folded word and its place [start, end) in the original text."""

    word: str
    start: int
    end: int


@lru_cache(maxsize=20_000)
def _fold_special(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
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


def words(text: str) -> list[str]:
    """Like `tokens`, without the places: several times faster, for the bodies of articles."""
    if text.isascii():
        plain = _ASCII_WORD.findall(text.lower())
        if max(map(len, plain), default=0) > _LONGEST_WORD:
            plain = [word[:_LONGEST_WORD] for word in plain]
        return plain
    found = []
    for raw in _WORD.findall(text):
        if raw.isascii():
            found.append(raw.lower()[:_LONGEST_WORD])
        else:
            found.extend(piece.word for piece in _pieces(raw, 0) if piece.word)
    return found


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
    for match in _WORD.finditer(text):
        raw = match.group()
        if raw.isascii():
            if (code := _CODE.fullmatch(raw)) is not None:
                yield Token(code.group(1), match.start() + code.start(1), match.end())
        elif (spelt := fold(raw.lower().translate(_UMLAUTS))) != fold(raw):
            yield Token(spelt, match.start(), match.end())


def other_words(text: str) -> set[str]:
    """The words of `other_spellings` without their places, much faster: for bodies."""
    found: set[str] = set()
    for chunk in set(text.split()):
        inner = chunk.strip(_PUNCTUATION)
        if not (inner.isalpha() and inner.isascii()):
            found.update(token.word for token in other_spellings(inner))
    return found


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
    lowered = text.translate(_LEVEL)
    shorter = lowered.lower()
    return shorter if len(shorter) == len(text) else lowered
