"""A saved wrap-up becomes a note at the source: waited for, sent once, corrected, never lost."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agentassist.app.events import OutboxChanged, WrapUpChanged
from agentassist.domain.call import AgentState, CallOutcome
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.domain.wrap_up import WrapUp
from agentassist.history.note_sending import TO_CUSTOMER, NoteWay, SourceNotes

NUMBER = "+442079460877"
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=(NUMBER,))
HERS = SourceRecord("desk", "7")


def ticket(number: str, status: InteractionStatus, topic: str | None = None) -> Interaction:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Interaction(
        InteractionId(f"desk:ticket:{number}"),
        ContactId("desk:7"),
        Channel.TICKET,
        at,
        f"Ticket {number}",
        topic=topic,
        status=status,
        source="desk",
    )


@pytest.fixture
def writing(played: Any, asked_source: Any) -> Callable[..., None]:
    """A help desk that takes notes, and knows Dana as 7 with `tickets`."""

    def play(
        story: Any, *tickets: Interaction, kinds: tuple[str, ...] = (TO_CUSTOMER, "ticket")
    ) -> None:
        desk = asked_source("desk", "Help desk", takes_notes=True)
        notes = SourceNotes()
        notes.use([NoteWay(desk, "en", frozenset(kinds))])

        def ports(scene: Any) -> dict[str, Any]:
            return {"outbox": scene.store.outbox, "note_sender": notes}

        async def inside(scene: Any) -> None:
            records = scene.store.source_records
            await records.put([SourceContact(HERS, Contact(ContactId("-"), "D", phones=(NUMBER,)))])
            await records.put_history(SourceHistory(HERS, tickets))
            local = SourceRecord("local", "dana")
            await scene.store.links.add(HERS, local, method=LinkMethod.RULE, by="rules")
            await story(scene, desk)

        played(inside, [DANA], ports=ports)

    return play


async def offered(scene: Any, **call: Any) -> WrapUp:
    """The wrap-up of a call of Dana's that has ended."""
    scene.send(NUMBER, **call)
    await scene.card_of(IdentityStatus.IDENTIFIED)
    scene.send(NUMBER, state=AgentState.WRAPPING, outcome=CallOutcome.ENDED, **call)
    changed = await scene.last(WrapUpChanged, lambda event: event.wrap_up)
    return replace(changed.wrap_up, summary="Refund promised")


async def sent(scene: Any, desk: Any, count: int) -> list[tuple[str, str]]:
    async with asyncio.timeout(5):
        while len(desk.notes) < count:
            desk.reached.clear()
            await desk.reached.wait()
            await asyncio.sleep(0)
    return [(target, text) for target, text, _ in desk.notes]


async def until(scene: Any, matches: Callable[[datetime | None], bool]) -> Any:
    """When the next note is due, as soon as it is so."""
    async with asyncio.timeout(5):
        while not matches(at := await scene.store.outbox.next_at(["desk"])):  # noqa: ASYNC110
            await asyncio.sleep(0)
    return at


def test_a_saved_wrap_up_is_told_to_the_customers_record(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.save_wrap_up(await offered(scene, intent="billing"))
        ((target, text),) = await sent(scene, desk, 1)
        assert target == "7"
        assert text.endswith("Reason: billing\nOutcome: resolved\n\nRefund promised")

    writing(story)


@pytest.mark.parametrize(
    ("tickets", "target"),
    [
        ([ticket("1", InteractionStatus.OPEN)], "desk:ticket:1"),
        ([ticket("1", InteractionStatus.CLOSED, "billing")], "7"),
        (
            [
                ticket("1", InteractionStatus.OPEN, "moving"),
                ticket("2", InteractionStatus.WAITING, "billing"),
            ],
            "desk:ticket:2",
        ),
        ([ticket("1", InteractionStatus.OPEN), ticket("2", InteractionStatus.OPEN)], "7"),
    ],
)
def test_the_open_ticket_that_it_is_about_gets_it(
    writing: Any, tickets: list[Interaction], target: str
) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.save_wrap_up(await offered(scene, intent="billing"))
        assert [where for where, _ in await sent(scene, desk, 1)] == [target]

    writing(story, *tickets)


def test_a_reason_that_the_card_proposed_is_the_title_of_its_ticket(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        wrap_up = replace(await offered(scene), reason="Ticket 1")
        await scene.desk.save_wrap_up(wrap_up)
        assert [where for where, _ in await sent(scene, desk, 1)] == ["desk:ticket:1"]

    older, newer = ticket("1", InteractionStatus.OPEN), ticket("2", InteractionStatus.OPEN)
    newer = replace(newer, at=newer.at + timedelta(days=1))
    writing(story, older, newer, kinds=("ticket",))


def test_where_customers_take_no_notes_the_ticket_moved_last_gets_it(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.save_wrap_up(await offered(scene))
        assert [where for where, _ in await sent(scene, desk, 1)] == ["desk:ticket:2"]

    older, newer = ticket("1", InteractionStatus.OPEN), ticket("2", InteractionStatus.OPEN)
    newer = replace(newer, at=newer.at + timedelta(days=1))
    writing(story, older, newer, kinds=("ticket",))


def test_where_no_note_can_be_put_none_is_written(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.save_wrap_up(await offered(scene))
        assert (await scene.store.outbox.count()).waiting == 0
        assert desk.notes == []

    writing(story, kinds=("ticket",))


def test_a_drafts_note_is_told_to_nobody(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        await scene.desk.later_wrap_up(await offered(scene))
        assert (await scene.store.outbox.count()).waiting == 0

    writing(story)


def test_it_waits_while_the_source_is_away_and_says_so(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.error = AgentAssistError("source.unreachable")
        await scene.desk.save_wrap_up(await offered(scene))
        waits = await scene.last(OutboxChanged, lambda event: event.failed)
        assert waits == OutboxChanged(1, 1, "Help desk", "source.unreachable")
        desk.error = None
        await scene.desk.sources.send_notes()
        assert len(await sent(scene, desk, 1)) == 1
        assert await scene.last(OutboxChanged, lambda event: not event.waiting) == OutboxChanged(0)

    writing(story)


def test_each_failure_makes_the_pause_longer(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.error = AgentAssistError("source.server_error")
        await scene.desk.save_wrap_up(await offered(scene))
        for pause in (30, 120, 600, 3600, 6 * 3600, 6 * 3600):
            now = scene.clock.time
            at = await until(scene, lambda at, now=now: at is not None and at > now)
            assert at - scene.clock.time == timedelta(seconds=pause)
            scene.clock.time = at
            scene.desk.sources.write_back.wake()

    writing(story)


def test_a_mistake_of_ours_with_one_source_ends_nothing(writing: Any, expect_log: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.error = KeyError("ours")
        await scene.desk.save_wrap_up(await offered(scene))
        waits = await scene.last(OutboxChanged, lambda event: event.failed)
        assert waits.error == "source.failed"
        desk.error = None
        await scene.desk.sources.send_notes()
        assert len(await sent(scene, desk, 1)) == 1

    expect_log("a note to desk: KeyError")
    writing(story)


def test_a_wrap_up_changed_later_is_corrected_and_the_same_is_not_told_again(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        wrap_up = await offered(scene)
        await scene.desk.save_wrap_up(wrap_up)
        await sent(scene, desk, 1)
        await until(scene, lambda at: at is None)
        await scene.desk.save_wrap_up(wrap_up)
        await scene.desk.save_wrap_up(replace(wrap_up, summary="No refund"))
        (_, first), (_, second) = await sent(scene, desk, 2)
        assert first.endswith("Refund promised")
        assert second.startswith("Correction of an earlier note:")
        assert second.endswith("No refund")
        assert len({key for _, _, key in desk.notes}) == 2

    writing(story)


def test_what_an_earlier_run_left_is_sent(writing: Any) -> None:
    async def story(scene: Any, desk: Any) -> None:
        desk.error = AgentAssistError("source.unreachable")
        await scene.desk.save_wrap_up(await offered(scene))
        await scene.last(OutboxChanged, lambda event: event.failed)
        desk.error = None
        scene.clock.time += timedelta(minutes=1)
        notes = SourceNotes()
        notes.use([NoteWay(desk, "en", frozenset({TO_CUSTOMER}))])
        other = type(scene)(scene.store, scene._tasks, scene.clock)
        await other.open(outbox=scene.store.outbox, note_sender=notes)
        assert len(await sent(other, desk, 1)) == 1

    writing(story)


def test_a_store_that_cannot_be_read_takes_nothing_back(writing: Any, expect_log: Any) -> None:
    """Whom it is about is not known for a moment: that is not the same as somebody else."""

    async def story(scene: Any, desk: Any) -> None:
        wrap_up = await offered(scene)
        await scene.desk.save_wrap_up(wrap_up)
        await sent(scene, desk, 1)
        await until(scene, lambda at: at is None)
        gone = replace(wrap_up, contact_id=ContactId("nobody"), summary="No refund")
        assert await scene.desk.sources.write_back.notes_of(gone) is None
        await scene.desk.save_wrap_up(gone)
        assert (await scene.store.outbox.count()).waiting == 0

    expect_log("no note for a wrap-up: history.unknown_contact")
    writing(story)
