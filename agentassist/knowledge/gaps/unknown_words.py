"""Words that nobody knows, until three different callers' searches had them.

Until then only a keyed fingerprint stands in the rows, and of the callers a number below 256 that
differs from word to word: enough to tell three apart, too little to tell who. Once a word is told,
it stands in every row that waited for it.
"""

import hmac
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import date

from agentassist.knowledge.database import Connection

CALLERS = 3
MARK = "#"  # before a fingerprint: no folded word has one
_KEY = "key"

TABLES = (
    "CREATE TABLE IF NOT EXISTS kb_gap_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS kb_gap_word (mark TEXT PRIMARY KEY, callers TEXT NOT NULL,"
    " word TEXT, day TEXT NOT NULL) WITHOUT ROWID",
)


def marks(connection: Connection, words: Iterable[str], caller: str, day: date) -> dict[str, str]:
    """For each word what stands for it in a row; counted as heard from `caller`.

    Called within a transaction. Callers of whom nothing is known ("") count as one.
    """
    key = _key(connection)
    found: dict[str, str] = {}
    for word in words:
        mark = MARK + _digest(key, word)[:16]
        found[word] = mark
        row = connection.execute(
            "SELECT callers, word FROM kb_gap_word WHERE mark = ?", (mark,)
        ).fetchone()
        heard = set(json.loads(row[0])) if row is not None else set()
        told = row is not None and row[1] is not None
        if not told:
            heard.add(int(_digest(key, f"{word}\n{caller}")[:2], 16))
        tell = told or len(heard) >= CALLERS
        connection.execute(
            "INSERT OR REPLACE INTO kb_gap_word VALUES (?, ?, ?, ?)",
            (
                mark,
                "[]" if tell else json.dumps(sorted(heard)),
                word if tell else None,
                day.isoformat(),
            ),
        )
    return found


def told(connection: Connection) -> Mapping[str, str]:
    """The words that may be told, by what stands for them."""
    rows = connection.execute("SELECT mark, word FROM kb_gap_word WHERE word IS NOT NULL")
    return dict(rows.fetchall())


def forget(connection: Connection, before: date | None) -> None:
    """Those last heard before that day; all, and the key, without one."""
    if before is None:
        connection.execute("DELETE FROM kb_gap_word")
        connection.execute("DELETE FROM kb_gap_meta")
    else:
        connection.execute("DELETE FROM kb_gap_word WHERE day < ?", (before.isoformat(),))


def _key(connection: Connection) -> bytes:
    row = connection.execute("SELECT value FROM kb_gap_meta WHERE key = ?", (_KEY,)).fetchone()
    if row is not None:
        return bytes.fromhex(row[0])
    made = secrets.token_bytes(32)
    connection.execute("INSERT INTO kb_gap_meta VALUES (?, ?)", (_KEY, made.hex()))
    return made


def _digest(key: bytes, text: str) -> str:
    return hmac.digest(key, text.encode(), "sha256").hex()
