"""Knowledge search, letter by letter, beside other engines in the same run.

    python tests/benchmarks/search_latency.py --articles 10000
    python tests/benchmarks/search_latency.py --corpus kb.jsonl --queries queries.json

Prints for each engine the CPU time of a keystroke and how often the right article is the first
row, and among the first five; for agentassist also how fast it indexes, opens, and what it holds
in memory. Ours is measured on an encrypted store and with snippets, marks and reasons; the others
in memory, with the numbers of the articles alone. Each letter of a query is a full search of ten
rows. Engines take turns at each query, so that a busy machine slows all of them.

Without `--corpus` the articles are invented words, and queries are words of titles, half of them
with a typing error. `--queries` is a JSON file {"queries": [{"cls", "q", "gold": [ids]}], "replay":
[{"q"}]}: recall of each class, and the queries that are typed letter by letter.
"""

import argparse
import gc
import json
import multiprocessing
import random
import secrets
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import islice
from multiprocessing.queues import Queue
from pathlib import Path
from time import perf_counter, process_time, thread_time

from search_peers import PEERS, Peer

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge import ranking, text
from agentassist.knowledge.database import Connection
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.importers import jsonl
from agentassist.knowledge.index import ArticleIndex
from agentassist.storage.engine import connect_file

_BATCH = 500
_ROWS = 10
_SYLLABLES = ("ba", "co", "de", "fi", "ga", "hu", "ji", "ko", "la", "me", "no", "pi", "qua", "ster")


@dataclass(frozen=True)
class Query:
    kind: str
    words: str
    right: frozenset[str]  # ids of articles


@dataclass(frozen=True)
class Tested:
    """An engine under test: `search` answers with ids, best first."""

    name: str
    search: Callable[[str], list[str]]


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


def invented_queries(articles: list[Article], number: int, seed: int) -> Iterator[Query]:
    rng = random.Random(seed)
    made = 0
    while made < number:
        article = rng.choice(articles)
        words = text.words(article.title)
        chosen = rng.sample(words, min(len(words), rng.randint(2, 4)))
        if chosen and made % 2:
            at = rng.randrange(len(chosen))
            chosen[at] = misspelt(chosen[at], rng)
        if chosen:
            kind = "misspelt" if made % 2 else "titles"
            yield Query(kind, " ".join(chosen), frozenset([str(article.id)]))
            made += 1


def read_queries(path: Path, number: int) -> tuple[list[Query], list[str]]:
    """Those with an answer, and those to be typed."""
    tables = json.loads(path.read_text(encoding="utf-8"))
    asked = [
        Query(row["cls"], row["q"], frozenset(map(str, row["gold"]))) for row in tables["queries"]
    ]
    return asked, [row["q"] for row in tables["replay"][:number]]


def connect(path: Path, key: bytes) -> Connection:
    """As the app opens its store."""
    opened: Connection = connect_file(path, key)
    return opened


def build(path: Path, key: bytes, articles: Iterator[Article]) -> float:
    """Articles stored per second of CPU, reading of the file not counted."""
    index = ArticleIndex(connect(path, key))
    spent, stored = 0.0, 0
    while batch := list(islice(articles, _BATCH)):
        started = process_time()
        stored += index.put(batch)
        spent += process_time() - started
    started = process_time()
    while index.tidy():
        pass
    return stored / (spent + process_time() - started)


def resident() -> float:
    """Megabytes of this process, 0 where /proc is not there to tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6


def opening(path: Path, key: bytes, typed: list[str], told: "Queue[float]") -> None:
    """In a fresh process: CPU and wall ms of a cold open, MB of open, and of searched."""
    before = resident()
    connection = connect(path, key)
    cpu, wall = process_time(), perf_counter()
    engine = SearchEngine(ArticleIndex(connection))
    for value in (process_time() - cpu, perf_counter() - wall):
        told.put(1000 * value)
    told.put(resident() - before)
    for query in typed:
        for end in range(1, len(query) + 1):
            engine.search(query[:end], _ROWS)
    told.put(resident() - before)


def ids_of(peer: Peer, articles: list[Article]) -> Callable[[str], list[str]]:
    return lambda query: [str(articles[at].id) for at in peer.search(query, _ROWS)]


def peers(articles: list[Article], wanted: str) -> Iterator[Tested]:
    for kind in PEERS:
        if wanted != "all" and kind.__name__.lower() not in wanted.lower().split(","):
            continue
        try:
            peer: Peer = kind()
        except ImportError:
            print(f"{kind.name}: not installed, not measured")
            continue
        peer.build(
            (at, article.title, article.body + " ".join(s.text for s in article.sections))
            for at, article in enumerate(articles)
        )
        yield Tested(peer.name, ids_of(peer, articles))


def typed_times(engines: list[Tested], typed: list[str]) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    for query in typed:
        for engine in engines:
            for end in range(1, len(query) + 1):
                started = thread_time()
                engine.search(query[:end])
                times[engine.name].append(1000 * (thread_time() - started))
    return times


def recall(engine: Tested, asked: list[Query]) -> dict[str, tuple[float, float]]:
    """Of each kind: how often a right article is the first row, and among the first five."""
    places: dict[str, list[int]] = defaultdict(list)
    for query in asked:
        found = engine.search(query.words)
        at = next((at for at, id_ in enumerate(found, 1) if id_ in query.right), _ROWS + 1)
        places[query.kind].append(at)
    return {
        kind: (sum(at == 1 for at in found) / len(found), sum(at <= 5 for at in found) / len(found))
        for kind, found in places.items()
    }


def report(times: dict[str, list[float]]) -> None:
    print(
        f"\n{'CPU ms a keystroke':22}{'p50':>9}{'p95':>9}{'p99':>9}{'max':>9}{'p95 is':>9}"
        f"{'keys':>7}"
    )
    ours = sorted(times["agentassist"])
    base = ours[int(len(ours) * 0.95)]
    for name, values in times.items():
        ordered = sorted(values)
        at = [ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99)]
        row = "".join(f"{value:9.2f}" for value in [*at, ordered[-1]])
        print(f"{name:22}{row}{at[1] / base:8.1f}x{len(values):7}")


def report_recall(found: dict[str, dict[str, tuple[float, float]]]) -> None:
    print("\nright article first / among five")
    kinds = next(iter(found.values()), {})
    print(f"{'':22}" + "".join(f"{kind:>18}" for kind in kinds))
    for name, recalls in found.items():
        cells = (f"{recalls[kind][0]:.3f} / {recalls[kind][1]:.3f}" for kind in kinds)
        print(f"{name:22}" + "".join(f"{cell:>18}" for cell in cells))


def without(weights: ranking.Weights, term: str) -> ranking.Weights:
    return ranking.Weights(**{**asdict(weights), term: 0.0})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--articles", type=int, default=10_000, help="invented ones (10000)")
    source.add_argument("--corpus", type=Path, help="real ones: JSONL {id, title, body, ...}")
    parser.add_argument("--queries", type=Path, help="JSON file, see above")
    parser.add_argument("--typed", type=int, default=60, help="queries typed letter by letter")
    parser.add_argument(
        "--peers",
        default="all",
        help="all, none, or names with commas: fts5,trigrams,titles,tantivy; tantivy is not among"
        " our requirements: run this in a venv of your own that has it beside them",
    )
    parser.add_argument("--seed", type=int, default=1)
    terms = [term.name for term in fields(ranking.Weights)]
    parser.add_argument("--without", choices=terms, help="leave a term of the ranking out")
    args = parser.parse_args()
    for path in (args.corpus, args.queries):
        if path is not None and not path.is_file():
            print(f"not run: there is no file {path}", file=sys.stderr)
            return 1
    if args.without is not None:
        ranking.KEYWORDS = without(ranking.KEYWORDS, args.without)
        ranking.QUESTION = without(ranking.QUESTION, args.without)
    if args.corpus is None:
        articles = list(synthetic(args.articles, args.seed))
    else:
        articles = [item for item in jsonl.read(args.corpus) if isinstance(item, Article)]
    asked = list(invented_queries(articles, 2 * args.typed, args.seed))
    typed = [query.words for query in asked[: args.typed]]
    if args.queries is not None:
        asked, typed = read_queries(args.queries, args.typed)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "kb.db", articles, asked, typed, args.peers)
    return 0


def measure(
    path: Path, articles: list[Article], asked: list[Query], typed: list[str], wanted: str
) -> None:
    key = secrets.token_bytes(32)
    rate = build(path, key, iter(articles))
    print(f"{len(articles)} articles, encrypted; indexed {rate:.0f} a second of CPU")
    spawn = multiprocessing.get_context("spawn")
    told = spawn.Queue()
    process = spawn.Process(target=opening, args=(path, key, typed, told))
    process.start()
    process.join()
    cpu, wall, opened, searched = [told.get() for _ in range(4)]
    print(
        f"opened in {cpu:.0f} ms of CPU, {wall:.0f} ms; resident +{opened:.0f} MB,"
        f" +{searched:.0f} MB after the searches"
    )
    ours = SearchEngine(ArticleIndex(connect(path, key)))
    ours.warm_up()
    gc.freeze()  # as in the app, where the main thread alone collects garbage
    gc.disable()

    def search(query: str) -> list[str]:
        return [str(hit.article_id) for hit in ours.search(query, _ROWS).hits]

    engines = [Tested("agentassist", search), *peers(articles, wanted)]
    report(typed_times(engines, typed))
    report_recall({engine.name: recall(engine, asked) for engine in engines})


if __name__ == "__main__":
    raise SystemExit(main())
