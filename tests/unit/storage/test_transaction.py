import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from agentassist.storage.transaction import transaction


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        opened.executescript(
            "PRAGMA foreign_keys = ON; CREATE TABLE a (id INTEGER PRIMARY KEY);"
            "CREATE TABLE b (a INTEGER REFERENCES a DEFERRABLE INITIALLY DEFERRED);"
        )
        yield opened


def rows(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM b").fetchone()[0])


def test_all_of_it_is_stored(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.execute("INSERT INTO a VALUES (1)")
        connection.execute("INSERT INTO b VALUES (1)")
    assert (rows(connection), connection.in_transaction) == (1, False)


def test_or_nothing(connection: sqlite3.Connection) -> None:
    def interrupted() -> None:
        with transaction(connection):
            connection.execute("INSERT INTO b VALUES (1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (rows(connection), connection.in_transaction) == (0, False)


def test_a_commit_that_is_refused_leaves_nothing_open(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.IntegrityError), transaction(connection):
        connection.execute("INSERT INTO b VALUES (1)")  # looked at by COMMIT only
    assert (rows(connection), connection.in_transaction) == (0, False)
    with transaction(connection, write=False):
        assert rows(connection) == 0
