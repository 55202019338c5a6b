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
from agentassist.domain.contact import Identity, IdentityKeys, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.identity import against_pick
from agentassist.domain.ids import ContactId
from agentassist.domain.late_answer import filled_in
from agentassist.domain.person import Person
from agentassist.ports.history import History, KeyParser, TimelinePage
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
            record.page, record.person = await self._known(contact.id)

    async def _known(self, contact_id: ContactId) -> tuple[TimelinePage, Person | None]:
        """Asked together, so that a ringing call waits once."""
        page = self._history.timeline(contact_id, limit=TIMELINE_ROWS)
        return await asyncio.gather(page, self._person(contact_id))

    async def _person(self, contact_id: ContactId) -> Person | None:
        try:
            return await self._history.person(contact_id)
        except AgentAssistError:  # erased meanwhile: the card stands until the next call
            return None

    async def _identify(self, record: CallRecord, keys: IdentityKeys) -> None:
        patience = asyncio.get_running_loop().call_later(FIRST_PAINT_WAIT_S, self._publish, record)
        try:
            found = await self._lookup.look_up(record, keys, TIMELINE_ROWS)
            identity, page, person = found.identity, found.page, found.person
            if identity.contact is not None and page is None:
                page, person = await self._known(identity.contact.id)
        except AgentAssistError as error:
            identity, page, person = Identity(IdentityStatus.UNKNOWN), None, None
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
            record.page, record.person = page, person
        self._publish(record)
        self.asking.ask(record)

    def _weigh(self, record: CallRecord, found: Identity) -> None:
        """The agent picked somebody, and then was told an account: does it speak for another?"""
        picked, record.looking = record.identity.contact, False
        contradicted = against_pick(found, picked)
        record.before_pick = found
        if contradicted is not None:
            record.identity, record.before_pick = contradicted, None
            record.page, record.person = None, None

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
                if settled and record.looking:
                    record.identity, record.looking = Identity(IdentityStatus.UNKNOWN), False
        self._renew(record)

    async def _fill_in(self, record: CallRecord, settled: bool) -> None:
        shown, keys = record.identity, record.keys
        found = await self._lookup.find(record, keys) if keys is not None else Identity()
        if found.status is IdentityStatus.UNKNOWN and record.looking and not settled:
            return
        person = await self._person(shown.contact.id) if shown.contact is not None else None
        contact = person.contact if person is not None else shown.contact
        if keys is not None:
            identity = filled_in(shown, contact, found)
        else:  # a card without a call
            identity = replace(shown, contact=contact)
        page = record.page
        if identity.contact is not None:
            page, person = await self._known(identity.contact.id)
        if record.keys is not keys or record.identity is not shown:
            return  # meanwhile there is another caller, or the agent picked: they read it, too
        record.identity, record.looking = identity, False
        record.page, record.person = page, person
        if record.before_pick is not None:
            record.before_pick = found
