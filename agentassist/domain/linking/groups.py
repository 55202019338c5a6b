"""Groups that grow link by link, and take none that would bring two contradicting records in."""

from collections.abc import Sequence
from dataclasses import dataclass

from agentassist.domain.linking import name
from agentassist.domain.linking.comparison import (
    AGAINST,
    ANOTHER_NAME,
    Comparison,
    Reason,
    compare,
)
from agentassist.domain.linking.person import PersonRecord
from agentassist.domain.linking.verdict import Verdict

MOST = 200  # records of one customer; more with one name and one key are no customer


@dataclass(frozen=True, slots=True)
class Link:
    """Two records of one group that a key joins, by their places, and why."""

    one: int
    other: int
    comparison: Comparison

    @property
    def renames(self) -> bool:
        """Whether the two have different names, and are one person all the same."""
        return not ANOTHER_NAME.isdisjoint(self.comparison.reasons)


class Groups:
    """At first each of `records` is a group of its own."""

    def __init__(self, records: Sequence[PersonRecord]) -> None:
        self._records = records
        self._of = list(range(len(records)))
        self._members = {place: [place] for place in self._of}
        self._renamings: dict[int, list[Link]] = {}

    def labels(self) -> tuple[int, ...]:
        """For each record the place of one record of its group."""
        return tuple(self._of)

    def join(self, link: Link) -> bool:
        """Make one group of the two that `link` joins.

        False when they contradict each other, or would be more than MOST.
        """
        one, other = self._of[link.one], self._of[link.other]
        if one == other:
            return True
        if len(self._members[one]) + len(self._members[other]) > MOST:
            return False
        renamings = [*self._renamings.get(one, ()), *self._renamings.get(other, ())]
        if link.renames:
            renamings.append(link)
        if not self._fit(one, other, renamings):
            return False
        keep, gone = (
            (one, other)
            if len(self._members[one]) >= len(self._members[other])
            else (
                other,
                one,
            )
        )
        for place in self._members[gone]:
            self._of[place] = keep
        self._members[keep] += self._members.pop(gone)
        self._renamings.pop(gone, None)
        self._renamings[keep] = renamings
        return True

    def _fit(self, one: int, other: int, renamings: Sequence[Link]) -> bool:
        return all(
            self._agree(a, b, one, other, renamings)
            for a in self._members[one]
            for b in self._members[other]
        )

    def _agree(self, a: int, b: int, one: int, other: int, renamings: Sequence[Link]) -> bool:
        """Names differ in one group when a link has joined such two, or both are slips of a third.

        Nothing excuses another birth date or account.
        """
        records = self._records
        against = compare(records[a], records[b]).reasons & AGAINST
        if not against:
            return True
        if against != {Reason.NOT_NAME}:
            return False
        for link in renamings:
            x, y = link.one, link.other
            if (self._fits(a, x) and self._fits(b, y)) or (self._fits(a, y) and self._fits(b, x)):
                return True
        members = (*self._members[one], *self._members[other])
        return any(
            name.slips_of_one(records[a].name, records[b].name, records[third].name)
            for third in members
        )

    def _fits(self, a: int, b: int) -> bool:
        one, other = self._records[a].name, self._records[b].name
        return name.compare(one, other) is not Verdict.CONTRADICTS
