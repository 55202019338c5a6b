"""How fast a caller is found: key -> candidates -> 50 newest interactions, encrypted, on disk.

    python tests/benchmarks/store_lookup.py --contacts 100000 --interactions 1000000

Prints JSON: import rate, size, opening until the first answer, and p50/p95/max in milliseconds of
the look-up as the program makes it (`LocalHistory`, with its thread crossings), of the manual
look-up by name, and of the two bare queries on plain sqlite3 over the same rows as the floor.
"""

import argparse
import asyncio
import json
import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agentassist.bootstrap import SystemClock
from agentassist.domain.contact import Contact, IdentityKeys
from agentassist.domain.identity import resolve
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.history.local.source import LocalHistory
from agentassist.storage.store import Store

FIRST = ("Ana", "Ben", "Cem", "Dana", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jo", "Kai", "Lea")
START = datetime(2021, 1, 1, tzinfo=UTC)
CHANNELS = (Channel.PHONE, Channel.MAIL, Channel.CHAT, Channel.TICKET)


def number(index: int) -> str:
    return f"+1202{index:07d}"


def contacts(count: int) -> Iterator[Contact]:
    for index in range(count):
        phones: tuple[str, ...] = (number(index),)
        if index % 10 == 0:
            phones = (*phones, f"+1312{index % max(1, count // 200):07d}")
        yield Contact(
            ContactId(f"c{index}"),
            f"{FIRST[index % len(FIRST)]} Surname{index % 5000}",
            phones=phones,
            emails=(f"person{index}@example.com",),
            accounts=(f"AC{index:08d}",),
        )


def interactions(count: int, people: int, seed: random.Random) -> Iterator[Interaction]:
    for index in range(count):
        yield Interaction(
            InteractionId(f"i{index}"),
            ContactId(f"c{seed.randrange(people)}"),
            CHANNELS[index % len(CHANNELS)],
            START + timedelta(seconds=index * 13),
            "Asked about the refund of an order",
            "She had been told five working days and it has been nine; looked it up and paid it.",
            topic="billing",
            reference=f"#{index}" if index % 4 == 3 else None,
        )


def spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(1e3 * value for value in times)
    at = {"p50": len(ordered) // 2, "p95": int(len(ordered) * 0.95), "max": len(ordered) - 1}
    return {name: round(ordered[index], 3) for name, index in at.items()}


async def measure(path: Path, key: bytes, args: argparse.Namespace) -> dict[str, object]:
    seed = random.Random(7)
    store = await Store.open(path, key, clock=SystemClock())
    begun = time.perf_counter()
    await store.import_center(
        contacts(args.contacts), interactions(args.interactions, args.contacts, seed)
    )
    took = time.perf_counter() - begun
    await store.close()
    rows = args.contacts + args.interactions
    result: dict[str, object] = {"import_rows_per_s": round(rows / took)}
    begun = time.perf_counter()
    store = await Store.open(path, key, clock=SystemClock())
    history = LocalHistory(store)
    await history.find(IdentityKeys(number(0)))
    result["open_and_first_lookup_ms"] = round(1e3 * (time.perf_counter() - begun), 2)
    result["first_200"] = spread([await pop(history, seed, args) for _ in range(200)])
    result["lookup"] = spread([await pop(history, seed, args) for _ in range(args.lookups)])
    names = [f"{seed.choice(FIRST)} surname{seed.randrange(5000)}" for _ in range(200)]
    result["search_name"] = spread([await search(history, text) for text in names])
    result["search_prefix"] = spread([await search(history, text[:7]) for text in names])
    tails = [number(seed.randrange(args.contacts))[-6:] for _ in range(200)]
    result["search_tail"] = spread([await search(history, text) for text in tails])
    await store.close()
    return result


async def pop(history: LocalHistory, seed: random.Random, args: argparse.Namespace) -> float:
    keys = IdentityKeys(number(seed.randrange(args.contacts)))
    begun = time.perf_counter()
    contact = resolve(keys, await history.find(keys)).contact
    if contact is None:
        raise SystemExit("a number that was imported was not found")
    await history.timeline(contact.id, limit=50)
    return time.perf_counter() - begun


async def search(history: LocalHistory, text: str) -> float:
    begun = time.perf_counter()
    await history.search_contacts(text)
    return time.perf_counter() - begun


def floor(folder: Path, store_path: Path, key: bytes, args: argparse.Namespace) -> dict[str, float]:
    """The same rows in plain sqlite3, two bare queries, no threads."""
    from agentassist.storage.engine import connect_file

    plain = folder / "plain.db"
    cipher = connect_file(store_path, key)
    cipher.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    cipher.execute("CREATE TABLE plain.keys (value, contact)")
    cipher.execute(
        "INSERT INTO plain.keys SELECT value, contact FROM contact_keys WHERE kind = 'phone'"
    )
    cipher.execute("CREATE TABLE plain.events AS SELECT id, contact, at, title FROM interactions")
    cipher.close()
    connection = sqlite3.connect(plain)
    connection.execute("CREATE INDEX k ON keys (value, contact)")
    connection.execute("CREATE INDEX e ON events (contact, at DESC, id DESC)")
    connection.commit()
    seed, times = random.Random(7), []
    for _ in range(args.lookups):
        wanted = number(seed.randrange(args.contacts))
        begun = time.perf_counter()
        query = "SELECT contact FROM keys WHERE value = ?"
        (contact,) = connection.execute(query, (wanted,)).fetchone()
        query = "SELECT * FROM events WHERE contact = ? ORDER BY at DESC, id DESC LIMIT 50"
        connection.execute(query, (contact,)).fetchall()
        times.append(time.perf_counter() - begun)
    connection.close()
    return spread(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--contacts", type=int, default=10_000)
    parser.add_argument("--interactions", type=int, default=100_000)
    parser.add_argument("--lookups", type=int, default=1_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="agentassist-bench-") as name:
        path, key = Path(name) / "store.db", os.urandom(32)
        result = asyncio.run(measure(path, key, args))
        result["size_mb"] = path.stat().st_size >> 20
        result["plain_sqlite3_floor"] = floor(Path(name), path, key, args)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
