"""What the index needs of a database driver, and transactions on it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Connection(Protocol):
    """What is used of a `sqlite3` or `sqlcipher3` connection, in autocommit mode."""

    @property
    def Error(self) -> type[Exception]: ...  # noqa: N802  (the driver's own name)

    @property
    def total_changes(self) -> int: ...
    @property
    def in_transaction(self) -> bool: ...
    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> Cursor: ...
    def executemany(self, sql: str, parameters: Iterable[Sequence[Any]], /) -> Cursor: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


class Transaction:
    """Everything inside is stored as one, or nothing of it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        elif self._connection.in_transaction:  # a full disk has already rolled it back
            self._connection.execute("ROLLBACK")
