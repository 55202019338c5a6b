"""Discretion: what may be said to a caller, what is only for the agent to know, what is hidden.

Two words decide about each fact: the site's policy for its kind, channel or source, and the mark
that its own source put on it. The stricter one holds.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final


class Discretion(StrEnum):
    """From the freest to the strictest."""

    SAY = "say"  # may stand in a suggested sentence
    KNOW = "know"  # for the agent's eyes: on the card, in the brief, in no sentence
    HIDE = "hide"  # nowhere: not shown, not found, not copied

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS: Final = {Discretion.SAY: 0, Discretion.KNOW: 1, Discretion.HIDE: 2}


def strictest(*marks: Discretion) -> Discretion:
    """The one that holds where several speak; SAY where nobody does."""
    return max(marks, key=_RANKS.__getitem__, default=Discretion.SAY)


Marks = tuple[tuple[str, Discretion], ...]


def joined_marks(said: Iterable[Marks]) -> Marks:
    """The marks of several records together: of each field the strictest."""
    joined: dict[str, Discretion] = {}
    for name, mark in (one for marks in said for one in marks):
        joined[name] = strictest(mark, joined.get(name, Discretion.SAY))
    return tuple(joined.items())
