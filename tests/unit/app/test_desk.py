"""The desk over the real store, history, knowledge base and packs; only the phone is played."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest

from agentassist.app.bus import Bus
from agentassist.app.desk import Desk, Ports
from agentassist.app.events import (
    AgentChanged,
    AppEvent,
    CardChanged,
    Notified,
    RepeatCounted,
    TimelineChanged,
    WrapUpChanged,
    WrapUpSaved,
)
from agentassist.coaching.engine import PackCoach
from agentassist.domain.call import AgentState, CallOutcome, CallSnapshot
from agentassist.domain.contact import Contact, EvidenceKind, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.ivr import ACCOUNT, GivenFact, InputResult
from agentassist.domain.party import WITHHELD, Party
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.sealed import Sealed
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.local.source import LocalHistory
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.ports.telephony import ConnectionStatus
from agentassist.settings.store import SettingsStore
from agentassist.storage.store import Store

NOW = datetime(2026, 11, 21, 10, 2, tzinfo=UTC)
ACCOUNT_OK = GivenFact(ACCOUNT, Sealed("40010018"), "•••• 0018", InputResult.OK)
DANA = Contact(ContactId("dana"), "Dana Reyes", phones=("+442079460877",), accounts=("40010018",))
HOUSEHOLD = [
    Contact(ContactId("ann"), "Ann Lee", phones=("+442079460555",)),
    Contact(ContactId("bo"), "Bo Lee", phones=("+442079460555",)),
]
TICKET = Interaction(
    InteractionId("t1"),
    DANA.id,
    Channel.TICKET,
    NOW - timedelta(days=2),
    "Charged twice for order 88-2041",
    topic="billing",
    status=InteractionStatus.OPEN,
)
MISSED = Promise(PromiseId("p1"), DANA.id, "call back", NOW - timedelta(hours=3), "M. Okafor", NOW)
T = TypeVar("T", bound=AppEvent)


class Clock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return int(self.time.timestamp() * 1e9)


class PlayedPhone:
    """A CallFeed whose snapshots the test sends."""

    def __init__(self) -> None:
        self.listeners: dict[AgentId, Callable[[CallSnapshot], None]] = {}

    def subscribe(
        self, agent: AgentId, on_snapshot: Callable[[CallSnapshot], None]
    ) -> Callable[[], None]:
        self.listeners[agent] = on_snapshot
        return lambda: self.listeners.pop(agent, None) and None

    def on_status(self, listener: Callable[[ConnectionStatus], None]) -> Callable[[], None]:
        return lambda: None

    async def run(self) -> None:
        await asyncio.Event().wait()


class Scene:
    def __init__(self, store: Store, tasks: asyncio.TaskGroup, clock: Clock) -> None:
        self.clock, self.phone, self.store = clock, PlayedPhone(), store
        self.events: list[AppEvent] = []
        self._happened = asyncio.Event()
        bus = Bus()
        bus.subscribe(self._take)
        self._tasks = tasks
        self.started: list[asyncio.Task[object]] = []
        self.desk = Desk(bus=bus, clock=clock, start_task=self._start)

    def _start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self.started.append(self._tasks.create_task(work))

    def _take(self, event: AppEvent) -> None:
        self.events.append(event)
        self._happened.set()

    async def open(self, extension: str = "101") -> None:
        history = LocalHistory(self.store)
        settings = SettingsStore(None, self.clock)
        settings.set("agent.extension", extension)
        await self.desk.open(
            Ports(
                settings=settings,
                history=history,
                keys=PhoneKeyParser("GB"),
                knowledge=LocalKnowledgeBase(self.store.connect),
                coach=PackCoach(),
                wrap_ups=self.store.wrap_ups,
                audit=self.store.audit,
                repeats=self.store.repeats,
                feed=self.phone,
            )
        )

    def send(self, state: AgentState, **changes: object) -> None:
        facts: dict[str, object] = {
            "at_ns": 1,
            "agent": AgentId("101"),
            "state": state,
            "call_id": CallId("1.1"),
            "caller": Party("+442079460877"),
            "given": (ACCOUNT_OK,),
            "intent": "billing",
            "verified": True,
        }
        self.phone.listeners[AgentId("101")](CallSnapshot(**(facts | changes)))  # type: ignore[arg-type]

    def last(self, kind: type[T]) -> T | None:
        return next((e for e in reversed(self.events) if isinstance(e, kind)), None)

    async def until(self, kind: type[T], matches: Callable[[T], object]) -> T:
        async with asyncio.timeout(5):
            while True:
                event = self.last(kind)
                if event is not None and matches(event):
                    return event
                self._happened.clear()
                await self._happened.wait()

    async def card(self, status: IdentityStatus) -> ScreenPop:
        def shown(event: CardChanged) -> bool:
            return event.card is not None and event.card.identity.status is status

        event = await self.until(CardChanged, shown)
        assert event.card is not None
        return event.card


@asynccontextmanager
async def scene(extension: str = "101") -> AsyncIterator[Scene]:
    clock = Clock()
    store = await Store.open(clock=clock)
    await store.import_center([DANA, *HOUSEHOLD], [TICKET], [MISSED])
    try:
        async with asyncio.TaskGroup() as tasks:
            it = Scene(store, tasks, clock)
            await it.open(extension)
            yield it
            for task in it.started:
                task.cancel()
    finally:
        await store.close()


def test_a_ring_becomes_a_card_with_everything_known() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING, wait=timedelta(seconds=12))
            card = await it.card(IdentityStatus.IDENTIFIED)
            assert card.identity.contact == DANA
            assert card.identity.evidence[0].kind is EvidenceKind.ACCOUNT_FROM_IVR
            assert [promise.what for promise in card.overdue] == ["call back"]
            assert card.likely_why is not None
            assert card.likely_why.headline == TICKET.title
            assert card.needed == ()
            assert card.rang_at == NOW
            timeline = it.last(TimelineChanged)
            assert timeline is not None
            assert timeline.page is not None
            assert timeline.page.interactions == (TICKET,)

    asyncio.run(story())


def test_a_shared_line_opens_nobody_until_the_agent_picks_and_can_be_undone() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING, caller=Party("+442079460555"), given=(), verified=False)
            card = await it.card(IdentityStatus.CANDIDATES)
            assert {c.contact.id for c in card.identity.candidates} == {"ann", "bo"}
            assert card.needed[0].kind == "who"
            await it.desk.pick_candidate(ContactId("bo"))
            card = await it.card(IdentityStatus.IDENTIFIED)
            assert card.identity.contact == HOUSEHOLD[1]
            assert card.identity.evidence[0].kind is EvidenceKind.PICKED_BY_AGENT
            await it.desk.unpick()
            assert (await it.card(IdentityStatus.CANDIDATES)).identity.contact is None

    asyncio.run(story())


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (WITHHELD, IdentityStatus.WITHHELD),
        (Party("+442079460999"), IdentityStatus.UNKNOWN),
    ],
)
def test_nobody_found_is_said_honestly(caller: Party, status: IdentityStatus) -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING, caller=caller, given=(), verified=False, intent=None)
            card = await it.card(status)
            assert [fact.kind for fact in card.needed] == ["account", "verification"]

    asyncio.run(story())


def test_the_call_is_wrapped_up_and_stands_in_the_history_of_the_next_one() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            await it.card(IdentityStatus.IDENTIFIED)
            it.send(AgentState.TALKING)
            await it.desk.note_changed("two charges on 18 Nov")
            await it.desk.set_mood(Mood.FRUSTRATED)
            it.clock.time += timedelta(minutes=6)
            it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
            offered = await it.until(WrapUpChanged, lambda event: event.wrap_up)
            wrap_up = offered.wrap_up
            assert wrap_up is not None
            assert (wrap_up.summary, wrap_up.reason) == ("two charges on 18 Nov", "billing")
            assert wrap_up.talk == timedelta(minutes=6)
            assert [draft.id for draft in await it.store.wrap_ups.drafts(AgentId("101"))] == [
                wrap_up.id
            ]
            await it.desk.save_wrap_up(replace(wrap_up, summary="second charge returned"))
            assert it.last(WrapUpSaved) is not None
            closed = it.last(CardChanged)
            assert closed is not None
            assert closed.card is None
            it.send(AgentState.RINGING, call_id=CallId("2.1"))
            page = (
                await it.until(TimelineChanged, lambda e: e.page and len(e.page.interactions) == 2)
            ).page
            assert page is not None
            assert "second charge returned" in (
                page.interactions[0].title + page.interactions[0].detail
            )

    asyncio.run(story())


def test_notes_are_on_the_disk_while_the_call_still_runs() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            await it.card(IdentityStatus.IDENTIFIED)
            await it.desk.note_changed("before the answer")
            assert await it.store.wrap_ups.drafts(AgentId("101")) == []
            it.send(AgentState.TALKING)
            await it.desk.note_changed("two charges")
            await it.desk.note_changed("two charges on 18 Nov")
            kept = await it.store.wrap_ups.drafts(AgentId("101"))
            assert [draft.summary for draft in kept] == ["two charges on 18 Nov"]
            it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
            offered = await it.until(WrapUpChanged, lambda event: event.wrap_up)
            assert offered.wrap_up is not None
            assert (offered.wrap_up.id, offered.waiting) == (kept[0].id, 0)
            await it.desk.save_wrap_up(offered.wrap_up)
            assert await it.store.wrap_ups.drafts(AgentId("101")) == []

    asyncio.run(story())


def test_a_caller_nobody_knew_is_known_at_the_next_call() -> None:
    async def story() -> None:
        async with scene() as it:
            unknown: dict[str, object] = {
                "caller": Party("+442079460999", "A STRANGER"),
                "given": (),
                "verified": False,
            }
            it.send(AgentState.RINGING, **unknown)
            await it.card(IdentityStatus.UNKNOWN)
            it.send(AgentState.TALKING, **unknown)
            it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED, **unknown)
            offered = await it.until(WrapUpChanged, lambda event: event.wrap_up)
            assert offered.wrap_up is not None
            await it.desk.save_wrap_up(replace(offered.wrap_up, summary="asked for a price"))
            it.send(AgentState.RINGING, call_id=CallId("2.1"), **unknown)
            card = await it.card(IdentityStatus.IDENTIFIED)
            assert card.identity.contact is not None
            assert card.identity.contact.name == "A STRANGER"
            page = (await it.until(TimelineChanged, lambda e: e.page)).page
            assert page is not None
            assert [row.title for row in page.interactions] == ["asked for a price"]

    asyncio.run(story())


def test_a_new_call_keeps_the_open_wrap_up_as_a_draft() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            it.send(AgentState.TALKING)
            await it.card(IdentityStatus.IDENTIFIED)
            it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
            offered = await it.until(WrapUpChanged, lambda event: event.wrap_up)
            it.send(AgentState.RINGING, call_id=CallId("2.1"))
            kept = await it.until(WrapUpChanged, lambda event: event.waiting)
            assert (kept.wrap_up, kept.waiting) == (None, 1)
            assert offered.wrap_up is not None
            await it.desk.draft_wrap_up(replace(offered.wrap_up, summary="typed while it rang"))
            it.send(AgentState.IDLE, call_id=CallId("2.1"), outcome=CallOutcome.NO_ANSWER)
            await it.desk.open_wrap_up()
            again = it.last(WrapUpChanged)
            assert again is not None
            assert again.wrap_up is not None
            assert (again.wrap_up.call_id, again.waiting) == ("1.1", 0)
            assert again.wrap_up.summary == "typed while it rang"

    asyncio.run(story())


def test_a_call_taken_elsewhere_closes_its_card_and_says_so() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            await it.card(IdentityStatus.IDENTIFIED)
            it.send(AgentState.IDLE, outcome=CallOutcome.PICKED_ELSEWHERE)
            closed = it.last(CardChanged)
            assert closed is not None
            assert closed.card is None
            notice = it.last(Notified)
            assert notice is not None
            assert notice.code == "call.picked_elsewhere"
            assert it.last(WrapUpChanged) is None or it.last(WrapUpChanged).wrap_up is None  # type: ignore[union-attr]

    asyncio.run(story())


def test_a_revealed_value_is_audited_and_a_repeat_is_counted() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.TALKING)
            await it.card(IdentityStatus.IDENTIFIED)
            assert await it.desk.reveal(0) == "40010018"
            lines = await it.store.audit.newest()
            assert [(line.action, line.detail) for line in lines] == [("reveal", "account")]
            with pytest.raises(AgentAssistError, match=r"given\.not_revealable"):
                await it.desk.reveal(7)
            await it.desk.caller_repeated()
            await it.desk.caller_repeated()
            counted = it.last(RepeatCounted)
            assert counted is not None
            assert counted.count == 2

    asyncio.run(story())


def test_changing_the_extension_needs_no_restart() -> None:
    async def story() -> None:
        async with scene(extension="") as it:
            assert it.last(AgentChanged) == AgentChanged(None)
            assert it.phone.listeners == {}
            await it.desk.set_extension(" 101 ")
            it.send(AgentState.RINGING)
            await it.card(IdentityStatus.IDENTIFIED)
            await it.desk.set_extension("102")
            assert set(it.phone.listeners) == {"102"}
            gone = it.last(CardChanged)
            assert gone is not None
            assert gone.card is None

    asyncio.run(story())


def test_nothing_of_the_former_agent_stays_in_front() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            it.send(AgentState.TALKING)
            await it.card(IdentityStatus.IDENTIFIED)
            await it.desk.open_wrap_up()
            open_one = it.last(WrapUpChanged)
            assert open_one is not None
            assert open_one.wrap_up is not None
            await it.desk.set_extension("102")
            await it.until(WrapUpChanged, lambda event: event == WrapUpChanged(None, 0))
            await it.desk.set_extension("101")
            await it.until(WrapUpChanged, lambda event: event == WrapUpChanged(None, 1))

    asyncio.run(story())


def test_a_card_number_that_was_typed_stands_nowhere_any_more() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            it.send(AgentState.TALKING)
            await it.card(IdentityStatus.IDENTIFIED)
            await it.desk.note_changed("wants to pay with 4111 1111 1111 1111")
            await it.desk.open_wrap_up()
            shown = it.last(WrapUpChanged)
            assert shown is not None
            assert shown.wrap_up is not None
            assert shown.wrap_up.summary == "wants to pay with •••• 1111"
            typed = replace(shown.wrap_up, reason="card 4111-1111-1111-1111")
            await it.desk.save_wrap_up(typed)
            saved = it.last(WrapUpSaved)
            assert saved is not None
            assert saved.wrap_up.reason == "card •••• 1111"

    asyncio.run(story())


def test_a_card_without_a_call_for_a_caller_nobody_announced() -> None:
    async def story() -> None:
        async with scene() as it:
            found = await it.desk.look_up("dana")
            await it.desk.open_contact(found[0].contact.id)
            card = await it.card(IdentityStatus.IDENTIFIED)
            assert card.call.call_id is None
            assert card.overdue
            with pytest.raises(AgentAssistError, match=r"call\.none"):
                await it.desk.caller_repeated()

    asyncio.run(story())


def test_a_transfer_turns_the_colleague_into_the_customer() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(
                AgentState.RINGING,
                call_id=CallId("9.9"),
                caller=Party("102"),
                internal_from="102",
                given=(),
                verified=False,
            )
            card = await it.card(IdentityStatus.INTERNAL)
            assert card.needed == ()
            it.send(AgentState.TALKING, transferred_from="102")
            card = await it.card(IdentityStatus.IDENTIFIED)
            assert card.identity.contact == DANA
            assert card.greeting is not None
            assert card.greeting.transferred

    asyncio.run(story())


def test_notes_of_a_call_outlive_a_program_that_ends_in_it() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            it.send(AgentState.TALKING)
            await it.card(IdentityStatus.IDENTIFIED)
            await it.desk.note_changed("two charges")
            await it.desk.close()
            it.clock.time += timedelta(minutes=2)
            after = Scene(it.store, it._tasks, it.clock)
            await after.open()
            await after.until(WrapUpChanged, lambda event: event.waiting == 1)
            after.send(AgentState.TALKING)  # the phone system says that the call goes on
            await after.card(IdentityStatus.IDENTIFIED)
            await after.desk.note_changed("back by Friday")
            it.clock.time += timedelta(minutes=3)
            after.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
            offered = await after.until(WrapUpChanged, lambda event: event.wrap_up)
            assert offered.wrap_up is not None
            assert offered.wrap_up.summary == "two charges\nback by Friday"
            assert (offered.wrap_up.talk, offered.waiting) == (timedelta(minutes=5), 0)
            assert await it.store.wrap_ups.drafts(AgentId("101")) == [offered.wrap_up]
            for task in after.started:
                task.cancel()

    asyncio.run(story())


def test_the_end_writes_no_draft_over_one_that_was_edited() -> None:
    async def story() -> None:
        async with scene() as it:
            it.send(AgentState.RINGING)
            it.send(AgentState.TALKING)
            await it.card(IdentityStatus.IDENTIFIED)
            it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
            offered = await it.until(WrapUpChanged, lambda event: event.wrap_up)
            assert offered.wrap_up is not None
            await it.desk.draft_wrap_up(replace(offered.wrap_up, summary="mine"))
            await it.desk.close()
            [draft] = await it.store.wrap_ups.drafts(AgentId("101"))
            assert draft.summary == "mine"
            await it.desk.save_wrap_up(draft)
            await it.desk.close()
            assert await it.store.wrap_ups.drafts(AgentId("101")) == []

    asyncio.run(story())
