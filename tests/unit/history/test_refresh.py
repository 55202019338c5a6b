"""All sources at once: whose answer comes when, what fails alone, what is not asked twice."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agentassist.domain.contact import Contact, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.source import KeyKind, SourceKey, SourceState, SourceStatus
from agentassist.history.local.source import LocalHistory
from agentassist.history.refresh import SourcesRefresh
from agentassist.ports.refresh import SourceReport
from agentassist.storage.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NUMBER, MAIL, ACCOUNT = "+442079460877", "dana@example.com", "AC1"
BY_NUMBER = SourceKey(KeyKind.PHONE, NUMBER)
DANA = Contact(
    ContactId("-"),
    "Dana Reyes",
    phones=(NUMBER,),
    emails=("Dana@Example.com",),
    accounts=(ACCOUNT,),
)
TICKET = Interaction(InteractionId("-"), ContactId("-"), Channel.TICKET, NOW, "Charged twice")


class StoppedClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return int(self.time.timestamp() * 1e9)


@dataclass
class Scene:
    store: Store
    clock: StoppedClock
    make: Any
    sources: list[Any] = field(default_factory=list)
    told: list[SourceReport] = field(default_factory=list)
    refresh: SourcesRefresh | None = None

    def source(self, name: str, people: dict[str, Contact] | None = None, **more: Any) -> Any:
        one = self.make(name, people=people or {}, **more)
        self.sources.append(one)
        return one

    async def ask(self, *keys: SourceKey, contact: str | None = None, again: bool = False) -> None:
        self.refresh = self.refresh or SourcesRefresh(
            self.sources, self.store.source_records, LocalHistory(self.store), self.clock
        )
        known = None if contact is None else ContactId(contact)
        await self.refresh.ask(keys, known, heard=self.told.append, again=again)

    def states(self, name: str) -> list[str]:
        """What was told of a source, `+` where the store had news."""
        return [
            f"{one.status.state}{'+' if one.news else ''}"
            for one in self.told
            if one.status.source == name
        ]

    def last(self, name: str) -> SourceStatus:
        return [one.status for one in self.told if one.status.source == name][-1]

    async def found(self) -> list[str]:
        """Whom the store now has under the number."""
        people = await LocalHistory(self.store).find(IdentityKeys(e164=NUMBER))
        return sorted(one.contact.id for one in people)


Story = Callable[[Scene], Coroutine[Any, Any, None]]


@pytest.fixture
def play(asked_source: Any) -> Callable[[Story], None]:
    def run(story: Story) -> None:
        async def inside() -> None:
            clock = StoppedClock()
            store = await Store.open(clock=clock)
            try:
                await story(Scene(store, clock, asked_source))
            finally:
                await store.close()

        asyncio.run(inside())

    return run


def test_an_answer_is_in_the_store_with_its_timeline(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        desk = scene.source("desk", {"7": DANA}, title="Help desk")
        desk.past["7"] = [desk.own("7", TICKET)]
        await scene.ask(BY_NUMBER)
        assert scene.states("desk") == ["asking", "asking+", "answered+"]
        assert desk.asked == [f"phone {NUMBER}", "history 7"]
        assert await scene.found() == ["desk:7"]
        page = await LocalHistory(scene.store).timeline(ContactId("desk:7"))
        assert [(row.title, row.source) for row in page.interactions] == [("Charged twice", "desk")]
        last = scene.last("desk")
        assert (last.title, last.found, last.last_good, last.error) == ("Help desk", 1, NOW, None)

    play(story)


def test_the_same_answer_again_is_no_news(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        desk = scene.source("desk", {"7": DANA})
        desk.past["7"] = [desk.own("7", TICKET)]
        await scene.ask(BY_NUMBER)
        scene.told.clear()
        scene.clock.time += timedelta(hours=1)
        await scene.ask(BY_NUMBER)
        assert scene.states("desk") == ["asking", "answered"]
        assert scene.last("desk").last_good == scene.clock.time
        assert len(desk.asked) == 4

    play(story)


def test_a_caller_who_calls_again_at_once_costs_nothing(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        desk = scene.source("desk", {"7": DANA})
        await scene.ask(BY_NUMBER)
        scene.clock.time += timedelta(seconds=59)
        await scene.ask(BY_NUMBER)
        await scene.ask(BY_NUMBER, contact="desk:7")
        assert len(desk.asked) == 2
        assert scene.last("desk").state is SourceState.ANSWERED
        await scene.ask(BY_NUMBER, again=True)
        assert len(desk.asked) == 4
        scene.clock.time += timedelta(seconds=61)
        await scene.ask(BY_NUMBER)
        assert len(desk.asked) == 6

    play(story)


def test_who_fails_is_asked_again_at_once(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        desk = scene.source("desk", {"7": DANA}, error=AgentAssistError("source.unreachable"))
        await scene.ask(BY_NUMBER)
        desk.error = None
        await scene.ask(BY_NUMBER)
        assert scene.last("desk").state is SourceState.ANSWERED
        assert scene.last("desk").found == 1

    play(story)


def test_sources_are_asked_at_the_same_time(play: Callable[[Story], None]) -> None:
    """Each waits for the other to be asked: one after the other would never end."""

    async def story(scene: Scene) -> None:
        slow, quick = scene.source("slow", {"1": DANA}), scene.source("quick", {"7": DANA})
        slow.gate, quick.gate = quick.reached, slow.reached
        async with asyncio.timeout(5):
            await scene.ask(BY_NUMBER)
        assert await scene.found() == ["quick:7"]  # one person: the rules linked the two
        person = await LocalHistory(scene.store).person(ContactId("slow:1"))
        assert [one.record.source for one in person.records] == ["quick", "slow"]

    play(story)


def test_a_quick_answer_does_not_wait_for_a_slow_one(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        slow, _ = scene.source("slow", gate=asyncio.Event()), scene.source("quick", {"7": DANA})
        answered = asyncio.Event()

        def heard(report: SourceReport) -> None:
            scene.told.append(report)
            if report.status.state is SourceState.ANSWERED:
                answered.set()

        refresh = SourcesRefresh(
            scene.sources, scene.store.source_records, LocalHistory(scene.store), scene.clock
        )
        async with asyncio.TaskGroup() as group:
            group.create_task(refresh.ask([BY_NUMBER], heard=heard))
            async with asyncio.timeout(5):
                await answered.wait()
            assert (scene.states("quick")[-1], scene.states("slow")[-1]) == ("answered", "asking")
            assert await scene.found() == ["quick:7"]
            slow.gate.set()
        assert scene.states("slow")[-1] == "answered"

    play(story)


@pytest.mark.parametrize(
    ("error", "code", "state"),
    [
        (AgentAssistError("source.too_slow"), "source.too_slow", SourceState.FAILED),
        (AgentAssistError("source.refused"), "source.refused", SourceState.REFUSED),
        (KeyError("a mistake of ours"), "source.failed", SourceState.FAILED),
    ],
)
def test_one_that_fails_is_named_and_the_others_are_there(
    play: Callable[[Story], None],
    error: Exception,
    code: str,
    state: SourceState,
    expect_log: Any,
) -> None:
    async def story(scene: Scene) -> None:
        scene.source("broken", {"1": DANA}, error=error)
        scene.source("desk", {"7": DANA})
        await scene.ask(BY_NUMBER)
        last = scene.last("broken")
        assert (last.state, last.error, last.found, last.last_good) == (state, code, 0, None)
        assert scene.last("desk").state is SourceState.ANSWERED

    if state is SourceState.FAILED and code == "source.failed":
        expect_log("source broken: KeyError at conftest.py")
    play(story)


def test_of_one_that_fails_the_last_good_copy_is_there_with_its_age(
    play: Callable[[Story], None],
) -> None:
    async def story(scene: Scene) -> None:
        desk = scene.source("desk", {"7": DANA})
        await scene.ask(BY_NUMBER)
        scene.clock.time += timedelta(days=2)
        desk.error = AgentAssistError("source.unreachable")
        await scene.ask(BY_NUMBER, contact="desk:7")
        last = scene.last("desk")
        assert (last.state, last.found, last.last_good) == (SourceState.FAILED, 1, NOW)
        assert await scene.found() == ["desk:7"]

    play(story)


def test_one_that_never_answers_is_left_after_its_deadline(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        hung = scene.source("hung", gate=asyncio.Event(), deadline=timedelta(milliseconds=10))
        await scene.ask(BY_NUMBER)
        assert hung.left
        assert scene.last("hung").error == "source.too_slow"

    play(story)


def test_when_the_caller_is_gone_nobody_waits(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        hung = scene.source("hung", gate=asyncio.Event())
        asking = asyncio.ensure_future(scene.ask(BY_NUMBER))
        await hung.reached.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert hung.left

    play(story)


def test_who_cannot_be_asked_by_this_is_not_asked(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        orders = scene.source("orders", finds_by=frozenset({KeyKind.ORDER}))
        await scene.ask(BY_NUMBER)
        assert (scene.states("orders"), orders.asked) == (["not_asked"], [])

    play(story)


def test_one_source_learns_from_another_whom_to_look_for(play: Callable[[Story], None]) -> None:
    """The shop knows no number. It is asked once, by the address that the help desk has."""

    async def story(scene: Scene) -> None:
        nobody = Contact(ContactId("-"), "D. Reyes", emails=(MAIL,))
        scene.source("desk", {"7": DANA})
        shop = scene.source("shop", {"x": nobody})
        await scene.ask(BY_NUMBER)
        assert shop.asked == [f"phone {NUMBER}", f"email {MAIL}", "history x"]
        assert scene.last("shop").found == 1

    play(story)


def test_nothing_is_learnt_from_a_number_that_several_have(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        scene.source("desk", {"7": DANA, "8": Contact(ContactId("-"), "Bo", phones=(NUMBER,))})
        shop = scene.source("shop")
        await scene.ask(BY_NUMBER)
        assert shop.asked == [f"phone {NUMBER}"]

    play(story)


def test_whom_the_store_knows_is_asked_for_by_what_it_knows(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        await scene.store.import_center(
            [Contact(ContactId("dana"), "Dana", phones=(NUMBER,), emails=(MAIL,))]
        )
        shop = scene.source("shop", {"x": Contact(ContactId("-"), "D", emails=(MAIL,))})
        await scene.ask(BY_NUMBER, contact="dana")
        assert shop.asked == [f"phone {NUMBER}", f"email {MAIL}", "history x"]

    play(story)


def test_of_many_candidates_no_history_is_fetched(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        family = {
            str(n): Contact(ContactId("-"), name, phones=(NUMBER,))
            for n, name in enumerate(("Ada Roe", "Ben Roe", "Cem Roe", "Dora Roe"))
        }
        desk = scene.source("desk", family)
        await scene.ask(BY_NUMBER)
        assert desk.asked == [f"phone {NUMBER}"]
        await scene.ask(BY_NUMBER, contact="desk:2")
        assert desk.asked == [f"phone {NUMBER}", "history 2"]

    play(story)


def test_at_the_start_each_is_tried_and_at_the_end_each_is_closed(
    play: Callable[[Story], None],
) -> None:
    async def story(scene: Scene) -> None:
        desk = scene.source("desk")
        refresh = SourcesRefresh(
            scene.sources, scene.store.source_records, LocalHistory(scene.store), scene.clock
        )
        assert refresh.sources == ("desk",)
        await refresh.check_all()
        await refresh.close()
        assert (desk.asked, desk.closed) == (["canary"], True)

    play(story)
