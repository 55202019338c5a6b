"""The whole store as files that an import reads back: contacts, interactions, promises."""

import csv
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TextIO

import msgspec

from agentassist.history.files.cell import spreadsheet_safe
from agentassist.history.files.importing import Progress
from agentassist.storage import contacts as contact_rows
from agentassist.storage.engine import Connection
from agentassist.storage.import_snapshot import rows_in
from agentassist.storage.private_file import private_file
from agentassist.storage.store import Store
from agentassist.storage.values import moment

AT_ONCE = 1000  # rows read in one go: a ringing call would not wait longer, nor memory grow
Cell = str | int | float | list[str] | None
Row = Mapping[str, Cell]

CONTACT_COLUMNS = (
    *("id", "source", "name", "kind", "company", "phones", "emails", "accounts", "city"),
    *("language", "customer_since", "vip", "recognition", "birth", "updated", "consents"),
    "discretion",
)
INTERACTION_COLUMNS = (
    *("key", "contact_key", "source", "channel", "at", "title", "detail", "topic", "status"),
    *("duration", "mood_start", "mood_end", "agent", "reference", "apologies", "article_ids"),
    *("direction", "thread", "parent", "unanswered", "answered_at", "discretion", "due", "done_at"),
)
PROMISE_COLUMNS = (
    *("key", "contact_key", "what", "due", "owner", "made_at", "status", "discretion"),
)
_TIMES = frozenset({"at", "due", "done_at", "answered_at", "made_at", "updated"})


async def export(
    store: Store, folder: Path, form: str, progress: Progress = lambda *_: None
) -> dict[Path, int]:
    """Write one file of each kind and say how many rows each has. `form` is csv or jsonl.

    Raises OSError, FileExistsError too: nothing is written over.
    """
    written: dict[Path, int] = {}
    for name, columns, read in (
        ("contacts", CONTACT_COLUMNS, _contacts),
        ("interactions", INTERACTION_COLUMNS, _interactions),
        ("promises", PROMISE_COLUMNS, _promises),
    ):
        path = folder / f"{name}.{form}"
        with private_file(path) as stream:
            write = _csv_writer(stream, columns) if form == "csv" else _json_writer(stream, columns)
            count = 0
            async for rows in _slices(store, read):
                for row in rows:
                    write(row)
                count += len(rows)
                progress(f"{name} written", count)
        written[path] = count
    return written


async def _slices(
    store: Store, read: Callable[[Connection, int], tuple[list[Row], int]]
) -> AsyncIterator[list[Row]]:
    last = -1
    while True:
        rows, last = await store.read(partial(_called, read, last))
        if not rows:
            return
        yield rows


def _called(
    read: Callable[[Connection, int], tuple[list[Row], int]], after: int, connection: Connection
) -> tuple[list[Row], int]:
    return read(connection, after)


def _contacts(connection: Connection, after: int) -> tuple[list[Row], int]:
    rows = _after(connection, "contacts", "*", after)
    ids = [row["id"] for row in rows]
    keys: dict[tuple[object, object], list[str]] = {}
    for contact, kind, value, shown in rows_in(
        connection,
        "SELECT contact, kind, value, shown FROM contact_keys WHERE contact IN",
        ids,
        "ORDER BY contact, kind, position",
    ):
        text = str(shown if kind == contact_rows.EMAIL else value)
        keys.setdefault((contact, kind), []).append(text)
    records: dict[object, tuple[object, ...]] = {
        contact: (source, id_, birth, updated)
        for contact, source, id_, birth, updated in rows_in(
            connection,
            "SELECT contact, source, id, birth, updated_at FROM source_records WHERE contact IN",
            ids,
        )
    }
    found: list[Row] = []
    for row in rows:
        source, id_, birth, updated = records.get(row["id"], ("local", row["key"], None, None))
        found.append(
            row
            | {
                "id": str(id_),
                "source": str(source),
                "birth": str(birth) if birth else None,
                "updated": updated if isinstance(updated, int) else None,
                "phones": keys.get((row["id"], contact_rows.PHONE)),
                "emails": keys.get((row["id"], contact_rows.EMAIL)),
                "accounts": keys.get((row["id"], contact_rows.ACCOUNT)),
            }
        )
    return found, int(str(ids[-1])) if ids else after


def _interactions(connection: Connection, after: int) -> tuple[list[Row], int]:
    rows = _owned(connection, "interactions", after)
    for row in rows:
        if row["duration"] is not None:
            row["duration"] = int(str(row["duration"])) / 1e6
        if row["article_ids"]:
            row["article_ids"] = json.loads(str(row["article_ids"]))
    return list(rows), _last(rows, after)


def _promises(connection: Connection, after: int) -> tuple[list[Row], int]:
    rows = _owned(connection, "promises", after)
    return list(rows), _last(rows, after)


def _owned(connection: Connection, table: str, after: int) -> list[dict[str, Cell]]:
    columns = f"{table}.*, contacts.key AS contact_key"
    return _after(connection, table, columns, after, "JOIN contacts ON contacts.id = contact")


def _after(
    connection: Connection, table: str, columns: str, after: int, join: str = ""
) -> list[dict[str, Cell]]:
    cursor = connection.execute(
        f"SELECT {columns} FROM {table} {join} WHERE {table}.id > ?"  # noqa: S608
        f" ORDER BY {table}.id LIMIT {AT_ONCE}",
        (after,),
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor]


def _last(rows: Sequence[Row], after: int) -> int:
    return int(str(rows[-1]["id"])) if rows else after


def _said(name: str, value: Cell) -> Cell:
    if name in _TIMES and isinstance(value, int):
        return moment(value).isoformat()
    return value


def _csv_writer(stream: TextIO, columns: Sequence[str]) -> Callable[[Row], None]:
    writer = csv.writer(stream)
    writer.writerow(columns)

    def write(row: Row) -> None:
        cells: list[str] = []
        for name in columns:
            value = _said(name, row.get(name))
            if isinstance(value, list):
                value = "; ".join(value)
            cells.append("" if value is None else spreadsheet_safe(str(value)))
        writer.writerow(cells)

    return write


def _json_writer(stream: TextIO, columns: Sequence[str]) -> Callable[[Row], None]:
    encode = msgspec.json.Encoder().encode

    def write(row: Row) -> None:
        said = {name: _said(name, row.get(name)) for name in columns}
        kept = {name: value for name, value in said.items() if value not in (None, "", [])}
        stream.write(encode(kept).decode() + "\n")

    return write
