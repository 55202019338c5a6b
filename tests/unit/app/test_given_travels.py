"""What one agent was told, the next one sees: two desks, one feed, recorded transfers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.desk import Desk, Ports
from agentassist.app.events import AppEvent, CardChanged
from agentassist.bridge.feed import BridgeFeed
from agentassist.bridge.joined import JoinedFeed
from agentassist.coaching.engine import PackCoach
from agentassist.domain import call_events as ev
from agentassist.domain.call import AgentState
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, LegId
from agentassist.domain.ivr import FactSource, InputResult
from agentassist.domain.party import Presentation
from agentassist.domain.screen_pop import ScreenPop
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.local.source import LocalHistory
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.ports.telephony import PhoneSink
from agentassist.settings.store import SettingsStore
from agentassist.storage.store import Store
from agentassist.telephony.ami.framing import Framer
from agentassist.telephony.ami.parser import AmiParser

DATA = Path(__file__).parents[2] / "data" / "asterisk"
NOW = datetime(2026, 11, 22, 10, 5, tzinfo=UTC)
TRANSFERS = (
    "04-blind-transfer",
    "05-attended-transfer",
    "05b-attended-transfer-sip-refer",
)


class Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic_ns(self) -> int:
        return int(NOW.timestamp() * 1e9)


class Recorded:
    """A PhoneSystem that tells a recording, as far as the test lets it."""

    def __init__(self, name: str) -> None:
        raw = (DATA / f"{name}.bridge.ami").read_bytes()
        parser = AmiParser()
        told = [m for m in Framer().feed(raw) if m.startswith(b"Event: ") and b"ActionID" not in m]
        events = (parser.event(m, at, lambda: NOW) for at, m in enumerate(told))
        self.events = [event for event in events if event is not None]
        self.sink: PhoneSink | None = None
        self.running = asyncio.Event()

    async def run(self, sink: PhoneSink) -> None:
        self.sink = sink
        self.running.set()
        await asyncio.Event().wait()

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        at = ev.Stamp(1, NOW)
        asyncio.get_running_loop().call_soon(
            self.tell, ev.PresentationLearned(at, leg, Presentation.ALLOWED)
        )
        return True

    def tell(self, *events: ev.CallEvent) -> None:
        assert self.sink is not None
        self.sink.on_events(events)


AS_LONG_AS_THE_DESK = ("coaching clock", "gap log")


@dataclass
class Seat:
    """One agent's desk, and the card it shows."""

    desk: Desk
    agent: AgentId
    card: ScreenPop | None = None
    happened: asyncio.Event = field(default_factory=asyncio.Event)

    def take(self, event: AppEvent) -> None:
        if isinstance(event, CardChanged):
            self.card = event.card
            self.happened.set()

    def told(self) -> list[tuple[str, str | None, InputResult | None, FactSource]]:
        """What agents noted, as this one's card has it."""
        given = self.card.given if self.card is not None else ()
        return [(f.kind, f.mask, f.result, f.source) for f in given if f.by is not None]


class Site:
    """A feed with a recording behind it, and a desk for each of two agents."""

    def __init__(self, name: str, store: Store, tasks: asyncio.TaskGroup) -> None:
        self.phone = Recorded(name)
        self.bridge = BridgeFeed(self.phone)
        self.feed = JoinedFeed()
        self.feed.put("ami", self.bridge, place=0)
        self.store, self.tasks = store, tasks
        self.working: set[asyncio.Task[object]] = set()
        self.seats: dict[str, Seat] = {}

    async def open(self) -> None:
        self.tasks.create_task(self.feed.run())
        await self.phone.running.wait()
        for extension in ("101", "102"):
            bus, clock = Bus(), Clock()
            desk = Desk(bus=bus, clock=clock, start_task=self._start)
            seat = self.seats[extension] = Seat(desk, AgentId(extension))
            bus.subscribe(seat.take)
            settings = SettingsStore(None, clock)
            settings.set("agent.extension", extension)
            await desk.open(
                Ports(
                    settings=settings,
                    history=LocalHistory(self.store),
                    keys=PhoneKeyParser("DE"),
                    knowledge=LocalKnowledgeBase(self.store.connect),
                    coach=PackCoach(),
                    wrap_ups=self.store.wrap_ups,
                    audit=self.store.audit,
                    repeats=self.store.repeats,
                    feed=self.feed,
                )
            )

    def _start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        task = self.tasks.create_task(work)
        if name not in AS_LONG_AS_THE_DESK:
            self.working.add(task)
            task.add_done_callback(self.working.discard)

    async def settle(self) -> None:
        """What the last event started runs its course, however slow the store is."""
        for _ in range(20):
            await asyncio.sleep(0)
            while self.working:
                await asyncio.wait(self.working)

    async def until(self, agent: str, matches: Callable[[ScreenPop], object]) -> ScreenPop:
        """Tell event after event until this agent's card looks like that."""
        seat = self.seats[agent]
        async with asyncio.timeout(10):
            while True:
                await self.settle()
                if seat.card is not None and matches(seat.card):
                    return seat.card
                if self.phone.events:
                    self.phone.tell(self.phone.events.pop(0))
                else:
                    seat.happened.clear()
                    await seat.happened.wait()


@asynccontextmanager
async def site(name: str) -> AsyncIterator[Site]:
    async with asyncio.TaskGroup() as tasks:
        store = await Store.open(clock=Clock())
        one = Site(name, store, tasks)
        await one.open()
        yield one
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await store.close()


def with_customer(card: ScreenPop) -> bool:
    return card.call.state is AgentState.TALKING and card.call.internal_from is None


def play(name: str, story: Callable[[Site], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with site(name) as one:
            await story(one)

    asyncio.run(run())


@pytest.mark.parametrize("recording", TRANSFERS)
def test_what_was_told_before_the_transfer_is_given_after_it(recording: str) -> None:
    async def story(site: Site) -> None:
        first, second = site.seats["101"], site.seats["102"]
        before = await site.until("101", with_customer)
        typed = before.given
        await first.desk.give_fact("order", "88-2041")
        taken_back = await first.desk.give_fact("pin", "", InputResult.OK)
        await first.desk.give_fact("date_of_birth", "12.04.1980", InputResult.WRONG)
        await first.desk.undo_fact(taken_back)
        after = await site.until("102", with_customer)
        assert after.call.transferred_from == "101"
        assert second.told() == [
            ("order", "88-2041", None, FactSource.EARLIER_LEG),
            ("date_of_birth", "•••• 1980", InputResult.WRONG, FactSource.EARLIER_LEG),
        ]
        assert after.given[: len(typed)] == typed  # once, and first
        with pytest.raises(AgentAssistError) as refusal:
            await second.desk.undo_fact(next(f.id for f in after.given if f.id is not None))
        assert refusal.value.code == "given.not_yours"

    play(recording, story)


def test_what_was_taken_back_leaves_the_next_agents_card_too() -> None:
    async def story(site: Site) -> None:
        first, second = site.seats["101"], site.seats["102"]
        await site.until("101", with_customer)
        noted = await first.desk.give_fact("order", "88-2041")
        await site.until("102", lambda card: card.call.state is AgentState.RINGING and card.given)
        assert [kind for kind, *_ in second.told()] == ["order"]
        assert first.card is not None
        assert first.card.call.state is AgentState.WRAPPING  # who gave the call away puts it right
        await first.desk.undo_fact(noted)
        await site.until("102", lambda card: True)
        assert second.told() == []

    play("04-blind-transfer", story)


def test_nobody_hears_in_a_consultation_what_the_customer_told() -> None:
    async def story(site: Site) -> None:
        await site.until("101", with_customer)
        await site.seats["101"].desk.give_fact("order", "88-2041")
        asked = await site.until("102", lambda card: card.call.internal_from == "101")
        assert asked.given == ()
        with pytest.raises(AgentAssistError) as refusal:
            await site.seats["102"].desk.give_fact("order", "1")
        assert refusal.value.code == "given.not_asked"

    play("05b-attended-transfer-sip-refer", story)


def test_what_is_noted_while_the_phone_system_is_away_is_kept_and_sent_later() -> None:
    async def story(site: Site) -> None:
        first, second = site.seats["101"], site.seats["102"]
        await site.until("101", with_customer)
        site.phone.tell(ev.SystemLost(ev.Stamp(1, NOW)))
        await site.until("101", lambda card: card.call.stale)
        site.feed.drop("ami")  # and nobody there to send it to
        await first.desk.give_fact("order", "88-2041")
        assert [kind for kind, *_ in first.told()] == ["order"]
        site.phone.running.clear()
        site.feed.put("ami", site.bridge, place=0)
        await site.phone.running.wait()
        await site.until("102", with_customer)
        assert [kind for kind, *_ in second.told()] == ["order"]

    play("04-blind-transfer", story)
