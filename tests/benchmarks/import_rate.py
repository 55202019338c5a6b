"""`data import` of CSV files into the encrypted store, beside a plain insert of the same cells.

    python tests/benchmarks/import_rate.py --contacts 20000 --interactions 200000

Prints rows a second of both, the cores it kept busy, and the most memory. The floor is the standard
library: csv, and sqlite3 without encryption, one table without
an index besides its key, committed as often. The import parses times, numbers and channels, keeps
keys, words and what is needed to take it back, and is encrypted. Linking (`data import` does it
behind the rows) is measured apart.
"""

import argparse
import asyncio
import csv
import resource
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from agentassist.bootstrap import SystemClock
from agentassist.history.files.importing import Reject, import_file, open_file
from agentassist.history.files.mapping import FileMapping
from agentassist.storage.center_import import SLICE_ON_DISK
from agentassist.storage.store import Store

START = datetime(2024, 1, 1, tzinfo=UTC)
TEXT = "She had been told five working days and it has been nine; looked it up and paid it."


def contacts(count: int) -> Iterator[tuple[object, ...]]:
    yield ("Customer No", "Name", "Phone", "E-Mail", "Account No", "City")
    for i in range(count):
        yield (
            f"C{i}",
            f"Ana Surname{i % 5000}",
            f"+4930{i:07d}",
            f"p{i}@example.com",
            f"A{i}",
            "B",
        )


def interactions(count: int, people: int) -> Iterator[tuple[object, ...]]:
    dice = Random(7)
    yield ("Ticket ID", "Customer No", "Created", "Subject", "Description", "Status", "Channel")
    for i in range(count):
        at = (START + timedelta(seconds=i * 13)).isoformat()
        who = f"C{int(people * dice.random() ** 2)}"
        yield (i, who, at, "Asked about the refund of an order", TEXT, "solved", "mail")


def write(path: Path, rows: Iterator[tuple[object, ...]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(rows)
    return path


def floor(database: Path, files: list[Path]) -> tuple[float, int]:
    """Seconds and rows of reading the same files into tables without an index."""
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    began, count = time.perf_counter(), 0
    for path in files:
        with path.open(newline="", encoding="utf-8") as stream:
            reader = csv.reader(stream)
            head = next(reader)
            columns = ", ".join(f"c{at}" for at in range(len(head)))
            connection.execute(f"CREATE TABLE {path.stem} (id INTEGER PRIMARY KEY, {columns})")
            marks = ", ".join("?" * len(head))
            sql = f"INSERT INTO {path.stem} ({columns}) VALUES ({marks})"
            while rows := list(islice(reader, SLICE_ON_DISK)):
                connection.execute("BEGIN")
                connection.executemany(sql, rows)
                connection.execute("COMMIT")
                count += len(rows)
    took = time.perf_counter() - began
    connection.close()
    return took, count


def told(reject: Reject) -> None:
    raise SystemExit(f"rejected: {reject}")


async def measure(folder: Path, files: list[Path]) -> None:
    store = await Store.open(folder / "store.db", bytes(32), clock=SystemClock())
    whole = rows = 0.0
    for path in files:
        began, cpu = time.perf_counter(), time.process_time()
        file = open_file(path, FileMapping(), region="DE")
        run = await import_file(store, file, told, link=False)
        took, spent = time.perf_counter() - began, time.process_time() - cpu
        whole, rows = whole + took, rows + run.position
        print(f"{path.stem}: {run.position / took:,.0f} rows/s ({spent / took:.1f} cores)")
        if path.stem == "contacts":
            began, last, linked = time.perf_counter(), -1, 0
            while (at := await store.imports.link(run, last)) is not None and linked < 2000:
                last, linked = at, linked + 100
            print(f"linking: {linked / (time.perf_counter() - began):,.0f} contacts/s")
    print(f"all: {rows / whole:,.0f} rows/s")
    await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=20_000)
    parser.add_argument("--interactions", type=int, default=200_000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [
            write(folder / "contacts.csv", contacts(args.contacts)),
            write(folder / "interactions.csv", interactions(args.interactions, args.contacts)),
        ]
        took, count = floor(folder / "floor.db", files)
        print(f"floor, plain sqlite3: {count / took:,.0f} rows/s")
        asyncio.run(measure(folder, files))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"memory at most: {peak} MB")


if __name__ == "__main__":
    main()
