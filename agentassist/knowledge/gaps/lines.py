"""The rows of the log as a lead reads them: alike questions in one line, the weightiest first.

    score = sum over days of weight(kind) * count * 0.5 ** (age / half life)

A question that led to an article in the end weighs less: other words for it may do. Lines of an
article gather what was reported of it and who left it at once, whatever they had typed.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rapidfuzz.distance import OSA

from agentassist.domain.search_gap import GAP, GapKind
from agentassist.knowledge.gaps.rows import GapRow
from agentassist.knowledge.stems import stem

HALF_LIFE_DAYS = 30
WEIGHTS: Mapping[GapKind, float] = {
    GapKind.MISSING: 5,
    GapKind.WRONG: 5,
    GapKind.OUTDATED: 4,
    GapKind.NOTHING: 3,
    GapKind.REFORMULATED: 2,
    GapKind.ABANDONED: 1,
    GapKind.LEFT: 1,
}
FOUND_LATER = 0.6  # of the weight, where something helped in the end
_COMPARED_FROM, _COMPARED_TO = 5, 30  # letters
_MOST_COMPARED = 20_000  # words, the commonest
_MOST_WHYS = 20


class Suggestion(StrEnum):
    """What a lead may do about a line."""

    WRITE = "write"  # an article about it
    SYNONYM = "synonym"  # teach the search the words that agents use
    TITLES = "titles"  # something is found, and nobody opens it
    CORRECT = "correct"
    UPDATE = "update"
    CLEARER = "clearer"  # it is opened for what it does not say
    NONE = "none"  # nothing of the words may be shown


@dataclass(slots=True)
class GapLine:
    """Alike questions, or an article. `then` counts (words, article) that helped in the end.

    `wordings` are the words it was asked in; `words` the commonest of them.
    """

    words: str = ""
    article: str = ""
    title: str = ""
    score: float = 0.0
    last: date = date.min
    counts: Counter[GapKind] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    then: Counter[tuple[str, str]] = field(default_factory=Counter)
    whys: list[str] = field(default_factory=list)
    wordings: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def suggestion(self) -> Suggestion:
        counts = self.counts
        if self.article:
            if counts[GapKind.WRONG] >= max(1, counts[GapKind.OUTDATED]):
                return Suggestion.CORRECT
            return Suggestion.UPDATE if counts[GapKind.OUTDATED] else Suggestion.CLEARER
        if not self.words.replace(GAP, "").strip():
            return Suggestion.NONE
        searched = self.total - counts[GapKind.MISSING]
        if counts[GapKind.MISSING] == 0 and 2 * self.then.total() >= searched:
            return Suggestion.SYNONYM
        if counts[GapKind.NOTHING] or counts[GapKind.MISSING]:
            return Suggestion.WRITE
        return Suggestion.TITLES

    def join(self, other: "GapLine") -> None:
        """Take in a line about the same."""
        self.title = self.title or other.title
        self.score += other.score
        self.last = max(self.last, other.last)
        for mine, theirs in (
            (self.reasons, other.reasons),
            (self.languages, other.languages),
            (self.wordings, other.wordings),
        ):
            mine.update(theirs)
        self.counts.update(other.counts)
        self.then.update(other.then)
        new = (why for why in other.whys if why not in self.whys)
        self.whys += list(new)[: max(0, _MOST_WHYS - len(self.whys))]


def of_row(row: GapRow, today: date) -> GapLine:
    """One row as a line of its own."""
    line = GapLine(row.words, row.article, last=row.day, counts=Counter({row.kind: row.count}))
    line.wordings[row.words] = row.count
    if row.reason:
        line.reasons[row.reason] = row.count
    if row.language:
        line.languages[row.language] = row.count
    if row.then_article:
        line.then[row.then_words, row.then_article] = row.count
    line.whys = [row.why] if row.why else []
    return scored(line, today)


def scored(line: GapLine, today: date) -> GapLine:
    """With its score, all of it as of its last day."""
    worth = sum(WEIGHTS[kind] * count for kind, count in line.counts.items())
    if line.total:
        found = min(1.0, line.then.total() / line.total)
        worth *= 1 - (1 - FOUND_LATER) * found
    line.score = worth * 0.5 ** (max(0, (today - line.last).days) / HALF_LIFE_DAYS)
    return line


def ranked(lines: Iterable[GapLine], ordinary: Collection[str] = frozenset()) -> list[GapLine]:
    """Alike ones joined. `ordinary` words are no slips of each other, however alike they look."""
    lines = tuple(lines)
    said = _joined_slips(lines, ordinary)
    found: dict[tuple[str, frozenset[str]], GapLine] = {}
    for line in lines:
        key = (line.article, frozenset() if line.article else _stems(line.words, said))
        if key in found:
            found[key].join(line)
        else:
            found[key] = line
    for line in found.values():
        line.words = "" if line.article else line.wordings.most_common(1)[0][0]
    return sorted(found.values(), key=lambda line: (-line.score, line.article, line.words))


def _stems(words: str, said: Mapping[str, str]) -> frozenset[str]:
    return frozenset(word if word == GAP else stem(said.get(word, word)) for word in words.split())


def _joined_slips(lines: Iterable[GapLine], ordinary: Collection[str]) -> Mapping[str, str]:
    """Each word that is one slip away from a commoner one, with that one.

    Two such words are the same when a letter is left out of one or of both, so none has to be
    compared with all others: files come from anywhere, and may hold any number of words.
    """
    counts: Counter[str] = Counter()
    for line in lines:
        for word in line.words.split():
            if _COMPARED_FROM <= len(word) <= _COMPARED_TO and word.isalpha():
                counts[word] += line.total
    kept: defaultdict[str, list[str]] = defaultdict(list)
    joined: dict[str, str] = {}
    commonest = sorted(counts, key=lambda word: (-counts[word], word))
    for word in commonest[:_MOST_COMPARED]:
        shorter = _with_one_left_out(word)
        meant = None
        if word not in ordinary:
            near = dict.fromkeys(one for key in shorter for one in kept.get(key, ()))
            found = (one for one in near if _one_slip(word, one))
            meant = min(found, key=lambda one: (-counts[one], one), default=None)
        if meant is not None:
            joined[word] = meant
            continue
        for key in shorter:
            kept[key].append(word)
    return joined


def _with_one_left_out(word: str) -> set[str]:
    """The word, and what it is without one of its letters; the first two are never slips."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(2, len(word)))}


def _one_slip(word: str, other: str) -> bool:
    return OSA.distance(word, other, score_cutoff=1) <= 1
