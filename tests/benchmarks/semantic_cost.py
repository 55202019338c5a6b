"""Search by meaning: start, articles read a second, a question's time, memory of its process.

Measured from the program's side of the pipe, with the confinement that a real one has. The floor
is the same question with no vectors to compare with: what the model alone takes.
"""

import argparse
import asyncio
import random
import statistics
from pathlib import Path
from time import perf_counter

from agentassist.knowledge.semantic import messages, process
from agentassist.knowledge.semantic.model import ModelFiles
from agentassist.knowledge.semantic.process import SemanticProcess

WORDS = ["refund", "parcel", "invoice", "contract", "router", "password", "roaming", "voucher"]
QUESTION = "why does it cost more when i phone from a foreign country"


def text(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=150))


def memory(pid: int) -> str:
    """Of the largest of the process and what it started."""
    found, largest = [pid], (0, 0)
    for one in found:
        children = Path(f"/proc/{one}/task/{one}/children").read_text().split()
        found.extend(map(int, children))
        lines = Path(f"/proc/{one}/status").read_text().splitlines()
        rows = {line.partition(":")[0]: line.split()[1] for line in lines if line[:2] == "Vm"}
        largest = max(largest, (int(rows["VmRSS"]) // 1024, int(rows["VmPeak"]) // 1024))
    return f"resident {largest[0]} MB, address space {largest[1]} MB"


async def questions(child: SemanticProcess, count: int) -> list[float]:
    spent = []
    for number in range(count):
        started = perf_counter()
        await child.find(f"{QUESTION} {number}", 40)
        spent.append((perf_counter() - started) * 1000)
    return sorted(spent)


def told(name: str, spent: list[float]) -> None:
    p95 = spent[int(len(spent) * 0.95)]
    print(f"{name}: p50 {statistics.median(spent):.1f} ms, p95 {p95:.1f}, max {spent[-1]:.1f}")


async def measure(articles: int, read: int, asked: int) -> None:
    process.FINDING_S = 30.0  # type: ignore[misc]
    chance, child = random.Random(1), SemanticProcess()
    started = perf_counter()
    files = ModelFiles.installed().read()
    checked = perf_counter()
    await child.start(*files)
    print(
        f"files read and checked {checked - started:.2f} s, start {perf_counter() - checked:.2f} s"
    )
    print(memory(child.pid or 0))
    told("question, no vectors", await questions(child, asked))
    started = perf_counter()
    for _ in range(read // 2):
        vectors = await child.embed([text(chance), text(chance)])
    print(f"{read / (perf_counter() - started):.1f} articles/s read")
    started = perf_counter()
    for first in range(1, articles + 1, 1_000):
        numbers = list(range(first, min(first + 1_000, articles + 1)))
        kept = (vectors * 500)[: len(numbers) * messages.VECTOR]
        await child.keep(numbers, kept)
    print(f"{articles} vectors given to it in {perf_counter() - started:.2f} s")
    told(f"question, {articles} vectors", await questions(child, asked))
    print(memory(child.pid or 0))
    await child.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--read", type=int, default=200)
    parser.add_argument("--questions", type=int, default=200)
    args = parser.parse_args()
    asyncio.run(measure(args.articles, args.read, args.questions))


if __name__ == "__main__":
    main()
