"""Nothing an agent wrote about a call is lost, whatever comes between. Over the real store."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.events import AppEvent, WrapUpChanged
from agentassist.app.wrap_up import WrapUpDesk
from agentassist.domain.call import AgentState, CallOrigin, CallSnapshot
from agentassist.domain.contact import Contact, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId
from agentassist.domain.wrap_up import WrapUp
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

AGENT = AgentId("101")
Story = Callable[["Scene"], Awaitable[None]]


class Scene:
    def __init__(self, store: Store, clock: Any) -> None:
        self.store, self.clock = store, clock
        self.records, bus = CallRecords(), Bus()
        self.told: list[AppEvent] = []
        bus.subscribe(self.told.append)
        self.desk = WrapUpDesk(
            bus=bus,
            clock=clock,
            records=self.records,
            wrap_ups=store.wrap_ups,
            history=LocalHistory(store),
            uses=store.key_uses,
        )

    def answered(self, call: str) -> CallRecord:
        """A call in front that the agent talks in."""
        snapshot = CallSnapshot(1, AGENT, AgentState.TALKING, call_id=CallId(call))
        record = self.records.open(snapshot, self.clock.now())
        record.take(snapshot, self.clock.now())
        self.records.front = record
        return record

    async def end(self, record: CallRecord, after: timedelta = timedelta(minutes=5)) -> None:
        self.clock.time += after
        record.take(replace(record.snapshot, state=AgentState.WRAPPING), self.clock.now())
        await self.desk.offer(record)

    @property
    def shown(self) -> WrapUp:
        event = self.told[-1]
        assert isinstance(event, WrapUpChanged)
        assert event.wrap_up is not None
        return event.wrap_up

    @property
    def waiting(self) -> int:
        event = self.told[-1]
        assert isinstance(event, WrapUpChanged)
        return event.waiting

    async def drafts(self) -> list[WrapUp]:
        return list(await self.store.wrap_ups.drafts(AGENT))


@pytest.fixture
def play(clock: Any) -> Callable[[Story], None]:
    def run(story: Story) -> None:
        async def with_store() -> None:
            store = await Store.open(clock=clock)
            try:
                await story(Scene(store, clock))
            finally:
                await store.close()

        asyncio.run(with_store())

    return run


def test_what_was_typed_while_still_talking_is_kept_at_the_end(
    play: Callable[[Story], None],
) -> None:
    async def story(it: Scene) -> None:
        record = it.answered("1.1")
        await it.desk.open()
        await it.desk.draft(replace(it.shown, summary="typed while talking"))
        await it.end(record)
        assert (it.shown.summary, it.shown.talk) == ("typed while talking", timedelta(minutes=5))
        assert it.shown.ended_at == it.clock.now()
        assert await it.drafts() == [it.shown]

    play(story)


def test_notes_of_the_last_moment_become_the_summary_until_one_is_written(
    play: Callable[[Story], None],
) -> None:
    async def noted(it: Scene, record: CallRecord, notes: str) -> None:
        before, record.notes = record.notes, notes
        await it.desk.notes_changed(record, before)

    async def story(it: Scene) -> None:
        record = it.answered("1.1")
        await noted(it, record, "two bills")
        await it.end(record)
        assert it.shown.summary == "two bills"
        await noted(it, record, "two bills, one cancelled")  # typed as they hung up
        assert it.shown.summary == "two bills, one cancelled"
        assert await it.drafts() == [it.shown]
        await it.desk.draft(replace(it.shown, summary="as the agent says it"))
        told = len(it.told)
        await noted(it, record, "more")
        assert len(it.told) == told
        assert [draft.summary for draft in await it.drafts()] == ["as the agent says it"]

    play(story)


def test_one_saved_while_talking_is_not_asked_for_again_but_gets_its_times(
    play: Callable[[Story], None],
) -> None:
    async def story(it: Scene) -> None:
        record = it.answered("1.1")
        await it.desk.open()
        saved = await it.desk.save(replace(it.shown, summary="done already"))
        told = len(it.told)
        await it.end(record)
        assert len(it.told) == told, "nothing is shown"
        assert await it.drafts() == []
        row = await it.store.read(
            lambda connection: connection.execute("SELECT key, body FROM wrap_ups").fetchall()
        )
        assert [key for key, _ in row] == [saved.id]
        assert it.clock.now().strftime("%H:%M") in row[0][1]

    play(story)


def test_the_end_of_another_call_lets_the_open_one_wait(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        await it.end(it.answered("1.1"))
        await it.end(it.answered("2.1"))
        assert (it.shown.call_id, it.waiting) == ("2.1", 1)
        await it.desk.save(it.shown)
        await it.desk.open()
        assert (it.shown.call_id, it.waiting) == ("1.1", 0)

    play(story)


def test_later_means_later(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        record = it.answered("1.1")
        await it.end(record)
        await it.desk.later(replace(it.shown, summary="back in a minute"))
        assert it.waiting == 1
        assert [draft.summary for draft in await it.drafts()] == ["back in a minute"]
        it.records.front = None
        await it.desk.open()
        assert it.shown.summary == "back in a minute"

    play(story)


def test_two_ends_of_one_call_are_joined(play: Callable[[Story], None]) -> None:
    """Parked and picked up again: the phone system ends the agent's leg twice."""

    async def story(it: Scene) -> None:
        record = it.answered("1.1")
        record.notes = "first half"
        await it.end(record)
        await it.desk.later(it.shown)
        record.take(replace(record.snapshot, state=AgentState.TALKING), it.clock.now())
        record.notes = "second half"
        await it.end(record)
        assert it.shown.summary == "first half\nsecond half"
        assert (it.shown.talk, it.waiting) == (timedelta(minutes=10), 0)

    play(story)


def test_without_a_call_there_is_nothing_to_open(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        with pytest.raises(AgentAssistError, match=r"wrap_up\.none"):
            await it.desk.open()

    play(story)


@pytest.mark.parametrize("origin", CallOrigin)
def test_a_saved_call_says_that_the_number_was_theirs_but_not_of_a_link(
    play: Callable[[Story], None], origin: CallOrigin
) -> None:
    number = "+442079460877"

    async def story(it: Scene) -> None:
        dana = Contact(ContactId("dana"), "Dana Reyes", phones=(number,))
        await it.store.import_center([dana])
        record = it.answered("1.1")
        record.snapshot = replace(record.snapshot, origin=origin)
        record.keys = IdentityKeys(number)
        await it.desk.open()
        await it.desk.save(replace(it.shown, contact_id=dana.id))
        uses = await it.store.read(
            lambda c: c.execute("SELECT kind, value, verified_at FROM key_uses").fetchall()
        )
        assert uses == ([] if origin is CallOrigin.LINK else [("phone", number, None)])

    play(story)
