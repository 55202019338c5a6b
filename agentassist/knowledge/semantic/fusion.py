"""One order of two: articles that have the words, and articles that mean the same.

    score = alike + WORDS_SHARE / (1 + rank)

`alike` is the cosine of question and article, `rank` the place in the words' result (0 is the
first); who is not in it has no second term. An article that the model did not name is taken to be
as much alike as the last one that it could have named. Measured beside reciprocal rank fusion
(resources/help/developers.md): as many right rows, more of them first, because a clear answer of
the model is not held up by rows that merely share words.
"""

from collections.abc import Mapping, Sequence
from typing import TypeVar

WORDS_SHARE = 0.1  # what the first row by words is worth, in cosines
LEAST_ALIKE = 0.25  # two texts below it have nothing in common
NAMED = 40  # articles that the model names

Key = TypeVar("Key")


def fused(by_words: Sequence[Key], alike: Mapping[Key, float], limit: int) -> list[Key]:
    """The best `limit` of both, best first; of equals, those that have the words come first."""
    if not alike:
        return list(by_words[:limit])
    unnamed = min(alike.values()) if len(alike) >= NAMED else LEAST_ALIKE
    scores = {
        key: alike.get(key, unnamed) + WORDS_SHARE / (1 + rank) for rank, key in enumerate(by_words)
    }
    for key, how in alike.items():
        scores.setdefault(key, how)
    return sorted(scores, key=lambda key: -scores[key])[:limit]
