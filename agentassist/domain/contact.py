"""Contacts (customers) and how a caller was matched to one."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from agentassist.domain.consent import Consent
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId


@dataclass(frozen=True, slots=True)
class Contact:
    """One customer. `phones` are E.164, `recognition` a real fact worth a thank-you (no offer).

    `kind` is person, household or company; `accounts` are normalised account numbers and are
    masked wherever they are shown. `discretion` are the marks that a source put on single fields,
    by their names here ("city", "phone", "email", "account" for the keys).
    """

    id: ContactId
    name: str
    kind: str = "person"
    company: str | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    accounts: tuple[str, ...] = field(default=(), repr=False)
    city: str | None = None
    language: str | None = None
    customer_since: date | None = None
    vip: bool = False
    recognition: str | None = None
    consents: tuple[Consent, ...] = ()
    discretion: tuple[tuple[str, Discretion], ...] = ()

    @property
    def first_name(self) -> str:
        return self.name.split()[0] if self.kind == "person" and self.name.split() else self.name


class EvidenceKind(StrEnum):
    """Why a contact is thought to be the caller, strongest first."""

    ACCOUNT_FROM_IVR = "account_from_ivr"  # strong key, entered by the caller
    ACCOUNT_TOLD = "account_told"  # the same key, said to an agent
    PICKED_BY_AGENT = "picked_by_agent"
    EXACT_NUMBER = "exact_number"  # medium key, nobody else has it
    SHARED_NUMBER = "shared_number"  # medium key, several people have it
    SWITCHBOARD = "switchboard"
    UNUSED_NUMBER = "unused_number"  # weak: nobody called by it for long; `since` then
    NUMBER_VARIANT = "number_variant"  # weak: the same by a country's older way of writing
    PICKED_BEFORE = "picked_before"  # weak: an agent (`detail`) picked them for the number
    NUMBER_TAIL = "number_tail"  # manual look-up by the last digits
    NAME = "name"  # manual look-up
    EMAIL = "email"
    ACCOUNT = "account"
    ORDER = "order"


WEAK = frozenset(
    {EvidenceKind.UNUSED_NUMBER, EvidenceKind.NUMBER_VARIANT, EvidenceKind.PICKED_BEFORE}
)  # shows somebody, and opens nobody


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason; `shared_by` counts the people who have the same key, this one included.

    `sources`: whose records of the person say so ("local" is the store itself). `since`: when the
    key was last used, or they were picked.
    """

    kind: EvidenceKind
    detail: str | None = None  # already masked where needed
    shared_by: int = 1
    sources: tuple[str, ...] = ()
    since: datetime | None = None


class IdentityStatus(StrEnum):
    """How far it is known who calls."""

    UNKNOWN = "unknown"  # looked, nobody found
    WITHHELD = "withheld"  # no number and nothing else to look by
    LOOKING = "looking"
    IDENTIFIED = "identified"
    CANDIDATES = "candidates"  # several, or contradicting: the agent picks
    INTERNAL = "internal"  # a colleague


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the caller, and why. `interactions` is how many there are on file."""

    contact: Contact
    evidence: tuple[Evidence, ...]
    interactions: int = 0
    last_contact: datetime | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who calls: a contact with evidence, or honest candidates, best first.

    `unconfirmed`: a source that may know somebody else with the same key has not answered.
    `also_fits`: one that answered late does; the card stays as it was read, the others beside it.
    """

    status: IdentityStatus = IdentityStatus.LOOKING
    contact: Contact | None = None
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    contradiction: bool = False  # two strong keys point to two people
    unconfirmed: bool = False
    also_fits: bool = False


@dataclass(frozen=True, slots=True)
class IdentityKeys:
    """What a caller can be looked up by, parsed once at the edge.

    `e164` is None for withheld, internal or impossible numbers; `account` is normalised;
    `account_told`: it was said to an agent, not entered in the IVR; `phone_told`: a number they
    named besides the one they call from. `aliases`: the same number as a country wrote it before,
    or as some systems still do; they identify nobody.
    """

    e164: str | None = None
    account: str | None = field(default=None, repr=False)
    withheld: bool = False
    internal: bool = False
    account_told: bool = False
    phone_told: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def findable(self) -> bool:
        """Whether anybody can be looked up by them: an empty key would match everybody."""
        return not self.internal and bool(self.e164 or self.account or self.aliases)

    def same_call(self, other: "IdentityKeys | None") -> bool:
        """They differ in nothing but what an agent noted or took back."""
        if other is None or (self.withheld, self.internal) != (other.withheld, other.internal):
            return False
        noted = self.account_told or other.account_told
        return self.e164 == other.e164 and (noted or self.account == other.account)
