"""Linked records answer as one person: for any of their ids, with the keys of all."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.domain.contact import Contact, EvidenceKind, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord, contact_id
from agentassist.domain.person import PersonField
from agentassist.domain.promise import Promise
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MOBILE, HOME_LINE = "+12025550143", "+12025550144"
ANNA = ContactId("anna")
OURS, CRM, DESK = SourceRecord("local", "anna"), SourceRecord("crm", "7"), SourceRecord("desk", "3")


class Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic_ns(self) -> int:
        return 0


def called(at: int, source: SourceRecord = OURS, name: str = "call") -> Interaction:
    owner = ANNA if source is OURS else contact_id(source)
    key = InteractionId(f"{source.source}:{name}{at}")
    return Interaction(
        key, owner, Channel.PHONE, NOW - timedelta(days=at), f"{source.source} {at}",
        source=source.source,
    )  # fmt: skip


def record(of: SourceRecord, name: str, *phones: str, **more: object) -> SourceContact:
    return SourceContact(of, Contact(contact_id(of), name, phones=phones, **more))  # type: ignore[arg-type]


async def fill(store: Store) -> None:
    """Three records of one Anna that no rule links: their accounts differ.

    Ours has no name but the number.
    """
    ours = Contact(ANNA, MOBILE, phones=(MOBILE,), accounts=("AC0",))
    promise = Promise(PromiseId("p"), ANNA, "call back", NOW, "team", NOW)
    await store.import_center([ours], [called(1), called(4)], [promise])
    people = [
        record(CRM, "Anna Exempla", HOME_LINE, accounts=("AC1",), city="Ulm"),
        record(
            DESK,
            "Anna Exempla-Roe",
            MOBILE,
            city="Bonn",
            emails=("Anna@example.com",),
            accounts=("AC2",),
        ),
    ]
    await store.source_records.put(people)
    await store.source_records.put_history(SourceHistory(DESK, (called(2, DESK), called(3, DESK))))


async def link(store: Store, one: SourceRecord, other: SourceRecord) -> int:
    made = await store.links.add(one, other, method=LinkMethod.AGENT, by="101")
    assert made is not None
    return made.id


Scenario = Callable[[Store, LocalHistory], Awaitable[None]]


@pytest.fixture(params=["memory", "disk"])
def played(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[Scenario], None]:
    disk = (tmp_path / "store.db", bytes(32)) if request.param == "disk" else (None, None)

    def run(scenario: Scenario) -> None:
        async def inside() -> None:
            store = await Store.open(*disk, clock=Clock())
            try:
                await fill(store)
                await scenario(store, LocalHistory(store))
            finally:
                await store.close()

        asyncio.run(inside())

    return run


def test_linked_records_are_one_candidate_with_the_keys_of_all(played) -> None:
    async def scenario(store: Store, history: LocalHistory) -> None:
        for record_ in (CRM, OURS):
            await link(store, record_, DESK)
        for keys, kind, sources in (
            (IdentityKeys(MOBILE), EvidenceKind.EXACT_NUMBER, ("local", "desk")),
            (IdentityKeys(HOME_LINE), EvidenceKind.EXACT_NUMBER, ("crm",)),
            (IdentityKeys(account="AC1"), EvidenceKind.ACCOUNT_FROM_IVR, ("crm",)),
        ):
            (anna,) = await history.find(keys)
            assert [(e.kind, e.shared_by, e.sources) for e in anna.evidence] == [(kind, 1, sources)]
            assert (anna.contact.id, anna.contact.name) == (ANNA, "Anna Exempla")
            assert anna.contact.phones == (MOBILE, HOME_LINE)
            assert anna.contact.emails == ("Anna@example.com",)
            assert anna.contact.accounts == ("AC0", "AC1", "AC2")
            assert (anna.interactions, anna.last_contact) == (4, NOW - timedelta(days=1))
        for text in ("Exempla", "roe", "0143", "AC1", "anna@"):
            (found,) = await history.search_contacts(text)
            assert found.contact == anna.contact

    played(scenario)


def test_records_that_nobody_linked_are_two_people(played) -> None:
    async def scenario(store: Store, history: LocalHistory) -> None:
        found = await history.find(IdentityKeys(MOBILE))
        assert [c.contact.id for c in found] == [ANNA, "desk:3"]
        assert {e.shared_by for c in found for e in c.evidence} == {2}
        number = await link(store, OURS, DESK)
        assert len(await history.find(IdentityKeys(MOBILE))) == 1
        await store.links.undo(number, by="101", why="two sisters")
        assert await history.find(IdentityKeys(MOBILE)) == found

    played(scenario)


def test_a_person_says_what_every_record_says(played) -> None:
    async def scenario(store: Store, history: LocalHistory) -> None:
        await link(store, CRM, DESK)
        await link(store, OURS, DESK)
        for any_id in (ANNA, ContactId("crm:7"), ContactId("desk:3")):
            person = await history.person(any_id)
            assert await history.contact(any_id) == person.contact
            assert [one.record for one in person.records] == [OURS, CRM, DESK]
            assert [one.as_of for one in person.records] == [None, NOW, NOW]
            assert [one.method for one in person.links] == [LinkMethod.AGENT] * 2
        assert PersonField.CITY in person.conflicts()
        assert [(v.value, v.said_by[0].record) for v in person.values(PersonField.CITY)] == [
            ("Ulm", CRM),
            ("Bonn", DESK),
        ]
        with pytest.raises(AgentAssistError) as unknown:
            await history.person(ContactId("nobody"))
        assert unknown.value.code == "history.unknown_contact"

    played(scenario)


def test_without_a_record_of_ours_the_one_linked_first_names_the_person(played) -> None:
    async def scenario(store: Store, history: LocalHistory) -> None:
        last = SourceRecord("app", "1")
        await store.source_records.put([record(last, "A. Exempla")])
        await link(store, CRM, DESK)
        await link(store, last, DESK)
        person = await history.person(ContactId("app:1"))
        assert person.contact.id == "crm:7"
        assert [one.record for one in person.records] == [CRM, DESK, last]

    played(scenario)


def test_the_timeline_is_that_of_all_records_newest_first(played) -> None:
    async def scenario(store: Store, history: LocalHistory) -> None:
        await link(store, OURS, DESK)
        page = await history.timeline(ContactId("desk:3"))
        assert page.contact_id == ANNA
        assert [row.title for row in page.interactions] == [
            "local 1",
            "desk 2",
            "desk 3",
            "local 4",
        ]
        assert {row.contact_id for row in page.interactions} == {ANNA}
        assert [promise.what for promise in page.promises] == ["call back"]
        first = await history.timeline(ANNA, limit=3)
        assert first.more
        rest = await history.timeline(ANNA, limit=3, before=first.interactions[-1].at)
        assert (*first.interactions, *rest.interactions) == page.interactions
        assert not rest.more
        assert (await history.timeline(ContactId("nobody"))).interactions == ()

    played(scenario)


def test_no_row_is_lost_between_two_pages(played) -> None:
    """Imports often know the day alone: many rows then have one time."""

    async def scenario(store: Store, history: LocalHistory) -> None:
        await link(store, OURS, DESK)
        midnight = NOW - timedelta(days=9)
        same = [replace(called(9, name=f"n{n}-"), at=midnight) for n in range(30)]
        more = tuple(replace(called(9, DESK, f"d{n}-"), at=midnight) for n in range(30))
        await store.import_center([], same)
        await store.source_records.put_history(SourceHistory(DESK, more, more=True))
        seen: list[str] = []
        before = None
        for _ in range(20):
            page = await history.timeline(ANNA, limit=7, before=before)
            seen += [row.id for row in page.interactions]
            if not page.more:
                break
            before = page.interactions[-1].at
        assert len(seen) == len(set(seen)) == 62  # and two of the desk are gone

    played(scenario)


def test_an_interaction_that_two_records_have_stands_once(played) -> None:
    async def scenario(store: Store, history: LocalHistory) -> None:
        other = SourceRecord("desk", "4")
        await store.source_records.put([record(other, "Anna Exempla", accounts=("AC4",))])
        await store.source_records.put_history(SourceHistory(other, (called(2, DESK),)))
        await link(store, other, DESK)
        page = await history.timeline(ContactId("desk:4"))
        assert [row.title for row in page.interactions] == ["desk 2", "desk 3"]

    played(scenario)
