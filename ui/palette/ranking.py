"""Which entries are meant by what was typed: beginnings of words first, then typing errors."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from agentassist.domain.knowledge import Span
from ui.palette.entries import PaletteEntry

_WORD: Final = re.compile(r"\w+", re.UNICODE)
_WHOLE, _BEGINS, _INSIDE, _OTHER_NAME, _TYPO = 0.93, 0.9, 0.55, 0.7, 0.5
_FRONT: Final = 12  # letters: what matches at the front of a title decides a tie
_SHORTEST_TYPO: Final = 3  # letters; the first one is hardly ever the wrong one


@dataclass(frozen=True, slots=True)
class Ranked:
    """`marks`: what of the title was matched."""

    entry: PaletteEntry
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    score: float
    mark: Span | None = None


def rank(typed: str, entries: Sequence[PaletteEntry], recent: Sequence[str]) -> list[Ranked]:
    """Best first. Nothing typed: what was used lately, then what can be done, then the rest."""
    places = {name: at for at, name in enumerate(recent)}
    tokens = [folded(word)[0] for word in typed.split()]
    found: list[tuple[float, bool, int, int, int, Ranked]] = []
    for at, entry in enumerate(entries):
        used = places.get(entry.id, len(places))
        if not tokens:
            if not entry.sought:
                found.append((float(bool(entry.why_not)), False, used, 0, at, Ranked(entry)))
            continue
        matches = [_best(token, entry) for token in tokens]
        if all(match.score for match in matches):
            score = sum(match.score for match in matches) / len(matches)
            if " ".join(tokens) in (folded(key)[0] for key in entry.keys):
                score = 1.0  # the key itself, as the keycap says it
            marks = _joined([match.mark for match in matches if match.mark is not None])
            early = marks[0][0] // _FRONT if marks else 0
            shown = Ranked(entry, marks)
            found.append((-round(score, 1), bool(entry.why_not), used, early, at, shown))
    return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]


def _best(token: str, entry: PaletteEntry) -> _Match:
    text, where = folded(entry.title)
    found = [_of_word(token, text[m.start() : m.end()], m.start(), where) for m in words_in(text)]
    inside = text.find(token)
    if inside >= 0:
        found.append(_Match(_INSIDE, _span(where, inside, inside + len(token))))
    others = words_in(folded(f"{entry.words} {entry.group}")[0])
    found += [
        _Match(_OTHER_NAME) for word in others if len(token) > 1 and word[0].startswith(token)
    ]
    keys = [part for key in entry.keys for part in folded(key)[0].split()]
    found += [_Match(_WHOLE) for key in keys if key == token]
    return max(found, key=lambda match: match.score, default=_Match(0))


def _of_word(token: str, word: str, start: int, where: Sequence[int]) -> _Match:
    if word.startswith(token):
        score = _WHOLE if word == token else _BEGINS
        return _Match(score, _span(where, start, start + len(token)))
    if (
        len(token) >= _SHORTEST_TYPO and word[0] == token[0]
    ):  # an unfinished word may hold the typing error already
        allowed = 1 if len(token) < 8 else 2
        heads = {word[: len(token) + more] for more in (-1, 0, 1)}
        least = min(OSA.distance(token, head, score_cutoff=allowed) for head in heads)
        if least <= allowed:
            return _Match(_TYPO, _span(where, start, start + len(word)))
    return _Match(0)


def words_in(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text))


def folded(text: str) -> tuple[str, list[int]]:
    """Without accents and capitals; and of each letter, where it stood."""
    letters: list[str] = []
    where: list[int] = []
    for at, char in enumerate(text):
        for letter in unicodedata.normalize("NFKD", char).casefold():
            if not unicodedata.combining(letter):
                letters.append(letter)
                where.append(at)
    return "".join(letters), [*where, len(text)]


def _span(where: Sequence[int], start: int, end: int) -> Span:
    return where[start], where[end - 1] + 1


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
