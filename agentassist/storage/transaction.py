"""Transactions begun by hand, on the connection of either SQLite driver in autocommit mode."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Transactional(Protocol):
    """What is used of a `sqlite3` or `sqlcipher3` connection."""

    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, /) -> object: ...


@contextmanager
def transaction(connection: Transactional, *, write: bool = True) -> Iterator[None]:
    """Everything inside is stored as one, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:  # a full disk has already rolled it back
            connection.execute("ROLLBACK")
        raise
