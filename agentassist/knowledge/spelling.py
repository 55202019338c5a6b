"""What an unfinished, misspelt, joined or split word may have been meant as.

Not a spell checker: every likely word stays as an alternative with a weight, and the other words
of the query pick the right one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from math import exp, log

from agentassist.knowledge.vocabulary import Vocabulary

_DECAY = 0.42  # of the weight per unit of typing cost: one edit 0.66, two 0.43
_SWAPPED = 0.75  # cost of two letters the wrong way round, the commonest slip
_DOUBLED = 0.7  # cost of a letter too many or too few beside the same letter
_WRONG_FIRST_LETTER = 0.25  # added: people rarely miss the first letter
_UNFINISHED = 0.15  # added when the beginning of a longer word resembles
_UNFINISHED_SHORT = 0.25  # added to that below five letters
_FAVOUR_COMMON = 0.035  # how much a common word is preferred among alike ones
_TWO_EDITS_FROM = 7  # letters; shorter words are compared within one edit
_COMPLETIONS = 24
_SHORTEST = 3  # letters of a word that is compared at all
_LINKS = ("s", "n", "en", "es")  # between the parts of a compound
_SHORTEST_PART = 4  # letters of a part beside such a link


def allowed_edits(word: str) -> int:
    return 1 if len(word) < _TWO_EDITS_FROM else 2


def _cost(typed: str, known: str, distance: int) -> float:
    """How unlikely it is to type `typed` for `known`, in edits."""
    cost = float(distance)
    if distance == 1:
        if len(typed) == len(known):
            if sum(a != b for a, b in zip(typed, known, strict=True)) == 2:
                cost = _SWAPPED
        elif _without_doubles(typed) == _without_doubles(known):
            cost = _DOUBLED
    if typed[0] != known[0]:
        cost += _WRONG_FIRST_LETTER
    return cost


def _without_doubles(word: str) -> str:
    return "".join(b for a, b in zip(" " + word, word, strict=False) if a != b)


class Speller:
    """Alternatives of a typed word, each with a weight below 1 (1 is the word itself).

    `give_way` is called every millisecond or two while words are compared; it raises to end that.
    """

    def __init__(self, vocabulary: Vocabulary, give_way: Callable[[], None] = lambda: None) -> None:
        self._vocabulary = vocabulary
        self.give_way = give_way

    def exact(self, word: str, unfinished: bool) -> dict[str, float]:
        """The word if it is known and, when it is unfinished, the likeliest completions."""
        found = {word: 1.0} if word in self._vocabulary else {}
        if unfinished:
            for known in self._vocabulary.completions(word, _COMPLETIONS if len(word) > 1 else 12):
                closeness = 0.80 + 0.18 * len(word) / len(known) if len(word) >= 3 else 0.7
                found.setdefault(known, closeness)
        return found

    def resembling(self, word: str, unfinished: bool) -> dict[str, float]:
        """Words that `word` may be a misspelling of. Codes and short words are never corrected."""
        if len(word) < _SHORTEST or not word.isalpha():
            return {}
        likely: dict[str, tuple[float, float]] = {}  # word -> (weight, weight and commonness)
        for known, weight in self._candidates(word, unfinished):
            if weight > likely.get(known, (0.0, 0.0))[0]:
                common = _FAVOUR_COMMON * log(1 + self._vocabulary.weight(known))
                likely[known] = (weight, weight + common)
        best = nlargest(16 if unfinished else 10, likely, key=lambda known: likely[known][1])
        return {known: likely[known][0] for known in best}

    def split(self, word: str, least: int = 3) -> tuple[str, str] | None:
        """The best two known words that were typed as one, each of at least this weight.

        Else those of a compound with a letter or two between them: Karte-n-sperrung.
        """
        return self._parts(word, least, ("",), _SHORTEST) or self._parts(
            word, least, _LINKS, _SHORTEST_PART
        )

    def _parts(
        self, word: str, least: int, links: Sequence[str], shortest: int
    ) -> tuple[str, str] | None:
        known, best = self._vocabulary, least - 1
        found: tuple[str, str] | None = None
        for at in range(shortest, len(word) - shortest + 1):
            right = word[at:]
            if right not in known:
                continue
            for link in links:
                left = word[:at].removesuffix(link)
                if len(left) < shortest or not word[:at].endswith(link) or left not in known:
                    continue
                common = min(known.weight(left), known.weight(right))
                if common > best:
                    best, found = common, (left, right)
        return found

    def _candidates(self, word: str, unfinished: bool) -> Iterator[tuple[str, float]]:
        likely_first = "".join(dict.fromkeys(word[:2]))
        edits = allowed_edits(word)
        close = list(self._resembling(word, edits, likely_first))
        if not any(distance <= 1 for _, distance in close):
            others = [c for c in self._vocabulary.first_letters() if c not in likely_first]
            close += self._resembling(word, 1 if len(word) < 9 else edits, others)
        for known, distance in close:
            if distance:
                yield known, 0.98 * exp(-_DECAY * _cost(word, known, distance))
        if unfinished:
            yield from self._unfinished(word, edits, likely_first)

    def _resembling(
        self, word: str, edits: int, letters: Iterable[str]
    ) -> Iterator[tuple[str, int]]:
        for letter in letters:
            self.give_way()
            yield from self._vocabulary.resembling(word, edits, letter)

    def _unfinished(self, word: str, edits: int, letters: str) -> Iterator[tuple[str, float]]:
        size = len(word)
        lengths = (size, size + 1) if size < 4 else (size - 1, size, size + 1)
        for length in lengths:
            self.give_way()
            near = self._vocabulary.beginnings_resembling(word, length, edits, letters)
            for beginning, distance in near:
                if not distance:
                    continue
                cost = _cost(word, beginning, distance) + _UNFINISHED
                if size < 5:
                    cost += _UNFINISHED_SHORT
                for known in self._vocabulary.completions(beginning, 8):
                    longer = 0.9 + 0.1 * size / max(size, len(known))
                    yield known, exp(-_DECAY * cost) * longer
