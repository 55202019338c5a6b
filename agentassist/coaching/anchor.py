"""Anchors: words a text must hold for a condition to hold.

With hundreds of rules this is what most of them cost on a draft: one look at its words.
"""

from agentassist.coaching.condition import (
    All,
    AnyOf,
    Clausal,
    Condition,
    Excused,
    Following,
    Says,
    Together,
    Words,
)
from agentassist.coaching.content import Saying


def anchors(condition: Condition) -> tuple[frozenset[str], ...]:
    """Sets of words; the condition can't hold for a text that misses all words of one of them."""
    if isinstance(condition, Words):
        return _one(condition.matcher.anchors)
    if isinstance(condition, Following):
        return _one(condition.matcher.anchors) + _one(condition.first.anchors)
    if isinstance(condition, Excused | Clausal | Saying | Says | Together):
        return anchors(condition.part)
    if isinstance(condition, All):
        return tuple(each for part in condition.parts for each in anchors(part))
    if isinstance(condition, AnyOf):
        every = [anchors(part) for part in condition.parts]
        if all(every):
            return (frozenset().union(*(min(each, key=len) for each in every)),)
    return ()


def _one(words: frozenset[str] | None) -> tuple[frozenset[str], ...]:
    return () if words is None else (words,)
