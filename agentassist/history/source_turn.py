"""One source asked about one caller: found by keys, their timelines read, all of it kept."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import (
    KeyKind,
    SourceContact,
    SourceHistory,
    SourceKey,
    SourceState,
    SourceStatus,
)
from agentassist.history.recently_asked import RecentlyAsked
from agentassist.ports.refresh import SourceReport
from agentassist.ports.source import Source

T = TypeVar("T")
# Of more people than these nobody has been picked: their histories are nobody's business yet.
TIMELINES = 3
FURTHER_KEYS = 3  # of what is known beside the call's keys, it is asked by so many
GRACE = 1.25  # a source ends by itself within its deadline; one that doesn't is left then
_log = logging.getLogger(__name__)


class KeptRecords(Protocol):
    """Where answers are kept; see `storage.source_records.StoredSourceRecords`."""

    async def put(self, found: Sequence[SourceContact]) -> tuple[ContactId, ...]: ...

    async def put_history(self, history: SourceHistory) -> bool: ...

    async def of_person(self, contact_id: ContactId) -> tuple[SourceRecord, ...]: ...

    async def last_good(
        self, source: str, records: Iterable[SourceRecord] = ()
    ) -> datetime | None: ...


@dataclass(slots=True)
class SourceTurn:
    """`known`: records of this source that the caller is known to have.

    `learnt`: what else they can be found by, where a key brought this one person only.
    """

    source: Source
    known: Sequence[SourceRecord]
    records: KeptRecords
    recent: RecentlyAsked
    heard: Callable[[SourceReport], None]
    learnt: list[SourceKey] = field(default_factory=list)
    _shown: list[SourceRecord] = field(default_factory=list)
    _asked: set[SourceKey] = field(default_factory=set)
    _status: SourceStatus | None = None

    async def begin(self, keys: Sequence[SourceKey], further: Sequence[SourceKey]) -> None:
        """Tell at once that it is asked, and what is shown of it meanwhile."""
        self._shown = list(self.known)
        askable = any(key.kind in self.source.finds_by for key in (*keys, *further))
        state = SourceState.ASKING if askable or self.known else SourceState.NOT_ASKED
        self._tell(state, last_good=await self._last_good())

    async def ask(self, keys: Sequence[SourceKey], further: Sequence[SourceKey]) -> None:
        """By the keys of the call; only where that brings nobody, by what else is known."""
        if self._status is None or self._status.state is SourceState.NOT_ASKED:
            return
        await self._guarded(self._ask(keys, further))

    async def ask_further(self, learnt: Sequence[SourceKey]) -> None:
        """Once more, by what other sources said of the same person."""
        nothing = self._status is not None and self._status.state is SourceState.ANSWERED
        if nothing and not self._shown and self._few(learnt):
            await self._guarded(self._ask((), learnt))

    async def _ask(self, keys: Sequence[SourceKey], further: Sequence[SourceKey]) -> None:
        errors: list[AgentAssistError] = []
        found = await self._found(self._askable(keys), errors)
        if not found and not self.known and not errors:
            found = await self._found(self._few(further), errors)
        wanted = found if len(found) <= TIMELINES else ()
        self._shown = list(dict.fromkeys((*self.known, *found)))
        news = await self._read(dict.fromkeys((*self.known, *wanted)), errors)
        if errors:
            await self._failed(errors[0].code, news=news)
        else:
            self._tell(SourceState.ANSWERED, last_good=await self._last_good(), news=news)

    async def _found(
        self, keys: Sequence[SourceKey], errors: list[AgentAssistError]
    ) -> tuple[SourceRecord, ...]:
        self._asked.update(keys)
        asked = await together(self._find(key, errors) for key in keys)
        return tuple(dict.fromkeys(record for records in asked for record in records))

    async def _find(
        self, key: SourceKey, errors: list[AgentAssistError]
    ) -> tuple[SourceRecord, ...]:
        lately = self.recent.found(self.source.name, key)
        if lately is not None:
            return lately
        try:
            people = await self._in_time(self.source.find(key))
            news = bool(people) and bool(await self.records.put(people))
        except AgentAssistError as error:
            errors.append(error)
            return ()
        records = tuple(one.record for one in people)
        self.recent.keep(self.source.name, key, records)
        if len(people) == 1:
            self.learnt += keys_of(people[0].contact)
        if news:
            self._shown = list(dict.fromkeys((*self._shown, *records)))
            self._tell(SourceState.ASKING, last_good=await self._last_good(), news=True)
        return records

    async def _read(self, wanted: Iterable[SourceRecord], errors: list[AgentAssistError]) -> bool:
        """The timelines of these records; whether anything in them is new."""
        stale = [record for record in wanted if not self.recent.read(record)]
        return any(await together(self._read_one(record, errors) for record in stale))

    async def _read_one(self, record: SourceRecord, errors: list[AgentAssistError]) -> bool:
        try:
            news = await self.records.put_history(
                await self._in_time(self.source.interactions(record))
            )
        except AgentAssistError as error:
            errors.append(error)
            return False
        self.recent.keep_read(record)
        return news

    async def _in_time(self, answer: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self.source.deadline.total_seconds() * GRACE):
                return await answer
        except TimeoutError:
            raise AgentAssistError("source.too_slow", source=self.source.name) from None

    async def _guarded(self, work: Awaitable[None]) -> None:
        """A boundary: whatever is wrong with one source, the others are not touched by it."""
        try:
            await work
        except AgentAssistError as error:
            await self._failed(error.code)
        except Exception as fault:  # noqa: BLE001 - as said
            _log.error("source %s: %s", self.source.name, _where(fault))
            await self._failed("source.failed")

    async def _failed(self, code: str, *, news: bool = False) -> None:
        state = SourceState.REFUSED if code == "source.refused" else SourceState.FAILED
        _log.info("source %s: %s", self.source.name, code)
        self._tell(state, error=code, last_good=await self._last_good(), news=news)

    async def _last_good(self) -> datetime | None:
        """When what is shown of it was fetched."""
        if not self._shown:
            return None
        try:
            return await self.records.last_good(self.source.name, self._shown)
        except AgentAssistError:  # the store is closing: nothing is shown any more
            return None

    def _askable(self, keys: Iterable[SourceKey]) -> list[SourceKey]:
        fresh = (key for key in keys if key.kind in self.source.finds_by)
        return [key for key in dict.fromkeys(fresh) if key not in self._asked]

    def _few(self, keys: Iterable[SourceKey]) -> list[SourceKey]:
        return self._askable(keys)[:FURTHER_KEYS]

    def _tell(
        self,
        state: SourceState,
        *,
        error: str | None = None,
        last_good: datetime | None = None,
        news: bool = False,
    ) -> None:
        status = SourceStatus(
            self.source.name,
            state,
            self.source.title,
            found=len(self._shown),
            error=error,
            last_good=last_good,
            lag=self.source.lag,
        )
        if news or status != self._status:
            self._status = status
            self.heard(SourceReport(status, news))


def _where(fault: BaseException) -> str:
    """What went wrong and where, without its text: that may quote a customer's data."""
    while isinstance(fault, BaseExceptionGroup):
        fault = fault.exceptions[0]
    frame = traceback.extract_tb(fault.__traceback__)[-1]
    return f"{type(fault).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def keys_of(contact: Contact) -> Iterator[SourceKey]:
    """What a customer can be found by elsewhere, the strongest first."""
    for kind, values in (
        (KeyKind.ACCOUNT, contact.accounts),
        (KeyKind.EMAIL, tuple(map(str.lower, contact.emails))),
        (KeyKind.PHONE, contact.phones),
    ):
        for value in values:
            if value.strip():
                yield SourceKey(kind, value)


async def together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All of it at the same time, and cancelled together."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
    return [task.result() for task in tasks]
