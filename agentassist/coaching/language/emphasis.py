"""Emphasis that can be seen in writing: shouted words and repeated punctuation."""

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agentassist.coaching.language.reading import Reading

_MARKS = frozenset("!?")
_ALONE = 4  # letters from which one word in capitals is no code any more
_SHOUT = 3  # words in capitals in a row that are shouting, whatever they are


class Emphasis(StrEnum):
    ALL_CAPS = "all_caps"
    REPEATED = "repeated_punctuation"


def emphasis_in(
    reading: "Reading", common: frozenset[str], codes: frozenset[str]
) -> tuple[Emphasis, ...]:
    """`common` are words that are shouted even when short; `codes` are written so anyway."""
    found = []
    if _shouts(reading.folded.original, common, codes):
        found.append(Emphasis.ALL_CAPS)
    if any(a in _MARKS and b in _MARKS for a, b in pairwise(reading.folded.original)):
        found.append(Emphasis.REPEATED)
    return tuple(found)


def _shouts(text: str, common: frozenset[str], codes: frozenset[str]) -> bool:
    row = 0
    for chunk in text.split():
        if chunk.startswith(("#", "@", "http", "www.")):
            continue
        word = chunk.strip(".,;:!?()\"'*-…“”‘’").replace("’", "'")
        letters = word.replace("'", "").replace("-", "")
        if not letters.isalpha() or not letters.isupper() or word.casefold() in codes:
            if len(letters) > 1 or not letters.isalpha():
                row = 0
            continue
        if word.casefold() in common and len(letters) > 1:
            return True
        if len(letters) >= _ALONE and _spoken(letters):
            return True
        row += len(letters) > 1
        if row >= _SHOUT and len(letters) >= _ALONE:
            return True
    return False


def _spoken(letters: str) -> bool:
    """Whether it can be a word: vowels among consonants."""
    vowels = sum(letter in "AEIOUYÄÖÜÉ" for letter in letters)
    return 0 < vowels < len(letters)
