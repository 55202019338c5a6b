"""What sources answered is kept: the last good copy, replaced by the next one, never merged."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.call import Direction
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.history.local.source import LocalHistory
from agentassist.storage import interactions
from agentassist.storage.source_records import AT_ONCE
from agentassist.storage.store import Store

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
RT = SourceRecord("rt", "17")
OTHER = SourceRecord("rt", "18")


def answered(
    record: SourceRecord = RT, name: str = "Anna Exempla", **more: object
) -> SourceContact:
    phones = more.pop("phones", ("+12025550143",))
    contact = Contact(contact_id(record), name, phones=phones, **more)  # type: ignore[arg-type]
    return SourceContact(record, contact, updated=AT, birth=(19700203,))


def ticket(number: int, record: SourceRecord = RT, **more: object) -> Interaction:
    row = Interaction(
        InteractionId(f"rt:{number}"),
        contact_id(record),
        Channel.TICKET,
        AT + timedelta(hours=number),
        f"Ticket {number}",
        source="rt",
    )
    return replace(row, **more)  # type: ignore[arg-type]


async def titles(store: Store, record: SourceRecord = RT) -> list[str]:
    def read(connection):
        (row,) = connection.execute(
            "SELECT id FROM contacts WHERE key = ?", (contact_id(record),)
        ).fetchone()
        found, _ = interactions.newest_of(connection, [row], contact_id(record), 50)
        return [f"{one.id} {one.title}" for one in found]

    return await store.read(read)


def test_a_record_is_news_once(opener) -> None:
    async def scenario(store: Store) -> None:
        assert await store.source_records.put([answered()]) == ("rt:17",)
        assert await store.source_records.put([answered()]) == ()
        assert await store.source_records.put([answered(name="Anna New")]) == ("rt:17",)
        later = replace(answered(name="Anna New"), updated=AT + timedelta(days=1))
        assert await store.source_records.put([later]) == ("rt:17",)
        assert await store.source_records.of_person(ContactId("rt:17")) == (RT,)
        assert await store.source_records.of_person(ContactId("nobody")) == ()

    opener.in_memory(scenario)


def test_what_an_agent_saves_does_not_wait_for_a_crowd_that_arrives(opener) -> None:
    """Each of a crowd is compared with the others: what was asked for meanwhile comes between."""
    crowd = [replace(answered(), record=SourceRecord("rt", str(n))) for n in range(AT_ONCE * 3)]

    async def scenario(store: Store) -> None:
        async with asyncio.TaskGroup() as group:
            putting = group.create_task(store.source_records.put(crowd))
            await asyncio.sleep(0)
            (count,) = await store.write(
                lambda connection: connection.execute(
                    "SELECT count(*) FROM source_records"
                ).fetchone()
            )
            assert count == AT_ONCE
        assert putting.result() == tuple(f"rt:{n}" for n in range(AT_ONCE * 3))

    opener.in_memory(scenario)


def test_its_age_is_that_of_the_last_answer(opener) -> None:
    async def scenario(store: Store) -> None:
        assert await store.source_records.last_good("rt") is None
        await store.source_records.put([answered()])
        first = opener.clock.now()
        assert await store.source_records.last_good("rt", [RT]) == first
        assert await store.source_records.last_good("crm") is None
        assert await store.source_records.last_good("rt", [OTHER]) is None

    opener.on_disk(scenario)


def test_what_a_source_no_longer_returns_is_gone(opener) -> None:
    async def scenario(store: Store) -> None:
        records = store.source_records
        assert not await records.put_history(SourceHistory(RT, (ticket(1),)))  # nobody of this id
        await records.put([answered()])
        every = SourceHistory(RT, (ticket(3), ticket(2), ticket(1)))
        assert await records.put_history(every)
        assert not await records.put_history(every)
        # the two newest of more: what is older than these is not asked about
        assert await records.put_history(SourceHistory(RT, (ticket(4), ticket(2)), more=True))
        assert await titles(store) == ["rt:4 Ticket 4", "rt:2 Ticket 2", "rt:1 Ticket 1"]
        assert await records.put_history(SourceHistory(RT, (ticket(4, title="Closed"),)))
        assert await titles(store) == ["rt:4 Closed"]
        assert await records.put_history(SourceHistory(RT))
        assert await titles(store) == []

    opener.in_memory(scenario)


def test_a_source_replaces_its_own_rows_alone(opener) -> None:
    async def scenario(store: Store) -> None:
        ours = Contact(ContactId("anna"), "Anna")
        kept = Interaction(InteractionId("wrap-up:1"), ours.id, Channel.PHONE, AT, "Ours")
        await store.import_center([ours], [kept])
        await store.source_records.put([answered()])
        forged = ticket(1, id=InteractionId("wrap-up:1"), source="local", title="Forged")
        await store.source_records.put_history(SourceHistory(RT, (forged,)))
        assert await titles(store) == ["rt:wrap-up:1 Forged"]
        rows = await store.read(
            lambda c: c.execute("SELECT title, source FROM interactions ORDER BY id").fetchall()
        )
        assert rows == [("Ours", "local"), ("Forged", "rt")]
        with pytest.raises(ValueError, match="store itself"):
            await store.source_records.put([answered(SourceRecord("local", "anna"))])

    opener.in_memory(scenario)


def test_a_ticket_of_two_people_stands_in_the_history_of_both(opener) -> None:
    async def scenario(store: Store) -> None:
        records = store.source_records
        await records.put([answered(), answered(OTHER, "Ben Exempla", phones=())])
        await records.put_history(SourceHistory(RT, (ticket(1),)))
        assert await records.put_history(SourceHistory(OTHER, (ticket(1, OTHER),)))
        for record in (RT, OTHER):
            assert await titles(store, record) == ["rt:1 Ticket 1"]
            assert not await records.put_history(SourceHistory(record, (ticket(1, record),)))
        assert await records.put_history(SourceHistory(RT))
        assert await titles(store) == []
        assert await titles(store, OTHER) == ["rt:1 Ticket 1"]

    opener.in_memory(scenario)


def test_an_interaction_comes_back_as_the_source_gave_it(opener) -> None:
    given = ticket(
        1,
        direction=Direction.OUTBOUND,
        thread="t-1",
        parent="#9",
        unanswered=True,
        answered_at=AT,
        discretion=Discretion.KNOW,
        duration=timedelta(minutes=3),
    )

    async def scenario(store: Store) -> None:
        await store.source_records.put([answered()])
        await store.source_records.put_history(SourceHistory(RT, (given,)))

    async def later(store: Store) -> None:
        page = await LocalHistory(store).timeline(ContactId("rt:17"))
        assert page.interactions == (given,)

    opener.on_disk(scenario)
    opener.on_disk(later)


def test_no_card_number_is_kept_of_what_a_source_says(opener, dumped) -> None:
    async def scenario(store: Store) -> None:
        card = "4111 1111 1111 1111"
        await store.source_records.put(
            [answered(name=f"Anna {card}", accounts=("4111111111111111",))]
        )
        await store.source_records.put_history(
            SourceHistory(RT, (ticket(1, detail=card, parent=card, thread=card),))
        )
        text = (await dumped(store)).replace(" ", "")
        assert "41111111" not in text

    opener.in_memory(scenario)
