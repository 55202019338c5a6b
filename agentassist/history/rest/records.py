"""From rows of an answer to contacts, interactions and articles; what can't be used is counted."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from agentassist.domain.account import normalise_account
from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.birth_date import birth_date
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from agentassist.history.rest.fetching import Question, Row
from agentassist.history.rest.field_reading import OURS
from agentassist.history.rest.row_reading import RowProblemError, RowReader
from agentassist.history.rest.spec import Fields, FindSpec, InteractionsSpec, WordTable
from agentassist.history.rest.trial import Journal
from agentassist.net.json_value import JsonValue

DETAIL = 8_000  # characters
BODY = 200_000
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")

_LARGEST_ROW = 20_000  # values in one row: each field of it may look at all of them
NumberParser = Callable[[str], str | None]  # E.164 of a number as it is written, or None
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Holder:
    """A contact and the keys that its row really has, normalised."""

    found: SourceContact
    keys: Mapping[KeyKind, frozenset[str]]

    def has(self, key: SourceKey) -> bool:
        return folded(key) in self.keys[key.kind]


def folded(key: SourceKey) -> str:
    """What keys are compared by."""
    match key.kind:
        case KeyKind.PHONE:
            return key.value.strip()
        case KeyKind.EMAIL:
            return key.value.strip().casefold()
    return normalise_account(key.value)


@dataclass(frozen=True, slots=True)
class RecordReader:
    """`source` is its name. `e164` parses numbers as the site writes them.

    `bare_international`: a number that begins with neither + nor 0 begins with a country's code.
    """

    source: str
    words: Mapping[str, WordTable]
    e164: NumberParser
    bare_international: bool = False

    def holders(self, rows: Sequence[Row], spec: FindSpec, question: Question) -> list[Holder]:
        """Of each row that can be used; `question` has the deadline, and counts the others.

        AgentAssistError("source.unexpected") where none can: that is not the same as nobody.
        """

        def read(row: Row) -> Holder:
            consents = self._consents(RowReader(row, spec.consents))
            return self._holder(RowReader(row, spec.fields), consents, question.journal)

        return self._some(_each(rows, question, read), rows, question, "find.fields")

    def interactions(
        self, rows: Sequence[Row], spec: InteractionsSpec, record: SourceRecord, question: Question
    ) -> list[Interaction]:
        """Those of `record` only.

        AgentAssistError("source.unexpected") where rows came and none can be read: an empty answer
        would put an end to the good copy.
        """

        def read(row: Row) -> Interaction:
            reader = RowReader(row, spec.fields)
            if not spec.owner_unchecked:
                owners = reader.ids("owner")
                if not owners:
                    raise RowProblemError("owner:missing")
                if record.id not in owners:
                    raise RowProblemError("not_theirs")
            return self._interaction(reader, spec.kind, record, question.journal)

        where = f"interactions.{spec.kind}.fields"
        return self._some(_each(rows, question, read), rows, question, where)

    def articles(self, rows: Iterable[Row], fields: Fields, question: Question) -> list[Article]:
        return _each(rows, question, lambda row: self._article(RowReader(row, fields)))

    def _some(
        self, kept: list[_T], rows: Sequence[Row], question: Question, where: str
    ) -> list[_T]:
        """What was kept, unless every row was of another shape than the mapping says."""
        if rows and not kept and not question.journal.dropped["not_theirs"]:
            raise AgentAssistError("source.unexpected", source=self.source, where=where)
        return kept

    def _consents(self, row: RowReader) -> tuple[Consent, ...]:
        said = ((purpose, row.flag(purpose)) for purpose in Purpose)
        return tuple(
            Consent(purpose, granted, self.source)
            for purpose, granted in said
            if granted is not None
        )

    def _holder(self, row: RowReader, consents: tuple[Consent, ...], journal: Journal) -> Holder:
        record = SourceRecord(self.source, row.id())
        written = row.texts("phones", phones=True)
        phones = {number: None for text in written if (number := self._number(text))}
        emails = tuple(text for text in row.texts("emails") if "@" in text)
        accounts = {key: None for text in row.texts("accounts") if (key := normalise_account(text))}
        orders = (normalise_account(text) for text in row.texts("orders"))
        contact = Contact(
            id=contact_id(record),
            name=row.line("name", 120) or row.line("company") or next(iter(emails), record.id),
            kind=self._word(row, "kind", journal) or "person",
            company=row.line("company") or None,
            phones=tuple(phones),
            emails=emails,
            accounts=tuple(accounts),
            city=row.line("city") or None,
            language=_language(row.line("language", 20)),
            customer_since=row.day("customer_since"),
            vip=bool(row.flag("vip")),
            recognition=row.line("recognition") or None,
            consents=consents,
        )
        born = birth_date(row.line("birth", 40))
        keys = {
            KeyKind.PHONE: frozenset(phones),
            KeyKind.EMAIL: frozenset(text.casefold() for text in emails),
            KeyKind.ACCOUNT: frozenset(accounts),
            KeyKind.ORDER: frozenset(orders) - {""},
        }
        return Holder(SourceContact(record, contact, row.moment("updated"), born), keys)

    def _number(self, text: str) -> str | None:
        bare = self.bare_international and text[:1].isdecimal() and not text.startswith("0")
        return self.e164(f"+{text}" if bare else text)

    def _interaction(
        self, row: RowReader, kind: str, record: SourceRecord, journal: Journal
    ) -> Interaction:
        own_id = row.id()
        at = row.moment("at")
        if at is None:
            raise RowProblemError("at:missing")
        channel = self._word(row, "channel", journal)
        status = self._word(row, "status", journal)
        direction = self._word(row, "direction", journal)
        discretion = self._word(row, "discretion", journal)
        return Interaction(
            id=InteractionId(f"{self.source}:{kind}:{own_id}"),
            contact_id=contact_id(record),
            channel=Channel(channel) if channel else Channel.TICKET,
            at=at,
            title=row.line("title"),
            detail=row.lines("detail", DETAIL),
            topic=row.line("topic", 60) or None,
            status=InteractionStatus(status) if status else InteractionStatus.CLOSED,
            duration=row.duration("duration"),
            agent=row.line("agent", 120) or None,
            reference=row.line("reference", 60) or own_id,
            source=self.source,
            direction=Direction(direction) if direction else None,
            thread=row.line("thread", 200) or None,
            parent=row.line("parent", 60) or None,
            unanswered=bool(row.flag("unanswered")),
            answered_at=row.moment("answered_at"),
            discretion=Discretion(discretion) if discretion else Discretion.SAY,
            due=row.moment("due"),
            done_at=row.moment("done_at"),
        )

    def _article(self, row: RowReader) -> Article:
        title = row.line("title")
        if not title:
            raise RowProblemError("title:missing")
        updated = row.moment("updated")
        return Article(
            id=ArticleId(f"{self.source}:{row.id()}"),
            title=title,
            body=row.lines("body", BODY, headings=True),
            product=row.line("product"),
            tags=row.texts("tags"),
            language=_language(row.line("language", 20)) or "en",
            owner=row.line("owner", 120),
            updated=updated.date() if updated else None,
            audience=row.line("audience", 60),
            path=row.line("path"),
        )

    def _word(self, row: RowReader, name: str, journal: Journal) -> str:
        if name == "direction" and not row.line(name):
            return ""  # unlike a status, none is none
        word, known = row.word(name, self.words.get(name), OURS[name])
        if not known:
            journal.unknown_words.add((name, row.line(name, 60)))
        return word


def _each(rows: Iterable[Row], question: Question, read: Callable[[Row], _T]) -> list[_T]:
    """A row that can't be used is counted, and the others go on."""
    kept: list[_T] = []
    for row in rows:
        question.deadline.left()
        try:
            if _values(row.item) > _LARGEST_ROW:
                raise RowProblemError("too_large")
            kept.append(read(row))
        except RowProblemError as problem:
            question.journal.drop(problem.reason)
    return kept


def _values(item: JsonValue) -> int:
    """How many values there are in it; counted no further than needed."""
    count, layer = 0, [item]
    while layer and count <= _LARGEST_ROW:
        count += len(layer)
        layer = [
            value
            for one in layer
            if isinstance(one, list | dict)
            for value in (one.values() if isinstance(one, dict) else one)
        ]
    return count


def _language(text: str) -> str | None:
    found = _LANGUAGE.fullmatch(text)
    return found[1].lower() if found else None
