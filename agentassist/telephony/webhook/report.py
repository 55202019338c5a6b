"""What a phone system reports of a call, once it is read and believed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agentassist.domain.ids import AgentId, CallId
from agentassist.domain.ivr import GivenFact
from agentassist.domain.party import Presentation


class Reported(StrEnum):
    """What happened at an agent's phone."""

    RING = "ring"
    ANSWER = "answer"
    HOLD = "hold"
    RETRIEVE = "retrieve"
    TRANSFER = "transfer"
    HANGUP = "hangup"


class Cause(StrEnum):
    """Why a phone rings no more, where the phone system knows it."""

    NO_ANSWER = "no_answer"
    ABANDONED = "abandoned"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class CallReport:
    """One report. What callers typed is sealed in it, or dropped; a withheld number is not in it.

    `outbound`: the agent calls `to`. `inputs` is everything typed so far, None: it does not say.
    `unmapped` are names of inputs that nobody asked for, never their values.
    """

    call: CallId
    event: Reported
    agent: AgentId
    at: datetime
    number: str | None = None
    name: str | None = None
    presentation: Presentation = Presentation.UNKNOWN
    to: str | None = None
    to_agent: AgentId | None = None
    outbound: bool = False
    queue: str | None = None
    cause: Cause | None = None
    inputs: tuple[GivenFact, ...] | None = None
    unmapped: tuple[str, ...] = ()


class BadReportError(Exception):
    """A body that cannot be taken: `field` names what is wrong, `problem` how; never a value."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(field, problem)
        self.field = field
        self.problem = problem
