"""ScreenPop: the card. Seven items at most; what is missing takes no space."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agentassist.domain.basis import Basis, Certainty
from agentassist.domain.brief import Brief
from agentassist.domain.call import CallSnapshot
from agentassist.domain.consent import Consent
from agentassist.domain.contact import Identity
from agentassist.domain.discretion import Discretion
from agentassist.domain.ivr import GivenFact
from agentassist.domain.person import Person
from agentassist.domain.promise import Promise


class IvrNote(StrEnum):
    """Why the given strip may be empty, in one plain line."""

    SENT_NOTHING = "sent_nothing"
    NOT_MAPPED = "not_mapped"  # it sent something that the settings give no meaning to
    NOT_APPLICABLE = "not_applicable"  # internal or outbound call


@dataclass(frozen=True, slots=True)
class NeededFact:
    """Something still to ask, or to do about who it is.

    `why` is a code: identify, verify, check (given, to be compared), pick, not_found, look_up,
    failed, or intent:NAME. `label` are IT's own words for it. `value`: what they say may be noted;
    `check`: it is right or wrong; `masked`: shown as a mask once noted.
    """

    kind: str
    why: str
    label: str | None = None
    value: bool = False
    check: bool = False
    masked: bool = True

    @property
    def answerable(self) -> bool:
        """The agent can say what came of asking."""
        return self.value or self.check


@dataclass(frozen=True, slots=True)
class LikelyWhy:
    """Why they probably call. `headline` is text from the record or an intent code.

    `from_record` tells which. `evidence` are (code, detail) pairs: ("open_ticket", "#4821"),
    ("ivr_path", "2"), ("last_chat", ISO time), ("promise", owner), ("unanswered_mail", ISO time),
    ("repeated", "3"), ("order_late", ISO time), ("order_done", ISO time). `basis` is where each can
    be read, `terms` what ranked it. `also`: further reasons, the likelier first. Only what may be
    said (`discretion`) goes beyond the agent's eyes.
    """

    headline: str
    from_record: bool
    evidence: tuple[tuple[str, str], ...] = ()
    certainty: Certainty = Certainty.POSSIBLE
    basis: tuple[Basis, ...] = ()
    terms: tuple[str, ...] = ()
    discretion: Discretion = Discretion.SAY
    also: tuple["LikelyWhy", ...] = ()


class GreetingKind(StrEnum):
    NAMED_WITH_TOPIC = "named_with_topic"
    NAMED = "named"
    NAMED_MISSED_PROMISE = "named_missed_promise"
    TOPIC_ONLY = "topic_only"  # identified by nothing, but the topic is given
    WHO_IS_IT = "who_is_it"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting from verified facts only; the UI writes the sentence. A guess never gets in.

    `asks_who` is False once the caller has told who they are, verified or not.
    """

    kind: GreetingKind
    name: str | None = None
    topic: str | None = None
    long_wait: bool = False
    transferred: bool = False
    promise: str | None = None
    asks_who: bool = True


@dataclass(frozen=True, slots=True)
class ScreenPop:
    """Everything the card shows for one call of one agent.

    `call.verified` is what the verification policy says of the IVR's word and the agents' checks.
    `given` is the whole ledger in order: wrong attempts and what is on record are in it.
    `answered_at`/`rang_at` are wall-clock times the running clock counts from. `person`: the
    records that `identity.contact` is made of; None while nobody is identified.
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
    labels: tuple[tuple[str, str], ...] = ()  # IT's own words for kinds of facts
    brief: Brief | None = None
    refused: tuple[Consent, ...] = ()  # what the customer does not want
    person: Person | None = None
