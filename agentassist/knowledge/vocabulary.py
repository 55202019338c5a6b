"""The words of the knowledge base: how common each is, which complete and which resemble a word.

Kept in memory. Words that resemble are looked for in small buckets (same length, same first
letters), because rapidfuzz holds the interpreter while it runs: no call may take a millisecond.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agentassist.knowledge.stems import stem

_AFTER_ALL = "\U0010ffff"
_SLICE = 4000  # words a call of rapidfuzz sees at most: about 0.5 ms
_RUN = 8_192  # new words that are put in order at once; runs in order are soon made one
_LONGEST_COMPARED = 48
_LONGEST_COMPLETED = 8  # letters; of longer beginnings the completions may be a little old
_LONGEST_ENDING = 5  # that a stem loses, with a doubled letter: "pings" of stoppings
_TITLE_WEIGHT = 8  # a word in a title is looked for more often than one in a body


class Counts(dict[str, int]):
    """How often each word occurs; 0 for one that does not."""

    def __missing__(self, word: str) -> int:
        return 0


class Vocabulary:
    """`in_articles` and `in_titles` count the articles that hold a word anywhere, in the title.

    What is derived from them (completions, buckets) is kept over small changes: new words are
    added to it, and a count that is a little old does no harm there.
    """

    def __init__(
        self,
        words: Sequence[str] = (),
        in_articles: Sequence[int] = (),
        in_titles: Sequence[int] = (),
    ) -> None:
        """`words` in order, and how many articles hold each."""
        self.in_articles = Counts(zip(words, in_articles, strict=True))
        self.in_titles = Counts(
            (word, count) for word, count in zip(words, in_titles, strict=True) if count
        )
        self._sorted = list(words)  # and words that are gone; `_unsorted` are new ones
        self._unsorted: list[str] = []
        self._gone: set[str] = set()
        self._forget()

    def __contains__(self, word: str) -> bool:
        return word in self.in_articles

    def words(self) -> list[str]:
        """Every word, in order."""
        self.settle()
        return [word for word in self._sorted if word in self.in_articles]

    def change(self, articles: Mapping[str, int], titles: Mapping[str, int]) -> None:
        """Add (or, with negative numbers, take away) counts."""
        counts = self.in_articles
        entering: list[str] = []
        for word, change in articles.items():
            before = counts[word]
            total = before + change
            if total > 0:
                counts[word] = total
                if not before:
                    self._unsorted.append(word)
                    if len(self._unsorted) % _RUN == 0:
                        self._unsorted[-_RUN:] = sorted(self._unsorted[-_RUN:])
                if before <= 1:
                    entering.append(word)
            else:
                del counts[word]
                self._gone.add(word)
        in_titles = self.in_titles
        for word, change in titles.items():
            total = in_titles[word] + change
            if total > 0:
                in_titles[word] = total
            else:
                del in_titles[word]
        self._enter(entering)

    def _enter(self, words: Iterable[str]) -> None:
        """Words that came, or that are common enough now to be meant."""
        completions, families = self._completions, self._families
        if not (completions or families or self._by_length):
            return  # nobody searches: an import
        for word in words:
            for end in range(1, min(len(word), _LONGEST_COMPLETED) + 1):
                completions.pop(word[:end], None)
            families.pop(stem(word), None)
            self._by_length.pop(word[0], None)
        if self._beginnings:
            self._beginnings.clear()

    def _forget(self) -> None:
        self._completions: dict[str, tuple[str, ...]] = {}
        self._by_length: dict[str, dict[int, list[str]]] = {}
        self._beginnings: dict[tuple[int, str], list[str]] = {}
        self._families: dict[str, tuple[str, ...]] = {}

    def settle(self) -> None:
        """Put new words in their places: two sorted runs are merged, which takes no time."""
        if self._gone:
            self._sorted = [word for word in self._sorted if word not in self._gone]
            self._unsorted = [word for word in self._unsorted if word not in self._gone]
            self._unsorted += [word for word in self._gone if word in self.in_articles]
            self._gone.clear()
            self._forget()
        if self._unsorted:
            self._unsorted.sort()
            self._sorted += self._unsorted
            self._sorted.sort()
            self._unsorted.clear()

    def weight(self, word: str) -> int:
        """How likely it is that somebody looks for this word, among words alike."""
        return self.in_articles[word] + _TITLE_WEIGHT * self.in_titles[word]

    def completions(self, beginning: str, most: int) -> tuple[str, ...]:
        """The `most` (up to 24) likeliest words that start so, the beginning itself included."""
        self.settle()
        known = self._completions.get(beginning)
        if known is None:
            found = self._starting_with(beginning)
            if len(beginning) < 3 and len(found) > 500:
                # Thousands of words start with one letter; the rare ones cannot be among the best.
                found = [word for word in found if self.in_articles[word] > 1] or found
            known = tuple(nlargest(24, found, key=self.weight))
            self._completions[beginning] = known
        return known[:most]

    def family(self, word: str) -> tuple[str, ...]:
        """Every known word with the stem of `word`, itself included if it is known."""
        self.settle()
        shared = stem(word)
        known = self._families.get(shared)
        if known is None:
            longest = len(shared) + _LONGEST_ENDING
            known = self._families[shared] = tuple(
                other
                for other in self._starting_with(shared)
                if len(other) <= longest and stem(other) == shared
            )
        return known

    def resembling(
        self, word: str, edits: int, first_letters: Iterable[str]
    ) -> Iterator[tuple[str, int]]:
        """Words within `edits` (insert, delete, replace, swap neighbours) and their distance."""
        self.settle()
        lengths = range(max(3, len(word) - edits), len(word) + edits + 1)
        for letter in first_letters:
            by_length = self._words_on(letter)
            for length in lengths:
                yield from _close(word, by_length.get(length, ()), edits)

    def beginnings_resembling(
        self, word: str, length: int, edits: int, first_letters: Iterable[str]
    ) -> Iterator[tuple[str, int]]:
        """Like `resembling`, against the first `length` letters of every word."""
        self.settle()
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
        self.settle()
        letters, at = [], 0
        while at < len(self._sorted):
            letter = self._sorted[at][0]
            letters.append(letter)
            at = bisect_left(self._sorted, letter + _AFTER_ALL, at)
        return "".join(letters)

    def warm_up(self) -> None:
        """Make now what the first misspelt word would otherwise wait for."""
        for letter in self.first_letters():
            self.completions(letter, 1)
            self._words_on(letter)

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
