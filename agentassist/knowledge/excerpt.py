"""The piece of a text that is shown in a row, and its marks."""

import re
from collections.abc import Sequence

from agentassist.domain.knowledge import Span
from agentassist.knowledge.snippet import Passage, Place

_SHOWN = 180  # characters
_LEAD = 40  # of them before the first mark
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"


def joined(places: Sequence[Place]) -> tuple[Span, ...]:
    """Places as marks: sorted, not overlapping."""
    marks: list[Span] = []
    for place in sorted(places, key=lambda place: place.start):
        if marks and place.start < marks[-1][1]:
            marks[-1] = (marks[-1][0], max(marks[-1][1], place.end))
        else:
            marks.append((place.start, place.end))
    return tuple(marks)


def cut_out(original: str, passage: Passage) -> tuple[str, tuple[Span, ...]]:
    """The snippet around a passage (the beginning of the text without one) and its marks."""
    marks = joined(passage.places)
    start, end = _borders(original, marks)
    shown: list[str] = [_ELLIPSIS] if start else []
    length = len(shown)
    placed: list[Span] = []
    at = start
    for mark in marks:
        before = _on_one_line(original[at : mark[0]])
        if at == start:
            before = before.lstrip()
        word = original[mark[0] : mark[1]]
        placed.append((length + len(before), length + len(before) + len(word)))
        shown += (before, word)
        length += len(before) + len(word)
        at = mark[1]
    rest = _on_one_line(original[at:end])
    shown.append((rest if marks else rest.lstrip()).rstrip())
    if end < len(original):
        shown.append(_ELLIPSIS)
    return "".join(shown), tuple(placed)


def _on_one_line(piece: str) -> str:
    if "\n" in piece or "  " in piece or not piece.isprintable():
        return _SPACE.sub(" ", piece)
    return piece


def _borders(original: str, marks: Sequence[Span]) -> Span:
    """Start and end in `original`, not within a word, from the line's start if that is near."""
    if not marks:
        start = 0
    else:
        start = max(0, marks[0][0] - _LEAD)
        line = original.rfind("\n", max(0, marks[0][0] - _SHOWN // 2), marks[0][0])
        if line >= 0:
            start = line + 1
        elif start:
            space = original.find(" ", start, marks[0][0])
            start = space + 1 if space >= 0 else start
    last = marks[-1][1] if marks else 0
    end = min(len(original), max(start + _SHOWN, last))
    if end < len(original):
        space = original.rfind(" ", max(last, start), end)
        end = space if space > 0 else end
    return start, max(end, last)
