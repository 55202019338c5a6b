"""The local store as a source of record."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agentassist.domain.contact import Candidate, Contact, Evidence, EvidenceKind, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.person import Person
from agentassist.domain.sealed import mask
from agentassist.history.local.search import search
from agentassist.ports.history import TimelinePage
from agentassist.storage import contacts, interactions, persons, promises
from agentassist.storage.contacts import ACCOUNT, PHONE
from agentassist.storage.engine import Connection
from agentassist.storage.persons import Members
from agentassist.storage.store import Store

CANDIDATES = 21  # "20+ share this number" is all that a person can use
LOOKED_AT = 200  # holders of one key ordered by recency; more have it only at a switchboard
PROMISES = 20
SWITCHBOARD_FROM = 4  # people of one company behind one number


class LocalHistory:
    """Implements `ports.history.History` over the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, keys: IdentityKeys) -> Sequence[Candidate]:
        """Account before number, exclusive before shared, recent before old, then by id."""
        if keys.internal or (keys.e164 is None and keys.account is None):
            return ()
        return await self._store.read(lambda connection: _find(connection, keys))

    async def search_contacts(self, text: str, limit: int = 9) -> Sequence[Candidate]:
        """By end of number, number, e-mail, account, order or ticket, and words of the name."""
        return await self._store.read(lambda connection: search(connection, text, limit))

    async def remember(self, keys: IdentityKeys, name: str) -> Contact:
        """See the port. Somebody found meanwhile is taken instead of making another."""
        if keys.e164 is None and keys.account is None:
            raise AgentAssistError("history.no_key")
        made = Contact(
            ContactId(f"caller-{uuid.uuid4().hex}"),
            name,
            phones=(keys.e164,) if keys.e164 else (),
            accounts=(keys.account,) if keys.account else (),
        )

        def write(connection: Connection) -> Contact:
            known = _find(connection, keys)
            if known:
                return known[0].contact
            contacts.put(connection, [made])
            return made

        return await self._store.write(write)

    async def contact(self, contact_id: ContactId) -> Contact:
        """AgentAssistError("history.unknown_contact") when there is none of this id."""
        return (await self.person(contact_id)).contact

    async def person(self, contact_id: ContactId) -> Person:
        """AgentAssistError("history.unknown_contact") when there is none of this id."""

        def read(connection: Connection) -> Person | None:
            members = persons.of(connection, contact_id)
            return persons.load(connection, [members])[members.row] if members else None

        found = await self._store.read(read)
        if found is None:
            raise AgentAssistError("history.unknown_contact")
        return found

    async def timeline(
        self, contact_id: ContactId, *, limit: int = 50, before: datetime | None = None
    ) -> TimelinePage:
        """Empty for a contact that the store doesn't know."""
        return await self._store.read(
            lambda connection: _timeline(connection, contact_id, limit, before)
        )


def _timeline(
    connection: Connection, contact_id: ContactId, limit: int, before: datetime | None
) -> TimelinePage:
    members = persons.of(connection, contact_id)
    if members is None:
        return TimelinePage(contact_id)
    own = contacts.key_of(connection, members.row)
    found, more = interactions.newest_of(connection, members.rows, own, limit, before)
    made = promises.of_person(connection, members.rows, own, PROMISES)
    return TimelinePage(own, tuple(found), tuple(made), more)


def _find(connection: Connection, keys: IdentityKeys) -> list[Candidate]:
    by_account = _holders(connection, ACCOUNT, keys.account)
    by_number = _holders(connection, PHONE, keys.e164)
    rows = list(dict.fromkeys([*by_account, *by_number]))
    if not rows:
        return []
    of = persons.with_rows(connection, rows)
    people = {members.row: members for members in of.values()}
    with_account = {of[row].row for row in by_account}
    with_number = {of[row].row for row in by_number}
    last = {row: persons.last_at(connection, members) for row, members in people.items()}
    first = sorted(
        people,
        key=lambda row: (row not in with_account, row not in with_number, -last[row], row),
    )[:CANDIDATES]
    shown = persons.load(connection, [people[row] for row in first])
    account = number = None
    if keys.account and by_account:
        account = Evidence(EvidenceKind.ACCOUNT_FROM_IVR, mask(keys.account), len(with_account))
    if keys.e164 and by_number:
        number = _number_evidence(connection, keys.e164, [people[row] for row in with_number])
    return [
        Candidate(
            shown[row].contact,
            tuple(
                replace(evidence, sources=_sources(shown[row], evidence, keys))
                for evidence, having in ((account, with_account), (number, with_number))
                if evidence is not None and row in having
            ),
            *persons.summary(connection, people[row]),
        )
        for row in first
    ]


def _sources(person: Person, evidence: Evidence, keys: IdentityKeys) -> tuple[str, ...]:
    """The sources of the person's records that have the key."""
    if evidence.kind is EvidenceKind.ACCOUNT_FROM_IVR:
        having = (one for one in person.records if keys.account in one.contact.accounts)
    else:
        having = (one for one in person.records if keys.e164 in one.contact.phones)
    return tuple(dict.fromkeys(one.record.source for one in having))


def _holders(connection: Connection, kind: str, value: str | None) -> list[int]:
    return contacts.holders(connection, kind, value, LOOKED_AT) if value else []


def _number_evidence(connection: Connection, e164: str, holders: list[Members]) -> Evidence:
    if len(holders) == 1:
        return Evidence(EvidenceKind.EXACT_NUMBER, e164)
    shared_by = len(holders)
    records = sum(len(members.records) for members in holders)
    if records >= LOOKED_AT:
        shared_by = contacts.count_holders(connection, PHONE, e164)
    switchboard = records >= LOOKED_AT or _is_switchboard(connection, holders)
    kind = EvidenceKind.SWITCHBOARD if switchboard else EvidenceKind.SHARED_NUMBER
    return Evidence(kind, e164, shared_by)


def _is_switchboard(connection: Connection, holders: list[Members]) -> bool:
    """A company holds it along with others, or several people of one company do."""
    people = [person.contact for person in persons.load(connection, holders).values()]
    if any(person.kind == "company" for person in people):
        return True
    companies = {person.company for person in people}
    return len(people) >= SWITCHBOARD_FROM and len(companies) == 1 and None not in companies
