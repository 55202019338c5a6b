"""Sources of record: who a caller is and what happened before."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from agentassist.domain.contact import Candidate, Contact, IdentityKeys
from agentassist.domain.ids import ContactId
from agentassist.domain.interaction import Interaction
from agentassist.domain.party import Party
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


class KeyParser(Protocol):
    """The one parse at the edge: what a party and the given account can be looked up by."""

    def keys(self, party: Party, account: str | None, dialled: str | None) -> IdentityKeys: ...


class History(Protocol):
    """Contacts and their timeline. Every method may raise AgentAssistError("history.*")."""

    async def find(self, keys: IdentityKeys) -> Sequence[Candidate]:
        """Every contact with a strong or medium key, evidence beside it; best first, 21 at most."""
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

    async def contact(self, contact_id: ContactId) -> Contact: ...

    async def timeline(
        self, contact_id: ContactId, *, limit: int = 50, before: datetime | None = None
    ) -> TimelinePage: ...
