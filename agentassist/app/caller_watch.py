"""Who is on the card: looked up at once, and kept true as sources answer and agents decide."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

from agentassist.app.bus import Bus
from agentassist.app.caller_lookup import CallerLookup
from agentassist.app.calls import CallRecord
from agentassist.app.events import Notified, Severity
from agentassist.app.runtime import StartTask
from agentassist.app.source_asking import SourceAsking
from agentassist.domain.contact import Contact, Identity, IdentityKeys, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.identity import against_pick
from agentassist.domain.late_answer import filled_in
from agentassist.ports.history import History, KeyParser
from agentassist.ports.refresh import Refresh

# The store answers in a few ms: waiting this long for it lets the first paint be the whole card,
# so that nothing jumps. A slower source fills in later.
FIRST_PAINT_WAIT_S = 0.03
TIMELINE_ROWS = 50


class CallerWatch:
    """`publish` shows a record's card; `renew` does if anything of it has changed."""

    def __init__(
        self,
        *,
        bus: Bus,
        history: History,
        keys: KeyParser,
        start_task: StartTask,
        refresh: Refresh | None,
        publish: Callable[[CallRecord], None],
        renew: Callable[[CallRecord], None],
        on_sources: Callable[[CallRecord], None],
    ) -> None:
        self._bus = bus
        self._history = history
        self._lookup = CallerLookup(history, keys)
        self._start_task = start_task
        self._publish = publish
        self._renew = renew
        self._one_at_a_time = asyncio.Lock()
        self.asking = SourceAsking(
            refresh,
            start_task,
            on_status=on_sources,
            on_news=self.fill_in,
            on_settled=self._settled,
        )

    def look(self, record: CallRecord) -> None:
        """If there is something new to look them up by; else the card is shown as it is.

        Also when the agent was told an account: it finds them as one from the IVR does.
        """
        keys = self._lookup.keys(record)
        if keys == record.keys:
            self._publish(record)
            return
        stays = record.before_pick is not None and keys.same_call(record.keys)
        self.asking.leave(record)
        record.keys, record.looking = keys, True
        if not stays:
            record.forget_who()
        self._start_task(self._identify(record, keys), "identify")

    async def contact(self, record: CallRecord) -> None:
        """The timeline of who is on the card now, and what sources know of them."""
        record.looking = False
        await self._load(record)
        self.asking.ask(record)

    async def _load(self, record: CallRecord) -> None:
        contact = record.identity.contact
        if contact is not None:
            record.page = await self._history.timeline(contact.id, limit=TIMELINE_ROWS)

    async def _identify(self, record: CallRecord, keys: IdentityKeys) -> None:
        patience = asyncio.get_running_loop().call_later(FIRST_PAINT_WAIT_S, self._publish, record)
        try:
            identity = await self._lookup.find(record, keys)
            page = None
            if identity.contact is not None:
                page = await self._history.timeline(identity.contact.id, limit=TIMELINE_ROWS)
        except AgentAssistError as error:
            identity, page = Identity(IdentityStatus.UNKNOWN), None
            self._bus.publish(Notified(Severity.WARNING, error.code))
        finally:
            patience.cancel()
        if record.keys is not keys:
            return  # meanwhile the caller changed (a transfer)
        if record.before_pick is not None:
            self._weigh(record, identity)
        else:
            nobody = identity.status is IdentityStatus.UNKNOWN
            record.looking = nobody and self.asking.would_ask(record)
            record.identity = Identity() if record.looking else identity
            record.page = page
        self._publish(record)
        self.asking.ask(record)

    def _weigh(self, record: CallRecord, found: Identity) -> None:
        """The agent picked somebody, and then was told an account: does it speak for another?"""
        picked, record.looking = record.identity.contact, False
        contradicted = against_pick(found, picked)
        record.before_pick = found
        if contradicted is not None:
            record.identity, record.before_pick, record.page = contradicted, None, None

    async def _settled(self, record: CallRecord) -> None:
        """No more is waited for: who was not found is unknown, who was may be unconfirmed."""
        if record.looking:
            await self.fill_in(record, settled=True)
        else:
            self._renew(record)

    async def fill_in(self, record: CallRecord, *, settled: bool = False) -> None:
        """The store may know more, or links have changed: the card is read again.

        Nothing moves that is being read, and an agent's pick is not overruled.
        """
        async with self._one_at_a_time:
            try:
                await self._fill_in(record, settled)
            except AgentAssistError as error:
                self._bus.publish(Notified(Severity.WARNING, error.code))
                record.looking = record.looking and not settled
        self._renew(record)

    async def _fill_in(self, record: CallRecord, settled: bool) -> None:
        shown, keys = record.identity, record.keys
        found = await self._lookup.find(record, keys) if keys is not None else Identity()
        contact = await self._as_known_now(shown.contact)
        if found.status is IdentityStatus.UNKNOWN and record.looking and not settled:
            return
        identity = filled_in(shown, contact, found) if keys is not None else shown
        if keys is None and contact is not None:
            identity = replace(shown, contact=contact)
        page = record.page
        if identity.contact is not None:
            page = await self._history.timeline(identity.contact.id, limit=TIMELINE_ROWS)
        if record.keys is not keys or record.identity is not shown:
            return  # meanwhile there is another caller, or the agent picked: they read it, too
        record.identity, record.page, record.looking = identity, page, False
        if record.before_pick is not None:
            record.before_pick = found

    async def _as_known_now(self, contact: Contact | None) -> Contact | None:
        """A record of theirs may have been linked to others since: the person has another id."""
        if contact is None:
            return None
        try:
            return await self._history.contact(contact.id)
        except AgentAssistError:  # erased, or a card of somebody the store never kept
            return contact
