"""What of a typed text may be kept: words that are anybody's, and nothing else.

Taking out what looks personal is not enough. A name typed in lower case looks like a word, and a
list of names is never whole. So it is decided the other way round; a word stays when it is

- ordinary (resources/words), or of the articles or the house's synonyms (`lexicon.py`), or
- unknown, but typed in the calls of three different callers (`unknown_words.py`): what many ask for
  and no article names is what the log is for, and no longer one person's.

Before that, and whatever the word, these go: what the card knows of the caller (names, company,
city, addresses; with a slip of the keys, too), e-mail and web addresses, streets, the words after
"my name is" or "Mr", capitalised words that nobody knows, whatever has a digit in it (unless it is
a short code that the articles know), rows of spoken numbers, and single letters. A misspelt word is
kept as the known one that it stands for, never as it was typed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from agentassist.domain.mask import DOTS
from agentassist.domain.search_gap import GAP, LONGEST_WHY, TYPED_AT_MOST, Around
from agentassist.knowledge.gaps import number_words, personal_patterns
from agentassist.knowledge.gaps.lexicon import Lexicon
from agentassist.knowledge.stop_words import STOP_WORDS
from agentassist.knowledge.text import Token, tokens, words
from agentassist.storage.folding import index_words

MOST_WORDS = 16
_LONGEST = 24  # letters of an unknown word
_SHORTEST = 3
_TYPO_FROM = 4  # letters of a name that is recognised with a slip, or as a part of a word
_INSIDE_FROM = 5
_WITH_DIGIT = re.compile(rf"\S*[\d{personal_patterns.HIDDEN}{DOTS[0]}]\S*")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A word that nobody knows: kept only once several callers' searches had it."""

    word: str = field(repr=False)


Piece = str | Unknown


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What may be kept, in order; `dropped`: something personal or unknown was left out."""

    pieces: tuple[Piece, ...] = ()
    dropped: bool = False


class Personal:
    """Folded words of the caller: `names`, and those that stand in what is on file about them."""

    def __init__(self, around: Around) -> None:
        self.names = _folded(around.names)
        self.mentioned = _folded(around.mentions)

    def holds(self, word: str) -> bool:
        """It is one of their names, nearly one, the beginning of one, or has one in it."""
        return word in self.names or any(_resembles(word, name) for name in self.names)


def _folded(texts: Sequence[str]) -> frozenset[str]:
    found = {word for text in texts for word in index_words(text).split()}
    found |= {token.word for text in texts for token in tokens(text)}
    return frozenset(word for word in found if len(word) > 1) - STOP_WORDS


def _resembles(word: str, name: str) -> bool:
    if len(name) < _TYPO_FROM or len(word) < _SHORTEST:
        return False
    if name.startswith(word) or word.startswith(name):
        return True
    if len(name) >= _INSIDE_FROM and name in word:
        return True
    return OSA.distance(word, name, score_cutoff=1) <= 1


@dataclass(frozen=True, slots=True)
class _Word:
    """A folded word at [start, end) of the text; `doubtful`: it may be a name by how it stands."""

    word: str
    start: int
    end: int
    doubtful: bool


def scrub_query(text: str, personal: Personal, lexicon: Lexicon) -> Scrubbed:
    """A query's words: no stop words, each once; the last one may be unfinished."""
    text = personal_patterns.without_addresses(text[:TYPED_AT_MOST])
    found, dropped = _words(text, personal, lexicon)
    pieces: dict[Piece, None] = {}
    for each in found:
        word = each.word
        if word in STOP_WORDS:
            continue
        if lexicon.known(word) or lexicon.known_code(word):
            pieces[word] = None
            continue
        meant = lexicon.meant(word, unfinished=each.end == len(text))
        if meant and not any(map(personal.holds, meant)):
            pieces.update(dict.fromkeys(meant))
        elif not meant and _may_wait(each, personal, lexicon):
            pieces[Unknown(word)] = None
        else:
            dropped = True
    return Scrubbed(tuple(pieces)[:MOST_WORDS], dropped)


def scrub_sentence(text: str, personal: Personal, lexicon: Lexicon) -> Scrubbed:
    """A sentence as it was written, with `GAP` for what is left out. Nothing of it waits."""
    text = personal_patterns.without_addresses(text[:LONGEST_WHY])
    found, _ = _words(text, personal, lexicon)
    kept = [each for each in found if _may_stand(each.word, lexicon)]
    pieces: list[str] = []
    at = 0
    for each in kept:
        if _says_something(text[at : each.start]):
            pieces.append(GAP)
        pieces.append(text[each.start : each.end])
        at = each.end
    if _says_something(text[at:]):
        pieces.append(GAP)
    return Scrubbed(tuple(pieces) if kept else (), GAP in pieces)


def _says_something(text: str) -> bool:
    return any(ch.isalnum() or ch in (personal_patterns.HIDDEN, DOTS[0]) for ch in text)


def _may_stand(word: str, lexicon: Lexicon) -> bool:
    return lexicon.known(word) or lexicon.known_code(word) or lexicon.same_stem(word)


def _may_wait(each: _Word, personal: Personal, lexicon: Lexicon) -> bool:
    word = each.word
    return (
        word.isalpha()
        and _SHORTEST <= len(word) <= _LONGEST
        and not each.doubtful
        and word not in personal.mentioned
        and not lexicon.common_name(word)
        and not personal_patterns.looks_like_street(word)
    )


def _words(text: str, personal: Personal, lexicon: Lexicon) -> tuple[list[_Word], bool]:
    """The words that are not certainly somebody's; whether there were others."""
    codes, numbers = _chunks_with_digits(text, lexicon)
    spans = list(personal_patterns.suspects(text))
    found = [
        _Word(
            token.word,
            token.start,
            token.end,
            text[token.start].isupper() or _within(token, spans) or _beside(token, numbers),
        )
        for token in tokens(text)
        if not _within(token, (*numbers, *codes))
    ]
    found += [_Word(code, start, end, doubtful=False) for (start, end), code in codes.items()]
    found.sort(key=lambda each: each.start)
    theirs = _of_the_caller([each.word for each in found], personal)
    theirs |= number_words.in_rows(_in_order(found, numbers))
    kept = [
        each
        for at, each in enumerate(found)
        if at not in theirs
        and (len(each.word) > 1 or each.word in STOP_WORDS)
        and not (len(each.word) < _SHORTEST and _beside(each, numbers))
        and not (each.doubtful and lexicon.perhaps_a_name(each.word))
    ]
    hidden = personal_patterns.HIDDEN in text or DOTS[0] in text
    return kept, hidden or bool(numbers) or len(kept) < len(found)


_Span = tuple[int, int]


def _chunks_with_digits(text: str, lexicon: Lexicon) -> tuple[dict[_Span, str], list[_Span]]:
    """Codes that the articles know, with their words; and all other numbers."""
    codes: dict[_Span, str] = {}
    numbers: list[_Span] = []
    for match in _WITH_DIGIT.finditer(text):
        code = "".join(words(match[0]))
        if lexicon.known_code(code) and personal_patterns.HIDDEN not in match[0]:
            codes[match.span()] = code
        else:
            numbers.append(match.span())
    return codes, numbers


def _within(each: Token, spans: Sequence[_Span]) -> bool:
    return any(start <= each.start < end for start, end in spans)


def _beside(each: _Word | Token, numbers: Sequence[_Span]) -> bool:
    """A part of a number that was written with spaces: AB 12 34."""
    return any(start - each.end in (0, 1) or each.start - end in (0, 1) for start, end in numbers)


def _in_order(found: Sequence[_Word], numbers: Sequence[_Span]) -> list[tuple[int, str]]:
    """The words with their places, and numbers where they stand between them."""
    said = [(each.start, place, each.word) for place, each in enumerate(found)]
    said += [(start, number_words.WRITTEN, "") for start, _ in numbers]
    return [(place, word) for _, place, word in sorted(said)]


def _of_the_caller(said: list[str], personal: Personal) -> set[int]:
    """Places of words that are a name of theirs, in one piece or in several."""
    theirs: set[int] = set()
    for at, word in enumerate(said):
        if word not in STOP_WORDS and personal.holds(word):
            theirs.add(at)
        for end in (at + 2, at + 3):
            if end <= len(said) and "".join(said[at:end]) in personal.names:
                theirs.update(range(at, end))
    return theirs
