"""A database that can't be read is set aside under another name. Nothing is ever deleted."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

_BESIDE = ("", "-wal", "-shm")  # a write-ahead log belongs to its database


@dataclass(frozen=True, slots=True)
class SetAside:
    """`code`: storage.unreadable (wrong key or damaged), storage.damaged or storage.key_lost."""

    code: str
    path: Path


def set_aside(database: Path, code: str, now: datetime) -> SetAside:
    """Rename the database and its log: `store.db` -> `store.db.set-aside-20261121T221500Z`."""
    stem = f"{database.name}.set-aside-{now:%Y%m%dT%H%M%SZ}"
    name, again = stem, 1
    while database.with_name(name).exists():
        again += 1
        name = f"{stem}-{again}"
    for suffix in _BESIDE:
        part = database.with_name(database.name + suffix)
        if part.exists():
            part.rename(database.with_name(name + suffix))
    marker(database).unlink(missing_ok=True)
    return SetAside(code, database.with_name(name))


def set_aside_files(database: Path) -> list[Path]:
    """Those there are: nobody here can read them."""
    return sorted(database.parent.glob(f"{database.name}.set-aside-*"))


def marker(database: Path) -> Path:
    """Left when a page turned out damaged while running, so that the next start sets it aside."""
    return database.with_name(database.name + ".damaged")
