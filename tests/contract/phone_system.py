"""What every phone system must do. A connector's test inherits this and brings a real server."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from agentassist.domain import call_events as ev
from agentassist.domain.ids import LegId
from agentassist.ports.telephony import ConnectionState, ConnectionStatus, PhoneSystem

PATIENCE = 20.0


class Record:
    """A PhoneSink that remembers, and that can be waited for."""

    def __init__(self) -> None:
        self.events: list[ev.CallEvent] = []
        self.statuses: list[ConnectionStatus] = []
        self._news = asyncio.Event()

    def on_events(self, events: Sequence[ev.CallEvent]) -> None:
        self.events += events
        self._news.set()

    def on_status(self, status: ConnectionStatus) -> None:
        self.statuses.append(status)
        self._news.set()

    async def until(self, reached: Callable[["Record"], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not reached(self):
                self._news.clear()
                await self._news.wait()

    def states(self) -> list[ConnectionState]:
        return [status.state for status in self.statuses]

    def count(self, kind: type[ev.CallEvent]) -> int:
        return sum(isinstance(event, kind) for event in self.events)


class PhoneSystemContract:
    """`calls` serves one whole call, `cut` the same cut off and back, `refusing` no login."""

    def calls(self) -> AbstractAsyncContextManager[PhoneSystem]:
        raise NotImplementedError

    def cut(self) -> AbstractAsyncContextManager[PhoneSystem]:
        raise NotImplementedError

    def refusing(self) -> AbstractAsyncContextManager[PhoneSystem]:
        raise NotImplementedError

    def absent(self) -> AbstractAsyncContextManager[PhoneSystem]:
        raise NotImplementedError

    def run(
        self,
        server: AbstractAsyncContextManager[PhoneSystem],
        follow: Callable[[PhoneSystem, Record], Awaitable[None]],
    ) -> Record:
        record = Record()

        async def play() -> None:
            async with server as system, asyncio.TaskGroup() as group:
                running = group.create_task(system.run(record))
                await follow(system, record)
                running.cancel()

        asyncio.run(play())
        return record

    def test_a_call_is_told_from_ring_to_end(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: one.count(ev.ConnectionCleared) >= 2)

        record = self.run(self.calls(), follow)
        kinds = [type(event) for event in record.events]
        assert kinds.index(ev.Initiated) < kinds.index(ev.Delivered)
        assert kinds.index(ev.Delivered) < kinds.index(ev.BridgeEntered)
        assert kinds.index(ev.BridgeEntered) < kinds.index(ev.ConnectionCleared)

    def test_what_is_there_is_told_before_anything_live(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: one.count(ev.Delivered) >= 1)

        record = self.run(self.calls(), follow)
        assert isinstance(record.events[0], ev.SystemListed)
        assert record.count(ev.SystemSettled) == 1

    def test_times_are_monotonic_and_wall_clock_times_aware(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: one.count(ev.ConnectionCleared) >= 2)

        stamps = [event.at for event in self.run(self.calls(), follow).events[1:]]
        assert all(stamp.wall is not None and stamp.wall.tzinfo for stamp in stamps)
        assert [stamp.ns for stamp in stamps] == sorted(stamp.ns for stamp in stamps)

    def test_it_says_how_it_is_doing(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.READY in one.states())

        record = self.run(self.calls(), follow)
        assert record.states()[:2] == [ConnectionState.CONNECTING, ConnectionState.READY]
        assert "dummy" not in repr(record.statuses)

    def test_a_loss_is_told_and_it_comes_back(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.LOST in one.states())
            await record.until(lambda one: one.states()[-1] is ConnectionState.READY)

        record = self.run(self.cut(), follow)
        states = record.states()
        assert ConnectionState.LOST in states
        assert record.count(ev.SystemLost) == 1  # and none for being told to stop
        lost = next(one for one in record.statuses if one.state is ConnectionState.LOST)
        assert lost.retry_in is not None
        assert lost.retry_in.total_seconds() > 0

    def test_a_refused_login_is_told_and_not_tried_again_in_a_hurry(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.AUTH_FAILED in one.states())

        refused = self.run(self.refusing(), follow).statuses[-1]
        assert refused.retry_in is not None
        assert refused.retry_in.total_seconds() > 15

    def test_nobody_there(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: one.states().count(ConnectionState.UNREACHABLE) >= 2)

        record = self.run(self.absent(), follow)
        assert record.events == []
        pauses = [one.retry_in for one in record.statuses if one.retry_in]
        assert all(pause.total_seconds() > 0.1 for pause in pauses)

    def test_it_cannot_be_asked_without_a_login(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            assert not system.ask_presentation(LegId("1"), "PJSIP/trunk-1")

        self.run(self.absent(), follow)

    def test_a_question_is_answered(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.READY in one.states())
            assert system.ask_presentation(LegId("1"), "PJSIP/nobody-1")
            await record.until(lambda one: one.count(ev.PresentationLearned) >= 1)

        self.run(self.calls(), follow)
