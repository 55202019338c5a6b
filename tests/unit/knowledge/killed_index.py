"""A process that changes an index until somebody kills it: see test_index_killed.py.

It writes a byte after every few hundred steps of SQLite's machine, in the middle of a statement as
likely as between two, so that its parent can kill it at a place and not at a time.
"""

import os
import random
import sys
from pathlib import Path

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.index import ArticleIndex
from agentassist.storage.engine import connect_file

KEY = b"k" * 32
BATCHES, IN_BATCH = 12, 15
STEPS_A_BYTE = 50
WORDS = ("lamp", "harbour", "buoy", "winch", "anchor", "tide", "rope", "deck", "mast", "keel")


def batch(number: int, stamp: int) -> list[Article]:
    """Articles that are stored together, and tell by `owner` that they were."""
    rng = random.Random(stamp)
    return [
        Article(
            ArticleId(f"{number}-{place}"),
            " ".join(rng.choices(WORDS, k=4)) + f" E-{number}{place}",
            body=" ".join(rng.choices(WORDS, k=60)) + f" stamp{stamp}",
            owner=str(stamp),
        )
        for place in range(IN_BATCH)
    ]


def work(path: Path, seed: int) -> None:
    rng = random.Random(seed)
    connection = connect_file(path, KEY)
    connection.execute("PRAGMA synchronous = OFF")  # the machine lives on, its file cache too

    def tell() -> int:
        os.write(1, b".")
        return 0

    index = ArticleIndex(connection)
    connection.set_progress_handler(tell, STEPS_A_BYTE)
    while True:
        number, stamp = rng.randrange(BATCHES), rng.randrange(1, 10**9)
        match rng.randrange(5):
            case 0:
                index.remove([article.id for article in batch(number, stamp)])
            case 1:
                index.rebuild()
                for _ in range(rng.randrange(20)):
                    index.tidy()
            case 2 if index.rebuilt() is not None:
                index.cancel_rebuild()
            case 3:
                while index.tidy():
                    pass
            case _:
                index.put(batch(number, stamp))


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
