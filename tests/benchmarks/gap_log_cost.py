"""What the gap log costs: a keystroke, and a search that is counted. Floor: the same without it.

    python gap_log_cost.py --articles 10000

A keystroke pays for the session alone (`SearchSession`), on the core thread. What failed is looked
up between two searches on the knowledge base's thread, and gives way to a key before each word that
takes long: a key waits for one word at most, once a question. Writing is on the store's thread.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from agentassist.assets import resources
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.domain.search_gap import Around, Attempt, GapKind
from agentassist.domain.search_session import SearchSession
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.gaps import word_lists
from agentassist.knowledge.gaps.lexicon import Lexicon
from agentassist.knowledge.gaps.log import LocalSearchGaps
from agentassist.knowledge.gaps.scrubbing import Personal, scrub_query
from agentassist.knowledge.index import ArticleIndex
from agentassist.storage.store import Store
from agentassist.system_clock import SystemClock

AROUND = Around(
    datetime(2026, 11, 21, tzinfo=UTC).date(),
    "billing",
    names=("Dana Kowalczuk", "Kestrelworks Limited", "dana.kowalczuk@kestrel.example", "London"),
    mentions=("Spoke to her about the invoice of October and the refund that is late. ",) * 60,
    caller="c",
)


def queries(random: Random, words: Sequence[str]) -> list[str]:
    """Three words: known ones, a slip in every third, one that nobody knows in every fourth."""
    found = []
    for number in range(300):
        chosen = random.sample(words, 3)
        if number % 3 == 0:
            at = random.randrange(1, len(chosen[0]) - 1)
            chosen[0] = chosen[0][:at] + chosen[0][at + 1 :]
        if number % 4 == 0:
            chosen[1] = "".join(random.choice("aeioukltrsn") for _ in range(8))
        found.append(" ".join(chosen))
    return found


def told(name: str, taken: list[float]) -> None:
    taken.sort()
    middle, late = taken[len(taken) // 2], taken[int(len(taken) * 0.95)]
    print(f"{name:58} p50 {middle:8.3f} ms   p95 {late:8.3f} ms   max {taken[-1]:8.3f} ms")


def timed(work: Callable[[], object], clock: Callable[[], float] = process_time) -> float:
    started = clock()
    work()
    return (clock() - started) * 1000


async def main(articles: int) -> None:
    random = Random(4821)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(random.choices(letters, k=random.randint(5, 10))) for _ in range(articles)]
    session, now, keys = SearchSession(), datetime(2026, 11, 21, tzinfo=UTC), []
    for query in queries(random, words):
        for end in range(1, len(query) + 1):
            now += timedelta(seconds=0.15)
            keys.append(timed(partial(session.searched, query[:end], 3, now)))
        now += timedelta(seconds=4)
    told("a keystroke, in the session", keys)
    with tempfile.TemporaryDirectory() as folder:
        store = await Store.open(Path(folder) / "s.db", bytes(32), clock=SystemClock())
        knowledge = LocalKnowledgeBase(store.connect)
        await knowledge.put(
            Article(ArticleId(str(number)), " ".join(random.sample(words, 4)),
                    body=" ".join(random.choices(words, k=80)))
            for number in range(articles)
        )  # fmt: skip
        lists = word_lists.read(resources() / "words")
        personal = Personal(AROUND)
        words_took: list[float] = []

        def look_up(text: str, lexicon: Lexicon) -> float:
            return timed(lambda: scrub_query(text, personal, lexicon), perf_counter)

        def looked_up(index: ArticleIndex) -> list[float]:
            last = [perf_counter()]

            def before_a_word() -> None:
                now = perf_counter()
                words_took.append((now - last[0]) * 1000)
                last[0] = now

            lexicon = Lexicon(index.vocabulary, lists, None, before_a_word)
            return [look_up(query, lexicon) for query in queries(random, words)]

        looked = await knowledge.aside(lambda index, engine, give_way: looked_up(index))
        told("a search looked up, on the knowledge base's thread", looked or [])
        told("until it gives way to a key", words_took)
        gaps = LocalSearchGaps(store, knowledge, folder=resources() / "words")
        noted = []
        for query in queries(random, words):
            started = perf_counter()
            await gaps.note([Attempt(GapKind.NOTHING, query)], AROUND)
            noted.append((perf_counter() - started) * 1000)
        told("a search counted, until it is on the disk (nobody waits)", noted)
        await knowledge.close()
        await store.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    asyncio.run(main(parser.parse_args().articles))
