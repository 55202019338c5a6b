"""A person: records of several sources joined by reversible links. Nothing is merged.

The records stay as their sources have them; this is a view, with each value's source and age.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from agentassist.domain.contact import Contact
from agentassist.domain.discretion import joined_marks

if TYPE_CHECKING:  # the rules of linking are not needed for the first paint
    from agentassist.domain.linking.record_link import RecordLink, SourceRecord


class PersonField(StrEnum):
    NAME = "name"
    KIND = "kind"
    COMPANY = "company"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    CITY = "city"
    LANGUAGE = "language"
    CUSTOMER_SINCE = "customer_since"
    VIP = "vip"
    RECOGNITION = "recognition"


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One record of the person. `as_of`: when it was fetched; None for the store's own."""

    record: SourceRecord
    contact: Contact
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class FieldValue:
    """A value and every record that says it, the freshest first."""

    value: str
    said_by: tuple[PersonRecord, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """`contact` is what the card shows: the first record's name, the keys of all of them.

    `records` begin with the one that names the person.
    """

    contact: Contact
    records: tuple[PersonRecord, ...] = ()
    links: tuple[RecordLink, ...] = ()

    def values(self, field: PersonField) -> tuple[FieldValue, ...]:
        """What the records say of one field, each different value once, in order of records."""
        said: dict[str, list[PersonRecord]] = {}
        for record in self.records:
            for value in _values(record.contact, field):
                said.setdefault(value, []).append(record)
        return tuple(FieldValue(value, _freshest_first(who)) for value, who in said.items())

    def conflicts(self) -> tuple[PersonField, ...]:
        """Fields of one value that the records disagree about."""
        return tuple(
            field for field in PersonField if field in _ONE_VALUE and len(self.values(field)) > 1
        )


def person_of(records: Sequence[PersonRecord], links: Sequence[RecordLink] = ()) -> Person:
    """The person of `records`, of which the first gives the id.

    Each single value is that of the first record that has one: the others stay beside it, see
    `Person.values`. A number in place of a name is no name as soon as a record has one.
    """
    said = [one.contact for one in records]
    named = next((contact for contact in said if _is_name(contact.name)), said[0])
    contact = replace(
        said[0],
        name=named.name,
        kind=named.kind,
        company=_first(contact.company for contact in said),
        phones=_each(contact.phones for contact in said),
        emails=_each(contact.emails for contact in said),
        accounts=_each(contact.accounts for contact in said),
        city=_first(contact.city for contact in said),
        language=_first(contact.language for contact in said),
        customer_since=next((c.customer_since for c in said if c.customer_since), None),
        vip=any(contact.vip for contact in said),
        recognition=_first(contact.recognition for contact in said),
        consents=tuple(dict.fromkeys(one for contact in said for one in contact.consents)),
        discretion=joined_marks(contact.discretion for contact in said),
    )
    return Person(contact, tuple(records), tuple(links))


def _is_name(text: str) -> bool:
    return "@" not in text and any(ch.isalpha() for ch in text)


def _first(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)


def _each(held: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Every value once, whatever its case, in the order of the records."""
    found: dict[str, str] = {}
    for values in held:
        for value in values:
            found.setdefault(value.casefold(), value)
    return tuple(found.values())


_ONE_VALUE = frozenset(PersonField) - {
    PersonField.PHONE,
    PersonField.EMAIL,
    PersonField.ACCOUNT,
    PersonField.RECOGNITION,
    PersonField.VIP,
}


def _values(contact: Contact, field: PersonField) -> Iterable[str]:
    match field:
        case PersonField.PHONE:
            return contact.phones
        case PersonField.EMAIL:
            return contact.emails
        case PersonField.ACCOUNT:
            return contact.accounts
        case PersonField.CUSTOMER_SINCE:
            return (contact.customer_since.isoformat(),) if contact.customer_since else ()
        case PersonField.VIP:
            return ("yes",) if contact.vip else ()
    value = getattr(contact, field.value)
    return (value,) if value else ()


def _freshest_first(records: list[PersonRecord]) -> tuple[PersonRecord, ...]:
    return tuple(sorted(records, key=lambda one: (one.as_of is not None, -_age_key(one.as_of))))


def _age_key(as_of: datetime | None) -> float:
    return as_of.timestamp() if as_of is not None else 0.0
