"""The way back of an import: what it added goes, what it replaced comes back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from agentassist.domain.source import LOCAL
from agentassist.storage import contacts as contact_rows
from agentassist.storage.engine import Connection
from agentassist.storage.import_snapshot import (
    AT_ONCE,
    CONTACTS,
    INTERACTIONS,
    KEYS,
    PROMISES,
    RECORD,
    Values,
    marks,
)


@dataclass(frozen=True, slots=True)
class Undone:
    """`removed` and `restored` rows; `kept`: changed since, or needed by what came later."""

    removed: int = 0
    restored: int = 0
    kept: int = 0


def take_back(connection: Connection, import_id: int) -> Undone:
    result = Undone()
    for kind in (PROMISES, INTERACTIONS, CONTACTS):  # a contact goes when nothing hangs on it
        last = -1
        while True:
            rows = connection.execute(
                "SELECT row, mark, before FROM imported_rows"
                " WHERE import = ? AND kind = ? AND row > ? ORDER BY row LIMIT ?",
                (import_id, kind, last, AT_ONCE),
            ).fetchall()
            if not rows:
                break
            last = rows[-1][0]
            result = _taken_back(connection, kind, rows, result)
    return result


def _taken_back(
    connection: Connection, kind: str, rows: Sequence[tuple[int, int, str | None]], so_far: Undone
) -> Undone:
    now = marks(connection, kind, [row for row, _, _ in rows], "id")
    removed, restored, kept = so_far.removed, so_far.restored, so_far.kept
    for row, mark, before in rows:
        if row not in now:  # gone since: by an erasure, or its time had come
            continue
        if now[row] != mark:
            kept += 1
        elif before is not None:
            _restore(connection, kind, row, json.loads(before))
            restored += 1
        elif kind == CONTACTS and not _remove_contact(connection, row):
            kept += 1
        else:
            if kind != CONTACTS:
                connection.execute(f"DELETE FROM {kind} WHERE id = ?", (row,))  # noqa: S608
            removed += 1
    return Undone(removed, restored, kept)


def _restore(connection: Connection, kind: str, row: int, before: dict[str, object]) -> None:
    keys, record = before.pop(KEYS, ()), before.pop(RECORD, None)
    _put_back(connection, kind, "id = ?", (row,), before)
    if kind != CONTACTS:
        return
    connection.execute("DELETE FROM contact_keys WHERE contact = ?", (row,))
    connection.executemany(
        "INSERT INTO contact_keys (contact, kind, value, shown, position, tail)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        [(row, *key) for key in keys],  # type: ignore[attr-defined]
    )
    if isinstance(record, dict):
        place = (record["source"], record["id"])
        _put_back(connection, RECORD, "source = ? AND id = ?", place, record)
    else:
        connection.execute("DELETE FROM source_records WHERE contact = ?", (row,))
    contact_rows.put(connection, contact_rows.load(connection, [row]).values())  # its words, too


def _put_back(
    connection: Connection, table: str, where: str, place: Values, row: dict[str, object]
) -> None:
    """Every column as it was; those that came later and can't be empty stay."""
    columns = connection.execute('SELECT name, "notnull" FROM pragma_table_info(?)', (table,))
    names = [name for name, needed in columns.fetchall() if name in row or not needed]
    connection.execute(
        f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in names)} WHERE {where}",  # noqa: S608
        (*(row.get(name) for name in names), *place),
    )


def _remove_contact(connection: Connection, row: int) -> bool:
    """False when an interaction, a promise or a link of an agent's hangs on the contact."""
    for table in (INTERACTIONS, PROMISES):
        query = f"SELECT 1 FROM {table} WHERE contact = ? LIMIT 1"  # noqa: S608
        if connection.execute(query, (row,)).fetchone() is not None:
            return False
    ends = connection.execute(
        "SELECT coalesce(source, ?), coalesce(source_records.id, key) FROM contacts"
        " LEFT JOIN source_records ON contact = contacts.id WHERE contacts.id = ?",
        (LOCAL, row),
    ).fetchone()
    links = "FROM links WHERE ((one_source, one_id) = (?, ?) OR (other_source, other_id) = (?, ?))"
    by_agent = connection.execute(f"SELECT 1 {links} AND method = 'agent' LIMIT 1", (*ends, *ends))
    if by_agent.fetchone() is not None:
        return False
    connection.execute(f"DELETE {links}", (*ends, *ends))  # rules make them again
    connection.execute("DELETE FROM contact_words WHERE rowid = ?", (row,))
    connection.execute("DELETE FROM contacts WHERE id = ?", (row,))
    return True
