"""What phone systems must do, by what they can tell. A connector's test inherits one of these.

`PhoneSystemContract`: it announces a ring and nothing else (a link, a command).
`WholeCallContract`: it tells a call from the ring to its end (a webhook).
`ConnectedPhoneSystemContract`: it keeps a connection with a login, and comes back after losses.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from agentassist.bridge.feed import BridgeFeed
from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.ids import AgentId, LegId
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


Server = AbstractAsyncContextManager[PhoneSystem]


def run(server: Server, follow: Callable[[PhoneSystem, Record], Awaitable[None]]) -> Record:
    """Runs the phone system of `server` while `follow` looks at what it tells."""
    record = Record()

    async def play() -> None:
        async with server as system, asyncio.TaskGroup() as group:
            running = group.create_task(system.run(record))
            await follow(system, record)
            running.cancel()

    asyncio.run(play())
    return record


class PhoneSystemContract:
    """`calls` brings a phone system with one call to come; `place_call` makes it come.

    The call rings the phone of `agent`. `place_call` is awaited while the phone system runs: it
    waits until that listens, and need not wait for the call's end. A server that plays the call
    by itself, as soon as somebody follows, leaves it as it is. `secret` stands in the account or
    the signature, and must be in nothing that is told.
    """

    agent = AgentId("101")
    secret = "dummy"

    def calls(self) -> Server:
        raise NotImplementedError

    async def place_call(self, system: PhoneSystem) -> None:
        """Nothing to do: the server plays by itself."""

    def placed(self, reached: Callable[[Record], bool]) -> Record:
        """What is told of the call until `reached`."""

        async def follow(system: PhoneSystem, record: Record) -> None:
            await self.place_call(system)
            await record.until(reached)

        return run(self.calls(), follow)

    def seen(self, reached: Callable[[list[CallSnapshot]], bool]) -> list[CallSnapshot]:
        """What the agent sees of the call until `reached`."""
        seen: list[CallSnapshot] = []

        async def play() -> None:
            async with self.calls() as system, asyncio.TaskGroup() as group:
                feed, enough = BridgeFeed(system), asyncio.Event()

                def on_snapshot(snapshot: CallSnapshot) -> None:
                    seen.append(snapshot)
                    if reached(seen):
                        enough.set()

                feed.subscribe(self.agent, on_snapshot)
                running = group.create_task(feed.run())
                await self.place_call(system)
                await asyncio.wait_for(enough.wait(), PATIENCE)
                running.cancel()

        asyncio.run(play())
        return seen

    def test_the_ring_tells_whose_phone_and_which_call(self) -> None:
        record = self.placed(lambda one: one.count(ev.Delivered) >= 1)
        ring = next(event for event in record.events if isinstance(event, ev.Delivered))
        assert ring.alerting.line == self.agent
        assert ring.calling is not None
        assert ring.calling.leg != ring.alerting.leg
        assert ring.calling.call == ring.alerting.call

    def test_the_agent_sees_it_ring_with_the_callers_number(self) -> None:
        seen = self.seen(lambda seen: seen[-1].caller.number is not None)
        first = next(one for one in seen if one.caller.number is not None)
        assert first.state is AgentState.RINGING
        assert first.call_id
        assert first.leg

    def test_times_are_monotonic_and_wall_clock_times_aware(self) -> None:
        events = self.placed(lambda one: one.count(ev.Delivered) >= 1).events
        stamps = [event.at for event in events if not isinstance(event, ev.SystemListed)]
        assert all(stamp.wall is not None and stamp.wall.tzinfo for stamp in stamps)
        assert [stamp.ns for stamp in stamps] == sorted(stamp.ns for stamp in stamps)

    def test_no_secret_is_in_anything_it_tells(self) -> None:
        record = self.placed(lambda one: one.count(ev.Delivered) >= 1)
        assert self.secret not in repr((record.statuses, record.events))

    def test_it_cannot_be_asked_before_it_runs(self) -> None:
        async def ask() -> None:
            async with self.calls() as system:
                assert not system.ask_presentation(LegId("1"), "PJSIP/trunk-1")

        asyncio.run(ask())

    def test_it_ends_when_it_is_told_to_and_no_loss_is_told(self) -> None:
        record = self.placed(lambda one: one.count(ev.Delivered) >= 1)  # `run` cancels it
        assert record.count(ev.SystemLost) == 0


class WholeCallContract(PhoneSystemContract):
    """The call of `calls` rings, is answered and ends."""

    def test_the_agent_sees_the_call_from_ring_to_end(self) -> None:
        seen = self.seen(lambda seen: seen[-1].outcome is not None)
        states = [one.state for one in seen]
        assert states[0] is AgentState.RINGING
        assert AgentState.TALKING in states
        assert states[-1] is AgentState.WRAPPING
        assert len({(one.call_id, one.leg) for one in seen}) == 1

    def test_nothing_is_kept_of_a_call_that_has_ended(self) -> None:
        begun: set[LegId] = set()
        ended: set[LegId] = set()

        def all_ended(record: Record) -> bool:
            for event in record.events:
                if isinstance(event, ev.Initiated):
                    begun.add(event.leg.leg)
                elif isinstance(event, ev.Delivered):
                    begun.add(event.alerting.leg)
                    begun.update([event.calling.leg] if event.calling else [])
                elif isinstance(event, ev.ConnectionCleared):
                    ended.add(event.leg.leg)
            return bool(ended) and begun <= ended

        self.placed(all_ended)


class ConnectedPhoneSystemContract(WholeCallContract):
    """`cut` serves the call cut off and back, `refusing` no login, `absent` is not there."""

    def cut(self) -> Server:
        raise NotImplementedError

    def refusing(self) -> Server:
        raise NotImplementedError

    def absent(self) -> Server:
        raise NotImplementedError

    def test_a_call_is_told_in_order(self) -> None:
        record = self.placed(lambda one: one.count(ev.ConnectionCleared) >= 2)
        kinds = [type(event) for event in record.events]
        assert kinds.index(ev.Initiated) < kinds.index(ev.Delivered)
        assert kinds.index(ev.Delivered) < kinds.index(ev.BridgeEntered)
        assert kinds.index(ev.BridgeEntered) < kinds.index(ev.ConnectionCleared)

    def test_what_is_there_is_told_before_anything_live(self) -> None:
        record = self.placed(lambda one: one.count(ev.Delivered) >= 1)
        assert isinstance(record.events[0], ev.SystemListed)
        assert record.count(ev.SystemSettled) == 1

    def test_it_says_how_it_is_doing(self) -> None:
        record = self.placed(lambda one: ConnectionState.READY in one.states())
        assert record.states()[:2] == [ConnectionState.CONNECTING, ConnectionState.READY]

    def test_a_loss_is_told_and_it_comes_back(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.LOST in one.states())
            await record.until(lambda one: one.states()[-1] is ConnectionState.READY)

        record = run(self.cut(), follow)
        assert record.count(ev.SystemLost) == 1  # and none for being told to stop
        lost = next(one for one in record.statuses if one.state is ConnectionState.LOST)
        assert lost.retry_in is not None
        assert lost.retry_in.total_seconds() > 0

    def test_a_refused_login_is_told_and_not_tried_again_in_a_hurry(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.AUTH_FAILED in one.states())

        refused = run(self.refusing(), follow).statuses[-1]
        assert refused.retry_in is not None
        assert refused.retry_in.total_seconds() > 15

    def test_nobody_there(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: one.states().count(ConnectionState.UNREACHABLE) >= 2)

        record = run(self.absent(), follow)
        assert record.events == []
        pauses = [one.retry_in for one in record.statuses if one.retry_in]
        assert all(pause.total_seconds() > 0.1 for pause in pauses)

    def test_it_cannot_be_asked_without_a_login(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.UNREACHABLE in one.states())
            assert not system.ask_presentation(LegId("1"), "PJSIP/trunk-1")

        run(self.absent(), follow)

    def test_a_question_is_answered(self) -> None:
        async def follow(system: PhoneSystem, record: Record) -> None:
            await record.until(lambda one: ConnectionState.READY in one.states())
            assert system.ask_presentation(LegId("1"), "PJSIP/nobody-1")
            await record.until(lambda one: one.count(ev.PresentationLearned) >= 1)

        run(self.calls(), follow)
