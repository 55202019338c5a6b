"""Titles as flat arrays of numbers: what a snapshot keeps of them, and a search reads as it is.

Opening 100,000 titles then means reading a few blobs, not making objects; a title becomes words
only when it is looked at.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from agentassist.knowledge.titles import Title

NUMBERS = "I"  # 32 bits: row numbers, offsets, numbers of words
PARTS = (
    *("rows", "starts", "tokens", "row_starts", "word_rows"),
    *("other_rows", "other_starts", "other_tokens", "other_places"),
)
_NO_ROWS: "array[int]" = array(NUMBERS)
_WORDS = 20  # times as many words as titles are packed in a step


class PackedTitles:
    """Title number n has row `rows[n]` and the words `tokens[starts[n]:starts[n+1]]`.

    Tokens are numbers in `words`, which is sorted; word number w is in the titles of the rows
    `word_rows[row_starts[w]:row_starts[w+1]]`. `other_*` hold the other spellings of the titles
    that have some, and their places, in the same way.
    """

    def __init__(self, words: Sequence[str], arrays: Mapping[str, "array[int]"]) -> None:
        self._words = words
        self._arrays = arrays
        self._rows = arrays["rows"]
        self._starts = arrays["starts"]
        self._tokens = arrays["tokens"]
        self._row_starts = arrays["row_starts"]
        self._word_rows = memoryview(arrays["word_rows"])

    @classmethod
    def empty(cls) -> "PackedTitles":
        arrays = {part: array(NUMBERS) for part in PARTS}
        for starts in ("starts", "row_starts", "other_starts"):
            arrays[starts].append(0)
        return cls((), arrays)

    @property
    def arrays(self) -> Mapping[str, "array[int]"]:
        return self._arrays

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[int]:
        """Every row."""
        return iter(self._rows)

    def __contains__(self, row: int) -> bool:
        at = self._place(row)
        return at < len(self._rows) and self._rows[at] == row

    def _place(self, row: int) -> int:
        """Which title, or where it would stand. Rows mostly follow each other without gaps."""
        rows = self._rows
        guess = row - rows[0] if rows else 0
        if 0 <= guess < len(rows) and rows[guess] == row:
            return guess
        return bisect_left(rows, row)

    def title(self, row: int) -> Title:
        """The title of a row that is here."""
        at = self._place(row)
        words = self._words
        tokens = self._tokens[self._starts[at] : self._starts[at + 1]]
        return Title(tuple([words[token] for token in tokens]), self._others(row))

    def _others(self, row: int) -> tuple[tuple[str, int], ...]:
        rows = self._arrays["other_rows"]
        at = bisect_left(rows, row)
        if at == len(rows) or rows[at] != row:
            return ()
        starts = self._arrays["other_starts"]
        tokens, places = self._arrays["other_tokens"], self._arrays["other_places"]
        return tuple(
            (self._words[tokens[which]], places[which])
            for which in range(starts[at], starts[at + 1])
        )

    def lengths(self, rows: Sequence[int]) -> Iterable[tuple[int, int]]:
        """How many words the title of each of these rows has."""
        starts, first = self._starts, self._rows[0] if self._rows else 0
        if len(self._rows) and self._rows[-1] - first + 1 == len(self._rows):  # without a gap
            return [(row, starts[row - first + 1] - starts[row - first]) for row in rows]
        places = [(row, self._place(row)) for row in rows]
        return [(row, starts[at + 1] - starts[at]) for row, at in places]

    def rows(self, word: str) -> "Sequence[int]":
        at = bisect_left(self._words, word)
        if at == len(self._words) or self._words[at] != word:
            return _NO_ROWS
        return self._word_rows[self._row_starts[at] : self._row_starts[at + 1]]


def packing(
    words: Sequence[str], titles: Iterator[tuple[int, Title]], slice_: int
) -> Iterator[PackedTitles | None]:
    """Pack `titles`, sorted by row, a slice at each step; None until it is done."""
    number = {word: at for at, word in enumerate(words)}
    yield None
    arrays = {part: array(NUMBERS) for part in PARTS}
    rows, starts, tokens = arrays["rows"], arrays["starts"], arrays["tokens"]
    starts.append(0)
    arrays["other_starts"].append(0)
    rows_of: dict[int, array[int]] = {}
    for count, (row, title) in enumerate(titles, start=1):
        rows.append(row)
        tokens.extend([number[word] for word in title.words])
        starts.append(len(tokens))
        if title.others:
            arrays["other_rows"].append(row)
            arrays["other_tokens"].extend([number[word] for word, _ in title.others])
            arrays["other_places"].extend([place for _, place in title.others])
            arrays["other_starts"].append(len(arrays["other_tokens"]))
        for word in title.distinct():
            found = rows_of.get(number[word])
            if found is None:
                found = rows_of[number[word]] = array(NUMBERS)
            found.append(row)
        if count % slice_ == 0:
            yield None
    yield None
    row_starts, word_rows = arrays["row_starts"], arrays["word_rows"]
    for at in range(len(words)):
        row_starts.append(len(word_rows))
        if at in rows_of:
            word_rows.extend(rows_of[at])
        if at % (_WORDS * slice_) == 0:
            yield None
    row_starts.append(len(word_rows))
    yield PackedTitles(words, arrays)
