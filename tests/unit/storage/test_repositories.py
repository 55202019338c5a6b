"""What is kept comes back as it was, without card numbers, and in the right order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import (
    AgentId,
    ArticleId,
    CallId,
    ContactId,
    InteractionId,
    PromiseId,
    WrapUpId,
)
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.secret import Secret
from agentassist.domain.wrap_up import Disposition, WrapUp
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

CARD = "4111 1111 1111 1111"
ANNA = ContactId("anna")
AGENT = AgentId("101")


@pytest.fixture
def anna() -> Contact:
    return Contact(
        ANNA,
        "Anna Exempla",
        company="Exempla Ltd",
        phones=("+12025550143", "+12025550144"),
        emails=("Anna@Example.com",),
        accounts=("AC-10 4821",),
        city="Springfield",
        language="en",
        customer_since=date(2011, 4, 1),
        vip=True,
        recognition="fifteen years with us",
    )


@pytest.fixture
def full(now) -> WrapUp:
    return WrapUp(
        WrapUpId("w1"),
        CallId("c1"),
        AGENT,
        ANNA,
        "Anna",
        now,
        ended_at=now + timedelta(minutes=5),
        talk=timedelta(minutes=4, milliseconds=1),
        reason="billing",
        disposition=Disposition.WAITING,
        mood_start=Mood.ANGRY,
        mood_end=Mood.RELIEVED,
        summary="Wrong invoice\nsecond line",
        articles=(ArticleId("a-1"), ArticleId("a-2")),
        given=("account", "pin"),
        queue="support",
        repeated=1,
        saved_at=now,
    )


def event(number: int, at, **more: object) -> Interaction:
    return Interaction(
        InteractionId(f"i{number}"), ANNA, Channel.MAIL, at, f"title {number}", **more
    )


def test_a_contact_comes_back_as_it_was_but_for_its_normalised_account(opener, anna) -> None:
    async def scenario(store: Store) -> Contact:
        await store.import_center([anna])
        return await LocalHistory(store).contact(ANNA)

    assert opener.in_memory(scenario) == replace(anna, accounts=("AC104821",))


def test_importing_a_contact_again_replaces_its_keys(opener, anna) -> None:
    async def scenario(store: Store) -> tuple[int, int, int]:
        history = LocalHistory(store)
        await store.import_center([anna])
        await store.import_center([replace(anna, name="Anna Nova", phones=("+12025550199",))])
        return (
            len(await history.search_contacts("exempla")),  # the company still matches
            len(await history.search_contacts("nova")),
            len(await history.search_contacts("5550143")),
        )

    assert opener.in_memory(scenario) == (1, 1, 0)


def test_no_card_number_gets_into_the_database_by_any_field(
    opener, dumped, anna, full, now
) -> None:
    async def scenario(store: Store) -> str:
        texts = {"title": CARD, "detail": CARD, "topic": CARD, "reference": CARD}
        await store.import_center(
            [replace(anna, name=CARD, company=CARD, recognition=CARD, accounts=(CARD,))],
            [replace(event(1, now), **texts)],
            [Promise(PromiseId("p"), ANNA, CARD, now, "me", now)],
        )
        card_wrap_up = replace(full, summary=CARD, reason=CARD, caller_name=CARD)
        await store.wrap_ups.save(card_wrap_up)
        await store.wrap_ups.save_draft(replace(card_wrap_up, id=WrapUpId("w2")))
        await store.audit.record("reveal", agent=AGENT, detail=CARD)
        return await dumped(store)

    everything = opener.in_memory(scenario)
    assert "Springfield" in everything
    assert "temp.v: ('1111'" in everything  # the words of the mask
    assert not any(part in everything for part in (CARD, CARD.replace(" ", ""), "'4111'"))


def test_an_interaction_comes_back_as_it_was(opener, anna, now) -> None:
    whole = event(
        1,
        now,
        detail="detail",
        topic="billing",
        status=InteractionStatus.OPEN,
        duration=timedelta(seconds=1.5),
        mood_start=Mood.WORRIED,
        mood_end=Mood.GRATEFUL,
        agent="102",
        reference="#WO-17",
        source="desk",
        apologies=2,
        article_ids=("a", "b"),
    )
    bare = event(2, now - timedelta(days=1))

    async def scenario(store: Store) -> tuple[Interaction, ...]:
        report = await store.import_center([anna], [bare, whole])
        assert (report.contacts, report.interactions, report.rejected) == (1, 2, ())
        return (await LocalHistory(store).timeline(ANNA)).interactions

    assert opener.in_memory(scenario) == (whole, bare)


def test_rows_of_unknown_contacts_are_named_not_dropped_in_silence(opener, anna, now) -> None:
    async def scenario(store: Store) -> tuple[str, ...]:
        stranger = replace(event(2, now), contact_id=ContactId("nobody"))
        promise = Promise(PromiseId("p9"), ContactId("nobody"), "x", now, "me", now)
        report = await store.import_center([anna], [event(1, now), stranger], [promise])
        assert (report.interactions, report.promises) == (1, 0)
        return report.rejected

    assert opener.in_memory(scenario) == ("i2", "p9")


def test_importing_the_same_again_changes_nothing(opener, dumped, anna, now) -> None:
    async def scenario(store: Store) -> None:
        rows = [event(n, now - timedelta(hours=n)) for n in range(1200)]
        dumps = []
        for _ in range(2):
            assert (await store.import_center([anna], iter(rows))).interactions == 1200
            dumps.append(await dumped(store))
        assert dumps[0] == dumps[1]

    opener.in_memory(scenario)


def test_a_saved_wrap_up_stands_in_the_timeline_and_its_draft_is_gone(
    opener, anna, full, now
) -> None:
    async def scenario(store: Store) -> None:
        history = LocalHistory(store)
        await store.import_center([anna], [event(1, now - timedelta(days=1))])
        await store.wrap_ups.save_draft(full)
        assert await store.wrap_ups.drafts(AGENT) == [full]
        assert await store.wrap_ups.drafts(AgentId("102")) == []
        await store.wrap_ups.save(full)
        assert await store.wrap_ups.drafts(AGENT) == []
        entry, older = (await history.timeline(ANNA)).interactions
        assert older.id == "i1"
        assert (entry.channel, entry.at, entry.title) == (Channel.PHONE, now, "Wrong invoice")
        assert entry.detail == full.summary
        assert (entry.topic, entry.status) == ("billing", InteractionStatus.WAITING)
        assert (entry.duration, entry.agent) == (full.talk, "101")
        assert (entry.mood_start, entry.mood_end) == (Mood.ANGRY, Mood.RELIEVED)
        assert entry.article_ids == ("a-1", "a-2")

    opener.in_memory(scenario)


def test_saving_again_replaces_and_may_move_to_another_contact(opener, anna, full) -> None:
    ben = Contact(ContactId("ben"), "Ben Exempla")

    async def scenario(store: Store) -> None:
        history = LocalHistory(store)
        await store.import_center([anna, ben])
        await store.wrap_ups.save(full)
        await store.wrap_ups.save(replace(full, contact_id=ben.id, summary="", reason=""))
        assert (await history.timeline(ANNA)).interactions == ()
        (entry,) = (await history.timeline(ben.id)).interactions
        assert (entry.title, entry.detail, entry.topic) == ("waiting", "", None)
        await store.wrap_ups.save(replace(full, contact_id=None))
        assert (await history.timeline(ben.id)).interactions == ()

    opener.in_memory(scenario)


def test_a_wrap_up_for_a_contact_of_another_source_is_not_lost(opener, full) -> None:
    async def scenario(store: Store) -> None:
        await store.wrap_ups.save(replace(full, contact_id=ContactId("crm:7")))
        history = LocalHistory(store)
        assert len((await history.timeline(ContactId("crm:7"))).interactions) == 1
        assert (await history.contact(ContactId("crm:7"))).name == "Anna"

    opener.in_memory(scenario)


def test_drafts_come_oldest_first(opener, full, now) -> None:
    earlier = replace(
        full, id=WrapUpId("w0"), call_id=CallId("c0"), started_at=now - timedelta(hours=1)
    )

    async def scenario(store: Store) -> None:
        await store.wrap_ups.save_draft(full)
        await store.wrap_ups.save_draft(earlier)
        assert await store.wrap_ups.drafts(AGENT) == [earlier, full]

    opener.on_disk(scenario)


def test_promises_open_first_soonest_due_first(opener, anna, now) -> None:
    def promise(name: str, days: int, status: PromiseStatus = PromiseStatus.OPEN) -> Promise:
        return Promise(
            PromiseId(name), ANNA, "call back", now + timedelta(days=days), "me", now, status
        )

    promises = [
        promise("kept-long-ago", -9, PromiseStatus.KEPT),
        promise("next-week", 7),
        promise("overdue", -1),
        promise("broken", -2, PromiseStatus.BROKEN),
    ]

    async def scenario(store: Store) -> list[str]:
        await store.import_center([anna], promises=promises)
        found = (await LocalHistory(store).timeline(ANNA)).promises
        assert set(found) == set(promises)
        return [entry.id for entry in found]

    order = ["overdue", "next-week", "broken", "kept-long-ago"]
    assert opener.in_memory(scenario) == order


def test_the_audit_is_appended_and_can_not_be_changed(opener, now) -> None:
    async def scenario(store: Store) -> None:
        await store.audit.record("reveal", agent=AGENT, call_id=CallId("c1"), contact_id=ANNA)
        await store.audit.record("copy", agent=AGENT, detail="account")
        newest, oldest = await store.audit.newest()
        assert (newest.action, newest.detail, newest.call_id) == ("copy", "account", None)
        assert (oldest.at, oldest.agent, oldest.contact_id) == (now, AGENT, ANNA)
        for change in ("UPDATE audit SET agent = 'x'", "DELETE FROM audit"):
            with pytest.raises(AgentAssistError):
                await store.write(lambda connection, sql=change: connection.execute(sql))
        assert len(await store.audit.newest()) == 2

    opener.in_memory(scenario)


def test_repeats_are_counted_by_call(opener) -> None:
    async def scenario(store: Store) -> list[int]:
        add = store.repeats.add
        counts = [await add(CallId("c1"), AGENT), await add(CallId("c1"), AGENT, ANNA)]
        return [*counts, await add(CallId("c2"), AGENT)]

    assert opener.in_memory(scenario) == [1, 2, 1]


def test_sealed_values_are_replaced_and_deleted(opener) -> None:
    async def scenario(store: Store) -> None:
        values = store.sealed_values
        await values.put("phone.ami.secret", Secret("first"))
        await values.put("phone.ami.secret", Secret("second"))
        assert await values.get("phone.ami.secret") == Secret("second")
        await values.delete("phone.ami.secret")
        assert await values.get("phone.ami.secret") is None

    opener.on_disk(scenario)


def test_a_page_of_the_timeline_goes_on_where_the_last_one_ended(opener, anna, now) -> None:
    async def scenario(store: Store) -> None:
        rows = [event(n, now - timedelta(hours=n)) for n in range(5)]
        await store.import_center([anna], rows)
        history = LocalHistory(store)
        first = await history.timeline(ANNA, limit=3)
        assert ([i.id for i in first.interactions], first.more) == (["i0", "i1", "i2"], True)
        rest = await history.timeline(ANNA, limit=3, before=first.interactions[-1].at)
        assert ([i.id for i in rest.interactions], rest.more) == (["i3", "i4"], False)
        assert (await history.timeline(ContactId("nobody"))).interactions == ()
        with pytest.raises(AgentAssistError) as unknown:
            await history.contact(ContactId("nobody"))
        assert unknown.value.code == "history.unknown_contact"

    opener.in_memory(scenario)
