"""What a plugin is told of a call, and what it may say."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Given:
    """Something the caller already gave. `mask` is all that is ever told of its value."""

    kind: str
    mask: str | None = None
    result: str | None = None  # ok, wrong, timeout, or None: nobody checked it
    source: str = "ivr"


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of a transcript: `speaker` is agent or caller."""

    speaker: str
    text: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A call as it is now. What the pack's `wants` does not name keeps its default.

    `elapsed` and `wait` are seconds; `state` is ringing, talking, held, dialling, wrapping, idle.
    `said` are the last turns of whom the pack wants to hear, the oldest first.
    """

    state: str = "idle"
    intent: str | None = None
    verified: bool = False
    first_name: str | None = None
    given: tuple[Given, ...] = ()
    mood: str | None = None
    fault: str = "unknown"
    elapsed: float = 0.0
    wait: float | None = None
    transfers: int = 0
    notes: str = ""
    apologies_on_file: int = 0
    open_contacts: int = 0
    overdue_promise: bool = False
    recognition: str | None = None
    said: tuple[Said, ...] = ()

    @classmethod
    def of(cls, table: dict[str, Any]) -> "Moment":
        given = tuple(Given(**fact) for fact in table.get("given", ()))
        said = tuple(Said(**turn) for turn in table.get("said", ()))
        return cls(**{**table, "given": given, "said": said})


@dataclass(frozen=True, slots=True)
class Cue:
    """One line for the agent: 90 characters at most. `rule` names it, the same each time."""

    rule: str
    line: str
    why: str = ""
    better: str = ""
    priority: int = 50


@dataclass(frozen=True, slots=True)
class Finding:
    """A part of a draft, `start` to `end` counted in characters, and what to do about it."""

    rule: str
    line: str
    start: int
    end: int
    severity: str = "advice"  # advice, warning, wrong
    better: str = ""
    why: str = ""
