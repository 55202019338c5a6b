"""Records by their blocks: a million of them in some hundred megabytes.

A record is kept packed (about 150 bytes), a block as one number: 36 bits of its hash and 28 of
the record's place. Two blocks with one hash only make a comparison too many.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

import msgspec

from agentassist.domain.linking.blocking import Block
from agentassist.domain.linking.person import PersonRecord

_PLACE_BITS = 28
MOST = 1 << _PLACE_BITS  # records
_PLACES = MOST - 1
_HASHES = (1 << 36) - 1
_PARTS = 64  # sorted one by one, so that sorting needs little memory
_PART_SHIFT = 64 - 6
_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(PersonRecord)


class PackedRecords:
    """Records by place, in the order they were added."""

    def __init__(self) -> None:
        self._packed = bytearray()
        self._ends = array("Q")

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, record: PersonRecord) -> int:
        self._packed += _encoder.encode(record)
        self._ends.append(len(self._packed))
        return len(self._ends) - 1

    def __getitem__(self, place: int) -> PersonRecord:
        start = self._ends[place - 1] if place else 0
        return _decoder.decode(memoryview(self._packed)[start : self._ends[place]])


class BlockIndex:
    """Places by block. What is added after `settle` is found at once, too."""

    def __init__(self) -> None:
        self._parts = [array("Q") for _ in range(_PARTS)]
        self._settled = False
        self._recent: dict[int, list[int]] = {}

    def add(self, place: int, blocks: Iterable[Block]) -> None:
        for code in {hash(block) & _HASHES for block in blocks}:
            if self._settled:
                self._recent.setdefault(code, []).append(place)
            else:
                entry = code << _PLACE_BITS | place
                self._parts[entry >> _PART_SHIFT].append(entry)

    def settle(self) -> None:
        """Sort what was added; look-ups need it once."""
        for at, part in enumerate(self._parts):
            self._parts[at] = array("Q", sorted(part))
        self._settled = True

    def places(self, block: Block, most: int) -> list[int]:
        """The places in a block, or none when they are more than `most`."""
        code = hash(block) & _HASHES
        first = code << _PLACE_BITS
        part = self._parts[first >> _PART_SHIFT]
        start = bisect_left(part, first)
        end = bisect_left(part, first + MOST, start, min(start + most + 1, len(part)))
        recent = self._recent.get(code, ())
        if end - start + len(recent) > most:
            return []
        return [part[at] & _PLACES for at in range(start, end)] + list(recent)

    def __iter__(self) -> Iterator[list[int]]:
        """The places of every settled block that has more than one."""
        for part in self._parts:
            block: list[int] = []
            code = -1
            for entry in part:
                if entry >> _PLACE_BITS != code:
                    if len(block) > 1:
                        yield block
                    code, block = entry >> _PLACE_BITS, []
                block.append(entry & _PLACES)
            if len(block) > 1:
                yield block
