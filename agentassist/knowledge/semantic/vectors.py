"""All vectors in the child's memory, and those next to a given one: every one is looked at.

A vector is kept as 384 numbers of 8 bits and a factor, 388 bytes: 39 MB for 100,000 articles.
They are widened a block at a time, which stays in the processor's cache.
"""

import numpy as np
from numpy.typing import NDArray

from agentassist.knowledge.semantic.messages import DIMENSIONS, VECTOR

_BLOCK = 2_048
_PACKED = np.dtype([("factor", "<f4"), ("values", "i1", (DIMENSIONS,))])
Vector = NDArray[np.float32]


def packed(vector: Vector) -> bytes:
    """`VECTOR` bytes."""
    factor = max(float(np.abs(vector).max()), 1e-9) / 127
    one = np.zeros(1, dtype=_PACKED)
    one["factor"] = factor
    one["values"] = np.rint(vector / factor)
    return one.tobytes()


class Vectors:
    """Numbers with their vectors, in order of arrival. A number comes once."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        # Blocks of one size: growing copies nothing, and memory is what is kept.
        self._numbers: list[NDArray[np.int64]] = []
        self._blocks: list[NDArray[np.void]] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def keep(self, numbers: list[int], vectors: bytes) -> None:
        """ValueError when they don't fit each other, or no vector has such numbers."""
        if len(vectors) != VECTOR * len(numbers):
            raise ValueError("a vector for each number")
        new = np.frombuffer(vectors, dtype=_PACKED)
        if not np.isfinite(new["factor"]).all():
            raise ValueError("not a number")
        taken = 0
        while taken < len(new):
            at = self._count % _BLOCK
            if at == 0:
                self._numbers.append(np.empty(_BLOCK, dtype=np.int64))
                self._blocks.append(np.empty(_BLOCK, dtype=_PACKED))
            many = min(_BLOCK - at, len(new) - taken)
            self._numbers[-1][at : at + many] = numbers[taken : taken + many]
            self._blocks[-1][at : at + many] = new[taken : taken + many]
            taken += many
            self._count += many

    def nearest(self, vector: Vector, limit: int) -> tuple[list[int], list[float]]:
        """Numbers and cosines, best first."""
        if not self._count:
            return [], []
        alike = np.concatenate([_alike(block, vector) for block in self._blocks])[: self._count]
        best = np.arange(self._count)
        if limit < self._count:
            best = np.argpartition(-alike, limit)[:limit]
        best = best[np.argsort(-alike[best], kind="stable")]
        numbers = [int(self._numbers[one // _BLOCK][one % _BLOCK]) for one in best]
        return numbers, alike[best].tolist()


def _alike(block: NDArray[np.void], vector: Vector) -> Vector:
    wide: Vector = block["values"].astype(np.float32) @ vector
    return np.asarray(wide * block["factor"], dtype=np.float32)
