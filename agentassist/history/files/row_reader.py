"""Rows of a table to contacts, interactions and promises, as a mapping says."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

import msgspec

from agentassist.domain.account import normalise_account
from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.sealed import card_in, looks_like_card
from agentassist.domain.source import LOCAL, SourceContact
from agentassist.history.files import cell
from agentassist.history.files.cell import BadCell, Times
from agentassist.history.files.mapping import (
    CONTACT,
    INTERACTION,
    NEEDED,
    PROMISE,
    SEVERAL,
    WORDS,
    FileMapping,
    folded,
)
from agentassist.history.files.mapping_file import SOURCE_NAME
from agentassist.history.files.row import CARD, LONGEST_ID, Row, derived, getter
from agentassist.history.files.table import LISTED, Record
from agentassist.history.files.words import CHANNELS, STATUSES
from agentassist.history.identity import PhoneKeyParser
from agentassist.storage.folding import email_key
from agentassist.storage.import_slice import ImportRow, Owner

LONGEST_ADDRESS = 320
NUMBERS_KNOWN = 50_000  # numbers that are not parsed again: of interactions' rows, mostly
T = TypeVar("T")

_NO_WORDS: Mapping[str, str] = {}
_consents = msgspec.json.Decoder(tuple[Consent, ...])
_marks = msgspec.json.Decoder(tuple[tuple[str, Discretion], ...])


class RowReader:
    """Reads the rows of one file; never raises for what stands in one."""

    def __init__(
        self, mapping: FileMapping, headings: Sequence[str], *, source: str, region: str, file: str
    ) -> None:
        """`source` and `region` are for rows that say nothing else; `file` is for errors.

        AgentAssistError("import.no_column", column=...) for a column that is not there,
        ("import.nothing_to_read", ...) when the mapping makes nothing of a row.
        """
        self._source = source
        self._separator = mapping.separator
        self._times = Times(mapping.dates, mapping.zone)
        self._e164 = lru_cache(NUMBERS_KNOWN)(PhoneKeyParser(region).e164)
        at = {name: place for place, name in enumerate(headings)}
        self._fields: list[tuple[str, Callable[[Sequence[str]], str]]] = []
        for kind, fields in mapping.columns.items():
            for name, column in fields.items():
                for each in column.names:
                    if each not in at:
                        raise AgentAssistError(
                            "import.no_column",
                            file=file,
                            column=each,
                            field=f"{kind}.{name}",
                            known=", ".join(headings),
                        )
                several = name in SEVERAL
                places = [at[each] for each in column.names]
                get = getter(column, places, LISTED if several else " ")
                self._fields.append((f"{kind}.{name}", get))
        self._makes = [kind for kind in (CONTACT, INTERACTION, PROMISE) if mapping.has(kind)]
        if not self._makes:
            raise AgentAssistError(
                "import.nothing_to_read",
                file=file,
                headings=", ".join(headings),
                needed="; ".join(f"{kind}: {', '.join(names)}" for kind, names in NEEDED.items()),
            )
        self._whose = CONTACT in mapping.columns
        words = mapping.words
        self._channel = cell.word(Channel, words.get("channels", _NO_WORDS), CHANNELS)
        self._status = cell.word(InteractionStatus, words.get("statuses", _NO_WORDS), STATUSES)
        self._promise_status = cell.word(
            PromiseStatus, words.get("promise_statuses", _NO_WORDS), {}
        )
        self._mood = cell.word(Mood, words.get("moods", _NO_WORDS), {})
        self._direction = cell.word(Direction, _NO_WORDS, {})
        self._discretion = cell.word(Discretion, _NO_WORDS, {})
        self._kinds = words.get("kinds", _NO_WORDS)

    @property
    def makes(self) -> Sequence[str]:
        """Which of contact, interaction and promise a row becomes."""
        return self._makes

    def read(self, record: Record) -> ImportRow | str:
        """The row, or why it can't be used: the field and what is wrong, never a value."""
        if record.bad is not None:
            return record.bad
        row = Row(self._fields, self._separator, record.cells)
        try:
            contact = self._contact(row) if CONTACT in self._makes else None
            owner = self._owner(row) if contact is None else None
            interaction = promise = None
            whose = contact.contact.id if contact else owner.id if owner else None
            keys = repr(owner.keys) if owner else ""
            if INTERACTION in self._makes:
                interaction = self._interaction(row, whose or ContactId(""), f"{whose}{keys}")
            if PROMISE in self._makes:
                promise = self._promise(row, whose or ContactId(""), f"{whose}{keys}")
        except BadCell as bad:
            return f"{row.at}: {bad}" if row.at else str(bad)
        return ImportRow(record.line, contact, interaction, promise, owner, tuple(row.dropped))

    # --- one row ----------------------------------------------------------------------------------

    def _contact(self, row: Row) -> SourceContact | None:
        phones, emails, accounts = self._keys(row)
        name = row.line("contact.name")
        source = self._source_of(row, CONTACT)
        number = row.id("contact.id")
        if not number:
            number = derived(
                *(f"account:{value}" for value in accounts[:1]),
                *(f"email:{email_key(value)}" for value in emails[:1]),
                *(f"phone:{value}" for value in phones[:1]),
                most=1,
            )
            if not number:
                raise row.bad("", "no id, account, e-mail or phone: nothing to know the contact by")
        if not name:
            name = row.line("contact.company")
        if not name:
            raise row.bad("contact.name", "empty")
        record = SourceRecord(source, number)
        local = source == LOCAL
        since = row.value("contact.customer_since", self._times.day)
        kind = row.line("contact.kind")
        written = row.text("contact.birth")
        birth = cell.birth(written)
        if written and not birth:
            row.dropped.append(("contact.birth", "no date of birth"))
        return SourceContact(
            record,
            Contact(
                ContactId(number) if local else contact_id(record),
                name,
                kind=self._kind(row, kind) if kind else "person",
                company=row.line("contact.company") or None,
                phones=phones,
                emails=emails,
                accounts=accounts,
                city=row.line("contact.city") or None,
                language=row.line("contact.language") or None,
                customer_since=since,
                vip=row.value("contact.vip", cell.yes) or False,
                recognition=row.line("contact.recognition") or None,
                consents=row.value("contact.consents", cell.written(_consents)) or (),
                discretion=row.value("contact.discretion", cell.written(_marks)) or (),
            ),
            updated=row.value("contact.updated", self._times.moment),
            birth=birth,
        )

    def _kind(self, row: Row, kind: str) -> str:
        found = self._kinds.get(folded(kind), folded(kind))
        if found not in WORDS["kinds"]:
            raise row.bad("contact.kind", "a word that the mapping has no table for")
        return found

    def _keys(self, row: Row) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Phones, e-mail addresses and accounts; one phone that is none does not cost the row."""
        said = row.several("contact.phones")
        read = [self._e164(text) for text in said]
        phones = tuple(dict.fromkeys(each for each in read if each is not None))
        if said and not phones and all(_is_number(text) for text in said):
            raise row.bad("contact.phones", "no whole telephone number")
        row.dropped += [("contact.phones", "no whole telephone number")] * read.count(None)
        written = row.several("contact.emails")
        emails = tuple(dict.fromkeys(text[:LONGEST_ADDRESS] for text in written if "@" in text))
        missing = sum("@" not in text for text in written)
        row.dropped += [("contact.emails", "no e-mail address")] * missing
        accounts = []
        for text in row.several("contact.accounts"):
            if looks_like_card(text) or card_in(text):
                raise row.bad("contact.accounts", CARD)
            if value := normalise_account(text[:LONGEST_ID]):
                accounts.append(value)
            else:
                row.dropped.append(("contact.accounts", "no account number"))
        return phones, emails, tuple(dict.fromkeys(accounts))

    def _owner(self, row: Row) -> Owner | None:
        """Whose an interaction or promise is, where no contact is made of the row."""
        for kind in (INTERACTION, PROMISE):
            if key := row.id(f"{kind}.contact_key"):
                return Owner(ContactId(key))
            if number := row.id(f"{kind}.contact"):
                return Owner(self._id(self._source, number))
        if not self._whose:
            raise row.bad("", "nothing says whose it is")
        if number := row.id("contact.id"):
            return Owner(self._id(self._source_of(row, CONTACT), number))
        phones, emails, accounts = self._keys(row)
        keys = (
            *(("account", value) for value in accounts),
            *(("email", email_key(value)) for value in emails),
            *(("phone", value) for value in phones),
        )
        if not keys:
            raise row.bad("", "nothing says whose it is")
        return Owner(keys=keys)

    def _id(self, source: str, number: str) -> ContactId:
        local = source == LOCAL
        return ContactId(number) if local else contact_id(SourceRecord(source, number))

    def _source_of(self, row: Row, kind: str) -> str:
        source = row.text(f"{kind}.source") or self._source
        if source != self._source and not SOURCE_NAME.fullmatch(source):
            raise row.bad(f"{kind}.source", "no name of a source: small letters, digits, - and _")
        return source

    def _interaction(self, row: Row, owner: ContactId, whose: str) -> Interaction:
        at = row.value("interaction.at", self._times.moment)
        title = row.line("interaction.title")
        detail = cell.long_text(row.text("interaction.detail"))
        if at is None or not (title or detail):
            raise row.bad("interaction.at" if at is None else "interaction.title", "empty")
        source = self._source_of(row, INTERACTION)
        key = row.id("interaction.key")
        if not key:
            number = row.id("interaction.id") or derived(whose, at.isoformat(), title, detail)
            key = f"{source}:{number}"
        channel = row.value("interaction.channel", self._channel)
        return Interaction(
            id=InteractionId(key),
            contact_id=owner,
            channel=channel or Channel.TICKET,
            at=at,
            title=title or detail[:120],
            detail=detail,
            topic=row.line("interaction.topic") or None,
            status=row.value("interaction.status", self._status) or InteractionStatus.CLOSED,
            duration=row.value("interaction.duration", cell.duration),
            mood_start=row.value("interaction.mood_start", self._mood),
            mood_end=row.value("interaction.mood_end", self._mood),
            agent=row.line("interaction.agent") or None,
            reference=row.line("interaction.reference") or None,
            source=source,
            apologies=row.value("interaction.apologies", cell.whole) or 0,
            article_ids=tuple(row.several("interaction.article_ids")),
            direction=row.value("interaction.direction", self._direction),
            thread=row.line("interaction.thread") or None,
            parent=row.line("interaction.parent") or None,
            unanswered=row.value("interaction.unanswered", cell.yes) or False,
            answered_at=row.value("interaction.answered_at", self._times.moment),
            discretion=row.value("interaction.discretion", self._discretion) or Discretion.SAY,
            due=row.value("interaction.due", self._times.moment),
            done_at=row.value("interaction.done_at", self._times.moment),
        )

    def _promise(self, row: Row, owner: ContactId, whose: str) -> Promise:
        due = row.value("promise.due", self._times.moment)
        what = row.line("promise.what")
        if due is None or not what:
            raise row.bad("promise.due" if due is None else "promise.what", "empty")
        key = row.id("promise.key")
        if not key:
            number = row.id("promise.id") or derived(whose, due.isoformat(), what)
            key = f"{self._source_of(row, PROMISE)}:{number}"
        return Promise(
            id=PromiseId(key),
            contact_id=owner,
            what=what,
            due=due,
            owner=row.line("promise.owner"),
            made_at=row.value("promise.made_at", self._times.moment) or due,
            status=row.value("promise.status", self._promise_status) or PromiseStatus.OPEN,
            discretion=row.value("promise.discretion", self._discretion) or Discretion.SAY,
        )


def _is_number(text: str) -> bool:
    return any(ch.isdecimal() for ch in text)
