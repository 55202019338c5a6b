"""What one question to a source came to, step by step: for people who write mappings.

Requests stand with each value by its mask. Of a customer's row nothing is kept but words that a
mapping takes for channels, states and the like, and doesn't know.
"""

from collections import Counter
from dataclasses import dataclass, field

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.linking.record_link import SourceRecord


@dataclass(frozen=True, slots=True)
class TrialStep:
    """One request. `error` is the code of what went wrong."""

    where: str  # its place in the mapping: find.phone[0]
    request: str  # GET /customers?phone=•••• 8822
    error: str | None = None
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """`rows` came from each place of the mapping, `kept` of them were believed.

    `dropped` counts the others by reason ("not_this_key", "at:date").
    `unknown_words` are values that no table of words has. `error` ended it, `cause` says more.
    `first` is the record that was found first, to go on with: never told.
    """

    steps: tuple[TrialStep, ...]
    rows: tuple[tuple[str, int], ...]
    kept: int
    dropped: tuple[tuple[str, int], ...]
    unknown_words: tuple[tuple[str, str], ...] = ()
    error: str | None = None
    cause: AgentAssistError | None = field(default=None, compare=False)
    first: SourceRecord | None = field(default=None, repr=False)


@dataclass(slots=True)
class Journal:
    """Collects while a question is asked."""

    steps: list[TrialStep] = field(default_factory=list)
    rows: Counter[str] = field(default_factory=Counter)
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    unknown_words: set[tuple[str, str]] = field(default_factory=set)
    first: SourceRecord | None = field(default=None, repr=False)

    def drop(self, reason: str, rows: int = 1) -> None:
        self.dropped[reason] += rows

    def trial(self, cause: AgentAssistError | None = None) -> Trial:
        return Trial(
            tuple(self.steps),
            tuple(sorted(self.rows.items())),
            self.kept,
            tuple(sorted(self.dropped.items())),
            tuple(sorted(self.unknown_words)),
            cause.code if cause else None,
            cause,
            self.first,
        )
