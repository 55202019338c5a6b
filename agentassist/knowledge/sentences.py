"""How like a question the sentences of a text are.

Articles that answer questions hold them, or a sentence made of the same words. BM25 counts words
over the whole text; here the best single sentence counts, as passage retrieval does it (Salton,
Allan, Buckley: "Approaches to passage retrieval in full text information systems", SIGIR 1993).
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import fsum, sqrt

from agentassist.knowledge import text
from agentassist.knowledge.query import Reading
from agentassist.knowledge.ranking import Closeness
from agentassist.knowledge.stems import stem

_END = re.compile(r"[\n.?!\u3002\uff01\uff1f]+")
_WORD_NORM = 1.9  # weight that a sentence's word takes, about the mean of a question's
_SMOOTHING = 4.0  # keeps a sentence of one word from being perfect


class Sentences:
    """The stems of a text, sentence by sentence. Made once an article."""

    __slots__ = ("_joined", "_sets")

    def __init__(self, written: str) -> None:
        stems = [[stem(word) for word in text.flat(part).split()] for part in _END.split(written)]
        self._sets = [frozenset(sentence) for sentence in stems if sentence]
        self._joined = " . ".join(" ".join(sentence) for sentence in stems if sentence)
        self._joined = f" {self._joined} "

    def closeness(self, weights: dict[str, float], pairs: Sequence[str], total: float) -> Closeness:
        """The cosine of the likeliest sentence, and the share of `pairs` that stand in the text."""
        best = 0.0
        wanted = weights.keys()
        for sentence in self._sets:
            shared = wanted & sentence
            if shared:
                found = fsum(map(weights.__getitem__, shared))  # in whatever order
                best = max(best, found / sqrt(total * (_WORD_NORM * len(sentence) + _SMOOTHING)))
        following = sum(1 for pair in pairs if pair in self._joined)
        return Closeness(best, following / len(pairs) if pairs else 0.0)


class QuestionStems:
    """A question as `Sentences` compares it: the weight of each stem, and which follow which."""

    def __init__(self, reading: Reading) -> None:
        self.weights: dict[str, float] = {}
        options = [[marked[1:] for marked in word.stems] for word in reading.words]
        for word, stems in zip(reading.words, options, strict=True):
            weight = word.weight * (2 if word.stop_word else 1)
            self.weights.update(dict.fromkeys(stems, weight))
        self.total = sum(self.weights.values()) or 1.0
        first = [stems[0] for stems in options if stems]
        self.pairs = [f" {a} {b} " for a, b in pairwise(first)]

    def closeness(self, sentences: Sentences) -> Closeness:
        return sentences.closeness(self.weights, self.pairs, self.total)
