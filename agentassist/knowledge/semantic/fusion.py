"""One order of two: articles that have the words, and articles that mean the same.

Reciprocal rank fusion: an article's score is the sum over both lists of

    weight / (RANK_HALF + rank)        rank 0 is the first

Only ranks count, because the scores of two searches can't be compared. It moves little when the
numbers below are doubled or halved (resources/help/developers.md has the measurement).
"""

from collections.abc import Sequence
from typing import TypeVar

RANK_HALF = 10  # the rank at which an article counts half of the first
WORDS_WEIGHT = 1.0
MEANING_WEIGHT = 2.0  # for questions the model alone is better than words alone
LEAST_ALIKE = 0.25  # cosine; two texts below it have nothing in common
CONSIDERED = 20  # first rows of each list

Key = TypeVar("Key")


def fused(by_words: Sequence[Key], by_meaning: Sequence[Key], limit: int) -> list[Key]:
    """The best `limit` of both, best first; of equals, those that have the words come first."""
    scores: dict[Key, float] = {}
    for keys, weight in ((by_words, WORDS_WEIGHT), (by_meaning, MEANING_WEIGHT)):
        for rank, key in enumerate(keys[:CONSIDERED]):
            scores[key] = scores.get(key, 0.0) + weight / (RANK_HALF + rank)
    best = sorted(scores, key=lambda key: -scores[key])
    return [*best, *(key for key in by_words if key not in scores)][:limit]
