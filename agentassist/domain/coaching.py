"""Cues and findings: what a coaching pack may say, and to what."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from agentassist.domain.call import AgentState
from agentassist.domain.ids import ArticleId, PackId, RuleId
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import GivenFact
from agentassist.domain.knowledge import Span


class Fault(StrEnum):
    OURS = "ours"
    NOT_OURS = "not_ours"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    ADVICE = "advice"
    WARNING = "warning"  # would ask twice
    WRONG = "wrong"  # a non-apology, blame


@dataclass(frozen=True, slots=True)
class CallMoment:
    """What a rule may look at. `elapsed` counts from answering; `notes` is the agent's own text."""

    state: AgentState
    given: tuple[GivenFact, ...] = ()
    intent: str | None = None
    verified: bool = False
    first_name: str | None = None
    overdue_promise: bool = False
    mood: Mood | None = None
    fault: Fault = Fault.UNKNOWN
    elapsed: timedelta = timedelta()
    wait: timedelta | None = None
    transfers: int = 0
    notes: str = ""
    apologies_on_file: int = 0


@dataclass(frozen=True, slots=True)
class Cue:
    """One short `line` for the agent; `why` it came; `better` a wording to say, or ''."""

    pack: PackId
    rule: RuleId
    line: str
    why: str = ""
    better: str = ""
    priority: int = 50
    article: ArticleId | None = None
    safety: bool = False  # shown in listening mode too


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """A part of a wording draft that a rule caught; `fact` is the given fact it would ask again."""

    pack: PackId
    rule: RuleId
    span: Span
    severity: Severity
    line: str
    fact: GivenFact | None = None
    better: str = ""


@dataclass(frozen=True, slots=True)
class DraftReport:
    text: str
    findings: tuple[DraftFinding, ...] = ()
    better: str | None = None  # the whole draft rewritten, when the rules can
