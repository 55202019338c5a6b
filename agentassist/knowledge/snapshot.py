"""The words and titles of the knowledge base as a few blobs, and what changed since.

Opening would otherwise read every article's title and every word: a second for 100,000 articles.
Every change of the articles also writes a line into a journal, in the same transaction; opening
reads the snapshot and then the journal. Once the journal is long, a new snapshot takes its place,
written in pieces under a new generation that counts only when it is complete: a crash leaves the
old one in force.
"""

import json
import sys
from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from agentassist.knowledge.database import Connection
from agentassist.knowledge.packed_titles import NUMBERS, PARTS, PackedTitles, packing
from agentassist.knowledge.titles import Title, TitleIndex
from agentassist.knowledge.vocabulary import Vocabulary

# Of another machine's byte order or integer size: read the articles again instead.
FORMAT = f"2{sys.byteorder}{array(NUMBERS).itemsize}"
_TITLES_A_STEP = 2_000  # about 20 ms


def tables(name: str) -> Iterator[str]:
    """The statements that make journal and snapshot of one edition of the index."""
    yield (
        f"CREATE TABLE IF NOT EXISTS kb_journal{name}"
        " (number INTEGER PRIMARY KEY, change TEXT NOT NULL)"
    )
    yield (
        f"CREATE TABLE IF NOT EXISTS kb_snapshot{name} (generation INTEGER NOT NULL,"
        " part TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (generation, part)) WITHOUT ROWID"
    )


@dataclass(slots=True)
class Change:
    """What one transaction does to words and titles."""

    gone: list[int] = field(default_factory=list)
    new: list[tuple[int, Title]] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)

    def written(self) -> str:
        new = [(row, title.words, title.others) for row, title in self.new]
        counts = {word: count for word, count in self.words.items() if count}
        return json.dumps([self.gone, new, counts], ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def read(cls, written: str) -> "Change":
        gone, new, words = json.loads(written)
        titles = [
            (row, Title(tuple(of), tuple((word, place) for word, place in others)))
            for row, of, others in new
        ]
        return cls(gone, titles, Counter(words))

    def apply(self, vocabulary: Vocabulary, titles: TitleIndex) -> None:
        in_titles: Counter[str] = Counter()
        for row in self.gone:
            in_titles.subtract(titles.remove(row).distinct())
        for row, title in self.new:
            titles.add(row, title)
            in_titles.update(title.distinct())
        self.words = Counter({word: count for word, count in self.words.items() if count})
        vocabulary.change(self.words, {word: n for word, n in in_titles.items() if n})


def read(connection: Connection, generation: int, table: str) -> tuple[Vocabulary, TitleIndex]:
    """The words and titles of a snapshot; generation 0 is that of no articles."""
    sql = f"SELECT part, data FROM {table} WHERE generation = ?"  # noqa: S608
    found: Mapping[str, bytes] = dict(connection.execute(sql, (generation,)).fetchall())
    if not found:
        return Vocabulary(), TitleIndex(PackedTitles.empty())
    words = found["words"].decode().split("\n") if found["words"] else []
    arrays = {part: _numbers(found[part]) for part in PARTS}
    vocabulary = Vocabulary(words, _numbers(found["in_articles"]), _numbers(found["in_titles"]))
    return vocabulary, TitleIndex(PackedTitles(words, arrays))


def _numbers(data: bytes) -> "array[int]":
    numbers = array(NUMBERS)
    numbers.frombytes(data)
    return numbers


class SnapshotWriter:
    """Writes a snapshot in short steps. Nothing may change meanwhile; it counts for nobody yet."""

    def __init__(
        self,
        connection: Connection,
        generation: int,
        vocabulary: Vocabulary,
        titles: TitleIndex,
        table: str,
    ) -> None:
        self.generation = generation
        self.titles = titles  # packed, once `step` said that it is done
        self._connection = connection
        self._vocabulary = vocabulary
        self._table = table
        self._steps = self._all_steps()

    def step(self) -> bool:
        """Do a little; False when all is written."""
        return next(self._steps, False)

    def _all_steps(self) -> Iterator[bool]:
        self._vocabulary.settle()
        yield True
        words = self._vocabulary.words()
        yield True
        for packed in packing(words, self.titles.items(), _TITLES_A_STEP):
            if packed is None:
                yield True
            else:
                for part, data in self._parts(words, packed):
                    yield True
                    self._connection.execute(
                        f"INSERT OR REPLACE INTO {self._table} VALUES (?, ?, ?)",  # noqa: S608
                        (self.generation, part, data),
                    )
                    yield True
                self.titles = TitleIndex(packed)

    def _parts(self, words: list[str], packed: PackedTitles) -> Iterator[tuple[str, bytes]]:
        yield "words", "\n".join(words).encode()
        for name in ("in_articles", "in_titles"):
            counts: Mapping[str, int] = getattr(self._vocabulary, name)
            yield name, array(NUMBERS, [counts[word] for word in words]).tobytes()
        for part, numbers in packed.arrays.items():
            yield part, numbers.tobytes()
