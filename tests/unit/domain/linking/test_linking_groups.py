"""Which records are one person by themselves, which are candidates, and that order is nothing."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest

from agentassist.domain.linking.birth_date import birth_date
from agentassist.domain.linking.comparison import Reason, compare
from agentassist.domain.linking.email import email_key
from agentassist.domain.linking.grouping import Holding, content, group, holding
from agentassist.domain.linking.groups import MOST
from agentassist.domain.linking.name import name_of_text
from agentassist.domain.linking.person import Address, PersonRecord, PhoneKey

PHONE, OTHER = "+61400111222", "+61400333444"


def person(
    name: str = "", phone: str = "", email: str = "", born: str = "", street: str = "",
    account: str = "", order: str = "",
) -> PersonRecord:  # fmt: skip
    key = email_key(email)
    number, _, extension = phone.partition("x")
    return PersonRecord(
        name_of_text(name),
        (PhoneKey(number, extension),) if number else (),
        (key,) if key else (),
        birth_date(born),
        Address(street=street),
        (account,) if account else (),
        (order,) if order else (),
    )


def groups(*records: PersonRecord) -> list[set[int]]:
    """The groups, the same in ten other orders."""
    found = _groups(records)
    for seed in range(10):
        order = list(range(len(records)))
        random.Random(seed).shuffle(order)
        shuffled = _groups([records[at] for at in order])
        assert {frozenset(order[at] for at in one) for one in shuffled} == set(
            map(frozenset, found)
        )
    return sorted(found, key=min)


def _groups(records: tuple[PersonRecord, ...] | list[PersonRecord]) -> list[set[int]]:
    by: dict[int, set[int]] = {}
    for at, label in enumerate(group(records).groups):
        by.setdefault(label, set()).add(at)
    return list(by.values())


def test_a_key_and_nothing_against_it() -> None:
    assert groups(person("Anna Smith", PHONE), person("anna smyth", PHONE)) == [{0, 1}]
    assert groups(person("Liz Warren", email="l@x.example"), person("", email="L+a@x.example")) == [
        {0, 1}
    ]
    assert groups(person("Anna Smith", account="A1"), person("Anna Smith", account="A1")) == [
        {0, 1}
    ]
    assert groups(person("Anna Smith", order="W7"), person("Smith", order="W7")) == [{0, 1}]


def test_without_a_key_nothing_is_linked() -> None:
    same = person("Anna Smith", born="1951-08-06", street="1highstreet")
    assert groups(same, same) == [{0}, {1}]
    assert groups(person("Anna Smith", PHONE), person("Anna Smith", OTHER)) == [{0}, {1}]


def test_a_contradiction_makes_a_candidate() -> None:
    anna = person("Anna Smith", PHONE, born="1951-08-06")
    for other in (
        person("Ben Smith", PHONE),
        person("Anna Smith", PHONE, born="1962-04-19"),
        person("John Smith Jr", PHONE),
    ):
        assert groups(anna, other) == [{0}, {1}]
        assert Reason.PHONE in compare(anna, other).reasons
    two = person("Anna Smith", PHONE, account="A1"), person("Anna Smith", PHONE, account="B2")
    assert groups(*two) == [{0}, {1}]


def test_two_extensions_of_a_switchboard_are_two_phones() -> None:
    assert groups(person("", f"{PHONE}x12"), person("", f"{PHONE}x13")) == [{0}, {1}]
    assert groups(person("", f"{PHONE}x12"), person("", PHONE)) == [{0, 1}]


def test_a_household_is_told_apart_by_given_names() -> None:
    found = groups(
        person("Anna Smith", PHONE, "anna@x.example"),
        person("Ben Smith", PHONE, "ben@x.example"),
        person("Ann Smith", PHONE),
        person("Benny Smith", PHONE),
        person("Smith", PHONE),  # could be either
        person("", PHONE),
    )
    assert found == [{0, 2}, {1, 3}, {4}, {5}]


def test_an_initial_that_fits_one_of_a_household() -> None:
    found = groups(
        person("Anna Smith", PHONE), person("Ben Smith", PHONE), person("B. Smith", PHONE)
    )
    assert found == [{0}, {1, 2}]


def test_no_chain_joins_what_contradicts() -> None:
    """Alex is Alexander or Alexandra, and may not make one person of them."""
    found = groups(
        person("Alexander Roth", PHONE), person("Alex Roth", PHONE), person("Alexandra Roth", PHONE)
    )
    assert found == [{0}, {1}, {2}]
    found = groups(
        person("Anna Smith", PHONE, born="1951-08-06"),
        person("Anna Smith", PHONE, "a.smith@x.example"),
        person("Anna Smith", "", "a.smith@x.example", born="1988-01-30"),
    )
    assert {0, 2} not in [one & {0, 2} for one in found]


def test_an_address_that_anybody_reads_takes_a_second_fact() -> None:
    info = "info@firm.example"
    found = groups(
        person("Anna Smith", PHONE, info), person("Anna Smith", "", info),
        person("Anna Smith", PHONE, info),
    )  # fmt: skip
    assert found == [{0, 2}, {1}]


def test_a_switchboard_takes_a_second_fact() -> None:
    names = ("Anna Smith", "Ben Jones", "Carl Weber", "Dora Lopez")
    people = [person(name, PHONE) for name in names]
    assert holding((Reason.PHONE, PHONE), people) is Holding.PUBLIC
    again = person("Anna Smith", PHONE)
    assert {0, 4} not in groups(*people, again)
    born = [person("Anna Smith", PHONE, born="1951-08-06")] * 2
    assert {4, 5} in groups(*people, *born)


def test_married_and_second_names() -> None:
    """The family name changes; another given name takes an address of one's own, or more."""
    maiden = person("Anna Schmidt", PHONE, "anna.schmidt@x.example", "1951-08-06")
    assert groups(maiden, person("Anna Weber", PHONE)) == [{0, 1}]
    hers = "anna.schmidt@x.example"
    assert groups(maiden, person("Zuzka Schmidt", email=hers)) == [{0, 1}]
    assert groups(maiden, person("Thomas Schmidt", email=hers)) == [{0}, {1}]  # a couple
    assert groups(maiden, person("Maria Schmidt", email=hers, born="1951-08-06")) == [{0, 1}]
    assert groups(maiden, person("Maria Schmidt", PHONE, born="1951-08-06")) == [{0, 1}]
    assert groups(maiden, person("Maria Schmidt", PHONE)) == [{0}, {1}]
    family = person("Anna Schmidt", email="schmidt@x.example")
    assert groups(family, person("Maria Schmidt", email="schmidt@x.example")) == [{0}, {1}]
    twin = person("Maria Schmidt", PHONE, "maria.schmidt@x.example", "1951-08-06")
    assert groups(maiden, twin) == [{0}, {1}]


def test_a_letter_that_an_address_lost() -> None:
    whole = person("Xavier Campbell", PHONE, "xavier.campbell@x.example")
    assert groups(whole, person("Xavier Campbell", "", "xavier.cmpbell@x.example")) == [{0, 1}]
    for other in (
        "xavier.campbell1@x.example",
        "xaviercampbell@x.example",
        "xavier.cmpbell@y.example",
    ):
        assert groups(whole, person("Xavier Campbell", "", other)) == [{0}, {1}]
    assert groups(whole, person("Xaver Meier", "", "xavier.cmpbell@x.example")) == [{0}, {1}]


def test_very_many_with_one_key_are_compared_by_name_alone() -> None:
    crowd = [
        person(f"Given{chr(97 + at // 26)}{chr(97 + at % 26)} Weber", PHONE) for at in range(60)
    ]
    assert len(group(crowd).links) == 0
    assert holding((Reason.PHONE, PHONE), crowd) is Holding.PUBLIC


def test_a_group_does_not_grow_without_end() -> None:
    """A dummy name on a chain of numbers is no customer with a thousand records."""
    numbers = [PhoneKey(f"+4915100{at:06d}") for at in range(500)]
    chain = [replace(person("Max Mustermann"), phones=pair) for pair in pairwise(numbers)]
    labels = group(chain).groups
    assert 1 < max(labels.count(label) for label in set(labels)) <= MOST


def test_a_comparison_does_not_know_who_is_first() -> None:
    a = person("Anna Smith", PHONE, "a.smith@x.example", "1951-08-06", "1highstreet")
    b = person("A Smith", PHONE, "a.smth@x.example", "1951-08-07", "2highstreet")
    assert compare(a, b) == compare(b, a)
    assert Reason.STREET not in compare(a, b).reasons  # the house beside it
    assert compare(a, b).evidence[0] is Reason.PHONE


@pytest.mark.parametrize("field", ["name", "phones", "birth", "accounts"])
def test_content_orders_by_what_records_say(field: str) -> None:
    one = person("Anna Smith", PHONE, "a@x.example", "1951-08-06", "s", "A1")
    other = person("Ben Smith", OTHER, "b@x.example", "1952-08-06", "t", "B2")
    changed = {name: getattr(one, name) for name in one.__slots__} | {field: getattr(other, field)}
    assert content(one) != content(PersonRecord(**changed))
