"""Sources of record: who a caller is and what happened before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from agentassist.domain.contact import Candidate, Contact, IdentityKeys
from agentassist.domain.ids import ContactId
from agentassist.domain.interaction import Interaction
from agentassist.domain.party import Party
from agentassist.domain.person import Person
from agentassist.domain.promise import Promise


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Interactions newest first and the contact's promises; `more` if older ones exist.

    `missing` names sources that did not answer.
    """

    contact_id: ContactId
    interactions: tuple[Interaction, ...] = ()
    promises: tuple[Promise, ...] = ()
    more: bool = False
    missing: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class LookUp:
    """Candidates as `find` gives them; of the one that `identity.resolve` opens, all else too."""

    candidates: tuple[Candidate, ...] = ()
    person: Person | None = None
    page: TimelinePage | None = None


class KeyParser(Protocol):
    """The one parse at the edge: what a party and the given account can be looked up by."""

    def keys(self, party: Party, account: str | None, dialled: str | None) -> IdentityKeys: ...


class History(Protocol):
    """Persons and their timeline. Every method may raise AgentAssistError("history.*").

    A person is all records that links join. The id of any of them is answered for the person,
    whose own id is that of the first record."""

    async def find(self, keys: IdentityKeys) -> Sequence[Candidate]:
        """Every person with a strong or medium key, evidence beside it; best first, 21 at most.

        A number that the person has not used for long is weak: it shows them, and opens nobody.
        """
        ...

    async def look_up(self, keys: IdentityKeys, *, limit: int = 50) -> LookUp:
        """`find`, and `person` and `timeline` of who it opens, in one view of the data."""
        ...

    async def search_contacts(self, text: str, limit: int = 9) -> Sequence[Candidate]:
        """Manual look-up by number, name, e-mail, account or order."""
        ...

    async def remember(self, keys: IdentityKeys, name: str) -> Contact:
        """A contact for somebody nobody knew, so that the next call finds this one's wrap-up.

        Asked twice for the same keys it gives the same contact. AgentAssistError
        ("history.no_key") without a number and an account.
        """
        ...

    async def contact(self, contact_id: ContactId) -> Contact:
        """Who the card shows for any record of a person: `person(contact_id).contact`."""
        ...

    async def person(self, contact_id: ContactId) -> Person:
        """The person that a record belongs to, with what every linked record says, and when.

        AgentAssistError("history.unknown_contact") for an id that nobody has.
        """
        ...

    async def timeline(
        self, contact_id: ContactId, *, limit: int = 50, before: datetime | None = None
    ) -> TimelinePage:
        """What happened with the person; pages follow each other by the time of the last row.

        `limit` rows, and a few more where several have the time of the last of them.
        """
        ...
