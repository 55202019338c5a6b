"""The local store, in memory and on disk, and the discreet view of it keep the contract."""

import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from agentassist.app.discreet_history import DiscreetHistory
from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.source import SourceContact
from agentassist.history.local.source import LocalHistory
from agentassist.ports.history import History
from agentassist.storage.store import Store

_spec = importlib.util.spec_from_file_location(
    "history_contract", Path(__file__).with_name("history.py")
)
assert _spec is not None
assert _spec.loader is not None
_contract = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_contract)


class Clock:
    def now(self) -> object:
        return _contract.NOW

    def monotonic_ns(self) -> int:
        return 0


@asynccontextmanager
async def filled(path: Path | None = None) -> AsyncIterator[Store]:
    store = await Store.open(path, bytes(32) if path else None, clock=Clock())  # type: ignore[arg-type]
    try:
        await store.import_center(_contract.PEOPLE, _contract.CALLS)
        record = SourceRecord(*_contract.DESK_ID.split(":"))
        contact = replace(_contract.PEOPLE[0], id=_contract.DESK_ID, phones=(), accounts=())
        await store.source_records.put([SourceContact(record, contact)])
        ours = SourceRecord("local", _contract.DANA)
        await store.links.add(ours, record, method=LinkMethod.AGENT, by="101")
        yield store
    finally:
        await store.close()


class TestInMemory(_contract.HistoryContract):  # type: ignore[name-defined,misc]
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[History]:
        async with filled() as store:
            yield LocalHistory(store)


class TestOnDisk(_contract.HistoryContract):  # type: ignore[name-defined,misc]
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[History]:
        with TemporaryDirectory() as folder:
            async with filled(Path(folder) / "store.db") as store:
                yield LocalHistory(store)


class TestDiscreetly(_contract.HistoryContract):  # type: ignore[name-defined,misc]
    @asynccontextmanager
    async def opened(self) -> AsyncIterator[History]:
        async with filled() as store:
            yield DiscreetHistory(LocalHistory(store), DiscretionPolicy())
