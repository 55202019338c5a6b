"""A desk over the real store, history and knowledge base; only the phone is played."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest

from agentassist.app.bus import Bus
from agentassist.app.desk import Desk, Ports
from agentassist.app.events import AppEvent, CardChanged
from agentassist.coaching.engine import PackCoach
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.ids import AgentId, CallId, FactId
from agentassist.domain.interaction import Interaction
from agentassist.domain.ivr import GivenFact
from agentassist.domain.party import Party
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.verification import VerificationPolicy
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.local.source import LocalHistory
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.settings.store import SettingsStore
from agentassist.storage.store import Store

T = TypeVar("T", bound=AppEvent)
AGENT = AgentId("101")
NOBODYS = "+442079460999"


class StoppedClock:
    """Implements `ports.clock.Clock`; a test moves `time` on."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return int(self.time.timestamp() * 1e9)


class PlayedFeed:
    """A CallFeed whose snapshots the test sends. It can carry no fact, as a link's, until told."""

    def __init__(self) -> None:
        self.listeners: dict[AgentId, Callable[[CallSnapshot], None]] = {}
        self.given: list[tuple[str, GivenFact]] = []
        self.carries = False

    def subscribe(
        self, agent: AgentId, on_snapshot: Callable[[CallSnapshot], None]
    ) -> Callable[[], None]:
        self.listeners[agent] = on_snapshot
        return lambda: self.listeners.pop(agent, None) and None

    def on_status(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        return lambda: None

    def give(self, agent: AgentId, call_id: CallId, fact: GivenFact) -> bool:
        self.given.append((call_id, fact))
        return self.carries

    def take_back(self, agent: AgentId, call_id: CallId, fact_id: FactId) -> bool:
        return self.carries

    async def run(self) -> None:
        await asyncio.Event().wait()


class Scene:
    """One life of the desk; `again` is the next one over the same store."""

    def __init__(self, store: Store, tasks: asyncio.TaskGroup, clock: StoppedClock) -> None:
        self.store, self.clock, self._tasks = store, clock, tasks
        self.feed = PlayedFeed()
        self.events: list[AppEvent] = []
        self._happened = asyncio.Event()
        bus = Bus()
        bus.subscribe(self._take)
        self.desk = Desk(bus=bus, clock=clock, start_task=self._start)

    def _start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self._tasks.create_task(work)

    def _take(self, event: AppEvent) -> None:
        self.events.append(event)
        self._happened.set()

    async def open(self, extension: str = AGENT, **ports: Any) -> None:
        """`ports` are those that are not as everywhere: coach, verification."""
        settings = SettingsStore(None, self.clock)
        settings.set("agent.extension", extension)
        usual: dict[str, Any] = {
            "settings": settings,
            "history": LocalHistory(self.store),
            "keys": PhoneKeyParser("GB"),
            "knowledge": LocalKnowledgeBase(self.store.connect),
            "coach": PackCoach(),
            "wrap_ups": self.store.wrap_ups,
            "audit": self.store.audit,
            "repeats": self.store.repeats,
            "feed": self.feed,
            "verification": VerificationPolicy(),
        }
        await self.desk.open(Ports(**(usual | ports)))

    async def again(self) -> "Scene":
        """The program was started anew."""
        scene = Scene(self.store, self._tasks, self.clock)
        await scene.open()
        return scene

    def send(self, number: str = NOBODYS, *given: GivenFact, **changes: Any) -> None:
        """What the phone says of the one call: talking to `number`, but for `changes`."""
        shown = CallSnapshot(
            1,
            AGENT,
            AgentState.TALKING,
            call_id=CallId("1.1"),
            caller=Party(number),
            given=given,
        )
        self.feed.listeners[AGENT](replace(shown, **changes))

    def now(self, kind: type[T]) -> T:
        """The last event of a kind, as it is."""
        return [event for event in self.events if isinstance(event, kind)][-1]

    async def last(self, kind: type[T], matches: Callable[[T], object]) -> T:
        """The last event of a kind, as soon as it is like that."""
        async with asyncio.timeout(5):
            while True:
                last = next((e for e in reversed(self.events) if isinstance(e, kind)), None)
                if last is not None and matches(last):
                    return last
                self._happened.clear()
                await self._happened.wait()

    async def card(self, matches: Callable[[ScreenPop], object]) -> ScreenPop:
        last = await self.last(CardChanged, lambda event: event.card and matches(event.card))
        assert last.card is not None
        return last.card

    async def card_of(self, status: IdentityStatus) -> ScreenPop:
        return await self.card(lambda card: card.identity.status is status)

    async def audited(self) -> list[tuple[str, str]]:
        """What was done; who was looked at is in `reads`."""
        lines = await self.store.audit.newest()
        return [(line.action, line.detail) for line in reversed(lines) if line.action != "read"]

    async def reads(self) -> list[tuple[str, str | None, str | None, str]]:
        """Agent, call, contact, how they were found."""
        await asyncio.sleep(0)  # what was started is asked of the store before this
        lines = await self.store.audit.newest()
        return [
            (line.agent, line.call_id, line.contact_id, line.detail)
            for line in reversed(lines)
            if line.action == "read"
        ]


Story = Callable[[Scene], Coroutine[Any, Any, None]]


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def played(clock: StoppedClock) -> Callable[..., None]:
    """`played(story, contacts, ...)`: the story in a scene of its own, and nothing left of it.

    `ports` makes those that need its store.
    """

    def play(
        story: Story,
        contacts: Sequence[Contact],
        interactions: Sequence[Interaction] = (),
        promises: Sequence[Promise] = (),
        ports: Callable[[Scene], dict[str, Any]] = lambda scene: {},
        **opening: Any,
    ) -> None:
        async def run() -> None:
            store = await Store.open(clock=clock)
            await store.import_center(contacts, interactions, promises)
            try:
                async with asyncio.TaskGroup() as tasks:
                    scene = Scene(store, tasks, clock)
                    await scene.open(**opening, **ports(scene))
                    await story(scene)
                    for task in asyncio.all_tasks() - {asyncio.current_task()}:
                        task.cancel()
            finally:
                await store.close()

        asyncio.run(run())

    return play
