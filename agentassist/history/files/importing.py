"""A file on its way into the store: in slices, from where it was broken off."""

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from agentassist.domain.sealed import redact_cards
from agentassist.history.files.mapping import FileMapping, recognised
from agentassist.history.files.row_reader import RowReader
from agentassist.history.files.table import CsvTable, JsonTable, Record, Table
from agentassist.history.files.text_file import TextFile, text_file
from agentassist.storage.center_import import SLICE_IN_MEMORY, SLICE_ON_DISK
from agentassist.storage.import_slice import Counts, ImportRow
from agentassist.storage.imports import ImportRun
from agentassist.storage.store import Store

SOURCE = "import"  # of rows that name none, in a file that does not either
ROWS_SHOWN = 3
LINKED_AT_ONCE = 100  # contacts: some milliseconds in one transaction


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken: where it begins, why, and what stood there, without cards.

    `taken`: the row was, but for one value.
    """

    file: Path
    line: int
    reason: str
    raw: str
    taken: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


Rejected = Callable[[Reject], None]
Progress = Callable[[str, int], None]  # what is done, how many rows or bytes of it


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file with how it is read. `digest` is of both: another mapping is another import."""

    file: TextFile
    table: Table
    mapping: FileMapping
    reader: RowReader
    source: str
    digest: bytes

    @property
    def path(self) -> Path:
        return self.file.path


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would bring: the first rows as they were read, and how many of what."""

    rows: tuple[ImportRow, ...]
    counts: Counts


def open_file(
    path: Path,
    mapping: FileMapping,
    *,
    region: str,
    source: str | None = None,
    progress: Progress = lambda *_: None,
) -> ImportFile:
    """Read through it once, and make out how it is read. AgentAssistError("import.*")."""
    file = text_file(path, mapping.encoding, partial(progress, "bytes read"))
    table: Table
    if path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        table = JsonTable(file, mapping.names)
    else:
        table = CsvTable(file, mapping.delimiter)
        mapping = replace(mapping, delimiter=table.delimiter)
    mapping = replace(recognised(table.headings, mapping), encoding=file.encoding)
    named = source or mapping.source or SOURCE
    where = mapping.region or region
    reader = RowReader(mapping, table.headings, source=named, region=where, file=str(path))
    how = repr((mapping, named, where)).encode()
    digest = hashlib.blake2b(file.digest + how, digest_size=16).digest()
    return ImportFile(file, table, mapping, reader, named, digest)


def preview(file: ImportFile, rejected: Rejected, progress: Progress = lambda *_: None) -> Preview:
    """Read the whole file and change nothing."""
    first: list[ImportRow] = []
    counts = Counts()
    contacts = interactions = promises = refused = 0
    for done, record in enumerate(file.table.records(), 1):
        row = file.reader.read(record)
        if isinstance(row, str):
            refused += 1
            rejected(_reject(file, record, row))
            continue
        _tell_dropped(file, record, row, rejected)
        contacts += row.contact is not None
        interactions += row.interaction is not None
        promises += row.promise is not None
        if len(first) < ROWS_SHOWN:
            first.append(row)
        if not done % SLICE_ON_DISK:
            progress("rows read", done)
    counts = Counts(contacts, interactions, promises, refused)
    return Preview(tuple(first), counts)


async def import_file(
    store: Store,
    file: ImportFile,
    rejected: Rejected,
    *,
    progress: Progress = lambda *_: None,
    stop: Callable[[], bool] = lambda: False,
    link: bool = True,
) -> ImportRun:
    """Import a file, or the rest of it; the run is finished unless `stop` said so in between.

    With `link` its contacts are then compared with all there are, and linked where the rules allow.

    Raises AgentAssistError("storage.*"): what was done until then stays, and the next import of
    this file goes on behind it.
    """
    run = await store.imports.begin(file.path.name, file.source, file.digest)
    slices = _Slices(file, run.position, SLICE_ON_DISK if store.kept else SLICE_IN_MEMORY, rejected)
    await store.bulk(True)
    try:
        async with asyncio.TaskGroup() as group:
            coming = group.create_task(asyncio.to_thread(slices.next))
            while (part := await coming) is not None and not stop():
                coming = group.create_task(asyncio.to_thread(slices.next))  # while this is stored
                run, refused = await store.imports.put(run, part.rows, part.position, part.rejected)
                for line, reason in refused:
                    rejected(Reject(file.path, line, reason, redact_cards(part.raw.get(line, ""))))
                progress("rows", run.position)
    except ExceptionGroup as several:  # one of the two tasks failed; the other was cancelled
        raise several.exceptions[0] from several
    finally:
        await store.bulk(False)
    if part is None and (not link or await _linked(store, run, progress, stop)):
        await store.imports.finish(run)
    return run


async def _linked(
    store: Store, run: ImportRun, progress: Progress, stop: Callable[[], bool]
) -> bool:
    """Whether all of it was compared."""
    last: int | None = -1
    done = 0
    while last is not None and not stop():
        last = await store.imports.link(run, last, LINKED_AT_ONCE)
        done += LINKED_AT_ONCE
        progress("contacts compared", done)
    return last is None


@dataclass(frozen=True, slots=True)
class _Slice:
    rows: list[ImportRow]
    position: int
    rejected: int
    raw: dict[int, str]


class _Slices:
    """The rows behind `position`, so many at a time; refused ones are told as they are met."""

    def __init__(self, file: ImportFile, position: int, size: int, rejected: Rejected) -> None:
        self._file = file
        self._records: Iterator[Record] = islice(file.table.records(), position, None)
        self._position = position
        self._size = size
        self._rejected = rejected

    def next(self) -> _Slice | None:
        """On a thread of its own: it reads the file. None at its end."""
        rows: list[ImportRow] = []
        raw: dict[int, str] = {}
        taken = refused = 0
        for record in islice(self._records, self._size):
            taken += 1
            row = self._file.reader.read(record)
            if isinstance(row, str):
                refused += 1
                self._rejected(_reject(self._file, record, row))
            else:
                _tell_dropped(self._file, record, row, self._rejected)
                rows.append(row)
                raw[record.line] = record.raw
        self._position += taken
        return _Slice(rows, self._position, refused, raw) if taken else None


def _tell_dropped(file: ImportFile, record: Record, row: ImportRow, told: Rejected) -> None:
    raw = redact_cards(record.raw) if row.dropped else ""
    for field, reason in row.dropped:
        told(Reject(file.path, record.line, f"{field}: {reason}, left out", raw, taken=True))


def _reject(file: ImportFile, record: Record, reason: str) -> Reject:
    return Reject(file.path, record.line, reason, redact_cards(record.raw))
