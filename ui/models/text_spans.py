"""Offsets in text: Python counts characters, Qt counts UTF-16 code units."""

from collections.abc import Iterable

from agentassist.domain.knowledge import Span


def qt_length(text: str) -> int:
    """How long Qt thinks the text is."""
    return len(text) + sum(ord(char) > 0xFFFF for char in text)


def qt_spans(text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """(start, length) in UTF-16 code units for (start, end) in characters, cut to the text.

    Empty spans and spans outside the text are left out.
    """
    found: list[Span] = []
    for start, end in spans:
        first, last = max(0, start), min(len(text), end)
        if first < last:
            found.append((qt_length(text[:first]), qt_length(text[first:last])))
    return tuple(found)
