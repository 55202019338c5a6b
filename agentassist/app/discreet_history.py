"""The history as the use cases read it: what is hidden never gets further than here."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from agentassist.domain.account import normalise_account
from agentassist.domain.contact import Candidate, Contact, EvidenceKind, IdentityKeys
from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.ids import ContactId
from agentassist.domain.person import Person
from agentassist.ports.history import History, LookUp, TimelinePage

LOOKED_AT = 500  # rows of somebody found by a number that may be hidden


class DiscreetHistory:
    """Implements `ports.history.History` over another one.

    Candidates alone have everything: who it is is decided by keys that may not be shown. The card
    is made of them by `DiscretionPolicy.identity`.
    """

    def __init__(self, history: History, policy: DiscretionPolicy) -> None:
        self._history = history
        self.policy = policy

    async def find(self, keys: IdentityKeys) -> Sequence[Candidate]:
        return await self._history.find(keys)

    async def look_up(self, keys: IdentityKeys, *, limit: int = 50) -> LookUp:
        found = await self._history.look_up(keys, limit=limit)
        return replace(
            found,
            person=self.policy.person(found.person) if found.person is not None else None,
            page=await self._page(found.page, limit) if found.page is not None else None,
        )

    async def search_contacts(self, text: str, limit: int = 9) -> Sequence[Candidate]:
        found = self.policy.candidates(await self._history.search_contacts(text, limit), text)
        if not self.policy.hides_rows:
            return found
        return [one for one in found if await self._may_be_found(one, text)]

    async def _may_be_found(self, candidate: Candidate, typed: str) -> bool:
        """Not by an order or ticket of a channel or source that is hidden."""
        if any(one.kind is not EvidenceKind.ORDER for one in candidate.evidence):
            return True
        number = normalise_account(typed)
        page = await self.timeline(candidate.contact.id, limit=LOOKED_AT)
        return any(normalise_account(one.reference or "") == number for one in page.interactions)

    async def remember(self, keys: IdentityKeys, name: str) -> Contact:
        return await self._history.remember(keys, name)

    async def contact(self, contact_id: ContactId) -> Contact:
        return self.policy.contact(await self._history.contact(contact_id))

    async def person(self, contact_id: ContactId) -> Person:
        return self.policy.person(await self._history.person(contact_id))

    async def timeline(
        self, contact_id: ContactId, *, limit: int = 50, before: datetime | None = None
    ) -> TimelinePage:
        page = await self._history.timeline(contact_id, limit=limit, before=before)
        return await self._page(page, limit)

    async def _page(self, page: TimelinePage, limit: int) -> TimelinePage:
        """Where all of it is hidden and there is more, what comes after it: pages go on."""
        shown = self.policy.interactions(page.interactions)
        promises = self.policy.promises(page.promises)
        while not shown and page.more and page.interactions:
            last = page.interactions[-1].at
            page = await self._history.timeline(page.contact_id, limit=limit, before=last)
            shown = self.policy.interactions(page.interactions)
        return replace(page, interactions=shown, promises=promises)
