"""How fast a caller is found: key -> candidates -> 50 newest interactions, encrypted, on disk.

    python tests/benchmarks/store_lookup.py --contacts 100000 --interactions 1000000
    python tests/benchmarks/store_lookup.py --store FILE     a large one, made where there is none

Prints JSON: import rate (without --store), size, opening until the first answer, and p50/p95/max in
milliseconds of the look-up as the program makes it (`LocalHistory.look_up`, with its thread
crossing) by own number, shared number, switchboard, account, a number of a person with a linked
record, and one that nobody has; of the manual look-up by name; of a record that arrives from a
source, compared and linked; and of the two bare queries on plain sqlite3 over the same rows as the
floor. The first 200 find the program's page cache cold, not the system's.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import tempfile
import time
from pathlib import Path

from filled_store import (
    AT_THE_DESK,
    FIRST,
    KEY,
    LAST_NAMES,
    account,
    add_desk,
    contacts,
    interactions,
    made,
    name,
    number,
    people_in,
    shared_number,
)

from agentassist.bootstrap import SystemClock
from agentassist.domain.contact import Contact, IdentityKeys
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import SourceContact
from agentassist.history.local.source import LocalHistory
from agentassist.storage.engine import Connection, connect_file
from agentassist.storage.store import Store


def spread(times: list[float]) -> dict[str, float]:
    ordered = sorted(1e3 * value for value in times)
    at = {"p50": len(ordered) // 2, "p95": int(len(ordered) * 0.95), "max": len(ordered) - 1}
    return {name: round(ordered[index], 3) for name, index in at.items()}


async def imported(path: Path, people: int, events: int) -> dict[str, object]:
    """Fills the file as the program does: in slices, with all indices."""
    store = await Store.open(path, KEY, clock=SystemClock())
    begun = time.perf_counter()
    await store.import_center(contacts(people), interactions(events, people))
    took = time.perf_counter() - begun
    await store.close()
    return {"import_rows_per_s": round((people + events) / took)}


async def measure(path: Path, people: int, lookups: int) -> dict[str, object]:
    dice = random.Random(7)
    result: dict[str, object] = {}
    begun = time.perf_counter()
    store = await Store.open(path, KEY, clock=SystemClock())
    history = LocalHistory(store, reassigned_after=None)  # the rows are of some years ago
    await history.find(IdentityKeys(number(0)))
    result["open_and_first_lookup_ms"] = round(1e3 * (time.perf_counter() - begun), 2)

    async def pops(keys: list[IdentityKeys]) -> dict[str, float]:
        return spread([await pop(history, one) for one in keys])

    def own(count: int) -> list[IdentityKeys]:
        return [IdentityKeys(number(dice.randrange(people))) for _ in range(count)]

    def shared(count: int, last_digit: int) -> list[IdentityKeys]:
        those = (dice.randrange(people // 10) * 10 + last_digit for _ in range(count))
        return [IdentityKeys(shared_number(one)) for one in those]

    def given(count: int) -> list[IdentityKeys]:
        return [IdentityKeys(number(i), account(i)) for i in (dice.randrange(people),) * count]

    result["first_200"] = await pops(own(200))
    result["lookup"] = await pops(own(lookups))
    result["lookup_account"] = await pops([given(1)[0] for _ in range(lookups // 2)])
    at_the_desk = (dice.randrange(people // AT_THE_DESK) * AT_THE_DESK for _ in range(lookups))
    result["lookup_linked"] = await pops([IdentityKeys(number(index)) for index in at_the_desk])
    result["lookup_home"] = await pops(shared(lookups // 2, 5))
    result["lookup_switchboard"] = await pops(shared(lookups // 10, 0))
    result["lookup_unknown"] = await pops(
        [IdentityKeys(f"+1404{dice.randrange(10**7):07d}") for _ in range(lookups // 2)]
    )
    names = [f"{dice.choice(FIRST)} surname{dice.randrange(LAST_NAMES)}" for _ in range(200)]
    result["search_name"] = spread([await search(history, text) for text in names])
    result["search_prefix"] = spread([await search(history, text[:7]) for text in names])
    tails = [number(dice.randrange(people))[-6:] for _ in range(200)]
    result["search_tail"] = spread([await search(history, text) for text in tails])
    new = [dice.randrange(people) for _ in range(lookups // 2)]
    result["arrival"] = spread([await arrival(store, index, at) for at, index in enumerate(new)])
    await store.close()
    return result


async def pop(history: LocalHistory, keys: IdentityKeys) -> float:
    """What a ring asks for; a caller who is not identified has no timeline."""
    begun = time.perf_counter()
    await history.look_up(keys, limit=50)
    return time.perf_counter() - begun


async def arrival(store: Store, index: int, at: int) -> float:
    """A record from a shop, of somebody who is on file; it leaves again with what it linked."""
    record = SourceRecord("shop", f"{at}")
    phones = tuple(one for one in (number(index), shared_number(index)) if one)
    contact = Contact(contact_id(record), name(index), phones=phones)
    begun = time.perf_counter()
    await store.source_records.put([SourceContact(record, contact)])
    took = time.perf_counter() - begun

    def leave(connection: Connection) -> None:
        connection.execute("DELETE FROM links WHERE 'shop' IN (one_source, other_source)")
        connection.execute(
            "DELETE FROM contact_words WHERE rowid = (SELECT id FROM contacts WHERE key = ?)",
            (contact.id,),
        )
        connection.execute("DELETE FROM contacts WHERE key = ?", (contact.id,))

    await store.write(leave)
    return took


async def search(history: LocalHistory, text: str) -> float:
    begun = time.perf_counter()
    await history.search_contacts(text)
    return time.perf_counter() - begun


def floor(plain: Path, store_path: Path, people: int, lookups: int) -> dict[str, float]:
    """The same rows in plain sqlite3, two bare queries, no threads."""
    if not plain.exists():
        copy(plain, store_path)
    connection = sqlite3.connect(plain)
    dice, times = random.Random(7), []
    for _ in range(lookups):
        wanted = number(dice.randrange(people))
        begun = time.perf_counter()
        query = "SELECT contact FROM keys WHERE value = ?"
        (contact,) = connection.execute(query, (wanted,)).fetchone()
        query = "SELECT * FROM events WHERE contact = ? ORDER BY at DESC, id DESC LIMIT 50"
        connection.execute(query, (contact,)).fetchall()
        times.append(time.perf_counter() - begun)
    connection.close()
    return spread(times)


def copy(plain: Path, store_path: Path) -> None:
    cipher = connect_file(store_path, KEY)
    cipher.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    cipher.execute("PRAGMA plain.journal_mode = OFF")
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
    connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="how fast a caller is found")
    parser.add_argument("--contacts", type=int)
    parser.add_argument("--interactions", type=int)
    parser.add_argument("--lookups", type=int, default=1_000)
    parser.add_argument("--store", type=Path, metavar="FILE", help="1M/10M, unless said otherwise")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="agentassist-bench-") as folder:
        if args.store is not None:
            path = args.store
            result = made(path, args.contacts or 1_000_000, args.interactions or 10_000_000)
        else:
            path = Path(folder) / "store.db"
            sizes = args.contacts or 10_000, args.interactions or 100_000
            result = asyncio.run(imported(path, *sizes)) | add_desk(path)
            result["size_mb"] = path.stat().st_size >> 20
        people = people_in(path)
        result |= asyncio.run(measure(path, people, args.lookups))
        plain = path.with_name(f"{path.name}.plain")
        result["plain_sqlite3_floor"] = floor(plain, path, people, args.lookups)
    print(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
