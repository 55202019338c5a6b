"""Groups of records that are one customer, and the links that make them.

A link by itself needs a key that agrees and nothing that contradicts, and how much more depends
on whose key it is:

- one person's: the key alone, as long as nobody of another name or birth date has it;
- shared (a household): the whole name besides;
- public (`info@`, a switchboard, more than three people): the whole name and a second fact.

A record that fits two people who contradict each other goes to the better fit, and to neither
when they are equal. Groups grow from the strongest link on, and one that would bring two
contradicting records together is left out: no chain joins what contradicts. Nothing here depends
on the order of the records.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import combinations

from agentassist.domain.linking.blocking import Block, Key, keys_of, linking_blocks
from agentassist.domain.linking.comparison import (
    AGAINST,
    ANOTHER_NAME,
    KEYS,
    Comparison,
    Reason,
    compare,
    contradict,
)
from agentassist.domain.linking.groups import Groups, Link
from agentassist.domain.linking.name import Name, slips_of_one
from agentassist.domain.linking.person import PersonRecord

HOUSEHOLD = 3  # people that one key may belong to and still say something
COMPARED = 40  # records of one key that are compared each with each; beyond by name alone

_NAMED = frozenset({Reason.NAME, Reason.NAME_PART}) | ANOTHER_NAME
# what tells two people behind one key apart
_TELLING = frozenset({Reason.PHONE, Reason.EMAIL, Reason.BIRTH_DATE, Reason.NAME, Reason.STREET})
Pair = tuple[int, int]  # places of two records, the smaller first


class Holding(IntEnum):
    """How many people a key belongs to."""

    EXCLUSIVE = 1
    SHARED = 2
    PUBLIC = 3


@dataclass(frozen=True, slots=True)
class Grouping:
    """`groups`: for each record the place of a record of its group, the same for all of one."""

    groups: tuple[int, ...]
    links: tuple[Link, ...]


def group(records: Sequence[PersonRecord], public: Collection[Key] = ()) -> Grouping:
    """The groups among `records`, which should be all that share a key, at any distance.

    `public`: keys that so many others have that these are not among `records`.
    """
    holdings = holdings_of(records, public)
    links = [
        Link(*pair, comparison)
        for pair, comparison in _compared(records)
        if links_by_itself(comparison, holdings)
    ]
    links = _without_torn(records, links)
    links.sort(key=lambda link: (-link.comparison.score, _content(records, link)))
    grown = Groups(records)
    made = tuple(link for link in links if grown.join(link))
    return Grouping(grown.labels(), made)


def holdings_of(
    records: Sequence[PersonRecord], public: Collection[Key] = ()
) -> dict[Key, Holding]:
    """Whose each key of `records` is."""
    found = {
        key: holding(key, [records[at] for at in places])
        for key, places in _holders(records).items()
    }
    return found | dict.fromkeys(public, Holding.PUBLIC)


def holding(key: Key, records: Sequence[PersonRecord]) -> Holding:
    """Whose `key` is, by the records that have it."""
    kind, value = key
    if kind is Reason.EMAIL and any(
        email.role for record in records for email in record.emails if email.value == value
    ):
        return Holding.PUBLIC
    if len(records) > COMPARED:
        return Holding.PUBLIC
    different = [each for _, each in sorted({content(each): each for each in records}.items())]
    people: list[PersonRecord] = []
    for record in different:
        if all(contradict(record, other) for other in people):
            people.append(record)
            if len(people) > HOUSEHOLD:
                return Holding.PUBLIC
    if len(people) > 1 or any(contradict(*pair) for pair in combinations(different, 2)):
        return Holding.SHARED
    return Holding.EXCLUSIVE


def links_by_itself(comparison: Comparison, holdings: Mapping[Key, Holding]) -> bool:
    """Whether two records are linked without anybody being asked."""
    if comparison.contradicted or not comparison.keyed:
        return False
    if not comparison.keys:
        return True  # by a repaired address, which takes the whole name
    held = sorted(holdings.get(key, Holding.EXCLUSIVE) for key in comparison.keys)
    best = held[0]
    reasons = comparison.reasons
    if best is Holding.EXCLUSIVE:
        return True
    if best is Holding.SHARED:
        return not reasons.isdisjoint(_NAMED)
    if Reason.NAME not in reasons:
        return False
    second = {Reason.BIRTH_DATE, Reason.STREET} | KEYS
    return len(held) > 1 or len(reasons & second) > 1


def _holders(records: Sequence[PersonRecord]) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for place, record in enumerate(records):
        for key in dict.fromkeys(keys_of(record)):
            found.setdefault(key, []).append(place)
    return found


def _compared(records: Sequence[PersonRecord]) -> Iterator[tuple[Pair, Comparison]]:
    """Each pair that may have a key in common, once."""
    blocks: dict[Block, list[int]] = {}
    for place, record in enumerate(records):
        for block in dict.fromkeys(linking_blocks(record)):
            blocks.setdefault(block, []).append(place)
    seen: set[Pair] = set()
    for places in blocks.values():
        for parted in parted_by_name(records, places):
            for pair in combinations(parted, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair, compare(records[pair[0]], records[pair[1]])


def parted_by_name(records: Sequence[PersonRecord], places: Sequence[int]) -> list[Sequence[int]]:
    """Those of one block to compare each with each: all; of very many, those of one name."""
    if len(places) <= COMPARED:
        return [places]
    by_name: dict[tuple[str, ...], list[int]] = {}
    for place in places:
        by_name.setdefault(name_key(records[place]), []).append(place)
    return [parted for parted in by_name.values() if 1 < len(parted) <= COMPARED]


def name_key(record: PersonRecord) -> tuple[str, ...]:
    """The first words of both parts of the name, in any order."""
    return tuple(sorted(record.name.given[:1] + record.name.family[:1]))


def _without_torn(records: Sequence[PersonRecord], links: Sequence[Link]) -> list[Link]:
    """Without the links of a record to two that contradict each other, but for the stronger."""
    of: dict[int, list[tuple[int, Link]]] = {}
    for link in links:
        of.setdefault(link.one, []).append((link.other, link))
        of.setdefault(link.other, []).append((link.one, link))
    dropped: set[int] = set()
    for place, mine in of.items():
        for (one, first), (other, second) in combinations(mine, 2):
            third = records[place].name
            renamed = first.renames != second.renames or _own_address(records[place])
            if _apart(records[one], records[other], third, renamed):
                stronger = _telling(first) - _telling(second)
                if stronger <= 0:
                    dropped.add(id(first))
                if stronger >= 0:
                    dropped.add(id(second))
    return [link for link in links if id(link) not in dropped]


def _apart(one: PersonRecord, other: PersonRecord, third: Name, renamed: bool) -> bool:
    """Whether two that fit a third contradict each other.

    `renamed`: other names of the third are no contradiction. Slips of its name are one name.
    """
    against = compare(one, other).reasons & AGAINST
    if against != {Reason.NOT_NAME}:
        return bool(against)
    return not renamed and not slips_of_one(one.name, other.name, third)


def _own_address(record: PersonRecord) -> bool:
    """Whether an address of the record spells its given name: whoever else writes from it is it."""
    return any(
        len(word) > 2 and word in email.mailbox
        for email in record.emails
        for word in record.name.given
    )


def _telling(link: Link) -> int:
    return len(link.comparison.reasons & _TELLING)


def content(record: PersonRecord) -> tuple[object, ...]:
    """What orders records where nothing else does: what they say, never where they stand."""
    name = record.name
    return (
        (name.given, name.family, name.generation),
        record.birth,
        _in_order([(phone.e164, phone.extension) for phone in record.phones]),
        _in_order([email.value for email in record.emails]),
        (record.address.postcode, record.address.street),
        _in_order(record.accounts),
        _in_order(record.orders),
    )


def _in_order(values: Sequence[str] | Sequence[tuple[str, str]]) -> tuple[object, ...]:
    return tuple(sorted(values) if len(values) > 1 else values)


def _content(records: Sequence[PersonRecord], link: Link) -> tuple[tuple[object, ...], ...]:
    return tuple(sorted((content(records[link.one]), content(records[link.other]))))
