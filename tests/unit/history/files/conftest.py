import asyncio
import csv
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest

from agentassist.history.files.importing import ImportFile, Reject, import_file, open_file
from agentassist.history.files.mapping import FileMapping
from agentassist.storage.imports import ImportRun
from agentassist.storage.store import Store

T = TypeVar("T")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Place:
    """A folder for files, a store beside it, and what was rejected."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "store.db"
        self.rejected: list[Reject] = []

    def now(self) -> datetime:
        return NOW

    def monotonic_ns(self) -> int:
        return 0

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def csv(self, name: str, rows: Sequence[Sequence[object]]) -> Path:
        path = self.folder / name
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(rows)
        return path

    def open(
        self, path: Path, mapping: FileMapping | None = None, source: str | None = None
    ) -> ImportFile:
        return open_file(path, mapping or FileMapping(), region="DE", source=source)

    def run(self, scenario: Callable[[Store], Awaitable[T]]) -> T:
        async def work() -> T:
            store = await Store.open(self.database, bytes(32), clock=self)
            try:
                return await scenario(store)
            finally:
                await store.close()

        return asyncio.run(work())

    async def take(
        self,
        store: Store,
        path: Path,
        mapping: FileMapping | None = None,
        *,
        source: str | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> ImportRun:
        file = self.open(path, mapping, source)
        return await import_file(store, file, self.rejected.append, stop=stop)

    @property
    def reasons(self) -> list[tuple[int, str]]:
        return [(reject.line, reject.reason) for reject in self.rejected]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)
