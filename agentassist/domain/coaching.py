"""Cues and findings: what a coaching pack may say, and to what."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from agentassist.domain.call import AgentState
from agentassist.domain.consent import Purpose
from agentassist.domain.ids import ArticleId, PackId, RuleId
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import GivenFact
from agentassist.domain.knowledge import Span
from agentassist.domain.utterance import NOTHING_SAID, Talk


class Fault(StrEnum):
    """Whose fault it is, as the agent says: what an apology may admit depends on it."""

    OURS = "ours"
    NOT_OURS = "not_ours"
    UNKNOWN = "unknown"


class Severity(StrEnum):
    """How bad it would be to say a draft as it stands."""

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
    open_contacts: int = 0  # earlier contacts that nobody has closed
    recognition: str | None = None  # a real fact worth a thank-you
    refused: frozenset[Purpose] = frozenset()  # what the customer does not want
    talk: Talk = NOTHING_SAID  # nothing without a transcript


@dataclass(frozen=True, slots=True)
class Cue:
    """One short `line` for the agent; `why` it came; `better` a wording to say, or ''.

    `words` of the talk are those that a rule heard. One with `suggests` is no advice: it names a
    mood the agent may mark.
    """

    pack: PackId
    rule: RuleId
    line: str
    why: str = ""
    better: str = ""
    priority: int = 50
    article: ArticleId | None = None
    safety: bool = False  # shown in listening mode too
    once: bool = True  # at most once a call
    cool_down: timedelta = timedelta()  # before the same rule may speak again
    topic: str = ""  # shared by rules of a pack that count as one
    words: str = ""
    suggests: Mood | None = None


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
    why: str = ""


@dataclass(frozen=True, slots=True)
class DraftMark:
    """Something an apology should have: `key` is next_step, by_when, owns_it or a pack's own."""

    key: str
    label: str
    present: bool


@dataclass(frozen=True, slots=True)
class DraftReport:
    """`marks` are there only when the draft apologises."""

    text: str
    findings: tuple[DraftFinding, ...] = ()
    better: str | None = None  # the whole draft rewritten, when the rules can
    marks: tuple[DraftMark, ...] = ()
