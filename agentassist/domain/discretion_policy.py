"""What a site says about discretion: for kinds of facts, for channels, for whole sources.

Applied once, where what is on file enters the use cases: hidden facts are not there any more, and
the rest carries the mark that holds for it. A source's own mark only makes it stricter.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from agentassist.domain.contact import Candidate, Contact, Evidence, EvidenceKind, Identity
from agentassist.domain.discretion import Discretion, strictest
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.person import Person
from agentassist.domain.promise import Promise
from agentassist.domain.timeline.words import folded_words, query_words

HIDE, KNOW = Discretion.HIDE, Discretion.KNOW

# What a person feels, did unasked, or is thought to be is never said to them.
FACTS: Final[Mapping[str, Discretion]] = {
    "vip": KNOW,
    "city": KNOW,
    "language": KNOW,
    "mood": KNOW,
    "apologies": KNOW,
    "repeated": KNOW,
    "articles": KNOW,
}
CHANNELS: Final[Mapping[Channel, Discretion]] = {
    Channel.WEB: KNOW,  # what they looked at
    Channel.SOCIAL: KNOW,  # what they said to others
    Channel.SURVEY: KNOW,
    Channel.NOTE: KNOW,
}
_OF_CONTACT: Final[Mapping[str, tuple[str, Any]]] = {
    "company": ("company", None),
    "city": ("city", None),
    "language": ("language", None),
    "customer_since": ("customer_since", None),
    "vip": ("vip", False),
    "recognition": ("recognition", None),
    "phone": ("phones", ()),
    "email": ("emails", ()),
    "account": ("accounts", ()),
    "consent": ("consents", ()),
}
_OF_INTERACTION: Final[Mapping[str, Mapping[str, Any]]] = {
    "mood": {"mood_start": None, "mood_end": None},
    "apologies": {"apologies": 0},
    "repeated": {"repeated": 0},
    "articles": {"article_ids": ()},
    "agent": {"agent": None},
    "detail": {"detail": ""},
    "reference": {"reference": None, "parent": None},
}
KINDS: Final = frozenset(_OF_CONTACT) | frozenset(_OF_INTERACTION) | {"promise"}
# What a look-up would show of the record beside what was typed.
_SHOWS: Final[Mapping[EvidenceKind, str]] = {
    EvidenceKind.EMAIL: "email",
    EvidenceKind.NUMBER_TAIL: "phone",
    EvidenceKind.ACCOUNT: "account",
    EvidenceKind.ORDER: "reference",
}


@dataclass(frozen=True, slots=True)
class DiscretionPolicy:
    """What is not named may be said. `facts` are of KINDS."""

    facts: Mapping[str, Discretion] = field(default_factory=lambda: FACTS)
    channels: Mapping[Channel, Discretion] = field(default_factory=lambda: CHANNELS)
    sources: Mapping[str, Discretion] = field(default_factory=dict)

    def of(self, kind: str) -> Discretion:
        return self.facts.get(kind, Discretion.SAY)

    def interactions(self, items: Iterable[Interaction]) -> tuple[Interaction, ...]:
        """Without those that are hidden; the others with the mark that holds for them."""
        hidden = self._hidden_of_interactions()
        found = (self._interaction(item, hidden) for item in items)
        return tuple(item for item in found if item is not None)

    def promises(self, items: Iterable[Promise]) -> tuple[Promise, ...]:
        marked = ((strictest(one.discretion, self.of("promise")), one) for one in items)
        return tuple(
            one if mark is one.discretion else replace(one, discretion=mark)
            for mark, one in marked
            if mark is not HIDE
        )

    def of_contact(self, contact: Contact, kind: str) -> Discretion:
        """What holds for one fact of this customer."""
        marks = (mark for name, mark in contact.discretion if name == kind)
        return strictest(self.of(kind), *marks)

    def contact(self, contact: Contact) -> Contact:
        """Without its hidden fields."""
        emptied = {
            name: empty
            for kind, (name, empty) in _OF_CONTACT.items()
            if getattr(contact, name) != empty and self.of_contact(contact, kind) is HIDE
        }
        return replace(contact, **emptied) if emptied else contact

    @property
    def hides_rows(self) -> bool:
        """Whole channels or sources are hidden."""
        return HIDE in {*self.channels.values(), *self.sources.values()}

    def candidates(self, candidates: Iterable[Candidate], typed: str) -> tuple[Candidate, ...]:
        """Of a manual look-up: nobody is among them by what is hidden alone."""
        found = (self._candidate(one, typed) for one in candidates)
        return tuple(one for one in found if one is not None)

    def identity(self, identity: Identity) -> Identity:
        """Who was found stays found; what the card may show of them is less."""
        contact = identity.contact
        return replace(
            identity,
            contact=self.contact(contact) if contact is not None else None,
            evidence=self._evidence(contact, identity.evidence),
            candidates=tuple(
                replace(
                    one,
                    contact=self.contact(one.contact),
                    evidence=self._evidence(one.contact, one.evidence),
                )
                for one in identity.candidates
            ),
        )

    def person(self, person: Person) -> Person:
        """What one record hides is not told by another's name for it, but by another's word."""
        records = tuple(replace(one, contact=self.contact(one.contact)) for one in person.records)
        return replace(person, contact=self.contact(person.contact), records=records)

    def _hidden_of_interactions(self) -> dict[str, Any]:
        hidden = (parts for kind, parts in _OF_INTERACTION.items() if self.of(kind) is HIDE)
        return {name: empty for parts in hidden for name, empty in parts.items()}

    def _interaction(self, item: Interaction, hidden: Mapping[str, Any]) -> Interaction | None:
        mark = strictest(
            item.discretion,
            self.channels.get(item.channel, Discretion.SAY),
            self.sources.get(item.source, Discretion.SAY),
        )
        if mark is HIDE:
            return None
        if mark is item.discretion and not hidden:
            return item
        return replace(item, discretion=mark, **hidden)

    def _candidate(self, one: Candidate, typed: str) -> Candidate | None:
        shown = self.contact(one.contact)
        evidence = tuple(
            evidence
            for evidence in self._evidence(one.contact, one.evidence)
            if not (shown is not one.contact and _by_hidden(evidence, one.contact, shown, typed))
        )
        if one.evidence and not evidence:
            return None
        return replace(one, contact=shown, evidence=evidence)

    def _evidence(
        self, contact: Contact | None, evidence: tuple[Evidence, ...]
    ) -> tuple[Evidence, ...]:
        def hidden(kind: str) -> bool:
            mark = self.of(kind) if contact is None else self.of_contact(contact, kind)
            return mark is HIDE

        return tuple(one for one in evidence if not hidden(_SHOWS.get(one.kind, "")))


def _by_hidden(evidence: Evidence, whole: Contact, shown: Contact, typed: str) -> bool:
    """What was typed is in the record only where it is hidden."""
    if evidence.kind in (EvidenceKind.EXACT_NUMBER, EvidenceKind.SHARED_NUMBER):
        return not shown.phones
    if evidence.kind is not EvidenceKind.NAME:
        return False
    seen, all_of_it = _found_by(shown), _found_by(whole)
    return any(word in all_of_it and word not in seen for word in query_words(typed))


def _found_by(contact: Contact) -> str:
    return folded_words(" ".join((contact.name, contact.company or "", *contact.emails)))
