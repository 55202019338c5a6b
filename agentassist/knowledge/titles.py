"""The titles, in memory: which articles have a word in their title, and each title's words.

Articles go by their row number in the database here.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from sys import intern
from typing import Protocol

from agentassist.knowledge import text

_NUMBERS = "I"
_NO_ROWS: "array[int]" = array(_NUMBERS)
_REMEMBERED = 4_000  # packed titles made into words; a keystroke looks at some hundred again


class Title:
    """The words of one title in order, and other spellings with the place of their first word."""

    __slots__ = ("others", "words")

    def __init__(self, words: tuple[str, ...], others: tuple[tuple[str, int], ...] = ()) -> None:
        self.words = words
        self.others = others

    @classmethod
    def of(cls, title: str) -> "Title":
        words = tuple(map(intern, text.words(title)))
        if not text.other_words(title, frozenset(words)).difference(words):
            return cls(words)  # most titles: the rest is slow
        places = {token.start: place for place, token in enumerate(text.tokens(title))}
        others = tuple(
            (intern(other.word), places.get(other.start, 0))
            for other in text.other_spellings(title)
            if other.word not in words
        )
        return cls(words, others)

    @property
    def folded(self) -> str:
        return " ".join(self.words)

    def distinct(self) -> set[str]:
        return {*self.words, *(word for word, _ in self.others)}


class FrozenTitles(Protocol):
    """Titles that do not change: see `packed_titles.PackedTitles`."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[int]: ...
    def __contains__(self, row: int, /) -> bool: ...
    def title(self, row: int) -> Title: ...
    def lengths(self, rows: Sequence[int]) -> Iterable[tuple[int, int]]: ...
    def rows(self, word: str) -> Sequence[int]: ...


class TitleIndex:
    """Frozen titles of the last snapshot, and what came and went since."""

    def __init__(self, frozen: FrozenTitles) -> None:
        self._frozen = frozen
        self._gone: set[int] = set()  # rows of frozen titles that count no more
        self._new: dict[int, Title] = {}  # goes before a frozen title of the same row
        self._rows: dict[str, array[int]] = {}  # of new titles
        self._made: dict[int, Title] = {}

    def __len__(self) -> int:
        return len(self._frozen) - len(self._gone) + len(self._new)

    def __contains__(self, row: int) -> bool:
        return row in self._new or (row in self._frozen and row not in self._gone)

    @property
    def changed(self) -> int:
        """How many titles came or went since the snapshot."""
        return len(self._gone) + len(self._new)

    def items(self) -> Iterator[tuple[int, Title]]:
        """Every row and its title, by row."""
        kept = (row for row in self._frozen if row not in self._gone)
        for row in sorted(chain(kept, self._new)) if self._new else kept:
            yield row, self._new.get(row) or self._frozen.title(row)

    def title(self, row: int) -> Title:
        found = self._new.get(row) or self._made.get(row)
        if found is None:
            if len(self._made) > _REMEMBERED:
                self._made.clear()
            found = self._made[row] = self._frozen.title(row)
        return found

    def shortest(self, rows: Sequence[int]) -> list[int]:
        """`rows` by the number of words in their titles; of equal ones as they come."""
        new = self._new
        length = dict(self._frozen.lengths(rows if not new else [r for r in rows if r not in new]))
        length.update((row, len(new[row].words)) for row in rows if row in new)
        return sorted(rows, key=length.__getitem__)

    def add(self, row: int, title: Title) -> None:
        self._new[row] = title
        for word in title.distinct():
            rows = self._rows.get(word)
            if rows is None:
                rows = self._rows[word] = array(_NUMBERS)
            rows.append(row)

    def remove(self, row: int) -> Title:
        """Take a title out; which it was."""
        title = self._new.pop(row, None)
        if title is None:
            self._gone.add(row)
            self._made.pop(row, None)
            return self._frozen.title(row)
        for word in title.distinct():
            rows = self._rows[word]
            rows.remove(row)
            if not rows:
                del self._rows[word]
        return title

    def count(self, word: str) -> int:
        """How many titles hold a word, those that are gone since the snapshot included."""
        return len(self._frozen.rows(word)) + len(self._rows.get(word, _NO_ROWS))

    def rows(self, word: str) -> Iterator[int]:
        frozen = self._frozen.rows(word)
        new = self._rows.get(word, _NO_ROWS)
        if self._gone:
            return chain((row for row in frozen if row not in self._gone), new)
        return chain(frozen, new)

    def explained(
        self, alternatives: Sequence[Mapping[str, float]], weights: Sequence[float], budget: int
    ) -> dict[int, float]:
        """How much of the query each title explains: sum of weight x best alternative.

        `budget` bounds the rows looked at. The rarest words go first, so what is cut off is
        the common word that would not have told the titles apart.
        """
        sizes = sorted(
            (size, at)
            for at, words in enumerate(alternatives)
            if weights[at] > 0 and (size := sum(map(self.count, words)))
        )
        total: dict[int, float] = {}
        seen = 0
        for size, at in sizes:
            if seen and seen + size > budget:
                break
            best = self._best(alternatives[at], weights[at], budget)
            # Most rows have one of the words only: no step for each of them.
            both = {row: total[row] + best[row] for row in total.keys() & best.keys()}
            total.update(best)
            total.update(both)
            seen += size
        return total

    def _best(self, words: Mapping[str, float], weight: float, budget: int) -> dict[int, float]:
        """The best match of any of `words` for each row, times `weight`; of `budget` rows at most,
        best matches first."""
        taken: list[tuple[str, int]] = []
        for word in sorted(words, key=words.__getitem__, reverse=True):
            if budget <= 0:
                break
            count = self.count(word)
            if count:
                taken.append((word, min(count, budget)))
                budget -= count
        best: dict[int, float] = {}
        for word, most in reversed(taken):
            best.update(dict.fromkeys(islice(self.rows(word), most), words[word] * weight))
        return best
