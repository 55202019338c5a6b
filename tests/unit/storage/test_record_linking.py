"""Records that arrive are linked where nothing contradicts; a person's word outlasts the rules'."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId
from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import (
    LinkMethod,
    RecordLink,
    SourceRecord,
    contact_id,
)
from agentassist.domain.source import SourceContact
from agentassist.storage.record_linking import RULES
from agentassist.storage.store import Store

MOBILE, OFFICE = "+12025550143", "+12025550100"
Scenario = Callable[[Store], Awaitable[None]]


def said(id_: str, name: str, *phones: str, birth: int = 0, **more: object) -> SourceContact:
    """A record "crm:1": `id_` says the source and the id there."""
    record = SourceRecord(*id_.split(":"))
    contact = Contact(contact_id(record), name, phones=phones, **more)  # type: ignore[arg-type]
    return SourceContact(record, contact, birth=(birth,) if birth else ())


async def linked(store: Store, id_: str) -> list[str]:
    source, _, key = id_.partition(":")
    record = SourceRecord(source, key)
    return [f"{one.source}:{one.id}" for one in await store.links.person(record)]


async def links(store: Store, id_: str, *, undone: bool = False) -> list[RecordLink]:
    source, _, key = id_.partition(":")
    return await store.links.of(SourceRecord(source, key), undone=undone)


PHONE_AND_NAME = said("crm:1", "Anna Exempla", MOBILE)


@pytest.mark.parametrize(
    ("other", "evidence"),
    [
        (said("desk:9", "Exempla, Anna", MOBILE), {Reason.PHONE, Reason.NAME}),
        (said("desk:9", "", MOBILE), {Reason.PHONE}),
        (said("desk:9", MOBILE, MOBILE), {Reason.PHONE}),
        (said("desk:9", "Anna New-Name", MOBILE), {Reason.PHONE, Reason.NEW_FAMILY_NAME}),
    ],
)
def test_a_key_that_agrees_and_nothing_against_it_links(opener, other, evidence) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([PHONE_AND_NAME])
        await store.source_records.put([other])
        (link,) = await links(store, "desk:9")
        assert (link.method, link.made_by, set(link.evidence)) == (
            LinkMethod.RULE,
            RULES,
            evidence,
        )
        assert await linked(store, "crm:1") == ["crm:1", "desk:9"]

    opener.in_memory(scenario)


def test_addresses_are_compared_repaired_and_without_tag(opener) -> None:
    async def scenario(store: Store) -> None:
        for number, address in enumerate(
            (
                "Anna.Exempla+shop@Example.com",
                "anna.exempla (at) example.com",
                " ANNA.exempla@example.con ",
            )
        ):
            await store.source_records.put(
                [said(f"s{number}:1", "Anna Exempla", emails=(address,))]
            )
        assert await linked(store, "s0:1") == ["s0:1", "s1:1", "s2:1"]

    opener.in_memory(scenario)


@pytest.mark.parametrize(
    "other",
    [
        said("desk:9", "Berta Roe", MOBILE),
        said("desk:9", "Anna Exempla", MOBILE, birth=19810203),
        said("desk:9", "Anna Exempla", MOBILE, accounts=("AC2",)),
        said("desk:9", "Anna Exempla", MOBILE, kind="company"),
        said("desk:9", "Anna Exempla", OFFICE),
        said("desk:9", "Berta Roe", accounts=("AC1",)),
    ],
    ids=["name", "birth date", "account", "kind", "no key", "account alone"],
)
def test_what_contradicts_is_not_linked(opener, other) -> None:
    anna = said("crm:1", "Anna Exempla", MOBILE, birth=19700203, accounts=("AC1",))

    async def scenario(store: Store) -> None:
        await store.source_records.put([anna, other])
        assert await linked(store, "desk:9") == ["desk:9"]

    opener.in_memory(scenario)


def test_a_couple_with_one_address_and_one_phone_are_two(opener) -> None:
    mail = ("anna.exempla@example.com",)

    async def scenario(store: Store) -> None:
        await store.source_records.put(
            [said("crm:1", "Anna Exempla", MOBILE, emails=mail, birth=19700203)]
        )
        await store.source_records.put([said("desk:9", "Thomas Exempla", MOBILE, emails=mail)])
        assert await linked(store, "desk:9") == ["desk:9"]

    opener.in_memory(scenario)


def test_a_number_that_stands_for_none_links_nobody(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([said("crm:1", "", "+12025555555")])
        await store.source_records.put([said("desk:9", "", "+12025555555")])
        assert await linked(store, "desk:9") == ["desk:9"]

    opener.in_memory(scenario)


def test_a_shared_number_takes_the_name_and_a_switchboard_more(opener) -> None:
    async def scenario(store: Store) -> None:
        family = [said("crm:1", "Anna Exempla", MOBILE), said("crm:2", "Ben Exempla", MOBILE)]
        await store.source_records.put(family)
        await store.source_records.put(
            [said("desk:1", "Anna Exempla", MOBILE), said("desk:2", "", MOBILE)]
        )
        assert await linked(store, "desk:1") == ["crm:1", "desk:1"]
        assert await linked(store, "desk:2") == ["desk:2"]
        office = [
            said(f"crm:1{n}", f"{name} Roe", OFFICE)
            for n, name in enumerate(("Ada", "Bo", "Cem", "Dora", "Emil"))
        ]
        await store.source_records.put(office)
        await store.source_records.put([said("desk:11", "Bo Roe", OFFICE)])
        assert await linked(store, "desk:11") == ["desk:11"]
        mail = ("bo.roe@example.com",)
        await store.source_records.put(
            [replace(office[1], contact=replace(office[1].contact, emails=mail))]
        )
        await store.source_records.put([said("desk:11", "Bo Roe", OFFICE, emails=mail)])
        assert await linked(store, "desk:11") == ["crm:11", "desk:11"]

    opener.in_memory(scenario)


def test_behind_a_number_of_very_many_a_name_links_nobody(opener) -> None:
    async def scenario(store: Store) -> None:
        crowd = [said(f"crm:{n}", f"Person{chr(97 + n % 26)} Fam{n}ily", OFFICE) for n in range(45)]
        await store.source_records.put(crowd)
        await store.source_records.put([said("desk:1", "Bo Roe", OFFICE, MOBILE)])
        await store.source_records.put([said("shop:1", "Bo Roe", OFFICE)])
        assert await linked(store, "shop:1") == ["shop:1"]
        await store.source_records.put([said("app:1", "Bo Roe", OFFICE, MOBILE)])
        assert await linked(store, "app:1") == ["app:1", "desk:1"]

    opener.in_memory(scenario)


def test_a_record_that_fits_two_who_contradict_each_other_is_left_to_a_person(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([
            said("crm:1", "Anna Exempla", MOBILE, birth=19700203),
            said("crm:2", "Anna Exempla", MOBILE, birth=19950506),
        ])  # fmt: skip
        await store.source_records.put([said("desk:9", "Anna Exempla", MOBILE)])
        assert await linked(store, "desk:9") == ["desk:9"]

    opener.in_memory(scenario)


def test_a_record_of_ours_is_linked_like_any_other(opener) -> None:
    async def scenario(store: Store) -> None:
        caller = Contact(ContactId("caller-1"), MOBILE, phones=(MOBILE,))
        await store.import_center([caller])
        await store.source_records.put([PHONE_AND_NAME])
        assert await linked(store, "crm:1") == ["crm:1", "local:caller-1"]

    opener.in_memory(scenario)


def test_a_rules_link_whose_evidence_is_gone_is_undone_saying_why(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([said("crm:1", "Anna Exempla", MOBILE, birth=19700203)])
        for changed, why in (
            (said("desk:9", "Anna Exempla", OFFICE), "no_key"),
            (said("desk:9", "Anna Exempla", MOBILE, birth=19881112), "not_birth_date"),
            (said("desk:9", "Berta Roe", MOBILE), "not_name"),
        ):
            await store.source_records.put([said("desk:9", "Anna Exempla", MOBILE)])
            assert await linked(store, "desk:9") == ["crm:1", "desk:9"]
            await store.source_records.put([changed])
            assert await linked(store, "desk:9") == ["desk:9"]
            last = (await links(store, "desk:9", undone=True))[-1]
            assert (last.undone_by, last.undone_why) == (RULES, why)

    opener.in_memory(scenario)


def test_a_link_by_a_number_alone_ends_when_a_stranger_has_it_too(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([said("crm:1", "Anna Exempla", MOBILE)])
        await store.source_records.put([said("desk:9", "", MOBILE)])
        assert await linked(store, "desk:9") == ["crm:1", "desk:9"]
        await store.source_records.put([said("crm:2", "Ben Roe", MOBILE)])
        (link,) = await links(store, "desk:9", undone=True)
        assert (link.undone_by, link.undone_why) == (RULES, "shared_key")

    opener.in_memory(scenario)


def test_an_agents_link_is_never_undone_by_a_rule(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([PHONE_AND_NAME, said("desk:9", "Berta Roe", OFFICE)])
        records = SourceRecord("crm", "1"), SourceRecord("desk", "9")
        await store.links.add(*records, method=LinkMethod.AGENT, by="101")
        await store.source_records.put([said("desk:9", "Berta Roe-Nowak", "+12025550177")])
        assert await linked(store, "desk:9") == ["crm:1", "desk:9"]

    opener.in_memory(scenario)


def test_what_a_person_took_apart_is_not_joined_again_nor_by_a_third_record(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([PHONE_AND_NAME, said("desk:9", "Anna Exempla", MOBILE)])
        (link,) = await links(store, "desk:9")
        await store.links.undo(link.id, by="101", why="mother and daughter")
        changed = said("desk:9", "Anna Exempla", MOBILE, city="Ulm")
        await store.source_records.put([changed])
        assert await linked(store, "desk:9") == ["desk:9"]
        await store.source_records.put([said("shop:5", "Anna Exempla", MOBILE)])
        joined = await linked(store, "shop:5")
        assert not {"crm:1", "desk:9"} <= set(joined)
        await store.links.add(link.one, link.other, method=LinkMethod.AGENT, by="101")
        assert {"crm:1", "desk:9"} <= set(await linked(store, "desk:9"))

    opener.in_memory(scenario)


def test_who_may_be_the_same_is_shown_with_what_speaks_for_and_against_it(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put(
            [
                said("crm:1", "Anna Exempla", MOBILE, birth=19700203),
                said("crm:2", "Berta Roe", MOBILE),
                said("desk:9", "Anna Exempla", MOBILE, birth=19881112),
                said("desk:10", "Cem Other", OFFICE),
            ]
        )
        found = await store.links.likely(ContactId("crm:1"))
        assert [(one.contact.id, one.record.id) for one in found] == [
            ("desk:9", "9"),
            ("crm:2", "2"),
        ]
        assert set(found[0].evidence) == {Reason.PHONE, Reason.NAME, Reason.NOT_BIRTH_DATE}
        assert set(found[1].evidence) == {Reason.PHONE, Reason.NOT_NAME}
        pair = SourceRecord("crm", "1"), SourceRecord("desk", "9")
        await store.links.add(*pair, method=LinkMethod.AGENT, by="101")
        for member in ("crm:1", "desk:9"):
            (left,) = await store.links.likely(ContactId(member))
            assert left.contact.id == "crm:2"
        assert await store.links.likely(ContactId("nobody")) == []

    opener.in_memory(scenario)


def test_two_that_contradict_are_not_joined_through_a_record_without_a_name(opener) -> None:
    """A source that says nothing of who it is would else show one customer for another."""
    bob = said("desk:2", "Robert Roth", OFFICE, emails=("bob@example.com",))

    async def scenario(store: Store) -> None:
        await store.source_records.put([PHONE_AND_NAME, bob])
        await store.source_records.put([said("evil:1", "", MOBILE)])
        await store.source_records.put([said("evil:1", "", MOBILE, OFFICE)])
        await store.source_records.put([said("evil:2", "", OFFICE, emails=("bob@example.com",))])
        assert "desk:2" not in await linked(store, "crm:1")

    opener.in_memory(scenario)


def test_a_record_leaves_a_person_whom_it_contradicts_by_now(opener) -> None:
    """It was nameless when it came, and so is the one that stands between them."""
    between = said("desk:1", "", MOBILE, emails=("q@example.com",))

    async def scenario(store: Store) -> None:
        await store.source_records.put([PHONE_AND_NAME, between])
        await store.source_records.put([said("desk:2", "", emails=("q@example.com",))])
        assert await linked(store, "crm:1") == ["crm:1", "desk:1", "desk:2"]
        named = said("desk:2", "Robert Roth", emails=("q@example.com",))
        await store.source_records.put([named])
        assert await linked(store, "crm:1") == ["crm:1", "desk:1"]
        (link,) = await links(store, "desk:2", undone=True)
        assert (link.undone_by, link.undone_why) == (RULES, "not_name")

    opener.in_memory(scenario)


def test_a_person_who_joined_what_contradicts_is_not_corrected(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.source_records.put([PHONE_AND_NAME])
        await store.source_records.put([said("desk:1", "", MOBILE)])
        roth = said("desk:2", "Robert Roth", OFFICE)
        await store.source_records.put([roth])
        pair = (SourceRecord("desk", "1"), SourceRecord("desk", "2"))
        await store.links.add(*pair, method=LinkMethod.AGENT, by="101")
        await store.source_records.put([said("desk:2", "Robert Roth-New", OFFICE)])
        assert await linked(store, "crm:1") == ["crm:1", "desk:1", "desk:2"]

    opener.in_memory(scenario)


@pytest.mark.parametrize("kind", ["phones", "emails"])
def test_a_record_of_very_many_keys_is_nobodys_in_particular(opener, kind) -> None:
    """Nor is it compared with each of theirs: that took minutes, and every call waited."""
    keys = {
        "phones": (MOBILE, *(f"+1202555{n:04d}" for n in range(1000, 1049))),
        "emails": ("anna@example.com", *(f"user.{n}@example.com" for n in range(49))),
    }
    own = said("crm:1", "Anna Exempla", emails=("anna@example.com",))
    many = said("evil:1", "Anna Exempla")
    contact = replace(many.contact, **{kind: keys[kind]})

    async def scenario(store: Store) -> None:
        await store.source_records.put([own if kind == "emails" else PHONE_AND_NAME])
        await store.source_records.put([replace(many, contact=contact)])
        assert await linked(store, "crm:1") == ["crm:1"]

    opener.in_memory(scenario)
