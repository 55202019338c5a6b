"""Where phrases and patterns match. Only RE2 runs here: its time grows with the text, never more.

The engine's `\\b` and classes see folded text; spans are returned in that text.
"""

from collections.abc import Sequence
from typing import Protocol

from agentassist.domain.knowledge import Span

PATTERN_LIMIT = 500
_MEMORY = 16 << 20  # an automaton that needs more is refused


class _Match(Protocol):
    def span(self, group: int = 0) -> Span: ...


class PatternError(ValueError):
    """RE2 refused a pattern; the text is RE2's reason."""


class Matcher:
    """Alternatives compiled into one automaton, leftmost and longest first.

    Each alternative has capture groups; the first that took part is the span, else the match.
    """

    def __init__(self, sources: Sequence[str]) -> None:
        # Imported at the first pack, after the window stands.
        import re2

        options = re2.Options()
        options.longest_match = True
        options.log_errors = False
        options.max_mem = _MEMORY
        try:
            self._compiled = re2.compile("|".join(sources), options)
        except re2.error as problem:
            reason = problem.args[0] if problem.args else ""
            text = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
            raise PatternError(text) from None

    def spans(self, text: str) -> tuple[Span, ...]:
        """All matches from left to right, not overlapping."""
        # Bytes spare RE2 a walk that counts characters; in ASCII both count alike.
        subject: str | bytes = text.encode() if text.isascii() else text
        return tuple(self._marked(match) for match in self._compiled.finditer(subject))

    def holds(self, text: str) -> bool:
        """Whether there is any match."""
        return self._compiled.search(text) is not None

    def _marked(self, match: _Match) -> Span:
        for group in range(1, self._compiled.groups + 1):
            span = match.span(group)
            if span != (-1, -1):
                return span
        return match.span()
