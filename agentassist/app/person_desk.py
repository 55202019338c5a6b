"""What an agent says about the person on the card: linked, taken apart, asked for anew."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agentassist.app.desk_command import command
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId

if TYPE_CHECKING:  # the rules of linking are not needed for the first paint
    from agentassist.app.discreet_history import DiscreetHistory
    from agentassist.app.screen_pop import ScreenPops
    from agentassist.domain.linking.record_link import SourceRecord
    from agentassist.ports.audit import Audit
    from agentassist.ports.linking import LikelySame, Linking
    from agentassist.ports.settings import Settings

LINKED_ALL_THE_SAME = "link_two_accounts"


class PersonDesk:
    """`desk.people`. Links are reversible, with who, when and why."""

    _pops: ScreenPops
    _linking: Linking | None
    _history: DiscreetHistory
    _audit: Audit
    _settings: Settings

    def __init__(self) -> None:
        self.opened = asyncio.Event()

    def open(
        self,
        pops: ScreenPops,
        linking: Linking | None,
        history: DiscreetHistory,
        audit: Audit,
        settings: Settings,
    ) -> None:
        self._pops, self._linking, self._history = pops, linking, history
        self._audit, self._settings = audit, settings
        self.opened.set()

    @command
    async def link(self, one: SourceRecord, other: SourceRecord, why: str = "") -> None:
        """The agent says that two records are one customer.

        Different account numbers contradict that: it takes a reason, which is audited, or is
        forbidden. AgentAssistError("person.two_accounts" | "person.two_accounts_never").
        """
        from agentassist.domain.linking.comparison import Reason
        from agentassist.domain.linking.record_link import LinkMethod

        if one == other:
            raise AgentAssistError("person.same_record")
        evidence: tuple[Reason, ...] = ()
        if await self._links().differ_in_account(one, other):
            await self._confirmed(one, other, why.strip())
            evidence = (Reason.NOT_ACCOUNT,)
        await self._links().add(
            one, other, method=LinkMethod.AGENT, by=self._pops.agent, evidence=evidence
        )
        await self._pops.read_again()

    @command
    async def link_people(self, one: ContactId, other: ContactId, why: str = "") -> None:
        """The agent says that two people are one: their first records are linked. See `link`."""
        first, second = await self._history.person(one), await self._history.person(other)
        await self.link(first.records[0].record, second.records[0].record, why)

    @command
    async def likely(self, contact_id: ContactId) -> Sequence[LikelySame]:
        """Whom else the agent may know to be the same person, with what speaks for it."""
        found = await self._links().likely(contact_id)
        discretion = self._history.policy
        return [replace(one, contact=discretion.contact(one.contact)) for one in found]

    @command
    async def undo_link(self, link_id: int, why: str = "") -> None:
        """They are not one customer. No rule joins them again."""
        if not await self._links().undo(link_id, by=self._pops.agent, why=why):
            raise AgentAssistError("person.no_such_link")
        await self._pops.read_again()

    @command
    async def ask_again(self) -> None:
        """Ask every source about the card in front now, whatever was fetched a moment ago."""
        self._pops.ask_again()

    async def _confirmed(self, one: SourceRecord, other: SourceRecord, why: str) -> None:
        """On record before anything is linked."""
        if not self._settings.get("identity.link_two_accounts").value:
            raise AgentAssistError("person.two_accounts_never")
        if not why:
            raise AgentAssistError("person.two_accounts")
        await self._audit.record(
            LINKED_ALL_THE_SAME,
            agent=self._pops.agent,
            contact_id=_contact(one),
            detail=f"{other.source}:{other.id}: {why}",
        )

    def _links(self) -> Linking:
        if self._linking is None:
            raise AgentAssistError("person.no_links")
        return self._linking


def _contact(record: SourceRecord) -> ContactId:
    from agentassist.domain.linking.record_link import contact_id
    from agentassist.domain.source import LOCAL

    return ContactId(record.id) if record.source == LOCAL else contact_id(record)
