"""What phone systems report, in the words of CSTA (ECMA-269) where it has one.

Each connector's parser maps its native words to these once. Nothing a caller typed is in them
unmasked: the parser has already sealed or dropped it (see domain/ivr_reading.py).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import GivenFact
from agentassist.domain.party import Presentation


@dataclass(frozen=True, slots=True)
class Stamp:
    """When bytes were read: CLOCK_MONOTONIC ns, wall clock, and the system's own clock if sent."""

    ns: int
    wall: datetime | None = None
    system_seconds: float | None = None


class LegState(StrEnum):
    DOWN = "down"
    CALLING = "calling"  # this device placed the call
    RINGING = "ringing"
    UP = "up"
    OTHER = "other"


class DialResult(StrEnum):
    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    CANCELLED = "cancelled"


class TransferKind(StrEnum):
    BLIND = "blind"
    ATTENDED = "attended"


@dataclass(frozen=True, slots=True)
class IvrFacts:
    """White-listed IVR variables of one leg. None: this event does not say.

    `trail` is the ordered list of what was typed; `extra` what the configuration maps besides.
    `unmapped`: there were values under names that nothing maps; `unknown_steps`: the trail has
    steps of a kind that nothing maps.
    """

    account: GivenFact | None = None
    intent: str | None = None
    verified: bool | None = None
    customer: str | None = None
    dialled: str | None = None
    trail: tuple[GivenFact, ...] | None = None
    extra: tuple[GivenFact, ...] = ()
    unmapped: bool = False
    unknown_steps: bool = False


@dataclass(frozen=True, slots=True)
class LegFacts:
    """What one event says about one leg; read anew from every event, as `call` may change.

    `line` is the extension or trunk the leg belongs to. `half` is 1 or 2 for the two ends of a
    local channel (0: a real device) and `pair` the same for both. `number` is the party at this
    leg's device, `connected` the number it sees, with its name, unless that says it is withheld.
    `presentation` None: the event does not say.
    """

    leg: LegId
    call: CallId
    channel: str
    line: str
    state: LegState
    half: int = 0
    pair: str = ""
    number: str | None = None
    name: str | None = None
    connected: str | None = None
    connected_name: str | None = None
    connected_withheld: bool = False
    exten: str | None = None
    presentation: Presentation | None = None
    ivr: IvrFacts | None = None


@dataclass(frozen=True, slots=True)
class CallEvent:
    """Base of all. Times come with the events: the domain has no clock."""

    at: Stamp


@dataclass(frozen=True, slots=True)
class Initiated(CallEvent):
    """A leg came into being."""

    leg: LegFacts


@dataclass(frozen=True, slots=True)
class LegChanged(CallEvent):
    """State, party or variables of a leg. `known_only`: ignored unless the leg is known."""

    leg: LegFacts
    known_only: bool = False


@dataclass(frozen=True, slots=True)
class Queued(CallEvent):
    """In this queue; `since_known` False: it is not told since when."""

    leg: LegFacts
    queue: str
    since_known: bool = True


@dataclass(frozen=True, slots=True)
class Delivered(CallEvent):
    """The ring: `alerting` is called by `calling` (None when the system itself calls)."""

    calling: LegFacts | None
    alerting: LegFacts


@dataclass(frozen=True, slots=True)
class DeliveryEnded(CallEvent):
    """The ring is over. Only the first result of a leg counts."""

    calling: LegFacts | None
    alerting: LegFacts
    result: DialResult


@dataclass(frozen=True, slots=True)
class Abandoned(CallEvent):
    """The caller gave up waiting."""

    leg: LegFacts


@dataclass(frozen=True, slots=True)
class BridgeEntered(CallEvent):
    leg: LegFacts
    bridge: str


@dataclass(frozen=True, slots=True)
class BridgeLeft(CallEvent):
    leg: LegFacts
    bridge: str


@dataclass(frozen=True, slots=True)
class Held(CallEvent):
    leg: LegFacts


@dataclass(frozen=True, slots=True)
class Retrieved(CallEvent):
    leg: LegFacts


@dataclass(frozen=True, slots=True)
class Transferred(CallEvent):
    """`transferring` gave `transferee` away: one leg, or two after a consultation."""

    kind: TransferKind
    transferring: tuple[LegFacts, ...]
    transferee: LegFacts | None


@dataclass(frozen=True, slots=True)
class Diverted(CallEvent):
    """A ringing call was picked up by somebody else."""

    leg: LegFacts
    target: LegFacts | None


@dataclass(frozen=True, slots=True)
class ConnectionCleared(CallEvent):
    """A leg is gone. `elsewhere`: because somebody else answered. `lost`: nobody told its end."""

    leg: LegFacts
    elsewhere: bool = False
    lost: bool = False


@dataclass(frozen=True, slots=True)
class InputReported(CallEvent):
    """The IVR's own report of one input. Caller-controlled text: never identity, never verified."""

    leg: LegFacts
    fact: GivenFact


@dataclass(frozen=True, slots=True)
class FactGiven(CallEvent):
    """An agent was told something by the caller, or corrects what they noted (the same id)."""

    agent: AgentId
    call: CallId
    fact: GivenFact


@dataclass(frozen=True, slots=True)
class FactTakenBack(CallEvent):
    """An agent takes back a fact of their own: it was noted by mistake."""

    agent: AgentId
    call: CallId
    fact_id: FactId


@dataclass(frozen=True, slots=True)
class PresentationLearned(CallEvent):
    """Answer to a question about one caller's number. UNKNOWN: no evidence."""

    leg_id: LegId
    presentation: Presentation


@dataclass(frozen=True, slots=True)
class ListedLeg:
    """One leg in a list of what is there now. `age` since it exists, `queue` if it is in one."""

    facts: LegFacts
    bridge: str | None = None
    age: timedelta = timedelta()
    queue: str | None = None


@dataclass(frozen=True, slots=True)
class WaitingCaller:
    leg_id: LegId
    queue: str
    wait: timedelta


@dataclass(frozen=True, slots=True)
class SystemListed(CallEvent):
    """What the phone system says is there now, after a login.

    `complete` False: it would not tell everything, so a leg that is missing may still exist.
    `heard` are legs that live events since the login speak of; those follow this event.
    """

    legs: tuple[ListedLeg, ...]
    waiting: tuple[WaitingCaller, ...] = ()
    complete: bool = True
    heard: frozenset[LegId] = frozenset()


@dataclass(frozen=True, slots=True)
class SystemCounted(CallEvent):
    """All legs there are, asked for at `asked_ns`; so that none stays whose end was never told."""

    legs: frozenset[LegId]
    asked_ns: int


@dataclass(frozen=True, slots=True)
class SystemSettled(CallEvent):
    """What was there at the login is known: from here on a leg begins with Initiated only."""


@dataclass(frozen=True, slots=True)
class SystemLost(CallEvent):
    """The connection is gone: what is known may be out of date."""


@dataclass(frozen=True, slots=True)
class SystemGivenUp(CallEvent):
    """Too long without the phone system: what is out of date is taken as ended."""
