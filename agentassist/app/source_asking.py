"""Asking the sources of record about a call: one question a call at a time."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

from agentassist.app.calls import CallRecord
from agentassist.app.runtime import StartTask
from agentassist.domain.contact import IdentityKeys
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.ports.refresh import Refresh, SourceReport

# Who is not known here may be known there: for so long the card says that it is being looked for
# before it says that nobody was found. A ring lasts longer.
PATIENCE_S = 2.0


class SourceAsking:
    """`on_status` hears of each change, `on_news` is awaited when the store has more to tell.

    `on_settled` follows when nothing more is waited for: all have answered, or patience ended.
    """

    def __init__(
        self,
        refresh: Refresh | None,
        start_task: StartTask,
        *,
        on_status: Callable[[CallRecord], None],
        on_news: Callable[[CallRecord], Coroutine[Any, Any, None]],
        on_settled: Callable[[CallRecord], Coroutine[Any, Any, None]],
    ) -> None:
        self._refresh = refresh
        self._start_task = start_task
        self._on_status = on_status
        self._on_news = on_news
        self._on_settled = on_settled

    def would_ask(self, record: CallRecord) -> bool:
        """Whether there is somebody to ask, and something to ask by. Nobody asks about nobody."""
        if self._refresh is None or not self._refresh.sources:
            return False
        return not record.internal and (bool(_keys(record)) or record.contact_id is not None)

    def ask(self, record: CallRecord, *, again: bool = False) -> None:
        """In place of what was asked about this call before."""
        self.leave(record)
        if self.would_ask(record):
            question = record.question = object()
            self._start_task(self._ask(record, question, again), "sources")

    def leave(self, record: CallRecord) -> None:
        """Nobody waits for the answers any more."""
        record.question = None
        asking, record.asking = record.asking, None
        if asking is not None:
            asking.cancel()

    async def _ask(self, record: CallRecord, question: object, again: bool) -> None:
        if self._refresh is None or record.question is not question:
            return  # it was over before it began
        record.asking = asyncio.current_task()
        news: asyncio.Queue[bool] = asyncio.Queue()

        def heard(report: SourceReport) -> None:
            if record.question is question:
                record.sources[report.status.source] = report.status
                self._on_status(record)
                if report.news:
                    news.put_nowait(True)

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._read(record, news))
                waiting = group.create_task(self._settle(record))
                await self._refresh.ask(_keys(record), record.contact_id, heard=heard, again=again)
                news.put_nowait(False)
                waiting.cancel()
            await self._on_settled(record)
        finally:
            if record.question is question:
                record.question = record.asking = None

    async def _read(self, record: CallRecord, news: asyncio.Queue[bool]) -> None:
        """Several answers at once are read at once."""
        more = True
        while more and await news.get():
            while more and not news.empty():
                more = news.get_nowait()
            await self._on_news(record)

    async def _settle(self, record: CallRecord) -> None:
        await asyncio.sleep(PATIENCE_S)
        await self._on_settled(record)


def source_keys(keys: IdentityKeys) -> Iterator[SourceKey]:
    """What sources can be asked by; nothing for a withheld number or a colleague's."""
    if keys.internal:
        return
    if keys.account:
        yield SourceKey(KeyKind.ACCOUNT, keys.account)
    for number in dict.fromkeys((keys.e164, keys.phone_told)):
        if number:
            yield SourceKey(KeyKind.PHONE, number)


def _keys(record: CallRecord) -> tuple[SourceKey, ...]:
    return tuple(source_keys(record.keys)) if record.keys is not None else ()
