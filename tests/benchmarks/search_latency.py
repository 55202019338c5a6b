"""Knowledge search, letter by letter: CPU and wall time of each keystroke, beside plain FTS5.

    python tests/benchmarks/search_latency.py [--articles 10000 | --corpus FILE.jsonl] [--encrypted]

Queries are words of titles, half of them with a typing error, typed one letter at a time; each
letter is a full search of ten rows with snippets and marks. The floor is what SQLite alone needs
for the same words (all of them, the last as a prefix, best ten by BM25) without forgiving
anything. Both run in turns in the same process, so that a busy machine slows both.
"""

import argparse
import random
import secrets
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge import text
from agentassist.knowledge.database import Connection
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.importers import jsonl
from agentassist.knowledge.index import ArticleIndex

_BATCH = 500
_SYLLABLES = ("ba", "co", "de", "fi", "ga", "hu", "ji", "ko", "la", "me", "no", "pi", "qua", "ster")


def synthetic(number: int, seed: int) -> Iterator[Article]:
    """Articles of invented words, a few of them very common, as in real text (Zipf)."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(20_000)]
    weights = [1 / (rank + 3) for rank in range(len(words))]
    pool = rng.choices(words, weights, k=400_000)
    at = 0
    for number_ in range(number):
        length = rng.randint(150, 900)
        at = (at + length) % (len(pool) - 1000)
        title = " ".join(rng.sample(words, 2) + pool[at : at + 3])
        yield Article(ArticleId(f"s{number_}"), title, body=" ".join(pool[at : at + length]))


def misspelt(word: str, rng: random.Random) -> str:
    """One slip: two letters swapped, one left out, one doubled."""
    if len(word) < 4:
        return word
    at = rng.randrange(len(word) - 1)
    slip = rng.randrange(3)
    if slip == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if slip == 1 else word[:at] + word[at] + word[at:]


def queries(titles: list[str], number: int, rng: random.Random) -> list[str]:
    made = []
    while len(made) < number:
        words = text.words(rng.choice(titles))
        chosen = rng.sample(words, min(len(words), rng.randint(2, 4)))
        if chosen and len(made) % 2:
            at = rng.randrange(len(chosen))
            chosen[at] = misspelt(chosen[at], rng)
        if chosen:
            made.append(" ".join(chosen))
    return made


def floor(connection: Connection, query: str) -> None:
    words = text.words(query)
    if words:
        expression = " ".join(f'"{word}"' for word in words) + "*"
        connection.execute(
            "SELECT rowid FROM kb_text WHERE kb_text MATCH ? ORDER BY rank LIMIT 10", (expression,)
        ).fetchall()


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds: CPU of this thread, wall."""
    wall, cpu = perf_counter(), thread_time()
    work()
    return (thread_time() - cpu) * 1000, (perf_counter() - wall) * 1000


def row(name: str, values: list[float]) -> str:
    ordered = sorted(values)
    at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99)]
    return f"{name:22}" + "".join(f"{value:9.2f}" for value in [*at, ordered[-1]])


def connect(folder: str, encrypted: bool) -> Connection:
    path = str(Path(folder) / "kb.db")
    if not encrypted:
        plain: Connection = sqlite3.connect(path, isolation_level=None)
        plain.execute("PRAGMA journal_mode = WAL")
        return plain
    from sqlcipher3 import dbapi2

    opened: Any = dbapi2.connect(path, isolation_level=None)
    opened.execute(f"PRAGMA key = \"x'{secrets.token_hex(32)}'\"")
    opened.execute("PRAGMA journal_mode = WAL")
    opened.execute("PRAGMA cache_size = -16000")
    result: Connection = opened
    return result


def build(connection: Connection, articles: Iterator[Article]) -> tuple[ArticleIndex, float]:
    """The index and the articles stored per second of CPU."""
    index = ArticleIndex(connection)
    started, stored = thread_time(), 0
    while batch := list(islice(articles, _BATCH)):
        stored += index.put(batch)
    while index.tidy():
        pass
    return index, stored / (thread_time() - started)


def measure(connection: Connection, index: ArticleIndex, number: int, seed: int) -> None:
    engine = SearchEngine(index)
    engine.warm_up()
    titles = [title.folded for _, title in index.titles.items()]
    ours: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    found = 0
    for query in queries(titles, number, random.Random(seed)):
        for end in range(1, len(query) + 1):
            typed = query[:end]
            ours.append(timed(lambda typed=typed: engine.search(typed, 10)))
            plain.append(timed(lambda typed=typed: floor(connection, typed)))
        found += bool(engine.search(query, 1).hits)
    print(f"{number} queries, {len(ours)} keystrokes, {found} queries with a hit")
    print(f"{'ms a keystroke':22}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}")
    for name, values in (("agentassist", ours), ("plain FTS5 (floor)", plain)):
        print(row(f"{name}, CPU", [cpu for cpu, _ in values]))
        print(row(f"{name}, wall", [wall for _, wall in values]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--articles", type=int, default=10_000, help="invented ones (10000)")
    source.add_argument("--corpus", type=Path, help="real ones: JSONL {id, title, body, ...}")
    parser.add_argument("--queries", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--encrypted", action="store_true", help="with SQLCipher")
    args = parser.parse_args()
    articles = synthetic(args.articles, args.seed)
    if args.corpus is not None:
        if not args.corpus.is_file():
            print(f"not run: there is no corpus at {args.corpus}", file=sys.stderr)
            return 1
        articles = (item for item in jsonl.read(args.corpus) if isinstance(item, Article))
    with tempfile.TemporaryDirectory() as folder:
        connection = connect(folder, args.encrypted)
        index, rate = build(connection, articles)
        kind = "encrypted" if args.encrypted else "plain"
        print(f"{len(index.titles)} articles, {kind}; indexed {rate:.0f} a second of CPU")
        measure(connection, index, args.queries, args.seed)
        connection.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
