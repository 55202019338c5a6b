"""The titles, in memory: which articles have a word in their title, and each title's words.

Articles go by their row number in the database here.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from sys import intern

from agentassist.knowledge import text

_NO_ROWS: "array[int]" = array("Q")


class Title:
    """The words of one title in order, and other spellings with the place of their first word."""

    __slots__ = ("others", "words")

    def __init__(self, title: str) -> None:
        self.words = tuple(map(intern, text.words(title)))
        self.others: tuple[tuple[str, int], ...] = ()
        if not text.other_words(title).issubset(self.words):  # few titles: the rest is slow
            places = {token.start: place for place, token in enumerate(text.tokens(title))}
            self.others = tuple(
                (intern(other.word), places.get(other.start, 0))
                for other in text.other_spellings(title)
                if other.word not in self.words
            )

    @classmethod
    def restored(cls, written: str) -> "Title":
        """The reverse of `written`, several times faster than reading the title again."""
        title = cls.__new__(cls)
        words, _, others = written.partition("\t")
        title.words = tuple(map(intern, words.split(" "))) if words else ()
        title.others = ()
        if others:
            found = others.split(" ")
            places = map(int, found[1::2])
            title.others = tuple(zip(map(intern, found[::2]), places, strict=True))
        return title

    def written(self) -> str:
        """As text: the words, then after a tab the other spellings and their places."""
        others = " ".join(f"{word} {place}" for word, place in self.others)
        return " ".join(self.words) + ("\t" + others if others else "")

    @property
    def folded(self) -> str:
        return " ".join(self.words)

    def distinct(self) -> set[str]:
        return {*self.words, *(word for word, _ in self.others)}


class TitleIndex:
    def __init__(self) -> None:
        self.titles: dict[int, Title] = {}
        self._rows: dict[str, array[int]] = {}

    def __len__(self) -> int:
        return len(self.titles)

    def add(self, row: int, title: Title) -> None:
        self.titles[row] = title
        for word in title.distinct():
            rows = self._rows.get(word)
            if rows is None:
                rows = self._rows[word] = array("Q")
            rows.append(row)

    def remove(self, row: int) -> None:
        for word in self.titles.pop(row).distinct():
            rows = self._rows[word]
            rows.remove(row)
            if not rows:
                del self._rows[word]

    def rows(self, word: str) -> "array[int]":
        return self._rows.get(word, _NO_ROWS)

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
            if weights[at] > 0 and (size := sum(len(self.rows(word)) for word in words))
        )
        total: dict[int, float] = {}
        seen = 0
        for size, at in sizes:
            if seen and seen + size > budget:
                break
            weight = weights[at]
            for row, match in self._best(alternatives[at], budget).items():
                total[row] = total.get(row, 0.0) + match * weight
            seen += size
        return total

    def _best(self, words: Mapping[str, float], budget: int) -> dict[int, float]:
        """The best match of any of `words` for each row."""
        best: dict[int, float] = {}
        chosen: Iterable[str] = sorted(words, key=words.__getitem__)
        if sum(len(self.rows(word)) for word in words) > 4 * budget:
            chosen = self._affordable(words, budget)
        for word in chosen:
            best.update(dict.fromkeys(self.rows(word), words[word]))
        return best

    def _affordable(self, words: Mapping[str, float], budget: int) -> list[str]:
        taken: list[str] = []
        for word in sorted(words, key=words.__getitem__, reverse=True):
            budget -= len(self.rows(word))
            if budget < 0 and taken:
                break
            taken.append(word)
        return taken[::-1]
