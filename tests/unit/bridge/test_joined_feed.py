"""Several phone systems, one agent, one call at a time."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from agentassist.bridge.joined import JoinedFeed
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot
from agentassist.domain.ids import AgentId, CallId
from agentassist.ports.telephony import ConnectionState, ConnectionStatus

AGENT = AgentId("101")
RINGING, TALKING, HELD = AgentState.RINGING, AgentState.TALKING, AgentState.HELD
IDLE, WRAPPING = AgentState.IDLE, AgentState.WRAPPING


class Scripted:
    """A CallFeed that tells what the test wants."""

    def __init__(self) -> None:
        self.listeners: list[Callable[[CallSnapshot], None]] = []
        self.status_listeners: list[Callable[[ConnectionStatus], None]] = []
        self.running, self.stopped = asyncio.Event(), asyncio.Event()

    def subscribe(
        self, agent: AgentId, on_snapshot: Callable[[CallSnapshot], None]
    ) -> Callable[[], None]:
        self.listeners.append(on_snapshot)
        return lambda: self.listeners.remove(on_snapshot)

    def on_status(self, listener: Callable[[ConnectionStatus], None]) -> Callable[[], None]:
        self.status_listeners.append(listener)
        return lambda: self.status_listeners.remove(listener)

    async def run(self) -> None:
        self.running.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.stopped.set()

    def tell(self, state: AgentState, call: str, outcome: CallOutcome | None = None) -> None:
        for listener in tuple(self.listeners):
            listener(CallSnapshot(1, AGENT, state, call_id=CallId(call), outcome=outcome))

    def status(self, state: ConnectionState, system: str) -> None:
        for listener in tuple(self.status_listeners):
            listener(ConnectionStatus(state, system, 1))


@contextmanager
def two() -> Iterator[tuple[Scripted, Scripted, JoinedFeed, list[tuple[str, str]]]]:
    joined, first, second = JoinedFeed(), Scripted(), Scripted()
    joined.put("second", second, place=1)
    joined.put("first", first, place=0)
    seen: list[tuple[str, str]] = []
    joined.subscribe(AGENT, lambda one: seen.append((str(one.call_id), one.state.value)))
    yield first, second, joined, seen


def test_each_call_is_told_whoever_announces_it() -> None:
    with two() as (first, second, _, seen):
        first.tell(RINGING, "a")
        first.tell(IDLE, "a", CallOutcome.ABANDONED)
        second.tell(RINGING, "b")
        second.tell(TALKING, "b")
        second.tell(WRAPPING, "b", CallOutcome.ENDED)
    assert seen == [
        ("a", "ringing"),
        ("a", "idle"),
        ("b", "ringing"),
        ("b", "talking"),
        ("b", "wrapping"),
    ]


def test_a_ring_elsewhere_does_not_push_a_conversation_away_and_shows_afterwards() -> None:
    with two() as (first, second, _, seen):
        second.tell(TALKING, "b")
        first.tell(RINGING, "a")
        assert seen == [("b", "talking")]
        second.tell(HELD, "b")  # now the ring comes first
        second.tell(WRAPPING, "b", CallOutcome.ENDED)
    assert seen[1:] == [("a", "ringing"), ("b", "wrapping"), ("a", "ringing")]


def test_between_equals_the_phone_system_comes_before_the_link() -> None:
    with two() as (first, second, _, seen):
        second.tell(RINGING, "b")
        first.tell(RINGING, "a")
        second.tell(IDLE, "b", CallOutcome.LOST)
    assert seen == [("b", "ringing"), ("a", "ringing"), ("b", "idle"), ("a", "ringing")]


def test_a_phone_system_that_is_taken_away_takes_its_call_with_it() -> None:
    with two() as (first, second, joined, seen):
        second.tell(RINGING, "b")
        first.tell(TALKING, "a")
        joined.drop("first")
        assert first.listeners == []
        first.tell(TALKING, "late")
    assert seen == [("b", "ringing"), ("a", "talking"), ("a", "idle"), ("b", "ringing")]


def test_who_subscribes_later_sees_the_call_that_is_on() -> None:
    with two() as (first, _, joined, _):
        first.tell(TALKING, "a")
        later: list[CallSnapshot] = []
        leave = joined.subscribe(AGENT, later.append)
        leave()
        first.tell(HELD, "a")
    assert [one.state for one in later] == [TALKING]


def test_nobody_is_followed_once_the_last_has_left() -> None:
    joined, feed = JoinedFeed(), Scripted()
    joined.put("one", feed, place=0)
    joined.subscribe(AGENT, lambda one: None)()
    assert feed.listeners == []


def test_the_status_is_that_of_the_first_that_has_one() -> None:
    joined, first, second, silent = JoinedFeed(), Scripted(), Scripted(), Scripted()
    told: list[tuple[ConnectionState, str]] = []
    joined.on_status(lambda status: told.append((status.state, status.system)))
    joined.put("silent", silent, place=2, speaks=False)
    joined.put("second", second, place=1)
    second.status(ConnectionState.READY, "second")
    joined.put("first", first, place=0)
    first.status(ConnectionState.LOST, "first")
    second.status(ConnectionState.LOST, "second")
    joined.drop("first")
    joined.drop("second")
    assert told == [
        (ConnectionState.NOT_SET_UP, ""),
        (ConnectionState.READY, "second"),
        (ConnectionState.LOST, "first"),
        (ConnectionState.LOST, "second"),
        (ConnectionState.NOT_SET_UP, ""),
    ]


def test_members_run_while_it_runs_also_those_that_come_later() -> None:
    async def run() -> None:
        joined, early, late = JoinedFeed(), Scripted(), Scripted()
        joined.put("early", early, place=0)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(joined.run())
            await early.running.wait()
            joined.put("late", late, place=1)
            await late.running.wait()
            joined.drop("early")
            await early.stopped.wait()
            running.cancel()
        assert late.stopped.is_set()

    asyncio.run(asyncio.wait_for(run(), 10))
