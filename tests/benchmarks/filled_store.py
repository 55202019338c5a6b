"""A store as large as a big center's, made once and opened again by the benchmarks.

    python tests/benchmarks/filled_store.py FILE --contacts 1000000 --interactions 10000000

The rows are written by the product's own code, but without a log, and the two large indices of
interactions are made at the end; an import keeps both all the while, and answers calls meanwhile.
The key stands here: such a file holds nothing but what this module makes up.

Person i has the number +1202iiiiiii and the account ACiiiiiiii. One in ten shares a number with two
others at home, one in ten has a switchboard's as well. Some people have thousands of interactions.
One in ten has a record in a help desk, linked, with three tickets.
"""

import argparse
import hashlib
import json
import os
import random
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord, contact_id
from agentassist.domain.promise import Promise
from agentassist.storage import contacts as contact_rows
from agentassist.storage import interactions as interaction_rows
from agentassist.storage import links
from agentassist.storage import promises as promise_rows
from agentassist.storage.engine import Connection, connect_file, set_cache
from agentassist.storage.schema import migrate
from agentassist.storage.transaction import transaction
from agentassist.storage.values import micros

KEY: Final = hashlib.sha256(b"agentassist benchmarks").digest()
FIRST = ("Ana", "Ben", "Cem", "Dana", "Eva", "Finn", "Gus", "Hana", "Ivo", "Jo", "Kai", "Lea")
LAST_NAMES = 5_000
START = datetime(2021, 1, 1, tzinfo=UTC)
CHANNELS = (Channel.PHONE, Channel.MAIL, Channel.CHAT, Channel.TICKET)
PROMISED = 50  # one contact in so many
AT_THE_DESK = 10  # one contact in so many has a record there
TICKETS = 3
AT_A_SWITCHBOARD, AT_HOME = 200, 3
SLICE = 20_000
FILL_CACHE_KB = 1_000_000
_LATER = ("interactions_of", "interactions_reference")
T = TypeVar("T")


def number(index: int) -> str:
    """The number that only this person has."""
    return f"+1202{index:07d}"


def account(index: int) -> str:
    return f"AC{index:08d}"


def shared_number(index: int) -> str | None:
    """A number that this person has with others: at home (3 people) or a switchboard (200)."""
    if index % 10 == 5:
        return f"+1313{index // (10 * AT_HOME):07d}"
    return f"+1312{index // (10 * AT_A_SWITCHBOARD):07d}" if index % 10 == 0 else None


def caller(ring: int, people: int) -> tuple[str, str | None]:
    """Number and account of the caller of a ring, spread over the people and what is known.

    Of 20: 12 from their own number with their account typed, 3 without, 2 from home, 1 from a
    switchboard, 2 whom nobody knows.
    """
    index, kind = ring * 7919 * 10 % people, ring % 20
    if kind < 12:
        return number(index + kind), account(index + kind)
    if kind < 15:
        return number(index + kind), None
    if kind < 18:
        return shared_number(index + (5 if kind < 17 else 0)) or number(index), None
    return f"+1404{ring:07d}", None


def name(index: int) -> str:
    return f"{FIRST[index % len(FIRST)]} Surname{index % LAST_NAMES}"


def contacts(count: int) -> Iterator[Contact]:
    for index in range(count):
        shared = shared_number(index)
        yield Contact(
            ContactId(f"c{index}"),
            name(index),
            phones=(number(index), shared) if shared else (number(index),),
            emails=(f"person{index}@example.com",),
            accounts=(account(index),),
        )


def interactions(count: int, people: int) -> Iterator[Interaction]:
    """In the order of time. Half of them are with a quarter of the people."""
    dice = random.Random(7)
    for index in range(count):
        yield Interaction(
            InteractionId(f"i{index:010d}"),
            ContactId(f"c{int(people * dice.random() ** 2)}"),
            CHANNELS[index % len(CHANNELS)],
            START + timedelta(seconds=index * 13),
            "Asked about the refund of an order",
            "She had been told five working days and it has been nine; looked it up and paid it.",
            topic="billing",
            reference=f"#{index}" if index % 4 == 3 else None,
        )


def promises(people: int) -> Iterator[Promise]:
    for index in range(0, people, PROMISED):
        yield Promise(
            PromiseId(f"p{index}"),
            ContactId(f"c{index}"),
            "call back about the refund",
            START + timedelta(days=index % 3000),
            "team",
            START,
        )


def make(path: Path, people: int, events: int) -> dict[str, object]:
    """Writes the file anew. Returns what it took."""
    begun = time.perf_counter()
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    connection = connect_file(part, KEY)
    migrate(connection)
    connection.execute("PRAGMA journal_mode = OFF")
    connection.execute("PRAGMA synchronous = OFF")
    set_cache(connection, FILL_CACHE_KB)
    for slice_ in _slices(contacts(people)):
        with transaction(connection):
            contact_rows.put(connection, slice_)
    later = _drop(connection)
    rows = dict(connection.execute("SELECT key, id FROM contacts"))
    for found in _slices(interactions(events, people)):
        with transaction(connection):
            interaction_rows.put(connection, ((rows[i.contact_id], i, None) for i in found))
    with transaction(connection):
        promise_rows.put(connection, ((rows[p.contact_id], p) for p in promises(people)))
    for sql in later:
        connection.execute(sql)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    part.rename(path)
    took = time.perf_counter() - begun
    return {"made_in_s": round(took), "size_mb": path.stat().st_size >> 20}


def made(path: Path, people: int, events: int) -> dict[str, object]:
    """What is in the file; it is made where there is none, and brought to this program's schema."""
    if not path.exists():
        made_now = make(path, people, events)
        return made_now | add_desk(path)
    return {"opened": str(path)} | add_desk(path) | {"size_mb": path.stat().st_size >> 20}


def desk_record(index: int) -> SourceRecord:
    return SourceRecord("desk", f"u{index}")


def add_desk(path: Path) -> dict[str, object]:
    """Adds the help desk's records, if they are not there."""
    connection = connect_file(path, KEY)
    migrate(connection)
    set_cache(connection, FILL_CACHE_KB)
    begun = time.perf_counter()
    try:
        if connection.execute("SELECT 1 FROM source_records LIMIT 1").fetchone():
            return {}
        people = int(connection.execute("SELECT max(id) FROM contacts").fetchone()[0])
        connection.execute("PRAGMA synchronous = OFF")
        for slice_ in _slices(iter(range(0, people, AT_THE_DESK))):
            with transaction(connection):
                for index in slice_:
                    _add_desk_record(connection, index)
    finally:
        connection.close()
    return {"desk_added_in_s": round(time.perf_counter() - begun)}


def _add_desk_record(connection: Connection, index: int) -> None:
    record = desk_record(index)
    key = contact_id(record)
    contact = Contact(
        key, name(index), phones=(number(index),), emails=(f"desk{index}@example.com",)
    )
    (row,) = contact_rows.put(connection, [contact])
    connection.execute(
        "INSERT INTO source_records (source, id, contact, fetched_at) VALUES (?, ?, ?, ?)",
        (record.source, record.id, row, micros(START)),
    )
    tickets = (
        Interaction(
            InteractionId(f"desk:t{index}-{at}"),
            key,
            Channel.TICKET,
            START + timedelta(days=(index + at * 97) % 1500),
            "Refund of an order",
            source="desk",
        )
        for at in range(TICKETS)
    )
    interaction_rows.put(connection, ((row, ticket, None) for ticket in tickets))
    links.insert(
        connection,
        SourceRecord("local", f"c{index}"),
        record,
        method=LinkMethod.RULE,
        by="rules",
        evidence=(Reason.PHONE, Reason.NAME),
        now=micros(START),
    )


def people_in(path: Path) -> int:
    connection = connect_file(path, KEY)
    try:
        query = "SELECT count(*) FROM contacts WHERE key GLOB 'c[0-9]*'"
        return int(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def _drop(connection: Connection) -> list[str]:
    """Drops the large indices of interactions; the SQL that makes them again."""
    marks = ",".join("?" * len(_LATER))
    query = f"SELECT sql FROM sqlite_master WHERE type = 'index' AND name IN ({marks})"
    found = [str(row[0]) for row in connection.execute(query, _LATER)]
    for index in _LATER:
        connection.execute(f"DROP INDEX {index}")
    return found


def _slices(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while taken := list(islice(remaining, SLICE)):
        yield taken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="make a large store for the benchmarks")
    parser.add_argument("file", type=Path)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--interactions", type=int, default=10_000_000)
    given = parser.parse_args()
    os.nice(10)
    print(json.dumps(made(given.file, given.contacts, given.interactions)))
