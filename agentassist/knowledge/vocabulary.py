"""The words of the knowledge base: how common each is, which complete and which resemble a word.

Kept in memory. Words that resemble are looked for in small buckets (same length, same first
letters), because rapidfuzz holds the interpreter while it runs: no call may take a millisecond.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest

from rapidfuzz import process
from rapidfuzz.distance import OSA

_AFTER_ALL = "\U0010ffff"
_SLICE = 4000  # words a call of rapidfuzz sees at most: about 0.5 ms
_LONGEST_COMPARED = 48
_TITLE_WEIGHT = 8  # a word in a title is looked for more often than one in a body


class Vocabulary:
    """`in_articles` and `in_titles` count the articles that hold a word anywhere, in the title."""

    def __init__(self) -> None:
        self.in_articles: Counter[str] = Counter()
        self.in_titles: Counter[str] = Counter()
        self._sorted: list[str] = []
        self._completions: dict[str, tuple[str, ...]] = {}
        self._by_length: dict[str, dict[int, list[str]]] = {}
        self._beginnings: dict[tuple[int, str], list[str]] = {}
        self._stale = False

    def __contains__(self, word: str) -> bool:
        return word in self.in_articles

    def change(self, articles: Mapping[str, int], titles: Mapping[str, int]) -> None:
        """Add (or, with negative numbers, take away) counts."""
        for counts, change in ((self.in_articles, articles), (self.in_titles, titles)):
            for word, number in change.items():
                total = counts[word] + number
                if total > 0:
                    counts[word] = total
                else:
                    del counts[word]
        self._stale = True

    def weight(self, word: str) -> int:
        """How likely it is that somebody looks for this word, among words alike."""
        return self.in_articles[word] + _TITLE_WEIGHT * self.in_titles[word]

    def completions(self, beginning: str, most: int) -> tuple[str, ...]:
        """The `most` (up to 24) likeliest words that start so, the beginning itself included."""
        self._refresh()
        known = self._completions.get(beginning)
        if known is None:
            found = self._starting_with(beginning)
            if len(beginning) < 3 and len(found) > 500:
                # Thousands of words start with one letter; the rare ones cannot be among the best.
                found = [word for word in found if self.in_articles[word] > 1] or found
            known = tuple(nlargest(24, found, key=self.weight))
            self._completions[beginning] = known
        return known[:most]

    def resembling(
        self, word: str, edits: int, first_letters: Iterable[str]
    ) -> Iterator[tuple[str, int]]:
        """Words within `edits` (insert, delete, replace, swap neighbours) and their distance."""
        self._refresh()
        lengths = range(max(3, len(word) - edits), len(word) + edits + 1)
        for letter in first_letters:
            by_length = self._words_on(letter)
            for length in lengths:
                yield from _close(word, by_length.get(length, ()), edits)

    def beginnings_resembling(
        self, word: str, length: int, edits: int, first_letters: Iterable[str]
    ) -> Iterator[tuple[str, int]]:
        """Like `resembling`, against the first `length` letters of every word."""
        self._refresh()
        for letter in first_letters:
            key = (length, letter)
            bucket = self._beginnings.get(key)
            if bucket is None:
                bucket = self._beginnings[key] = list(
                    dict.fromkeys(
                        known[:length]
                        for size, alike in self._words_on(letter).items()
                        if size >= length
                        for known in alike
                    )
                )
            yield from _close(word, bucket, edits)

    def first_letters(self) -> str:
        """Every letter that a word of the knowledge base starts with."""
        self._refresh()
        letters, at = [], 0
        while at < len(self._sorted):
            letter = self._sorted[at][0]
            letters.append(letter)
            at = bisect_left(self._sorted, letter + _AFTER_ALL, at)
        return "".join(letters)

    def _refresh(self) -> None:
        if self._stale:
            self._sorted = sorted(self.in_articles)
            self._completions.clear()
            self._by_length.clear()
            self._beginnings.clear()
            self._stale = False

    def _starting_with(self, beginning: str) -> list[str]:
        start = bisect_left(self._sorted, beginning)
        return self._sorted[start : bisect_left(self._sorted, beginning + _AFTER_ALL, start)]

    def _words_on(self, letter: str) -> dict[int, list[str]]:
        """Words that may be what somebody meant: in a title, or in more than one article."""
        by_length = self._by_length.get(letter)
        if by_length is None:
            by_length = self._by_length[letter] = {}
            if not letter.isdigit():
                for word in self._starting_with(letter):
                    if 3 <= len(word) <= _LONGEST_COMPARED and self.weight(word) > 1:
                        by_length.setdefault(len(word), []).append(word)
        return by_length


def _close(word: str, bucket: Sequence[str], edits: int) -> Iterator[tuple[str, int]]:
    for start in range(0, len(bucket), _SLICE):
        for known, distance, _ in process.extract(
            word,
            bucket[start : start + _SLICE] if len(bucket) > _SLICE else bucket,
            scorer=OSA.distance,
            score_cutoff=edits,
            limit=None,
        ):
            yield known, int(distance)
