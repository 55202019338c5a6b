"""SQLCipher connections: how they are opened, and what their errors mean."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlcipher3 import dbapi2

from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:  # the driver has no types of its own; its surface is sqlite3's
    from sqlite3 import Connection, DatabaseError
else:
    from sqlcipher3.dbapi2 import Connection, DatabaseError

__all__ = [
    "Connection",
    "DamagedDatabase",
    "DatabaseError",
    "check",
    "connect_file",
    "connect_memory",
    "is_damage",
    "set_bulk",
    "set_cache",
    "storage_error",
]

KEY_BYTES = 32
CACHE_KB = 16_000
BULK_CACHE_KB = 64_000
LOG_PAGES, BULK_LOG_PAGES = 1_000, 16_000  # of the write-ahead log before it is written over
BUSY_MS = 10_000  # another connection holds the write lock for a slice of an import, not for longer

# The driver asks every value that is no plain int, float or str how it is stored, and for None it
# makes two errors over that. Half of the cells of a row are empty: this is three times as fast.
dbapi2.register_adapter(type(None), {}.get)

_DAMAGE = frozenset({"SQLITE_CORRUPT", "SQLITE_NOTADB"})
_CODES = {
    "SQLITE_FULL": "storage.full",
    "SQLITE_BUSY": "storage.busy",
    "SQLITE_LOCKED": "storage.busy",
    "SQLITE_READONLY": "storage.io",
    "SQLITE_CANTOPEN": "storage.io",
    "SQLITE_PERM": "storage.io",
    "SQLITE_IOERR": "storage.io",
}


class DamagedDatabase(Exception):  # noqa: N818 (a state of the file, not a fault of the program)
    """The file is damaged, or not a database under this key."""


def connect_file(path: Path, key: bytes) -> Connection:
    """Open an encrypted database. A wrong key shows at the first read, as SQLITE_NOTADB.

    The key is used as it is (32 random bytes need no key derivation, which would cost 180 ms at
    each start). `synchronous=FULL`: an acknowledged wrap-up is on the disk. There are a few
    commits a call, so that the fsync costs nothing that is felt; imports commit in slices.
    """
    if len(key) != KEY_BYTES:
        raise AgentAssistError("storage.bad_key", bytes=KEY_BYTES)
    connection = _connect(str(path), uri=False)
    # The driver would print page errors to stderr; they come as exceptions anyway.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    _harden(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def connect_memory(name: str = "") -> Connection:
    """Open a database in memory; connections of one `name` share it for as long as one is open."""
    connection = _connect(f"file:/{name}?vfs=memdb" if name else ":memory:", uri=bool(name))
    _harden(connection)
    return connection


def _connect(location: str, *, uri: bool) -> Connection:
    connection: Connection = dbapi2.connect(
        location,
        isolation_level=None,  # transactions are begun by hand: storage/transaction.py
        check_same_thread=False,  # a connection may be closed by another thread than its worker
        uri=uri,
    )
    return connection


def _harden(connection: Connection) -> None:
    for pragma in (
        f"busy_timeout = {BUSY_MS}",
        "foreign_keys = ON",
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "temp_store = MEMORY",
        "secure_delete = ON",  # what is deleted is overwritten, not only let go
    ):
        connection.execute(f"PRAGMA {pragma}")
    set_cache(connection)


def set_cache(connection: Connection, kilobytes: int = CACHE_KB) -> None:
    """How much of the database may be held in memory; what is above it is given back."""
    connection.execute(f"PRAGMA cache_size = {-kilobytes}")
    connection.execute("PRAGMA shrink_memory")


def set_bulk(connection: Connection, begins: bool) -> None:
    """For many rows at once, which come in any order, and so do the pages of indices."""
    set_cache(connection, BULK_CACHE_KB if begins else CACHE_KB)
    connection.execute(f"PRAGMA synchronous = {'NORMAL' if begins else 'FULL'}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {BULK_LOG_PAGES if begins else LOG_PAGES}")


def check(connection: Connection) -> None:
    """Read the whole database through; raises DamagedDatabase or the driver's error."""
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise DamagedDatabase


def _primary_code(error: DatabaseError) -> str:
    name = str(getattr(error, "sqlite_errorname", "") or "")
    return "_".join(name.split("_")[:2])  # SQLITE_IOERR_READ -> SQLITE_IOERR


def is_damage(error: BaseException) -> bool:
    """Whether the file is not a database under this key, or a damaged one."""
    return isinstance(error, DatabaseError) and _primary_code(error) in _DAMAGE


def storage_error(error: DatabaseError) -> AgentAssistError:
    """What to tell of a driver's error: a code, never a value out of a row."""
    primary = _primary_code(error)
    if primary in _DAMAGE:
        return AgentAssistError("storage.damaged", remedy="restart")
    code = _CODES.get(primary)
    if code is None:
        return AgentAssistError("storage.failed", reason=primary or type(error).__name__)
    return AgentAssistError(code, retryable=True, reason=primary)
