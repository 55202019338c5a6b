"""Notes come with their wrap-up or not at all, stay over crashes, and are corrected, not lost."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, WrapUpId
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.source_note import NotesOfWrapUp, SourceNote
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.outbox import OutboxCount
from agentassist.storage.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HERS, HIS = SourceRecord("desk", "7"), SourceRecord("desk", "8")
SAVED = WrapUp(WrapUpId("w"), CallId("1.1"), AgentId("101"), ContactId("dana"), "Dana", NOW)
KEY = bytes(range(32))


class StoppedClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return 0


def told(text: str, record: SourceRecord = HERS, interaction: str | None = None) -> NotesOfWrapUp:
    target = InteractionId(interaction) if interaction else None
    note = SourceNote(record, target, text, f"corrected: {text}")
    return NotesOfWrapUp(SAVED.id, SAVED.contact_id, (note,), (("desk", "withdrawn"),))


def nothing() -> NotesOfWrapUp:
    return NotesOfWrapUp(SAVED.id, None, (), (("desk", "withdrawn"),))


Story = Callable[[Store, StoppedClock], Coroutine[Any, Any, None]]


@pytest.fixture
def play() -> Callable[[Story], None]:
    def run(story: Story) -> None:
        async def inside() -> None:
            clock = StoppedClock()
            store = await Store.open(clock=clock)
            try:
                await story(store, clock)
            finally:
                await store.close()

        asyncio.run(inside())

    return run


async def due(store: Store, at: datetime = NOW) -> list[tuple[str, str, str | None]]:
    found = await store.outbox.due(at, ["desk"])
    return [(one.record.id, one.text, one.interaction) for one in found]


async def deliver(store: Store) -> list[str]:
    """Everything that is due, sent."""
    sent = []
    while found := await store.outbox.due(NOW, ["desk"]):
        for note in found:
            await store.outbox.trying(note.key)
            await store.outbox.sent(note.key)
            sent.append(f"{note.record.id} {note.text}")
    return sent


def test_a_note_waits_with_its_wrap_up_and_goes_once(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("billing", interaction="desk:ticket:4"))
        assert await due(store) == [("7", "billing", "desk:ticket:4")]
        assert await store.outbox.count() == OutboxCount(1)
        assert await store.outbox.next_at(["desk"]) == NOW
        assert await store.outbox.next_at(["shop"]) is None
        assert await deliver(store) == ["7 billing"]
        assert (await due(store), await store.outbox.count()) == ([], OutboxCount())
        kept = await store.read(lambda c: c.execute("SELECT body FROM outbox").fetchall())
        assert kept == [("",)]  # the text is the source's from now on

    play(story)


def test_what_was_not_tried_is_replaced_and_the_same_is_not_told_twice(
    play: Callable[[Story], None],
) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("one"))
        await store.wrap_ups.save(SAVED, told("two"))
        await store.wrap_ups.save(SAVED, told("two"))
        assert await deliver(store) == ["7 two"]
        await store.wrap_ups.save(SAVED, told("two"))
        assert await deliver(store) == []

    play(story)


def test_what_may_be_there_is_corrected_at_the_same_place(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("one", interaction="desk:ticket:4"))
        (note,) = await store.outbox.due(NOW, ["desk"])
        await store.outbox.trying(note.key)  # and then the program ended
        await store.wrap_ups.save(SAVED, told("two"))
        assert await due(store) == [("7", "one", "desk:ticket:4")]  # one by one, in their order
        await store.outbox.sent(note.key)
        (correction,) = await store.outbox.due(NOW, ["desk"])
        assert (correction.text, correction.interaction) == ("corrected: two", "desk:ticket:4")
        assert correction.key != note.key

    play(story)


def test_a_note_about_somebody_else_is_taken_back_once(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("one"))
        await deliver(store)
        await store.wrap_ups.save(SAVED, told("one", HIS))
        assert await deliver(store) == ["7 withdrawn", "8 one"]
        await store.wrap_ups.save(SAVED, told("one", HIS))
        assert await deliver(store) == []
        await store.wrap_ups.save(SAVED, told("one"))
        assert await deliver(store) == ["8 withdrawn", "7 corrected: one"]
        await store.wrap_ups.save(SAVED, nothing())
        assert await deliver(store) == ["7 withdrawn"]

    play(story)


@pytest.mark.parametrize("tried", [False, True])
def test_what_waits_for_somebody_else_goes_when_the_link_is_undone(
    play: Callable[[Story], None], tried: bool
) -> None:
    """The rules, or a source that said so, had taken two for one."""
    dana = SourceRecord("local", "dana")

    async def story(store: Store, clock: StoppedClock) -> None:
        wrong = await store.links.add(dana, HIS, method=LinkMethod.RULE, by="rules")
        await store.links.add(dana, HERS, method=LinkMethod.RULE, by="rules")
        assert wrong is not None
        notes = (*told("billing").notes, *told("billing", HIS).notes)
        await store.wrap_ups.save(SAVED, replace(told("billing"), notes=notes))
        ((key,),) = await store.read(
            lambda c: c.execute("SELECT key FROM outbox WHERE record = '8'").fetchall()
        )
        if tried:
            await store.outbox.trying(key)
        await store.links.undo(wrong.id, by="101")
        assert await deliver(store) == ["7 billing"]

    play(story)


def test_what_takes_a_note_back_does_not_go_with_a_link(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        link = await store.links.add(HERS, HIS, method=LinkMethod.RULE, by="rules")
        assert link is not None
        await store.wrap_ups.save(SAVED, told("billing"))
        await deliver(store)
        await store.wrap_ups.save(SAVED, nothing())
        await store.links.undo(link.id, by="101")
        assert await deliver(store) == ["7 withdrawn"]

    play(story)


def test_a_failed_one_waits_for_its_time_and_says_why(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("one"))
        (note,) = await store.outbox.due(NOW, ["desk"])
        later = NOW + timedelta(minutes=2)
        await store.outbox.trying(note.key)
        await store.outbox.failed(note.key, "source.unreachable", later)
        assert await store.outbox.count() == OutboxCount(1, 1, "desk", "source.unreachable")
        assert await due(store) == []
        (again,) = await store.outbox.due(later, ["desk"])
        assert (again.key, again.tries) == (note.key, 1)
        await store.outbox.try_now()
        assert await due(store) == [("7", "one", None)]

    play(story)


def test_a_card_number_is_in_no_note(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("card 4111 1111 1111 1111"))
        assert await due(store) == [("7", "card •••• 1111", None)]

    play(story)


def test_what_was_sent_long_ago_is_forgotten(play: Callable[[Story], None]) -> None:
    async def story(store: Store, clock: StoppedClock) -> None:
        await store.wrap_ups.save(SAVED, told("one"))
        await deliver(store)
        clock.time += timedelta(days=91)
        await store.wrap_ups.save(SAVED, None)
        await store.wrap_ups.save(
            WrapUp(WrapUpId("x"), CallId("2.1"), AgentId("101"), None, None, NOW),
            NotesOfWrapUp(WrapUpId("x"), None),
        )
        rows = await store.read(lambda c: c.execute("SELECT count(*) FROM outbox").fetchone())
        assert rows == (0,)

    play(story)


def test_it_waits_over_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        clock = StoppedClock()
        store = await Store.open(tmp_path / "store.db", KEY, clock=clock)
        await store.wrap_ups.save(SAVED, told("one"))
        await store.close()
        store = await Store.open(tmp_path / "store.db", KEY, clock=clock)
        assert await due(store) == [("7", "one", None)]
        await store.close()

    asyncio.run(story())
