"""The local store as a source of record."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from agentassist.domain.contact import WEAK, Candidate, Contact, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.identity import resolve
from agentassist.domain.ids import ContactId
from agentassist.domain.person import Person
from agentassist.history.local.finding import Finding
from agentassist.history.local.search import search
from agentassist.ports.history import LookUp, TimelinePage
from agentassist.storage import contacts, interactions, persons, promises
from agentassist.storage.engine import Connection
from agentassist.storage.persons import Members
from agentassist.storage.store import Store

PROMISES = 20
REASSIGNED_AFTER = timedelta(days=18 * 30)  # a number not used for so long identifies nobody


class LocalHistory:
    """Implements `ports.history.History` over the store."""

    def __init__(
        self, store: Store, *, reassigned_after: timedelta | None = REASSIGNED_AFTER
    ) -> None:
        """`reassigned_after` None: numbers are never doubted for their age."""
        self._store = store
        self._reassigned_after = reassigned_after

    async def find(self, keys: IdentityKeys) -> Sequence[Candidate]:
        """Account before number, a pick before the rest, recent before old, then by id."""
        if not keys.findable:
            return ()
        return await self._store.read(lambda connection: self._find(connection, keys))

    async def look_up(self, keys: IdentityKeys, *, limit: int = 50) -> LookUp:
        """See the port: one visit to the store's thread."""
        if not keys.findable:
            return LookUp()

        def read(connection: Connection) -> LookUp:
            found = tuple(self._find(connection, keys))
            contact = resolve(keys, found).contact
            members = persons.of(connection, contact.id) if contact is not None else None
            if members is None:
                return LookUp(found)
            person = persons.load(connection, [members])[members.row]
            return LookUp(found, person, _page(connection, members, limit, None))

        return await self._store.read(read)

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
            known = self._find(connection, keys)
            strong = [one for one in known if _names(one)]
            if strong:
                return strong[0].contact
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

    def _find(self, connection: Connection, keys: IdentityKeys) -> list[Candidate]:
        now = self._store.clock.now()
        return Finding(connection, keys, now, self._reassigned_after).candidates()


def _names(candidate: Candidate) -> bool:
    """Whether the keys are theirs; an old number, or another spelling of it, may not be."""
    return any(one.kind not in WEAK for one in candidate.evidence)


def _timeline(
    connection: Connection, contact_id: ContactId, limit: int, before: datetime | None
) -> TimelinePage:
    members = persons.of(connection, contact_id)
    if members is None:
        return TimelinePage(contact_id)
    return _page(connection, members, limit, before)


def _page(
    connection: Connection, members: Members, limit: int, before: datetime | None
) -> TimelinePage:
    own = contacts.key_of(connection, members.row)
    found, more = interactions.newest_of(connection, members.rows, own, limit, before)
    made = promises.of_person(connection, members.rows, own, PROMISES)
    return TimelinePage(own, tuple(found), tuple(made), more)
