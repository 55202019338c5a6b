"""Which knowledge base a command means: the agent's own, or a plain file for trials."""

import argparse
import asyncio
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.knowledge.database import Connection

SOME_REJECTED, STOPPED = 3, 130

# Ids that were numbers in the file, so that a search names them as they were imported.
NUMBERS = "CREATE TABLE IF NOT EXISTS imported_number (id TEXT PRIMARY KEY) WITHOUT ROWID"


def add_place(action: argparse.ArgumentParser, *, again: bool = False) -> None:
    """`again`: below a parser that has it, too, whose value stands unless it is said here."""
    action.add_argument(
        "--db",
        type=Path,
        default=argparse.SUPPRESS if again else None,
        metavar="PATH",
        help="a plain index file for tests and trials, instead of your encrypted store",
    )


def on_base(
    db: Path | None, work: "Callable[[Connection], int]", *, must_exist: bool = False
) -> int:
    """AgentAssistError("knowledge.no_database" | "knowledge.unusable_database" | "...no_store")."""
    if db is None:
        return asyncio.run(_in_store(work))
    if must_exist and not db.is_file():
        raise AgentAssistError("knowledge.no_database", file=str(db))
    try:
        with closing(opened(db)) as connection:
            return work(connection)
    except sqlite3.Error as error:
        raise AgentAssistError(
            "knowledge.unusable_database", file=str(db), reason=str(error)
        ) from error


async def _in_store(work: "Callable[[Connection], int]") -> int:
    """The agent's own encrypted store.

    AgentAssistError("storage.in_use") while the window is open; "knowledge.no_store" without a key.
    """
    from agentassist.bootstrap import SystemClock
    from agentassist.secrets.os_keyring import OsKeyring
    from agentassist.settings.paths import user_paths
    from agentassist.storage.opening import open_user_store

    path = user_paths().database
    opened = await open_user_store(path, OsKeyring(), clock=SystemClock(), command=True)
    try:
        if opened.reason == "storage.in_use":
            raise AgentAssistError("storage.in_use", remedy="close_other", file=str(path))
        if opened.reason is not None:
            raise AgentAssistError("knowledge.no_store", why=opened.reason)
        with closing(opened.store.connect()) as connection:
            return work(connection)
    finally:
        await opened.store.close()


def opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def say(line: str, end: str = "\n") -> None:
    print(line, end=end, file=sys.stderr, flush=True)
