"""Bulk import in slices: each is stored whole, and calls are answered between two of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TypeVar

from agentassist.domain.contact import Contact
from agentassist.domain.interaction import Interaction
from agentassist.domain.promise import Promise
from agentassist.storage import contacts as contact_rows
from agentassist.storage import interactions as interaction_rows
from agentassist.storage import promises as promise_rows
from agentassist.storage.database import Database
from agentassist.storage.engine import Connection, set_cache

# Rows. In memory a look-up waits for the slice before it (5 ms); on disk only a save does, and a
# commit costs an fsync and every touched page of the indices: larger slices are twice as fast.
SLICE_IN_MEMORY, SLICE_ON_DISK = 250, 4000
BULK_CACHE_KB = 64_000  # while it lasts: rows come in any order, and so do the pages of indices
T = TypeVar("T", Interaction, Promise)
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What was stored; `rejected` are the ids of rows whose contact is unknown."""

    contacts: int = 0
    interactions: int = 0
    promises: int = 0
    rejected: tuple[str, ...] = ()


async def import_center(
    database: Database,
    contacts: Iterable[Contact],
    interactions: Iterable[Interaction] = (),
    promises: Iterable[Promise] = (),
) -> ImportReport:
    """Add or replace by id. Importing the same again changes nothing."""
    size = SLICE_ON_DISK if database.kept else SLICE_IN_MEMORY
    await database.write(partial(set_cache, kilobytes=BULK_CACHE_KB))
    try:
        people = 0
        async for slice_ in _slices(contacts, size):
            await database.write(partial(_put_contacts, slice_))
            people += len(slice_)
        events, missing = await _import(database, interactions, _put_interactions, size)
        kept, unknown = await _import(database, promises, promise_rows.put, size)
    finally:
        await database.write(set_cache)
    return ImportReport(people, events, kept, (*missing, *unknown))


async def _import(
    database: Database,
    rows: Iterable[T],
    put: Callable[[Connection, list[tuple[int, T]]], None],
    size: int,
) -> tuple[int, list[str]]:
    stored, rejected = 0, list[str]()
    async for slice_ in _slices(rows, size):
        unknown = await database.write(partial(_put_known, slice_, put))
        stored += len(slice_) - len(unknown)
        rejected += unknown
    return stored, rejected


def _put_contacts(rows: Sequence[Contact], connection: Connection) -> None:
    contact_rows.put(connection, rows)


def _put_interactions(connection: Connection, rows: Sequence[tuple[int, Interaction]]) -> None:
    interaction_rows.put(connection, ((contact, row, None) for contact, row in rows))


def _put_known(
    rows: Sequence[T],
    put: Callable[[Connection, list[tuple[int, T]]], None],
    connection: Connection,
) -> list[str]:
    """Store those whose contact is known; the ids of the others."""
    known = contact_rows.rows_of(connection, list({row.contact_id for row in rows}))
    put(connection, [(known[r.contact_id], r) for r in rows if r.contact_id in known])
    return [row.id for row in rows if row.contact_id not in known]


async def _slices(rows: Iterable[R], size: int) -> AsyncIterator[list[R]]:
    """The iterable may read files, so it is consumed away from the event loop."""
    remaining = iter(rows)
    while taken := await asyncio.to_thread(lambda: list(islice(remaining, size))):
        yield taken
