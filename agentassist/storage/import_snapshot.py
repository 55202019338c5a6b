"""Rows as they stand: what an import replaced, and whether somebody changed it since."""

from collections.abc import Sequence

import msgspec

from agentassist.storage.engine import Connection

CONTACTS, INTERACTIONS, PROMISES = "contacts", "interactions", "promises"
KEYS, RECORD = "contact_keys", "source_records"  # beside the columns of a contact
AT_ONCE = 500  # values in one IN (...)
Values = tuple[object, ...]


def rows_in(connection: Connection, query: str, values: Sequence[object]) -> list[Values]:
    """The rows of `query`, which ends in IN, for however many values."""
    found: list[Values] = []
    for start in range(0, len(values), AT_ONCE):
        part = values[start : start + AT_ONCE]
        found += connection.execute(f"{query} ({','.join('?' * len(part))})", part).fetchall()
    return found


def snapshots(
    connection: Connection, kind: str, values: Sequence[object], column: str = "key"
) -> dict[int, str]:
    """What stands in the rows with these keys, whole, as JSON by row; a contact with its keys."""
    rows = _rows(connection, f"SELECT * FROM {kind} WHERE {column} IN", values)  # noqa: S608
    if kind != CONTACTS:
        return {int(str(row["id"])): _json(row) for row in rows}
    ids = [row["id"] for row in rows]
    keys: dict[object, list[Values]] = {}
    for contact, *key in rows_in(
        connection,
        "SELECT contact, kind, value, shown, position, tail FROM contact_keys WHERE contact IN",
        ids,
    ):
        keys.setdefault(contact, []).append(tuple(key))
    records = {
        row["contact"]: row
        for row in _rows(connection, "SELECT * FROM source_records WHERE contact IN", ids)
    }
    return {
        int(str(row["id"])): _json(
            row | {KEYS: sorted(keys.get(row["id"], ())), RECORD: records.get(row["id"])}
        )
        for row in rows
    }


def _rows(connection: Connection, query: str, values: Sequence[object]) -> list[dict[str, object]]:
    """By column, without those that are empty: a column that is added later changes nothing."""
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
    return msgspec.json.encode(row).decode()
