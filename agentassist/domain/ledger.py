"""The ledger of one call: every fact given, where it came from, when, and whether it was right.

Wrong attempts stand in it too, but apart: nothing is found, verified or greeted by them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from agentassist.domain.contact import Contact
from agentassist.domain.ids import FactId
from agentassist.domain.ivr import ACCOUNT, CARD, MENU, FactSource, GivenFact, InputResult
from agentassist.domain.sealed import Sealed, mask

PHONE: Final = "phone"  # a number that they named; the one they call from is the call's
TOLD_TO_AGENTS: Final = frozenset({FactSource.AGENT, FactSource.EARLIER_LEG, FactSource.HAND_OFF})
# Whose word on 'right' counts. A link's is anybody's, and a record proves nothing about a caller.
_VOUCHED: Final = TOLD_TO_AGENTS | {FactSource.IVR}
# An IVR reports these by text that a caller can forge (see domain/given_order.py).
NEVER_CHECKED: Final = frozenset({CARD, MENU})


@dataclass(frozen=True, slots=True)
class Entry:
    """All of one kind, as (place in the ledger, fact) in the order given.

    `right` holds what is not known to be wrong; `wrong` the failed attempts, no answer included.
    """

    kind: str
    right: tuple[tuple[int, GivenFact], ...]
    wrong: tuple[tuple[int, GivenFact], ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Facts in the order given; what is only on record comes last."""

    facts: tuple[GivenFact, ...] = ()

    def entries(self) -> Iterator[Entry]:
        """One for each kind, in the order in which the kinds were first given."""
        for kind in dict.fromkeys(fact.kind for fact in self.facts):
            same = [(at, fact) for at, fact in enumerate(self.facts) if fact.kind == kind]
            yield Entry(
                kind,
                tuple((at, fact) for at, fact in same if fact.usable),
                tuple((at, fact) for at, fact in same if not fact.usable),
            )

    @property
    def given(self) -> frozenset[str]:
        """Kinds that the caller gave, and not known to be wrong."""
        usable = (fact for fact in self.facts if fact.usable)
        return frozenset(fact.kind for fact in usable if fact.source is not FactSource.CRM)

    @property
    def on_record(self) -> frozenset[str]:
        """Kinds that the contact's record holds. Not a word of the caller."""
        return frozenset(fact.kind for fact in self.facts if fact.source is FactSource.CRM)

    @property
    def checked(self) -> frozenset[str]:
        """Kinds that somebody who may be believed found right."""
        return frozenset(
            fact.kind
            for fact in self.facts
            if fact.result is InputResult.OK
            and fact.source in _VOUCHED
            and fact.kind not in NEVER_CHECKED
        )

    def failed_tries(self, kind: str) -> int:
        """How often an agent asked for it and got a wrong answer, or none."""
        return sum(
            fact.kind == kind and not fact.usable and fact.source in TOLD_TO_AGENTS
            for fact in self.facts
        )

    def values(self, kind: str) -> tuple[GivenFact, ...]:
        """What the caller gave of a kind, the latest first; never a wrong attempt."""
        return tuple(
            fact
            for fact in reversed(self.facts)
            if fact.kind == kind
            and fact.usable
            and fact.value is not None
            and fact.source is not FactSource.CRM
        )

    def with_told(self, told: Sequence[GivenFact], taken_back: Collection[FactId]) -> "Ledger":
        """With what this agent added and took back, whether the phone system has it yet or not."""
        own = {fact.id: fact for fact in told}
        known = [
            own.pop(fact.id, fact) if fact.id is not None else fact
            for fact in self.facts
            if fact.id not in taken_back
        ]
        return Ledger((*known, *own.values()))

    def with_record(self, contact: Contact | None, kinds: Collection[str]) -> "Ledger":
        """With what the contact's record holds of `kinds`, where the caller did not give it."""
        if contact is None:
            return self
        more = [
            GivenFact(kind, Sealed(value), mask(value), None, FactSource.CRM)
            for kind, value in _recorded(contact)
            if kind in kinds and kind not in self.given
        ]
        return Ledger((*self.facts, *more)) if more else self


def _recorded(contact: Contact) -> Iterator[tuple[str, str]]:
    for kind, values in (
        (ACCOUNT, contact.accounts),
        (PHONE, contact.phones),
        ("email", contact.emails),
        ("city", (contact.city,)),
        ("company", (contact.company,)),
        ("name", (contact.name,)),
    ):
        value = next((one for one in values if one), None)
        if value is not None:
            yield kind, value
