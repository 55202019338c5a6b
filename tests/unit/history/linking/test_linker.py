"""Groups and candidates over many records, whatever their order and names; new ones among them."""

import json
import random
from typing import Any

import pytest

from agentassist.domain.linking.person import PersonRecord
from agentassist.history.linking.index import BlockIndex, PackedRecords
from agentassist.history.linking.linker import Linker
from agentassist.history.linking.phones import PhoneReader
from agentassist.history.linking.rows import RowReader

GIVEN = ("Anna", "Ben", "Carla", "David", "Elena", "Frank", "Greta", "Hugo", "Ida", "Jakob")
FAMILY = ("Weber", "Lindner", "Hartung", "Okafor", "Petrov", "Sommer", "Tanaka", "Yilmaz")


def rows() -> list[dict[str, Any]]:
    """Eighty people with four records each; every tenth shares the phone of the one before."""
    made = []
    for at in range(80):
        given, family = GIVEN[at % 10], FAMILY[at // 10]
        phone = f"0151 {26180339 + (at - 1 if at % 10 == 9 else at) * 104729}"
        email = f"{given}.{family}{at}@mail.example".lower()
        born = f"{1940 + at % 60}-0{1 + at % 9}-1{at % 9}"
        full = {"given": given, "surname": family}
        made += [
            {"person": at, "name": full, "phone": phone, "email": email, "dob": born},
            {"person": at, "name": {"given": family, "surname": given}, "email": email.upper()},
            {"person": at, "name": {"given": given[:3], "surname": family}, "phone": phone},
            {"person": at, "name": full, "dob": born},  # no key: a candidate
        ]
    return made


def linked(records: list[PersonRecord]) -> Linker:
    linker = Linker()
    for record in records:
        linker.add(record)
    linker.link()
    return linker


@pytest.fixture(scope="module")
def made() -> tuple[list[dict[str, Any]], list[PersonRecord]]:
    reader = RowReader(PhoneReader("DE"))
    found = rows()
    return found, [reader.read(json.dumps({"rec_id": 1, **row}).encode())[1] for row in found]


def test_people_are_grouped_and_the_rest_are_candidates(
    made: tuple[list[dict[str, Any]], list[PersonRecord]],
) -> None:
    people, records = made
    linker = linked(records)
    for place, row in enumerate(people):
        same = [other for other in range(place // 4 * 4, place // 4 * 4 + 4) if other != place]
        keyless = place % 4 == 3
        assert set(linker.mates_of(place)) == (set() if keyless else set(same) - {place | 3})
        candidates = [each.place for each in linker.candidates_of(place)]
        # nothing but a name cut short and another key: these two don't find each other
        unlike = {3: place - 1, 2: place + 1}.get(place % 4)
        assert set(same) - {unlike} <= set(candidates), row
        assert place not in candidates
        assert len(candidates) <= 10
        mates = len(linker.mates_of(place))
        assert set(candidates[:mates]) == set(linker.mates_of(place))


def test_neither_order_nor_names_decide(
    made: tuple[list[dict[str, Any]], list[PersonRecord]],
) -> None:
    _, records = made
    first = linked(records)
    for seed in (1, 2):
        order = list(range(len(records)))
        random.Random(seed).shuffle(order)
        again = linked([records[at] for at in order])
        for place, at in enumerate(order):
            assert {order[mate] for mate in again.mates_of(place)} == set(first.mates_of(at))
            assert [order[each.place] for each in again.candidates_of(place)] == [
                each.place for each in first.candidates_of(at)
            ]


def test_a_new_record_finds_its_place_among_the_others(
    made: tuple[list[dict[str, Any]], list[PersonRecord]],
) -> None:
    _, records = made
    whole = linked(records)
    linker = linked([record for place, record in enumerate(records) if place % 4 != 2])
    before = len(linker.records)
    for person in range(80):
        new = records[person * 4 + 2]
        placing = linker.place(new)
        assert set(placing.mates) == {person * 3, person * 3 + 1}
        assert {each.place for each in placing.candidates} >= {person * 3, person * 3 + 1}
        assert len(linker.records) == before + person  # placing keeps nothing, inserting does
        inserted = linker.insert(new)
        assert set(linker.mates_of(inserted)) == {person * 3, person * 3 + 1}
        assert linker.group_of(inserted) == linker.group_of(person * 3)
    assert len(linker.records) == len(whole.records)
    stranger = PersonRecord()
    assert linker.place(stranger).mates == linker.place(stranger).candidates == ()


def test_records_come_back_as_they_were(
    made: tuple[list[dict[str, Any]], list[PersonRecord]],
) -> None:
    _, records = made
    packed = PackedRecords()
    assert [packed.add(record) for record in records] == list(range(len(records)))
    assert [packed[place] for place in range(len(packed))] == records


def test_blocks_are_found_before_and_after_settling() -> None:
    index = BlockIndex()
    for place in range(1000):
        index.add(place, [("even" if place % 2 == 0 else "odd", place // 100), ("all",)])
    index.settle()
    assert index.places(("even", 3), 100) == list(range(300, 400, 2))
    assert index.places(("all",), 100) == []  # too many to say anything
    assert index.places(("none",), 100) == []
    index.add(1000, [("even", 3), ("new",)])
    assert index.places(("even", 3), 100)[-1] == 1000
    assert index.places(("new",), 100) == [1000]
    assert sorted(map(len, index))[-1] == 1000
