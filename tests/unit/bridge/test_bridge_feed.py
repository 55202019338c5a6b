"""The feed: one per agent, in order, and never a number that was not allowed."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from agentassist.bridge import feed as feed_module
from agentassist.bridge.feed import BridgeFeed
from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot
from agentassist.domain.ids import AgentId, CallId, FactId, LegId
from agentassist.domain.ivr import FactSource, GivenFact
from agentassist.domain.party import WITHHELD, Presentation
from agentassist.domain.sealed import Sealed
from agentassist.ports.telephony import ConnectionState, ConnectionStatus, PhoneSink

NUMBER = "+493023125123"
AGENT = AgentId("101")


def leg(name: str, line: str, state: ev.LegState, /, **facts: Any) -> ev.LegFacts:
    return ev.LegFacts(LegId(name), CallId("c"), f"PJSIP/{line}-{name}", line, state, **facts)


CALLER = leg("c", "trunk", ev.LegState.CALLING, number=NUMBER, name="Hidden Person")
PHONE = leg("a", "101", ev.LegState.DOWN, number="101")
UP = leg("a", "101", ev.LegState.UP, number="101")
AT = ev.Stamp(1)
RING = [ev.Initiated(AT, CALLER), ev.Initiated(AT, PHONE), ev.Delivered(AT, CALLER, PHONE)]
ANSWER = [ev.LegChanged(AT, UP)]
END = [ev.ConnectionCleared(AT, UP), ev.ConnectionCleared(AT, CALLER)]


class Scripted:
    """A PhoneSystem that tells what the test wants; it says what it was asked."""

    def __init__(self, *, answers: bool = True) -> None:
        self.asked: list[tuple[str, str]] = []
        self.sink: PhoneSink | None = None
        self._answers = answers
        self.running = asyncio.Event()

    async def run(self, sink: PhoneSink) -> None:
        self.sink = sink
        self.running.set()
        await asyncio.Event().wait()

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        self.asked.append((leg, channel))
        return self._answers

    def tell(self, *events: ev.CallEvent) -> None:
        assert self.sink is not None
        self.sink.on_events(events)

    def learned(self, presentation: Presentation) -> None:
        self.tell(ev.PresentationLearned(AT, LegId("c"), presentation))


Play = Callable[[BridgeFeed, Scripted, list[CallSnapshot]], Coroutine[Any, Any, None]]


def followed(play: Play, *, answers: bool = True, agents: tuple[AgentId, ...] = (AGENT,)) -> None:
    """Runs `play` with a feed that is running and a list of what the agent saw."""

    async def run() -> None:
        system = Scripted(answers=answers)
        feed = BridgeFeed(system, agents)
        seen: list[CallSnapshot] = []
        feed.subscribe(AGENT, seen.append)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(feed.run())
            await system.running.wait()
            await play(feed, system, seen)
            running.cancel()

    asyncio.run(run())


def numbers(seen: list[CallSnapshot]) -> list[tuple[AgentState, str | None]]:
    return [(one.state, one.caller.number) for one in seen]


def test_a_ring_waits_for_the_answer_and_then_shows_the_number() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING, *ANSWER)
        assert seen == []
        assert system.asked == [("c", "PJSIP/trunk-c")]
        system.learned(Presentation.ALLOWED)
        assert numbers(seen) == [(AgentState.RINGING, NUMBER), (AgentState.TALKING, NUMBER)]
        assert seen[0].caller.presentation is Presentation.ALLOWED

    followed(play)


def test_a_withheld_number_is_never_shown() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING, *ANSWER)
        system.learned(Presentation.RESTRICTED)
        system.tell(*END)
        assert [one.caller for one in seen] == [WITHHELD] * 3
        assert seen[-1].outcome is CallOutcome.ENDED

    followed(play)


def test_a_slow_answer_does_not_hold_the_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "HOLD_BACK", 0.01)
    monkeypatch.setattr(feed_module, "ANSWER_PATIENCE", 30.0)

    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        shown = asyncio.Event()
        feed.subscribe(AGENT, lambda snapshot: shown.set())
        system.tell(*RING)
        await asyncio.wait_for(shown.wait(), 5)
        system.tell(*ANSWER)
        assert numbers(seen) == [(AgentState.RINGING, None), (AgentState.TALKING, None)]
        system.learned(Presentation.ALLOWED)
        assert numbers(seen)[2:] == [(AgentState.TALKING, NUMBER)]

    followed(play)


def test_a_slow_answer_that_says_withheld(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "HOLD_BACK", 0.0)

    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        shown = asyncio.Event()
        feed.subscribe(AGENT, lambda snapshot: shown.set())
        system.tell(*RING)
        await asyncio.wait_for(shown.wait(), 5)
        system.learned(Presentation.RESTRICTED)
        system.tell(*ANSWER, *END)
        assert NUMBER not in repr(seen)
        assert seen[-1].caller == WITHHELD

    followed(play)


@pytest.mark.parametrize("answers", [True, False])
def test_no_answer_is_no_evidence(answers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "HOLD_BACK", 0.01)
    monkeypatch.setattr(feed_module, "ANSWER_PATIENCE", 0.02)

    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        shown = asyncio.Event()
        feed.subscribe(AGENT, lambda one: shown.set() if one.caller.number else None)
        system.tell(*RING)
        await asyncio.wait_for(shown.wait(), 5)
        assert numbers(seen)[-1] == (AgentState.RINGING, NUMBER)
        assert seen[-1].caller.presentation is Presentation.UNKNOWN

    followed(play, answers=answers)


def test_a_lost_connection_answers_nothing_any_more() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING, ev.SystemLost(AT))
        assert numbers(seen) == [(AgentState.RINGING, NUMBER)] * 2
        assert [one.stale for one in seen] == [False, True]

    followed(play)


def test_without_a_login_calls_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "GIVE_UP", 0.01)

    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        given_up = asyncio.Event()
        feed.subscribe(AGENT, lambda one: given_up.set() if one.outcome else None)
        system.tell(*RING, ev.SystemLost(AT))
        await asyncio.wait_for(given_up.wait(), 5)
        assert (seen[-1].state, seen[-1].outcome) == (AgentState.IDLE, CallOutcome.LOST)

    followed(play)


def test_a_late_subscriber_gets_the_call_that_is_on_and_no_more_after_leaving() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING)
        system.learned(Presentation.ALLOWED)
        late: list[CallSnapshot] = []
        leave = feed.subscribe(AGENT, late.append)
        assert late == seen[-1:]
        leave()
        leave()
        system.tell(*ANSWER)
        assert len(late) == 1
        assert len(seen) == 2

    followed(play)


def test_an_agent_nobody_named_before_is_followed_from_its_subscription() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING)
        system.learned(Presentation.ALLOWED)
        assert numbers(seen) == [(AgentState.RINGING, NUMBER)]

    followed(play, agents=())


def test_nobody_else_sees_the_call() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        other: list[CallSnapshot] = []
        feed.subscribe(AgentId("102"), other.append)
        system.tell(*RING, *ANSWER, *END)
        system.learned(Presentation.ALLOWED)
        assert other == []
        assert len(seen) == 3

    followed(play)


def test_the_status_is_told_at_once_and_at_every_change() -> None:
    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        ready = ConnectionStatus(ConnectionState.READY, "Asterisk 22", 1)
        lost = ConnectionStatus(ConnectionState.LOST, "Asterisk 22", 2)
        told: list[ConnectionStatus] = []
        assert system.sink is not None
        system.sink.on_status(ready)
        leave = feed.on_status(told.append)
        system.sink.on_status(lost)
        leave()
        leave()
        system.sink.on_status(ready)
        assert told == [ready, lost]

    followed(play)


def test_lines_held_back_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "MAX_HELD", 4)

    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING, *ANSWER)
        for _ in range(10):
            system.tell(ev.Held(AT, UP), ev.Retrieved(AT, UP))
        assert len(seen) > 10
        assert NUMBER not in repr(seen)

    followed(play)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("order", "88-2041", ("order", True)),
        ("account", "4111 1111 1111 1111", ("card", False)),
        ("order", "4111111111111111=2712", ("card", False)),
        ("kundenpin", "4711", ("kundenpin", False)),
    ],
)
def test_what_an_agent_gives_is_theirs_and_holds_no_card_and_no_pin(
    kind: str, value: str, shown: tuple[str, bool]
) -> None:
    """The bridge believes no desk: what is given here goes to the next agent."""
    claimed: dict[str, Any] = {"source": FactSource.IVR, "id": FactId("f1"), "by": AgentId("102")}

    async def play(feed: BridgeFeed, system: Scripted, seen: list[CallSnapshot]) -> None:
        system.tell(*RING, *ANSWER)
        system.learned(Presentation.ALLOWED)
        assert feed.give(AGENT, CallId("c"), GivenFact(kind, Sealed(value), value, None, **claimed))
        (fact,) = seen[-1].given
        assert (fact.source, fact.by) == (FactSource.AGENT, AGENT)
        assert (fact.kind, fact.value is not None) == shown
        assert fact.value is not None or "4711" not in repr(fact) + str(fact.mask)
        assert "4111" not in str(fact.mask)

    followed(play)
