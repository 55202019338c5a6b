"""Old numbers, other spellings and former picks: they rank and show, and open nobody."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from agentassist.domain.contact import Contact, EvidenceKind, IdentityKeys, IdentityStatus
from agentassist.domain.identity import resolve
from agentassist.domain.ids import AgentId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord, contact_id
from agentassist.domain.source import SourceContact
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

NUMBER, HOME_LINE = "+12025550143", "+12025550144"
KEYS = IdentityKeys(NUMBER)
MONTH = timedelta(days=30)
ANNA, BEN, CEM = ContactId("anna"), ContactId("ben"), ContactId("cem")


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return 0


class Scene:
    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.history = LocalHistory(store)

    async def person(self, name: ContactId, *phones: str, last: timedelta | None = None) -> None:
        events = []
        if last is not None:
            at = self.clock.time - last
            events = [Interaction(InteractionId(f"i-{name}"), name, Channel.MAIL, at, "A mail")]
        await self.store.import_center([Contact(name, name.title(), phones=phones)], events)

    async def kinds(self, keys: IdentityKeys = KEYS) -> dict[str, list[EvidenceKind]]:
        found = await self.history.find(keys)
        return {one.contact.id: [e.kind for e in one.evidence] for one in found}

    async def opened(self, keys: IdentityKeys = KEYS) -> str | None:
        contact = resolve(keys, await self.history.find(keys)).contact
        return None if contact is None else contact.id


@pytest.fixture
def play() -> Callable[[Callable[[Scene], Awaitable[None]]], None]:
    def run(story: Callable[[Scene], Awaitable[None]]) -> None:
        async def inside() -> None:
            clock = Clock()
            store = await Store.open(clock=clock)
            try:
                await story(Scene(store, clock))
            finally:
                await store.close()

        asyncio.run(inside())

    return run


EXACT, UNUSED = EvidenceKind.EXACT_NUMBER, EvidenceKind.UNUSED_NUMBER


def test_a_number_not_used_for_long_opens_nobody(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, NUMBER, last=20 * MONTH)
        (anna,) = await scene.history.find(KEYS)
        (evidence,) = anna.evidence
        assert (evidence.kind, evidence.since) == (UNUSED, scene.clock.time - 20 * MONTH)
        assert resolve(KEYS, [anna]).status is IdentityStatus.CANDIDATES
        never = LocalHistory(scene.store, reassigned_after=None)
        assert resolve(KEYS, await never.find(KEYS)).contact == anna.contact
        await scene.store.key_uses.used(ANNA, KEYS, verified=False)
        assert await scene.opened() == ANNA

    play(story)


def test_of_whom_nothing_is_dated_nothing_is_doubted(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, NUMBER)
        assert await scene.opened() == ANNA

    play(story)


def test_the_last_call_by_the_number_counts_not_the_last_mail(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, NUMBER, HOME_LINE, last=timedelta(days=400))
        await scene.store.key_uses.used(ANNA, KEYS, verified=True)
        await scene.store.key_uses.used(ANNA, IdentityKeys("+12025559999"), verified=True)
        scene.clock.time += 19 * MONTH
        await scene.person(ANNA, NUMBER, HOME_LINE, last=timedelta(days=1))
        assert await scene.kinds() == {ANNA: [UNUSED]}
        assert await scene.opened(IdentityKeys(HOME_LINE)) == ANNA

    play(story)


def test_a_record_that_its_source_changed_lately_is_not_old(play) -> None:
    async def story(scene: Scene) -> None:
        record = SourceRecord("crm", "7")
        contact = Contact(contact_id(record), "Anna Exempla", phones=(NUMBER,))
        for months, opened in ((20, None), (2, "crm:7")):
            changed = scene.clock.time - months * MONTH
            await scene.store.source_records.put([SourceContact(record, contact, changed)])
            assert await scene.opened() == opened

    play(story)


def test_who_has_it_now_opens_and_who_had_it_stays_in_sight(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, NUMBER, last=30 * MONTH)
        await scene.person(BEN, NUMBER, last=MONTH)
        assert await scene.kinds() == {BEN: [EXACT], ANNA: [UNUSED]}
        identity = resolve(KEYS, await scene.history.find(KEYS))
        assert identity.contact is not None
        assert identity.contact.id == BEN
        assert [one.contact.id for one in identity.candidates] == [BEN, ANNA]

    play(story)


def test_another_spelling_of_a_number_shows_and_opens_nobody(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, "+551187654321")
        keys = IdentityKeys("+5511987654321", aliases=("+551187654321",))
        assert await scene.kinds(keys) == {ANNA: [EvidenceKind.NUMBER_VARIANT]}
        assert await scene.opened(keys) is None
        await scene.person(BEN, "+5511987654321")
        assert await scene.kinds(keys) == {BEN: [EXACT], ANNA: [EvidenceKind.NUMBER_VARIANT]}
        assert await scene.opened(keys) == BEN
        made = await scene.history.remember(
            IdentityKeys("+551187654322", aliases=("+5511987654321",)), "New"
        )
        assert made.id not in (ANNA, BEN)

    play(story)


def test_whom_an_agent_picked_stands_first_for_90_days_and_opens_not(play) -> None:
    async def story(scene: Scene) -> None:
        hints = scene.store.pick_hints
        for person in (ANNA, BEN, CEM):
            await scene.person(person, NUMBER, last=MONTH)
        assert list(await scene.kinds()) == [ANNA, BEN, CEM]
        await hints.remember(NUMBER, BEN, AgentId("102"))
        scene.clock.time += timedelta(days=1)
        await hints.remember(NUMBER, CEM, AgentId("101"))
        found = await scene.history.find(KEYS)
        assert [one.contact.id for one in found] == [CEM, BEN, ANNA]
        hint = found[0].evidence[-1]
        assert (hint.kind, hint.detail) == (EvidenceKind.PICKED_BEFORE, "101")
        assert hint.since == scene.clock.time
        assert resolve(KEYS, found).contact is None
        await hints.forget(NUMBER, CEM, AgentId("101"))
        assert list(await scene.kinds()) == [BEN, ANNA, CEM]
        scene.clock.time += timedelta(days=90)
        assert list(await scene.kinds()) == [ANNA, BEN, CEM]
        await hints.remember(HOME_LINE, ANNA, AgentId("101"))
        left = await scene.store.read(
            lambda c: c.execute("SELECT number FROM pick_hints").fetchall()
        )
        assert left == [(HOME_LINE,)]

    play(story)


def test_a_hint_for_one_record_is_one_for_the_person(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, NUMBER, last=MONTH)
        await scene.person(BEN, NUMBER, last=MONTH)
        await scene.person(CEM)
        await scene.store.pick_hints.remember(NUMBER, CEM, AgentId("101"))
        assert list(await scene.kinds()) == [ANNA, BEN]
        records = SourceRecord("local", BEN), SourceRecord("local", CEM)
        await scene.store.links.add(*records, method=LinkMethod.AGENT, by="101")
        assert list(await scene.kinds()) == [BEN, ANNA]

    play(story)


def test_the_latest_by_this_number_comes_first_then_who_was_verified(play) -> None:
    async def story(scene: Scene) -> None:
        for person in (ANNA, BEN, CEM):
            await scene.person(person, NUMBER, last=MONTH)
        uses = scene.store.key_uses
        await uses.used(BEN, KEYS, verified=False)
        await uses.used(CEM, KEYS, verified=True)
        assert list(await scene.kinds()) == [CEM, BEN, ANNA]
        scene.clock.time += timedelta(days=1)
        await uses.used(ContactId("nobody"), KEYS, verified=True)
        await uses.used(BEN, KEYS, verified=False)
        assert list(await scene.kinds()) == [BEN, CEM, ANNA]

    play(story)


def test_people_of_several_companies_behind_one_number_are_a_switchboard(play) -> None:
    async def story(scene: Scene) -> None:
        people = [
            Contact(ContactId(f"p{n}"), f"P{n}", company=f"Company {n}", phones=(NUMBER,))
            for n in range(2)
        ]
        await scene.store.import_center(people)
        assert set(map(tuple, (await scene.kinds()).values())) == {(EvidenceKind.SWITCHBOARD,)}

    play(story)


def test_one_look_up_gives_all_that_opens(play) -> None:
    async def story(scene: Scene) -> None:
        await scene.person(ANNA, NUMBER, last=MONTH)
        found = await scene.history.look_up(KEYS, limit=5)
        assert found.candidates == tuple(await scene.history.find(KEYS))
        assert found.person == await scene.history.person(ANNA)
        assert found.page == await scene.history.timeline(ANNA, limit=5)
        await scene.person(BEN, NUMBER, last=MONTH)
        found = await scene.history.look_up(KEYS)
        assert len(found.candidates) == 2
        assert (found.person, found.page) == (None, None)
        for nothing in (IdentityKeys(withheld=True), IdentityKeys(NUMBER, internal=True)):
            assert (await scene.history.look_up(nothing)).candidates == ()

    play(story)
