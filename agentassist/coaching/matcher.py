"""Where phrases and patterns match. Only RE2 runs here: its time grows with the text, never more.

The engine's `\\b` and classes see folded text; spans are returned in that text.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Protocol

from agentassist.domain.knowledge import Span

PATTERN_LIMIT = 500
_MEMORY = 16 << 20  # an automaton that needs more is refused
_log = logging.getLogger(__name__)


class _Match(Protocol):
    def span(self, group: int = 0) -> Span: ...


class _Compiled(Protocol):
    groups: int

    def finditer(self, text: str | bytes) -> Iterator[_Match]: ...
    def search(self, text: str) -> _Match | None: ...


class PatternError(ValueError):
    """RE2 refused a pattern; the text is RE2's reason."""


class Matcher:
    """Alternatives compiled into one automaton, leftmost and longest first.

    Each alternative has capture groups; the first that took part is the span, else the match.
    Compiled by `prepare` or at first use: most of the time a pack takes to load would be this,
    and a call without a draft needs none of it.
    """

    def __init__(self, sources: Sequence[str], anchors: frozenset[str] | None = None) -> None:
        """`anchors`: words of which a match holds at least one; None when nobody knows."""
        self.anchors = anchors
        self._source = "|".join(sources)
        self._compiled: _Compiled | None = None
        self._refused = False

    def prepare(self) -> None:
        """Compile now. Raises PatternError."""
        if self._compiled is not None:  # packs of one language share its matchers
            return
        # Imported at the first pack, after the window stands.
        import re2

        options = re2.Options()
        options.longest_match = True
        options.log_errors = False
        options.max_mem = _MEMORY
        try:
            self._compiled = re2.compile(self._source, options)
        except re2.error as problem:
            self._refused = True
            reason = problem.args[0] if problem.args else ""
            text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            raise PatternError(text) from None

    def spans(self, text: str) -> tuple[Span, ...]:
        """All matches from left to right, not overlapping."""
        compiled = self._ready()
        if compiled is None:
            return ()
        # Bytes spare RE2 a walk that counts characters; in ASCII both count alike.
        subject: str | bytes = text.encode() if text.isascii() else text
        return tuple(_marked(compiled, match) for match in compiled.finditer(subject))

    def holds(self, text: str) -> bool:
        """Whether there is any match."""
        compiled = self._ready()
        return compiled is not None and compiled.search(text) is not None

    def _ready(self) -> _Compiled | None:
        if self._compiled is None and not self._refused:
            try:
                self.prepare()
            except PatternError as problem:
                # Only a pack that was never checked gets here: phrases always make sound RE2,
                # and patterns are compiled when the pack is read. One rule falls silent, named.
                _log.error("a phrase of a pack was refused: %s", problem)
        return self._compiled


def _marked(compiled: _Compiled, match: _Match) -> Span:
    for group in range(1, compiled.groups + 1):
        span = match.span(group)
        if span != (-1, -1):
            return span
    return match.span()
