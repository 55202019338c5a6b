"""Words as they are compared in a timeline: case, accents and joints in numbers do not matter."""

import re
import unicodedata

from agentassist.domain.knowledge import Span
from agentassist.domain.letters import UNDECOMPOSED

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[\W_]+")
_PARTED = re.compile(r"(?<!\w)\w+(?:[-/.#]\w+)+")  # 88-0412, but well-known too
_DIGITS = re.compile(r"(?<=[^\W\d_])\d{3,}")  # the number in ORD8812
_WHOLE = re.compile("[" + "".join(map(chr, UNDECOMPOSED)) + "]")
_MARKS = re.compile("[\u0300-\u036f]+")  # the accents of European languages
_FURTHER = re.compile("[\u0370-\u1fff\u2bff-\U0010ffff]")  # scripts that have marks of their own
QUERY_WORDS = 8  # further ones narrow nothing that a person sees


def fold(text: str) -> str:
    """Lower case without accents."""
    if text.isascii():
        return text.lower()
    lower = text.casefold()
    if _WHOLE.search(lower) is not None:
        lower = lower.translate(UNDECOMPOSED)
    apart = unicodedata.normalize("NFKD", lower)
    if _FURTHER.search(apart) is None:
        return _MARKS.sub("", apart)
    return "".join(ch for ch in apart if not unicodedata.combining(ch))


def folded_words(text: str) -> str:
    """What a row is found by: each word behind a blank, so that ` bil` finds where one begins.

    A number is there as it is written, in its parts, in one piece, and by the digits in it.
    """
    plain = fold(text)
    numbers = [
        _BETWEEN.sub("", parted)
        for parted in _PARTED.findall(plain)
        if not parted.replace("-", "").isalpha()
    ]
    numbers += _DIGITS.findall(plain)
    return f" {_BETWEEN.sub(' ', plain)} {' '.join(numbers)}"


def query_words(text: str) -> tuple[str, ...]:
    """The typed words as they are looked for in `folded_words`: each may go on."""
    return tuple(f" {word}" for word in dict.fromkeys(_WORD.findall(fold(text))))[:QUERY_WORDS]


def spans(text: str, typed: str) -> tuple[Span, ...]:
    """Where the typed words begin words of `text`, in order, for marking; none overlap."""
    wanted = [word[1:] for word in query_words(typed)]
    if not wanted or not text:
        return ()
    plain, places = _placed(text)
    found: set[Span] = set()
    for match in _WORD.finditer(plain):
        lengths = [len(word) for word in wanted if match[0].startswith(word)]
        if lengths:
            end = match.start() + max(lengths)
            found.add((places[match.start()], places[end - 1] + 1))
    return tuple(sorted(found))


def _placed(text: str) -> tuple[str, list[int]]:
    """The folded text and, for each of its letters, where it came from."""
    if text.isascii():
        return text.lower(), list(range(len(text)))
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in fold(letter):
            plain.append(part)
            places.append(place)
    return "".join(plain), places
