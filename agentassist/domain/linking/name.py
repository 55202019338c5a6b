"""Names of people as they are compared: folded, in parts, without titles.

What counts as one name: other letters for the same sound in writing (ü, ue, u), given and family
name the other way round, a slip or two, short forms, initials, one part of a compound name. What
is missing contradicts nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from agentassist.domain.letters import UNDECOMPOSED
from agentassist.domain.linking.nicknames import is_given_name, same_given_name
from agentassist.domain.linking.script import latin
from agentassist.domain.linking.spelling import alike, almost_alike, variant
from agentassist.domain.linking.verdict import Verdict

LONGEST = 200  # characters of a name that are read
WORDS = 8  # of each part
_WORD = re.compile(r"[^\W_]+")
_JOINTS = re.compile(r"(?<=\w)['’`´](?=\w)")
_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "sir",
        "madam",
        "dr",
        "prof",
        "professor",
        "rev",
        "fr",
        "herr",
        "frau",
        "hr",
        "dipl",
        "ing",
        "mag",
        "sr",
        "sra",
        "srta",
        "don",
        "dona",
        "senor",
        "senora",
        "m",
        "mm",
        "mme",
        "mlle",
        "monsieur",
        "madame",
        "dott",
        "phd",
        "md",
        "msc",
        "bsc",
        "mba",
        "esq",
    ]
)
_GENERATIONS = {"jr": "jr", "jun": "jr", "junior": "jr", "sr": "sr", "sen": "sr", "senior": "sr"}
_GENERATIONS |= {roman: roman for roman in ("ii", "iii", "iv")}
# belong to the family name and say nothing alone
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "la",
        "le",
        "du",
        "el",
        "al",
        "bin",
        "ben",
        "y",
        "e",
        "i",
    ]
)
_Words = tuple[str, ...]
_PREFIX = 3  # letters from which on a name cut short is that name


@dataclass(frozen=True, slots=True)
class Name:
    """Folded words of the given and of the family name; both may be empty.

    `generation` is "jr", "sr", "ii", ...: what tells father and son apart.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    generation: str = ""

    def __bool__(self) -> bool:
        return bool(self.given or self.family)


def name_of(given: str = "", family: str = "") -> Name:
    """The name of a record with two fields. Nothing in it is a name: `-`, `n/a`, `12`."""
    given_words, one = _parted(given)
    family_words, other = _parted(family)
    return Name(given_words, family_words, one or other)


def name_of_text(text: str) -> Name:
    """The name in one piece of text: `Dr. Anna Maria von Berg`, `Berg, Anna`."""
    before, comma, after = text[:LONGEST].partition(",")
    if comma and any(word not in _GENERATIONS for word in _words(after)):
        return name_of(after, before)
    generation = _parted(text)[1]
    said = [_parted(piece)[0] for piece in text[:LONGEST].split()]
    said = [words for words in said if words and words[0] not in _GENERATIONS]
    start = len(said) - 1
    while start > 1 and said[start - 1][0] in _PARTICLES:
        start -= 1
    if start < 1:
        return Name(_flat(said), (), generation)
    return Name(_flat(said[:start]), _flat(said[start:]), generation)


def compare(a: Name, b: Name) -> Verdict:
    """AGREES when both parts do; PARTLY as far as there are parts to compare.

    An exchange of the two parts is tried when the names as they stand don't agree.
    """
    if a.generation != b.generation and a.generation and b.generation:
        return Verdict.CONTRADICTS
    return _compared(a.given, a.family, b.given, b.family)


@lru_cache(maxsize=1 << 16)
def _compared(given: _Words, family: _Words, given2: _Words, family2: _Words) -> Verdict:
    straight = _given(given, given2)
    if straight is not Verdict.CONTRADICTS:
        straight = _both(straight, _family(family, family2))
        if straight is Verdict.AGREES:
            return straight
    crossed = _across(given, family2)
    if crossed is not Verdict.CONTRADICTS:
        crossed = _both(crossed, _across(family, given2))
    if straight is crossed is Verdict.CONTRADICTS and _contained(given + family, given2 + family2):
        return Verdict.AGREES
    return max(straight, crossed)


def given_agrees(a: Name, b: Name) -> bool:
    """Whether both have the given name, in its place or in the other: what marriage leaves."""
    if _given(a.given, b.given) is Verdict.AGREES:
        return True
    return any(
        Verdict.AGREES is _across(given, family) and is_given_name("".join(given))
        for given, family in ((a.given, b.family), (b.given, a.family))
    )


def slips_of_one(a: Name, b: Name, both: Name) -> bool:
    """Whether `a` and `b` are two ways of writing `both`, neither being another name by itself."""
    if _two_names("".join(a.given), "".join(b.given)):
        return False
    return compare(a, both) is compare(b, both) is Verdict.AGREES


def two_given(a: Name, b: Name) -> bool:
    """Whether both given names are names that people bear, so that neither is a slip or a word."""
    return _two_names("".join(a.given), "".join(b.given))


def family_agrees(a: Name, b: Name) -> bool:
    """Whether both have the family name, in its place or in the other."""
    pairs = ((a.given, b.family), (b.given, a.family))
    return _family(a.family, b.family) is Verdict.AGREES or any(
        _across(given, family) is Verdict.AGREES for given, family in pairs
    )


def _both(one: Verdict, other: Verdict) -> Verdict:
    if Verdict.CONTRADICTS in (one, other):
        return Verdict.CONTRADICTS
    if one is other:
        return one
    return Verdict.PARTLY


@lru_cache(maxsize=1 << 16)
def _given(a: _Words, b: _Words) -> Verdict:
    if not a or not b:
        return Verdict.UNKNOWN
    one, other = "".join(a), "".join(b)
    if _same_given(one, other) or (
        len(a) + len(b) > 2 and any(_same_given(x, y) for x in a for y in b)
    ):
        return Verdict.AGREES
    if any(x[0] == y[0] for x in a for y in b if len(x) == 1 or len(y) == 1):
        return Verdict.PARTLY
    doubtful = not _two_names(one, other) and almost_alike(one, other)
    return Verdict.UNKNOWN if doubtful else Verdict.CONTRADICTS


@lru_cache(maxsize=1 << 16)
def _same_given(a: str, b: str) -> bool:
    if len(a) < 2 or len(b) < 2:
        return False
    if a == b or variant(a) == variant(b) or same_given_name(a, b):
        return True
    if _two_names(a, b):
        return False
    shorter, longer = sorted((a, b), key=len)
    return alike(a, b) or (len(shorter) >= _PREFIX and longer.startswith(shorter))


def _two_names(a: str, b: str) -> bool:
    """Both are names of their own, so that neither is a slip: `paul` and `paula`."""
    return is_given_name(a) and is_given_name(b)


def _family(a: _Words, b: _Words) -> Verdict:
    if not a or not b:
        return Verdict.UNKNOWN
    one, other = "".join(a), "".join(b)
    if one == other or variant(one) == variant(other) or alike(one, other):
        return Verdict.AGREES
    if len(a) + len(b) == 2 and len(one) > 1 and len(other) > 1:
        return Verdict.UNKNOWN if almost_alike(one, other) else Verdict.CONTRADICTS
    telling = [(x, y) for x in a for y in b if not {x, y} & _PARTICLES]
    if any(x == y or alike(x, y) for x, y in telling if len(x) > 1 and len(y) > 1):
        return Verdict.AGREES
    if any(x[0] == y[0] for x, y in telling if len(x) == 1 or len(y) == 1):
        return Verdict.PARTLY
    return Verdict.UNKNOWN if almost_alike(one, other) else Verdict.CONTRADICTS


def _across(a: _Words, b: _Words) -> Verdict:
    """A given name against a family name: only slips count, no short forms and no initials."""
    if not a or not b:
        return Verdict.UNKNOWN
    one, other = "".join(a), "".join(b)
    if one == other or alike(one, other):
        return Verdict.AGREES
    return Verdict.UNKNOWN if almost_alike(one, other) else Verdict.CONTRADICTS


def _contained(a: _Words, b: _Words) -> bool:
    """Whether each of two or more words of one is a word of the other, wherever it stands.

    Two family names of which one is used, a short form with the parts exchanged.
    """
    fewer, more = (a, b) if len(a) <= len(b) else (b, a)
    left = list(more)
    for word in fewer:
        match = next((other for other in left if _same_given(word, other)), None)
        if match is None:
            return False
        left.remove(match)
    return len(fewer) > 1


def _flat(pieces: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(word for piece in pieces for word in piece)[:WORDS]


def _parted(text: str) -> tuple[tuple[str, ...], str]:
    generation = ""
    kept: list[str] = []
    for word in _words(text):
        if word in _GENERATIONS and kept:
            generation = _GENERATIONS[word]
        elif word not in _TITLES and not word.isdigit():
            kept.append(word)
    return tuple(kept[:WORDS]), generation


def _words(text: str) -> list[str]:
    text = text[:LONGEST]
    if text.isascii():
        return _WORD.findall(_JOINTS.sub("", text.lower()))
    spelt = unicodedata.normalize("NFC", text).casefold().translate(_SPELT_OUT)
    apart = unicodedata.normalize("NFKD", latin(spelt).translate(UNDECOMPOSED))
    plain = "".join(ch for ch in apart if not unicodedata.combining(ch))
    return _WORD.findall(_JOINTS.sub("", plain))
