"""A copy of the database as it was, before a newer program changes its shape.

It is as encrypted as the original, stands beside it, and goes by itself after two weeks: it holds
what is erased from the database meanwhile.
"""

import os
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from agentassist.domain.errors import AgentAssistError
from agentassist.storage.engine import Connection

KEPT_FOR: Final = timedelta(days=14)
SPARE: Final = 64 << 20  # bytes that stay free: the migration itself needs room
_NAME: Final = "{name}.before-{step}"


def keep_before(connection: Connection, path: Path, newest: int, now: datetime) -> Path | None:
    """Copy the database if a step is due; None when none is. AgentAssistError("storage.full").

    The caller holds the lock and the only connection.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if not 0 < version < newest:
        return None
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # all of it is in the one file then
    if shutil.disk_usage(path.parent).free < path.stat().st_size + SPARE:
        raise AgentAssistError("storage.full", retryable=True, reason="before_migration")
    copy = path.with_name(_NAME.format(name=path.name, step=newest))
    temporary = copy.with_name(f".{copy.name}.part")
    try:
        temporary.unlink(missing_ok=True)  # with whatever rights it was left, or whereto it leads
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with path.open("rb") as source, os.fdopen(descriptor, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(copy)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    os.utime(copy, (now.timestamp(), now.timestamp()))
    return copy


def copies(path: Path) -> list[Path]:
    """The copies there are, whole or in the making."""
    name = _NAME.format(name=path.name, step="*")
    return sorted((*path.parent.glob(name), *path.parent.glob(f".{name}.part")))


def drop_old_copies(path: Path, now: datetime) -> None:
    """Those that nobody came back for, and what a crash left of one in the making."""
    for part in path.parent.glob(f".{_NAME.format(name=path.name, step='*')}.part"):
        part.unlink()
    for copy in path.parent.glob(_NAME.format(name=path.name, step="*")):
        if copy.stat().st_mtime < (now - KEPT_FOR).timestamp():
            copy.unlink()
