"""Who calls: what they can be looked up by, from the call and the ledger, and what that finds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agentassist.app.calls import CallRecord
from agentassist.domain.account import normalise_account
from agentassist.domain.call import CallOrigin
from agentassist.domain.contact import (
    Candidate,
    EvidenceKind,
    Identity,
    IdentityKeys,
    IdentityStatus,
)
from agentassist.domain.identity import resolve, told_to_agent, unvouched
from agentassist.domain.ivr import ACCOUNT, FactSource
from agentassist.domain.ledger import PHONE, TOLD_TO_AGENTS
from agentassist.domain.party import Party, Presentation
from agentassist.domain.person import Person
from agentassist.ports.history import History, KeyParser, LookUp, TimelinePage

_NOT_FOUND = (IdentityStatus.UNKNOWN, IdentityStatus.WITHHELD)


@dataclass(frozen=True, slots=True)
class CallerFound:
    """`person` and `page` are of `identity.contact`; None where they were not read with it."""

    identity: Identity
    person: Person | None = None
    page: TimelinePage | None = None


class CallerLookup:
    """Raises what the history raises."""

    def __init__(self, history: History, keys: KeyParser) -> None:
        self._history = history
        self._keys = keys

    def keys(self, record: CallRecord) -> IdentityKeys:
        """The latest account the caller gave, to the IVR or to an agent, and their number."""
        call, ledger = record.snapshot, record.ledger()
        if record.internal:
            return IdentityKeys(internal=True)
        account = next(iter(ledger.values(ACCOUNT)), None)
        value = account.value.reveal() if account is not None and account.value else None
        keys = self._keys.keys(call.caller, value, call.dialled)
        return replace(
            keys,
            account_told=account is not None and account.source in TOLD_TO_AGENTS,
            phone_told=self._phone_told(record),
        )

    async def look_up(self, record: CallRecord, keys: IdentityKeys, limit: int) -> CallerFound:
        """Who it is, and all that is known of them where one visit to the history tells it."""
        if keys.internal:
            return CallerFound(Identity(IdentityStatus.INTERNAL))
        found = await self._history.look_up(keys, limit=limit) if keys.findable else LookUp()
        identity = await self._identity(record, keys, found.candidates)
        if identity.contact is None or found.person is None:
            return CallerFound(identity)
        if identity.contact.id != found.person.contact.id:
            return CallerFound(identity)
        return CallerFound(identity, found.person, found.page)

    async def find(self, record: CallRecord, keys: IdentityKeys) -> Identity:
        """The same, where nothing else is wanted."""
        if keys.internal:
            return Identity(IdentityStatus.INTERNAL)
        candidates = await self._history.find(keys) if keys.findable else ()
        return await self._identity(record, keys, tuple(candidates))

    async def _identity(
        self, record: CallRecord, keys: IdentityKeys, candidates: Sequence[Candidate]
    ) -> Identity:
        """Nobody is opened by what a link says, or by a number that the caller only named."""
        identity = resolve(keys, candidates)
        if keys.account_told:
            identity = told_to_agent(identity, await self._other_holders(record, keys))
        told = any(one.kind is EvidenceKind.ACCOUNT_TOLD for one in identity.evidence)
        if record.snapshot.origin is CallOrigin.LINK and not told:
            identity = unvouched(identity)
        withheld = record.snapshot.caller.presentation is Presentation.RESTRICTED
        if identity.status is IdentityStatus.UNKNOWN and withheld:
            identity = replace(identity, status=IdentityStatus.WITHHELD)
        if identity.status in _NOT_FOUND and keys.phone_told is not None:
            named = IdentityKeys(e164=keys.phone_told)
            found = resolve(named, tuple(await self._history.find(named)))
            identity = unvouched(found) if found.status not in _NOT_FOUND else identity
        return identity

    def _phone_told(self, record: CallRecord) -> str | None:
        for fact in record.ledger().values(PHONE):
            if fact.value is not None and fact.source in TOLD_TO_AGENTS:
                party = Party(fact.value.reveal())
                return self._keys.keys(party, None, record.snapshot.dialled).e164
        return None

    async def _other_holders(self, record: CallRecord, keys: IdentityKeys) -> tuple[Candidate, ...]:
        """Who has an account that the caller gave before the one the agent was told."""
        found: list[Candidate] = []
        for fact in record.ledger().values(ACCOUNT):
            account = normalise_account(fact.value.reveal()) if fact.value is not None else None
            vouched = fact.source is not FactSource.LINK
            if vouched and account and account != keys.account:
                found += await self._history.find(IdentityKeys(account=account))
        return tuple(found)
