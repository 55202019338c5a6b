"""ScreenPop: the card. Seven items at most; what is missing takes no space."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agentassist.domain.call import CallSnapshot
from agentassist.domain.contact import Identity
from agentassist.domain.ivr import GivenFact
from agentassist.domain.promise import Promise


class IvrNote(StrEnum):
    """Why the given strip may be empty, in one plain line."""

    SENT_NOTHING = "sent_nothing"
    NOT_APPLICABLE = "not_applicable"  # internal or outbound call


@dataclass(frozen=True, slots=True)
class NeededFact:
    """Something still to ask. `why` is a code: identify, verify, or an intent that requires it."""

    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class LikelyWhy:
    """Why they probably call. `headline` is text from the record or an intent code.

    `from_record` tells which. `evidence` are (code, detail) pairs: ("open_ticket", "#4821"),
    ("ivr_path", "2"), ("last_contact", "chat"), ("promise", "...").
    """

    headline: str
    from_record: bool
    evidence: tuple[tuple[str, str], ...] = ()


class GreetingKind(StrEnum):
    NAMED_WITH_TOPIC = "named_with_topic"
    NAMED = "named"
    NAMED_MISSED_PROMISE = "named_missed_promise"
    TOPIC_ONLY = "topic_only"  # identified by nothing, but the topic is given
    WHO_IS_IT = "who_is_it"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting from verified facts only; the UI writes the sentence. A guess never gets in."""

    kind: GreetingKind
    name: str | None = None
    topic: str | None = None
    long_wait: bool = False
    transferred: bool = False
    promise: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenPop:
    """Everything the card shows for one call of one agent.

    `answered_at`/`rang_at` are wall-clock times the running clock counts from.
    """

    call: CallSnapshot
    identity: Identity = Identity()
    given: tuple[GivenFact, ...] = ()
    needed: tuple[NeededFact, ...] = ()
    ivr_note: IvrNote | None = None
    overdue: tuple[Promise, ...] = ()
    likely_why: LikelyWhy | None = None
    greeting: Greeting | None = None
    recognition: str | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    repeated: int = 0
