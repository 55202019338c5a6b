"""Rows as they stand: what an import replaced, and whether somebody changed it since."""

from collections.abc import Sequence
from zlib import crc32

import msgspec

from agentassist.storage.engine import Connection

CONTACTS, INTERACTIONS, PROMISES = "contacts", "interactions", "promises"
KEYS, RECORD = "contact_keys", "source_records"  # beside the columns of a contact
AT_ONCE = 500  # values in one IN (...)
Values = tuple[object, ...]


def rows_in(
    connection: Connection, query: str, values: Sequence[object], behind: str = ""
) -> list[Values]:
    """The rows of `query`, which ends in IN, for however many values; `behind` orders a part."""
    found: list[Values] = []
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        found += connection.execute(
            f"{query} ({','.join('?' * len(part))}) {behind}", part
        ).fetchall()
    return found


def snapshots(
    connection: Connection, kind: str, values: Sequence[object], column: str = "key"
) -> dict[int, str]:
    """What stands in the rows with these keys, whole, as JSON by row; a contact with its keys."""
    rows = _rows(connection, f"SELECT * FROM {kind} WHERE {column} IN", values)  # noqa: S608
    if kind != CONTACTS:
        return {int(str(row["id"])): _json(row) for row in rows}
    ids = [row["id"] for row in rows]
    keys = _keys(connection, ids)
    records = {
        row["contact"]: row
        for row in _rows(connection, "SELECT * FROM source_records WHERE contact IN", ids)
    }
    return {
        int(str(row["id"])): _json(
            row | {KEYS: keys.get(row["id"], ()), RECORD: records.get(row["id"])}
        )
        for row in rows
    }


def marks(
    connection: Connection, kind: str, values: Sequence[object], column: str = "key"
) -> dict[int, int]:
    """A checksum of each of these rows, by row: of what is in it, a contact's with its keys.

    Empty columns count for nothing, so that one which is added later changes no checksum.
    """
    rows = rows_in(connection, f"SELECT id, * FROM {kind} WHERE {column} IN", values)  # noqa: S608
    if kind != CONTACTS:
        return {_row(row): _mark(row) for row in rows}
    ids = [row[0] for row in rows]
    keys = _keys(connection, ids)
    records = {
        row[0]: row
        for row in rows_in(
            connection, "SELECT contact, * FROM source_records WHERE contact IN", ids
        )
    }
    return {_row(row): _mark((row, keys.get(row[0]), records.get(row[0]))) for row in rows}


def _row(row: Values) -> int:
    return row[0]  # type: ignore[return-value]  # an INTEGER PRIMARY KEY


def _mark(said: Values) -> int:
    return crc32(_encode(said).replace(b"null,", b""))


def _keys(connection: Connection, ids: Sequence[object]) -> dict[object, list[Values]]:
    keys: dict[object, list[Values]] = {}
    for contact, *key in rows_in(
        connection,
        "SELECT contact, kind, value, shown, position, tail FROM contact_keys WHERE contact IN",
        ids,
    ):
        keys.setdefault(contact, []).append(tuple(key))
    for found in keys.values():
        found.sort()
    return keys


def _rows(connection: Connection, query: str, values: Sequence[object]) -> list[dict[str, object]]:
    """By column, without those that are empty."""
    found: list[dict[str, object]] = []
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        cursor = connection.execute(f"{query} ({','.join('?' * len(part))})", part)
        names = [column[0] for column in cursor.description]
        found += [
            {name: value for name, value in zip(names, row, strict=True) if value is not None}
            for row in cursor
        ]
    return found


def _json(row: dict[str, object]) -> str:
    return _encode(row).decode()


_encode = msgspec.json.Encoder().encode
