"""One contact as several systems report it: the phone system, the CRM, our own wrap-up.

Only rows of different systems are ever taken for the same contact, each at most once, the nearest
in time first, and only where nothing speaks against it: two calls of one day stay two.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final

from agentassist.domain.account import normalise_account
from agentassist.domain.interaction import CASES, Channel, Interaction
from agentassist.domain.source import LOCAL
from agentassist.domain.timeline.words import fold

# Clocks of two systems differ by less; a call that is noted by hand is noted within this.
LIVE_WITHIN: Final = timedelta(minutes=3)
WRITTEN_WITHIN: Final = timedelta(minutes=2)
SAME_NUMBER_WITHIN: Final = timedelta(days=1)
LENGTH_APART: Final = timedelta(seconds=90)
_LONG_NUMBER: Final = 5  # letters of a case's number that nobody has twice by chance
_LIVE: Final = frozenset({Channel.PHONE, Channel.CHAT, Channel.VIDEO})
_FARTHEST: Final = max(LIVE_WITHIN, WRITTEN_WITHIN)
_ENDS_WITHIN: Final = timedelta(minutes=1)
_LOOKED_AT: Final = 30  # rows beside one: more at one moment come from a faulty clock
_SUBJECT: Final = 300  # letters of it that are compared
_REPLIES: Final = frozenset(
    {"re", "aw", "antw", "antwort", "sv", "vs", "rv", "res", "rif", "tr", "fw", "fwd", "wg", "enc"}
)

Pair = tuple[timedelta, Interaction, Interaction]


def same_contacts(newest_first: Sequence[Interaction]) -> list[tuple[Interaction, ...]]:
    """Groups of two and more that are one contact; the one to be shown first."""
    if len({item.source for item in newest_first}) < 2:
        return []
    pairs = sorted(
        (*_near(newest_first), *_same_case(newest_first)),
        key=lambda pair: (pair[0], pair[1].id, pair[2].id),
    )
    groups: dict[str, list[Interaction]] = {}
    for _, one, other in pairs:
        left, right = groups.get(one.id, [one]), groups.get(other.id, [other])
        if left is right or {item.source for item in left} & {item.source for item in right}:
            continue
        if all(_may_be_one(a, b) for a in left for b in right):
            left.extend(right)
            for item in left:
                groups[item.id] = left
    distinct = {id(group): group for group in groups.values()}
    return [tuple(sorted(group, key=_most_telling)) for group in distinct.values()]


def _most_telling(item: Interaction) -> tuple[object, ...]:
    """Our own wrap-up, then what is open, then the one that says most."""
    return (item.source != LOCAL, not item.status.pending, -len(item.detail), item.source, item.id)


def _near(newest_first: Sequence[Interaction]) -> Iterator[Pair]:
    """Rows of two systems, one channel, and about the same time."""
    channels: dict[Channel, list[Interaction]] = {}
    for item in newest_first:
        if item.channel not in CASES:
            channels.setdefault(item.channel, []).append(item)
    for rows in channels.values():
        if all(item.source == rows[0].source for item in rows):
            continue
        for apart, newer, older in _beside(rows):
            if apart <= _FARTHEST and _may_be_one(newer, older):
                yield apart, newer, older


def _same_case(newest_first: Iterable[Interaction]) -> Iterator[Pair]:
    """The same order or ticket, by its number, in two systems."""
    known: dict[tuple[Channel, str], list[Interaction]] = {}
    for item in newest_first:
        if item.channel in CASES and item.reference:
            number = normalise_account(item.reference)
            if number:
                known.setdefault((item.channel, number), []).append(item)
    for (_, number), rows in known.items():
        for apart, newer, older in _beside(rows):
            near = apart <= SAME_NUMBER_WITHIN or len(number) >= _LONG_NUMBER
            if near and _may_be_one(newer, older):
                yield apart, newer, older


def _beside(rows: Sequence[Interaction]) -> Iterator[Pair]:
    """Each with those that follow, as far as it is worth looking."""
    for place, newer in enumerate(rows):
        for older in rows[place + 1 : place + 1 + _LOOKED_AT]:
            apart = newer.at - older.at
            yield apart, newer, older
            if apart > _FARTHEST and newer.channel not in CASES:
                break


def _may_be_one(one: Interaction, other: Interaction) -> bool:
    """Nothing speaks against it."""
    if one.channel is not other.channel or one.source == other.source:
        return False
    if None not in (one.direction, other.direction) and one.direction is not other.direction:
        return False
    if one.channel in CASES:
        return _number(one) == _number(other) != ""
    if _names_differ(one.agent, other.agent):
        return False
    apart = abs(one.at - other.at)
    if one.channel in _LIVE:
        return apart <= LIVE_WITHIN and _same_length(one, other)
    return apart <= WRITTEN_WITHIN and (
        subject(one.title) == subject(other.title) or _number(one) == _number(other) != ""
    )


def _number(item: Interaction) -> str:
    return normalise_account(item.reference) if item.reference else ""


def _same_length(one: Interaction, other: Interaction) -> bool:
    """Two clocks that ran: nobody is in two calls at once, so they began or ended together."""
    if one.duration is None or other.duration is None:
        return True  # noted by hand
    if abs(one.duration - other.duration) > LENGTH_APART:
        return False
    ends = abs(one.at + one.duration - other.at - other.duration)
    return min(abs(one.at - other.at), ends) <= _ENDS_WITHIN


def _names_differ(one: str | None, other: str | None) -> bool:
    """Two names of colleagues. An extension beside a name says nothing."""
    if not one or not other or any(ch.isdecimal() for ch in one + other):
        return False
    left, right = set(fold(one).replace(".", " ").split()), set(fold(other).split())
    return not left & right


def subject(title: str) -> str:
    """A subject without 'Re:' and the like before it, folded."""
    plain = fold(title[:_SUBJECT]).strip()
    while True:
        head, colon, rest = plain.partition(":")
        if not colon or head.strip() not in _REPLIES:
            return plain
        plain = rest.strip()
