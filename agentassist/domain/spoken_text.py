"""Text of records made fit to be said aloud: others may stand near, and hear it.

No account, order or telephone number, no address: what has four digits or more is left out, in
whatever groups they are written.
"""

import re
import unicodedata
from typing import Final

from agentassist.domain.shown_text import one_line

LONGEST: Final = 80  # letters: one clause of a sentence
MOST_DIGITS: Final = 3
_TIME: Final = re.compile(r"\W*\d{1,2}:\d{2}\W*")
_ADDRESS: Final = re.compile(r"://|www\.|@")
_SPOKEN: Final = frozenset("'’-,.!?;:/&+%€$£°")


def speakable(text: str, limit: int = LONGEST) -> str:
    """One line of words without numbers that tell who somebody is; '' when nothing is left."""
    kept: list[str] = []
    numbers: list[str] = []
    for word in one_line(text, 4 * limit).split():
        if _digits(word):
            numbers.append(word)
            continue
        kept += _short_enough(numbers)
        numbers.clear()
        if not _ADDRESS.search(word):
            kept.append(word)
    words = plain_words(" ".join((*kept, *_short_enough(numbers))))
    return words if len(words) <= limit else words[:limit].rsplit(" ", 1)[0]


def plain_words(text: str) -> str:
    """Letters, digits and what a voice makes a pause of; signs of markup become blanks."""
    clean = "".join(ch if _said(ch) else " " for ch in text)
    return " ".join(word for word in clean.split() if any(ch.isalnum() for ch in word))


def _said(ch: str) -> bool:
    return ch in _SPOKEN or unicodedata.category(ch)[0] in "LMN"


def _digits(text: str) -> int:
    return sum(ch.isdecimal() for ch in text)


def _short_enough(numbers: list[str]) -> list[str]:
    """Words with digits that stand beside each other count as one, but for times of day."""
    numbers = [word for word in numbers if not _ADDRESS.search(word)]
    if sum(_digits(word) for word in numbers if not _TIME.fullmatch(word)) <= MOST_DIGITS:
        return numbers
    return [word for word in numbers if _TIME.fullmatch(word)]
