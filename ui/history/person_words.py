"""Who somebody is, in words: values side by side with their sources, records, links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from agentassist.domain.discretion import Discretion
from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import LinkMethod, RecordLink, SourceRecord
from agentassist.domain.mask import mask
from agentassist.domain.person import FieldValue, Person, PersonField, PersonRecord
from agentassist.domain.source import LOCAL
from ui.history.row_words import Reading
from ui.history.source_words import age_text
from ui.i18n import tr
from ui.phone_number import phone_text
from ui.times import day_text, exact_text

_REASONS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ValueWords:
    """One value of a field, and who says it. `quiet`: not to be mentioned to the caller."""

    value: str
    said_by: str
    exact: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class FieldWords:
    """`differs`: the records disagree."""

    label: str
    values: tuple[ValueWords, ...]
    differs: bool


def field_rows(person: Person, reading: Reading) -> tuple[FieldWords, ...]:
    """Every field that a record has a value for. What is hidden is left out."""
    conflicts = person.conflicts()
    rows: list[FieldWords] = []
    for which in PersonField:
        if which is PersonField.KIND and which not in conflicts:
            continue
        found = [_value(which, value, reading) for value in person.values(which)]
        values = tuple(words for words in found if words is not None)
        if values:
            rows.append(FieldWords(field_text(which), values, which in conflicts))
    return tuple(rows)


def _value(which: PersonField, value: FieldValue, reading: Reading) -> ValueWords | None:
    marks = [dict(one.contact.discretion).get(which.value) for one in value.said_by]
    if Discretion.HIDE in marks:
        return None
    exact = "\n".join(_exact(one, reading) for one in value.said_by)
    said = dict.fromkeys(_source(one, reading) for one in value.said_by)
    shown = value_text(which, value.value, reading.now)
    return ValueWords(shown, " · ".join(said), exact, Discretion.KNOW in marks)


def value_text(which: PersonField, value: str, now: datetime) -> str:
    match which:
        case PersonField.PHONE:
            return phone_text(value)
        case PersonField.ACCOUNT:
            return mask(value)
        case PersonField.VIP:
            return tr("yes")
        case PersonField.CUSTOMER_SINCE:
            day = date.fromisoformat(value)
            at = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
            return day_text(at, now)
    return value


def field_text(which: PersonField) -> str:
    return {
        PersonField.NAME: tr("Name"),
        PersonField.KIND: tr("Kind"),
        PersonField.COMPANY: tr("Company"),
        PersonField.PHONE: tr("Phone"),
        PersonField.EMAIL: tr("E-mail"),
        PersonField.ACCOUNT: tr("Account"),
        PersonField.CITY: tr("City"),
        PersonField.LANGUAGE: tr("Language"),
        PersonField.CUSTOMER_SINCE: tr("Customer since"),
        PersonField.VIP: tr("Valued customer"),
        PersonField.RECOGNITION: tr("Worth a thank-you"),
    }[which]


def _source(record: PersonRecord, reading: Reading) -> str:
    """'Help desk · 2 h' or 'here'."""
    name = source_name(record.record, reading)
    if record.as_of is None:
        return name
    return tr("{source}, {age}", source=name, age=age_text(record.as_of, reading.now))


def _exact(record: PersonRecord, reading: Reading) -> str:
    name = record_name(record.record, reading)
    if record.as_of is None:
        return name
    return tr("{record}: fetched {time}", record=name, time=exact_text(record.as_of))


def source_name(record: SourceRecord, reading: Reading) -> str:
    if record.source == LOCAL:
        return tr("here")
    return reading.titles.get(record.source) or record.source


def record_name(record: SourceRecord, reading: Reading) -> str:
    """The source and the record's own id there; our own ids say nothing to anybody."""
    if record.source == LOCAL:
        return tr("Noted here")
    return f"{source_name(record, reading)} {record.id}"


# links -------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LinkWords:
    """A standing link: what it joins, who made it when, and why."""

    link: RecordLink
    record: str
    made: str
    why: str


def link_rows(person: Person, reading: Reading) -> tuple[LinkWords, ...]:
    return tuple(_link(link, person, reading) for link in person.links if link.undone_at is None)


def _link(link: RecordLink, person: Person, reading: Reading) -> LinkWords:
    first = person.records[0].record if person.records else link.one
    other = link.other if link.one == first else link.one
    beside = link.one if other == link.other else link.other
    joined = tr(
        "{record} with {other}",
        record=record_name(other, reading),
        other=record_name(beside, reading),
    )
    day = day_text(link.made_at, reading.now)
    if link.method is LinkMethod.AGENT:
        made = tr("linked by agent {agent} on {day}", agent=link.made_by, day=day)
    else:
        made = tr("linked by rule on {day}", day=day)
    return LinkWords(link, joined, made, reasons_text(link.evidence))


def reasons_text(reasons: Sequence[Reason]) -> str:
    """'same e-mail address, same name; other birth date'."""
    against = [reason for reason in reasons if reason.value.startswith("not_")]
    agree = [reason for reason in reasons if reason not in against]
    said = ", ".join(map(reason_text, agree[:_REASONS_SHOWN]))
    contrary = ", ".join(map(reason_text, against))
    return "; ".join(text for text in (said, contrary) if text)


def reason_text(reason: Reason) -> str:
    return {
        Reason.ACCOUNT: tr("same account"),
        Reason.ORDER: tr("same order"),
        Reason.EMAIL: tr("same e-mail address"),
        Reason.PHONE: tr("same phone number"),
        Reason.NAME: tr("same name"),
        Reason.NAME_PART: tr("part of the name"),
        Reason.BIRTH_DATE: tr("same birth date"),
        Reason.BIRTH_DATE_SLIP: tr("birth date but for a slip"),
        Reason.EMAIL_SLIP: tr("e-mail address but for a slip"),
        Reason.STREET: tr("same street"),
        Reason.POSTCODE: tr("same postcode"),
        Reason.EMAIL_REPAIRED: tr("same e-mail address, misspelt once"),
        Reason.NEW_FAMILY_NAME: tr("given name, with a new family name"),
        Reason.OTHER_GIVEN_NAME: tr("family name, with another given name"),
        Reason.NOT_NAME: tr("other name"),
        Reason.NOT_BIRTH_DATE: tr("other birth date"),
        Reason.NOT_ACCOUNT: tr("other account"),
    }[reason]
