"""The local store: one encrypted database, a writing and a reading thread, its repositories."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Interaction
from agentassist.domain.promise import Promise
from agentassist.ports.clock import Clock
from agentassist.storage import center_import
from agentassist.storage.audit import StoredAudit
from agentassist.storage.before_migration import drop_old_copies, keep_before
from agentassist.storage.center_import import ImportReport
from agentassist.storage.cue_counts import StoredCueCounts
from agentassist.storage.engine import (
    Connection,
    DamagedDatabase,
    DatabaseError,
    check,
    connect_file,
    connect_memory,
    is_damage,
    set_bulk,
)
from agentassist.storage.imports import StoredImports
from agentassist.storage.instance_lock import InstanceLock
from agentassist.storage.key_uses import StoredKeyUses
from agentassist.storage.likely_same import StoredLinking
from agentassist.storage.outbox import StoredOutbox
from agentassist.storage.pick_hints import StoredPickHints
from agentassist.storage.repeats import StoredRepeats
from agentassist.storage.retention import StoredRetention
from agentassist.storage.schema import migrate, migrations
from agentassist.storage.sealed_values import SealedValues
from agentassist.storage.set_aside import SetAside, marker, set_aside
from agentassist.storage.source_records import StoredSourceRecords
from agentassist.storage.transaction import transaction
from agentassist.storage.worker import Worker
from agentassist.storage.wrap_ups import StoredWrapUps

T = TypeVar("T")
# Bytes. A database up to this size is read through at the start (30 ms); damage in a larger one
# shows when its page is read, because SQLCipher authenticates each page.
CHECKED_UP_TO = 8 << 20
_log = logging.getLogger(__name__)


class Store:
    """Contacts, history, wrap-ups, audit. Every method raises AgentAssistError("storage.*").

    On disk, reading has a thread and a connection of its own: a ringing call is looked up while
    an import or a commit is still writing (WAL lets both go on). In memory both share one
    connection; writes there take no disk time and imports come in slices.
    """

    def __init__(
        self, path: Path | None, key: bytes | None, clock: Clock, lock: InstanceLock | None
    ) -> None:
        """Use `Store.open`."""
        self.path = path
        self.clock = clock
        self.set_aside: SetAside | None = None
        self._key = key
        self._lock = lock
        self._memory_name = f"agentassist-{secrets.token_hex(8)}"
        self._writer = Worker("write", self._mark_damaged)
        self._reader = Worker("read", self._mark_damaged) if path else self._writer
        self._write_connection: Connection | None = None
        self._read_connection: Connection | None = None
        self.wrap_ups = StoredWrapUps(self, clock)
        self.outbox = StoredOutbox(self, clock)
        self.audit = StoredAudit(self, clock)
        self.repeats = StoredRepeats(self, clock)
        self.imports = StoredImports(self, clock)
        self.retention = StoredRetention(self, clock)
        self.links = StoredLinking(self, clock)
        self.pick_hints = StoredPickHints(self, clock)
        self.key_uses = StoredKeyUses(self, clock)
        self.source_records = StoredSourceRecords(self, clock)
        self.sealed_values = SealedValues(self)
        self.cue_counts = StoredCueCounts(self)

    @classmethod
    async def open(
        cls,
        path: Path | None = None,
        key: bytes | None = None,
        *,
        clock: Clock,
        key_lost: bool = False,
        exclusive: bool = True,
        lock: InstanceLock | None = None,
    ) -> Store:
        """Open or create the database at `path` under the 32-byte `key`.

        Without path or key everything is kept in memory and gone at the end. A database that this
        key doesn't open, or a damaged one, is renamed and a clean one opened: see
        `store.set_aside`; `key_lost` says that the key of an existing database is gone.
        `exclusive` refuses a second program with AgentAssistError("storage.in_use"); `lock` is one
        already taken, and the store's from now on.
        """
        if path is None or key is None:
            path = key = None
        if path is not None and exclusive and lock is None:
            lock = InstanceLock(path.with_name(f"{path.name}.lock"))
        store = cls(path, key, clock, lock)
        try:
            await store._writer.finish(lambda: store._open(clock, key_lost))
            if path is not None:
                await store._reader.finish(store._open_reader)
        except BaseException:
            await store.close()
            raise
        return store

    @property
    def kept(self) -> bool:
        """Whether anything outlives the program."""
        return self.path is not None

    async def read(self, query: Callable[[Connection], T]) -> T:
        """Run a query on the reading thread, with one consistent view of the data."""

        def job() -> T:
            connection = _opened(self._read_connection)
            with transaction(connection, write=False):
                return query(connection)

        return await self._reader.run(job)

    async def write(self, change: Callable[[Connection], T]) -> T:
        """Run a change in one transaction. It is on the disk when this returns.

        Once asked for it is done, even when the caller is cancelled meanwhile.
        """

        def job() -> T:
            connection = _opened(self._write_connection)
            with transaction(connection):
                return change(connection)

        return await self._writer.finish(job)

    def connect(self) -> Connection:
        """A further connection, for an index of its own; the caller closes it.

        On disk it is the same encrypted database: keep its transactions short (`BEGIN IMMEDIATE`,
        a few hundred rows), because there is one writer at a time and a wrap-up may be waiting.
        In memory it is a database apart, shared by all connections from here: databases in memory
        know no WAL, and a long write would keep a ringing call waiting.
        """
        if self.path is not None and self._key is not None:
            return connect_file(self.path, self._key)
        return connect_memory(self._memory_name)

    async def import_center(
        self,
        contacts: Iterable[Contact],
        interactions: Iterable[Interaction] = (),
        promises: Iterable[Promise] = (),
    ) -> ImportReport:
        """Add or replace by id, in slices: calls are answered between two of them."""
        return await center_import.import_center(self, contacts, interactions, promises)

    async def bulk(self, begins: bool) -> None:
        """Before and after many rows that could be had again: fewer, larger writes to the disk.

        A power cut in between may take back the last slices whole, never parts of them.
        """
        await self._writer.finish(lambda: set_bulk(_opened(self._write_connection), begins))

    async def rewrite(self) -> None:
        """Write the whole database anew, without a trace of what was deleted; the log with it.

        Takes as long as a copy of it, and as much room meanwhile.
        """

        def job() -> None:
            connection = _opened(self._write_connection)
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        await self._writer.finish(job)

    async def close(self) -> None:
        """Finish what was asked for, then close. The store takes nothing afterwards."""
        try:
            if self._reader is not self._writer:
                await self._reader.finish(self._close_reader)
            await self._writer.finish(self._close_writer)
        finally:
            self._reader.stop()
            self._writer.stop()
            if self._lock is not None:
                self._lock.release()

    # --- on the workers' threads ------------------------------------------------------------------

    def _open(self, clock: Clock, key_lost: bool) -> None:
        if self.path is None or self._key is None:
            self._write_connection = self._read_connection = connect_memory()
            migrate(self._write_connection)
            return
        path = self.path
        code = "storage.key_lost" if key_lost else "storage.damaged"
        if path.exists() and (key_lost or marker(path).exists()):
            self.set_aside = set_aside(path, code, clock.now())
        try:
            self._write_connection = _open_checked(path, self._key, clock)
        except DamagedDatabase:
            self.set_aside = set_aside(path, "storage.unreadable", clock.now())
            self._write_connection = _open_checked(path, self._key, clock)
        if self.set_aside is not None:
            _log.warning("database set aside", extra={"code": self.set_aside.code})

    def _open_reader(self) -> None:
        if self.path is not None and self._key is not None:
            self._read_connection = connect_file(self.path, self._key)
            self._read_connection.execute("PRAGMA query_only = ON")

    def _close_reader(self) -> None:
        connection, self._read_connection = self._read_connection, None
        if connection is not None:
            connection.close()

    def _close_writer(self) -> None:
        connection, self._write_connection = self._write_connection, None
        if connection is not None:
            connection.close()
        if self.path is None:
            self._read_connection = None

    def _mark_damaged(self) -> None:
        if self.path is not None and self._write_connection is not None:
            marker(self.path).touch()


def _open_checked(path: Path, key: bytes, clock: Clock) -> Connection:
    """Raises DamagedDatabase when the file is damaged or not readable under this key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))  # its log gets the same mode
    connection: Connection | None = None
    try:
        connection = connect_file(path, key)
        if path.stat().st_size <= CHECKED_UP_TO:
            check(connection)
        kept = keep_before(connection, path, max(migrations()), clock.now())
        migrate(connection)
        if kept is None:
            drop_old_copies(path, clock.now())
        return connection
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, DatabaseError) and is_damage(error):
            raise DamagedDatabase from error
        raise


def _opened(connection: Connection | None) -> Connection:
    if connection is None:
        raise AgentAssistError("storage.closed")
    return connection
