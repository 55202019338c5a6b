"""A call as one agent sees it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from agentassist.domain.ids import AgentId, CallId, LegId
from agentassist.domain.ivr import GivenFact
from agentassist.domain.party import Party


class Direction(StrEnum):
    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


class AgentState(StrEnum):
    DIALLING = "dialling"
    RINGING = "ringing"
    TALKING = "talking"
    HELD = "held"
    WRAPPING = "wrapping"  # AfterCallWork
    IDLE = "idle"

    @property
    def in_call(self) -> bool:
        return self not in (AgentState.WRAPPING, AgentState.IDLE)


class CallOutcome(StrEnum):
    ENDED = "ended"
    ABANDONED = "abandoned"
    NO_ANSWER = "no_answer"
    TRANSFERRED = "transferred"
    PICKED_ELSEWHERE = "picked_elsewhere"
    LOST = "lost"


class CallOrigin(StrEnum):
    """Who announced the call."""

    PHONE_SYSTEM = "phone_system"
    LINK = "link"  # a link or a command on this computer: unverified, opens no contact by itself


@dataclass(frozen=True, slots=True)
class CallSnapshot:
    """What is true for one agent from `at_ns` until that agent's next snapshot.

    The leg in front: talking, else ringing, else held, newest first. `at_ns` is CLOCK_MONOTONIC in
    nanoseconds. `wait` runs from joining the queue to this agent's ring and is None without a
    queue. `caller_customer` is the name the IVR looked up, `dialled` the DNIS. `unmapped`: the IVR
    sent something that the settings give no meaning to. `stale`: the phone system is out of reach
    and this is the last known.
    """

    at_ns: int
    agent: AgentId
    state: AgentState = AgentState.IDLE
    direction: Direction = Direction.INBOUND
    call_id: CallId | None = None
    leg: LegId | None = None
    caller: Party = Party()
    internal_from: str | None = None
    transferred_from: str | None = None
    given: tuple[GivenFact, ...] = ()
    intent: str | None = None
    verified: bool = False
    caller_customer: str | None = None
    dialled: str | None = None
    queue: str | None = None
    wait: timedelta | None = None
    transfers: int = 0
    unmapped: bool = False
    stale: bool = False
    outcome: CallOutcome | None = None
    origin: CallOrigin = CallOrigin.PHONE_SYSTEM
    replaces: CallId | None = None  # the link's call that turned out to be this one
