"""All vectors in the child's memory, and those next to a given one: every one is looked at.

A vector is kept as 384 numbers of 8 bits and a factor, 388 bytes: 39 MB for 100,000 articles.
They are widened a block at a time, which stays in the processor's cache.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agentassist.knowledge.semantic.messages import DIMENSIONS, VECTOR

_BLOCK = 2_048
_ROOM = 4_096  # vectors; grows by a half
_PACKED = np.dtype([("factor", "<f4"), ("values", "i1", (DIMENSIONS,))])
Vector = NDArray[np.float32]


def packed(vector: Vector) -> bytes:
    """`VECTOR` bytes."""
    factor = max(float(np.abs(vector).max()), 1e-9) / 127
    one = np.zeros(1, dtype=_PACKED)
    one["factor"] = factor
    one["values"] = np.rint(vector / factor)
    return one.tobytes()


def _with_room(kept: NDArray[Any], count: int, room: int) -> NDArray[Any]:
    larger = np.empty(room, dtype=kept.dtype)
    larger[:count] = kept[:count]
    return larger


class Vectors:
    """Numbers with their vectors, in order of arrival. A number comes once."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        self._count = 0
        self._numbers = np.empty(_ROOM, dtype=np.int64)
        self._kept = np.empty(_ROOM, dtype=_PACKED)

    def __len__(self) -> int:
        return self._count

    def keep(self, numbers: list[int], vectors: bytes) -> None:
        """ValueError when they don't fit each other, or no vector has such numbers."""
        if len(vectors) != VECTOR * len(numbers):
            raise ValueError("a vector for each number")
        new = np.frombuffer(vectors, dtype=_PACKED)
        if not np.isfinite(new["factor"]).all():
            raise ValueError("not a number")
        end = self._count + len(new)
        if end > len(self._numbers):
            room = max(end, len(self._numbers) * 3 // 2)
            self._numbers = _with_room(self._numbers, self._count, room)
            self._kept = _with_room(self._kept, self._count, room)
        self._numbers[self._count : end] = numbers
        self._kept[self._count : end] = new
        self._count = end

    def nearest(self, vector: Vector, limit: int) -> tuple[list[int], list[float]]:
        """Numbers and cosines, best first."""
        alike = np.empty(self._count, dtype=np.float32)
        for start in range(0, self._count, _BLOCK):
            block = self._kept[start : min(start + _BLOCK, self._count)]
            wide = block["values"].astype(np.float32)
            alike[start : start + len(block)] = (wide @ vector) * block["factor"]
        best = np.arange(self._count)
        if limit < self._count:
            best = np.argpartition(-alike, limit)[:limit]
        best = best[np.argsort(-alike[best], kind="stable")]
        return self._numbers[best].tolist(), alike[best].tolist()
