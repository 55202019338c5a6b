"""What is said between the program and the process with the model: a line of JSON each.

The child hears texts and vectors, nothing else. What it answers is hostile until parsed.
"""

import struct
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

DIMENSIONS = 384
VECTOR = 4 + DIMENSIONS  # bytes: a float32 in little-endian order times int8 numbers
MOST_TEXTS = 8
MOST_FOUND = 200
MOST_KEPT = 2_000  # vectors in a message
LONGEST_ANSWER = 64 * 1024
_LARGEST_FACTOR = 1.0  # a vector has the length 1, and its numbers go to 127
LONGEST_QUESTION = 2 * 1024 * 1024


_Number = Annotated[int, Meta(ge=1, le=2**63 - 1)]


class Embed(Struct, tag="embed"):
    """Vectors of texts."""

    id: int
    texts: Annotated[list[str], Meta(max_length=MOST_TEXTS)]


class Keep(Struct, tag="keep"):
    """Vectors to compare with from now on, `VECTOR` bytes for each number."""

    id: int
    numbers: Annotated[list[_Number], Meta(max_length=MOST_KEPT)]
    vectors: bytes


class Forget(Struct, tag="forget"):
    """All vectors."""

    id: int


class Find(Struct, tag="find"):
    """The numbers of the vectors next to a text's."""

    id: int
    text: str
    limit: Annotated[int, Meta(ge=1, le=MOST_FOUND)]


Question = Embed | Keep | Forget | Find


class Answer(Struct):
    """`alike` is the cosine of each of `numbers`, best first."""

    id: int = -1
    ready: bool = False
    vectors: Annotated[bytes, Meta(max_length=MOST_TEXTS * VECTOR)] = b""
    numbers: Annotated[list[_Number], Meta(max_length=MOST_FOUND)] = []
    alike: Annotated[list[float], Meta(max_length=MOST_FOUND)] = []
    fault: Annotated[str, Meta(max_length=200)] | None = None


def are_vectors(content: bytes, count: int) -> bool:
    """So many, and each factor is a number: one that is none would spoil what is kept."""
    if len(content) != count * VECTOR:
        return False
    factors = (struct.unpack_from("<f", content, at * VECTOR)[0] for at in range(count))
    return all(0 < factor < _LARGEST_FACTOR for factor in factors)


QUESTIONS = msgspec.json.Decoder(Question)
ANSWERS = msgspec.json.Decoder(Answer)
