"""Typos forgiven: a misspelt word is read as the one word of the pack it must have meant."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA

from agentassist.coaching.folding import fold

SHORTEST = 4  # shorter words are too close to too many others
LONG = 8  # from here on two slips are forgiven


def _shortened(word: str, slips: int) -> set[str]:
    found = {word}
    for _ in range(slips):
        found |= {each[:i] + each[i + 1 :] for each in found for i in range(len(each))}
    return found


class Speller:
    """Reads `forgiven` words through typos; a word in `known` is never touched.

    Candidates come from an index of shortened forms, so that a look-up costs a few dictionary
    reads however many words the pack forgives.
    """

    def __init__(self, forgiven: Iterable[str], known: Iterable[str]) -> None:
        self._known = frozenset(fold(word).folded for word in known)
        self._index: dict[str, list[str]] = {}
        meant = {fold(word).folded for word in forgiven}
        for word in sorted(word for word in meant if len(word) >= SHORTEST):
            for form in _shortened(word, self._slips(word)):
                self._index.setdefault(form, []).append(word)
        self._read: dict[str, str | None] = {}

    @staticmethod
    def _slips(word: str) -> int:
        return 2 if len(word) >= LONG else 1

    @property
    def empty(self) -> bool:
        """Whether it forgives nothing."""
        return not self._index

    def read(self, word: str) -> str | None:
        """The word meant, or None when it stands as it is."""
        if len(word) < SHORTEST - 1 or word in self._known or word.isdecimal():
            return None
        if word not in self._read:
            if len(self._read) > 20_000:  # a long day of drafts must not grow without end
                self._read.clear()
            self._read[word] = self._closest(word)
        return self._read[word]

    def _closest(self, word: str) -> str | None:
        if len(word) > 24:
            return None
        candidates = {
            meant
            for form in _shortened(word, self._slips(word))
            for meant in self._index.get(form, ())
        }
        ranked = sorted(
            (gap, meant)
            for meant in candidates
            # People seldom miss the first letter; this keeps "older" apart from "border".
            if meant[0] in word[:2]
            and word != meant + "s"
            and (gap := OSA.distance(word, meant)) <= self._slips(meant)
        )
        return ranked[0][1] if ranked else None
