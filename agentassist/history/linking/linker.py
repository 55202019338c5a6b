"""Groups over a whole file of records, candidates for each, and the place of a new one."""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from agentassist.domain.linking.blocking import finding_blocks, linking_blocks
from agentassist.domain.linking.comparison import Comparison, compare
from agentassist.domain.linking.grouping import COMPARED, Grouping, content, group, name_key
from agentassist.domain.linking.person import PersonRecord
from agentassist.history.linking.index import MOST, BlockIndex, PackedRecords

CANDIDATES = 10
_BLOCK = 40  # records of one block among which candidates are looked for
_EXAMINED = 40  # candidates that are compared in full

_Rank = tuple[bool, int]  # not of its group, the score below zero: the first is best
_Compared = tuple[_Rank, int, PersonRecord, Comparison]  # with place and record
Progress = Callable[[str, int, int], None]  # the step, how much of it is done, of how much


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be the same, by place, and why."""

    place: int
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a new record belongs: the members of its group, and candidates, best first."""

    mates: tuple[int, ...]
    candidates: tuple[Candidate, ...]


class Linker:
    """Takes records, groups them once (`link`), then answers for each and for new ones.

    A record is known by its place: the how-manieth it was. Places name, they never decide.
    """

    def __init__(self) -> None:
        self.records = PackedRecords()
        self._linking = BlockIndex()
        self._finding = BlockIndex()
        self._groups = array("I")
        self._members: dict[int, list[int]] = {}  # of groups of two and more

    def add(self, record: PersonRecord) -> int:
        """The place of the record. Up to 2**28 of them."""
        if len(self.records) >= MOST:
            raise ValueError("too many records")
        place = self.records.add(record)
        self._linking.add(place, linking_blocks(record))
        self._finding.add(place, finding_blocks(record))
        self._groups.append(place)
        return place

    def link(self, progress: Progress = lambda *_: None) -> None:
        """Group everything that was added."""
        self._linking.settle()
        self._finding.settle()
        pieces = self._connected()
        for done, piece in enumerate(pieces):
            if not done % 1000:
                progress("linked", done, len(pieces))
            self._keep(piece, group([self.records[place] for place in piece]))

    def group_of(self, place: int) -> int:
        """The group of a record: the same number for all of one group."""
        return self._groups[place]

    def mates_of(self, place: int) -> Sequence[int]:
        """The others of its group."""
        return [mate for mate in self._members.get(self._groups[place], ()) if mate != place]

    def candidates_of(self, place: int, most: int = CANDIDATES) -> list[Candidate]:
        """Who may be the same as a record, its own group first, the best first."""
        return self._best(self.records[place], self.mates_of(place), {place}, most)

    def place(self, record: PersonRecord, most: int = CANDIDATES) -> Placing:
        """Where `record` belongs among those that are linked, without keeping it."""
        near = self._near(record)
        grouping = group([record, *near.values()])
        own = grouping.groups[0]
        joined = [at for at, label in zip(near, grouping.groups[1:], strict=True) if label == own]
        mates = sorted({*joined, *(mate for at in joined for mate in self.mates_of(at))})
        return Placing(tuple(mates), tuple(self._best(record, mates, set(), most)))

    def insert(self, record: PersonRecord) -> int:
        """Keep a new record: it joins the group that `place` finds for it."""
        mates = self.place(record, 0).mates
        place = self.add(record)
        if mates:
            self._name([*mates, place])
        return place

    def _near(self, record: PersonRecord) -> dict[int, PersonRecord]:
        """Who has a key in common, and of their groups all that may contradict: by place.

        Of those in a group who say the same of a person one is enough.
        """
        direct = {
            place: self.records[place]
            for block in linking_blocks(record)
            for place in self._linking.places(block, COMPARED)
        }
        near = dict(direct)
        said = {(each.name, each.birth, each.accounts) for each in direct.values()}
        for place in direct:
            for mate in self.mates_of(place):
                other = self.records[mate]
                profile = (other.name, other.birth, other.accounts)
                if mate not in near and profile not in said:
                    said.add(profile)
                    near[mate] = other
        return near

    def _best(
        self, record: PersonRecord, mates: Sequence[int], without: set[int], most: int
    ) -> list[Candidate]:
        found = dict.fromkeys(mates)
        for place in self._found(record):
            found[place] = None
            found.update(dict.fromkeys(self._members.get(self._groups[place], ())))
        own = frozenset(mates)
        compared: list[_Compared] = []
        for place in found:
            if place not in without:
                other = self.records[place]
                comparison = compare(record, other)
                rank = (place not in own, -comparison.score)
                compared.append((rank, place, other, comparison))
        compared.sort(key=_rank)
        best: list[Candidate] = []
        for _, equal in groupby(compared, key=_rank):
            tied = list(equal)
            if len(tied) > 1:  # decided by what the records say, never by where they stand
                tied.sort(key=lambda each: content(each[2]))
            best += [Candidate(place, comparison) for _, place, _, comparison in tied]
            if len(best) >= most:
                break
        return best[:most]

    def _found(self, record: PersonRecord) -> list[int]:
        """The places that have most blocks in common with a record."""
        hits: dict[int, int] = {}
        for index, blocks, weight in (
            (self._linking, linking_blocks(record), 3),
            (self._finding, finding_blocks(record), 2),
        ):
            for block in blocks:
                for place in index.places(block, _BLOCK):
                    hits[place] = hits.get(place, 0) + weight
        levels = Counter(hits.values())
        least, examined = 0, 0
        for level in sorted(levels, reverse=True):  # all of a level or none: no order decides
            examined += levels[level]
            if examined > _EXAMINED and least:
                break
            least = level
        return [place for place, count in hits.items() if count >= least]

    def _connected(self) -> list[list[int]]:
        """Pieces of two and more records that blocks connect, at any distance."""
        above = array("I", range(len(self.records)))

        def top(place: int) -> int:
            while above[place] != place:
                above[place] = above[above[place]]
                place = above[place]
            return place

        for block in self._linking:
            for part in self._parted(block):
                first = top(part[0])
                for place in part[1:]:
                    above[top(place)] = first
        pieces: dict[int, list[int]] = {}
        for place in range(len(above)):
            root = top(place)
            if root != place:
                pieces.setdefault(root, [root]).append(place)
        return list(pieces.values())

    def _parted(self, block: list[int]) -> Iterator[list[int]]:
        """A block to compare each with each; of a very large one, those of one name."""
        if len(block) <= COMPARED:
            yield block
            return
        by_name: dict[tuple[str, ...], list[int]] = {}
        for place in block:
            by_name.setdefault(name_key(self.records[place]), []).append(place)
        yield from (part for part in by_name.values() if 1 < len(part) <= COMPARED)

    def _keep(self, piece: Sequence[int], grouping: Grouping) -> None:
        groups: dict[int, list[int]] = {}
        for place, label in zip(piece, grouping.groups, strict=True):
            groups.setdefault(label, []).append(place)
        for members in groups.values():
            if len(members) > 1:
                self._name(sorted(members))

    def _name(self, members: list[int]) -> None:
        for place in members:
            self._members.pop(self._groups[place], None)
        for place in members:
            self._groups[place] = members[0]
        self._members[members[0]] = members


_rank: Callable[[_Compared], _Rank] = itemgetter(0)
