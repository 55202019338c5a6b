"""What sources of record must do. A connector's test inherits this and brings a real server."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import TypeVar

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.ports.source import Source

T = TypeVar("T")


def ask(
    source: AbstractAsyncContextManager[Source], question: Callable[[Source], Awaitable[T]]
) -> T:
    async def play() -> T:
        async with source as opened:
            return await question(opened)

    return asyncio.run(play())


class SourceContract:
    """`opened` brings a source that has one customer with each key of `known`, and `record`.

    `shared` is a number that several of its customers have, `nobody` one that none has.
    """

    name = "desk"
    known: tuple[SourceKey, ...] = ()
    record_id = ""
    shared: SourceKey | None = None
    nobody: tuple[SourceKey, ...] = ()

    def opened(self) -> AbstractAsyncContextManager[Source]:
        raise NotImplementedError

    def opened_with_strangers(self) -> AbstractAsyncContextManager[Source]:
        """The same, at a server that answers every question with all its customers."""
        raise NotImplementedError

    def test_it_says_what_it_is(self) -> None:
        async def look(source: Source) -> None:
            assert source.name == self.name
            assert source.title
            assert {key.kind for key in self.known} <= source.finds_by
            assert timedelta() < source.deadline
            assert timedelta() <= source.lag

        ask(self.opened(), look)

    def test_each_key_finds_its_customer(self) -> None:
        async def find(source: Source) -> None:
            for key in self.known:
                (found,) = await source.find(key)
                assert found.record == SourceRecord(self.name, self.record_id)
                assert found.contact.id == contact_id(found.record)
                assert found.contact.name

        ask(self.opened(), find)

    def test_a_shared_number_finds_everybody_who_has_it_once(self) -> None:
        async def find(source: Source) -> None:
            assert self.shared is not None
            found = await source.find(self.shared)
            records = [one.record for one in found]
            assert len(records) > 1
            assert len(set(records)) == len(records)
            assert all(self.shared.value in one.contact.phones for one in found)

        ask(self.opened(), find)

    def test_a_key_of_nobody_finds_nobody(self) -> None:
        async def find(source: Source) -> None:
            for key in self.nobody:
                assert await source.find(key) == ()

        ask(self.opened(), find)

    def test_a_key_it_cannot_be_asked_by_finds_nobody(self) -> None:
        async def find(source: Source) -> None:
            for kind in set(KeyKind) - source.finds_by:
                assert await source.find(SourceKey(kind, "4711")) == ()

        ask(self.opened(), find)

    def test_its_history_is_theirs_and_newest_first(self) -> None:
        async def read(source: Source) -> None:
            history = await source.interactions(SourceRecord(self.name, self.record_id))
            assert history.record == SourceRecord(self.name, self.record_id)
            times = [one.at for one in history.interactions]
            assert times
            assert times == sorted(times, reverse=True)
            assert all(at.tzinfo is not None for at in times)
            assert {one.source for one in history.interactions} == {self.name}
            assert {one.contact_id for one in history.interactions} == {contact_id(history.record)}
            few = await source.interactions(history.record, limit=1)
            assert few.interactions == history.interactions[:1]
            assert few.more == (len(times) > 1)

        ask(self.opened(), read)

    def test_the_canary_is_passed(self) -> None:
        async def check(source: Source) -> None:
            await source.canary()

        ask(self.opened(), check)

    def test_a_server_that_ignores_filters_is_refused_in_everything(self) -> None:
        async def find(source: Source) -> None:
            with pytest.raises(AgentAssistError, match="refused"):
                await source.canary()
            for key in self.known:
                with pytest.raises(AgentAssistError, match="refused"):
                    await source.find(key)
            with pytest.raises(AgentAssistError, match="refused"):
                await source.interactions(SourceRecord(self.name, self.record_id))

        ask(self.opened_with_strangers(), find)
