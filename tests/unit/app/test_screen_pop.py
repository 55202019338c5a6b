"""What the card does when the history is slow, fails, or the call goes another way meanwhile."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.discreet_history import DiscreetHistory
from agentassist.app.events import AppEvent, CardChanged, Notified, TimelineChanged
from agentassist.app.screen_pop import ScreenPops
from agentassist.domain.call import AgentState, CallOrigin, CallOutcome, CallSnapshot
from agentassist.domain.contact import Candidate, Contact, Evidence, EvidenceKind, IdentityKeys
from agentassist.domain.contact import IdentityStatus as Status
from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId, FactId
from agentassist.domain.ivr import FactSource, GivenFact, InputResult
from agentassist.domain.party import WITHHELD, Party
from agentassist.domain.person import Person
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.timeline.entry import Timeline
from agentassist.history.identity import PhoneKeyParser
from agentassist.ports.history import LookUp, TimelinePage

AGENT = AgentId("101")
DANA, BO = "+442079460877", "+442079460555"


def contact(number: str) -> Contact:
    return Contact(ContactId(number), f"Holder of {number}", phones=(number,))


class HeldHistory:
    """A source of record that answers for a number when the test lets it, or fails."""

    def __init__(self) -> None:
        self.gates: dict[str, asyncio.Event] = {}
        self.failing = False

    def hold(self, number: str) -> asyncio.Event:
        return self.gates.setdefault(number, asyncio.Event())

    async def find(self, keys: IdentityKeys) -> Sequence[Candidate]:
        number = keys.e164 or ""
        if number in self.gates:
            await self.gates[number].wait()
        if self.failing:
            raise AgentAssistError("history.unavailable")
        return (Candidate(contact(number), (Evidence(EvidenceKind.EXACT_NUMBER, number),)),)

    async def contact(self, contact_id: ContactId) -> Contact:
        return contact(contact_id)

    async def look_up(self, keys: IdentityKeys, *, limit: int = 50) -> LookUp:
        return LookUp(tuple(await self.find(keys)))

    async def person(self, contact_id: ContactId) -> Person:
        return Person(contact(contact_id))

    async def timeline(
        self, contact_id: ContactId, *, limit: int = 50, before: datetime | None = None
    ) -> TimelinePage:
        return TimelinePage(contact_id)

    async def search_contacts(self, text: str, limit: int = 9) -> Sequence[Candidate]:
        raise NotImplementedError

    async def remember(self, keys: IdentityKeys, name: str) -> Contact:
        raise NotImplementedError


class Scene:
    def __init__(self, clock: Any) -> None:
        self.history, self.records, bus = HeldHistory(), CallRecords(), Bus()
        self.told: list[AppEvent] = []
        self.tasks: list[asyncio.Task[object]] = []
        self.ended: list[CallRecord] = []
        bus.subscribe(self.told.append)
        self.pops = ScreenPops(
            bus=bus,
            clock=clock,
            history=DiscreetHistory(self.history, DiscretionPolicy()),
            keys=PhoneKeyParser("GB"),
            records=self.records,
            start_task=self._start,
        )
        self.pops.on_ended = self.ended.append
        self.pops.start_over(AGENT)

    def _start(self, work: Coroutine[Any, Any, object], name: str) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work, name=name))

    def send(
        self,
        state: AgentState,
        number: str = DANA,
        call: str = "1.1",
        outcome: CallOutcome | None = None,
    ) -> None:
        self.pops.follow(
            CallSnapshot(
                1, AGENT, state, call_id=CallId(call), caller=Party(number), outcome=outcome
            )
        )

    async def done(self) -> None:
        await asyncio.gather(*self.tasks)

    @property
    def card(self) -> ScreenPop | None:
        return next(e.card for e in reversed(self.told) if isinstance(e, CardChanged))

    @property
    def status(self) -> Status | None:
        return self.card.identity.status if self.card is not None else None

    def notices(self) -> list[str]:
        return [event.code for event in self.told if isinstance(event, Notified)]


Story = Callable[[Scene], Awaitable[None]]


@pytest.fixture
def play(clock: Any) -> Callable[[Story], None]:
    def run(story: Story) -> None:
        async def inside() -> None:
            await story(Scene(clock))

        asyncio.run(inside())

    return run


def test_a_slow_history_shows_the_call_first(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        answer = it.history.hold(DANA)
        it.send(AgentState.RINGING)
        async with asyncio.timeout(5):
            while it.status is not Status.LOOKING:  # noqa: ASYNC110 - painted by a timer
                await asyncio.sleep(0)
        assert TimelineChanged(None, loading=True) in it.told
        answer.set()
        await it.done()
        assert it.status is Status.IDENTIFIED
        assert it.told[-1] == TimelineChanged(TimelinePage(ContactId(DANA)), timeline=Timeline())

    play(story)


def test_a_history_that_fails_is_told_and_the_card_stands(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        it.history.failing = True
        it.send(AgentState.RINGING)
        await it.done()
        assert it.status is Status.UNKNOWN
        assert it.notices() == ["history.unavailable"]

    play(story)


def test_an_answer_for_a_caller_who_is_gone_is_dropped(play: Callable[[Story], None]) -> None:
    """A blind transfer: another caller on the same call, the first look-up comes late."""

    async def story(it: Scene) -> None:
        late = it.history.hold(DANA)
        it.send(AgentState.RINGING)
        it.send(AgentState.TALKING, BO)
        await it.tasks[1]
        late.set()
        await it.done()
        assert it.card is not None
        assert it.card.identity.contact == contact(BO)

    play(story)


def test_who_the_agent_picked_stays_whatever_comes_late(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        late = it.history.hold(DANA)
        it.send(AgentState.TALKING)
        await it.pops.pick(ContactId(BO))
        late.set()
        await it.done()
        assert it.card is not None
        assert it.card.identity.contact == contact(BO)
        assert it.card.identity.evidence[0].kind is EvidenceKind.PICKED_BY_AGENT

    play(story)


def test_a_missed_call_leaves_with_a_word(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        it.send(AgentState.RINGING)
        await it.done()
        it.send(AgentState.IDLE, outcome=CallOutcome.ABANDONED)
        assert it.card is None
        assert (it.notices(), it.ended) == (["call.abandoned"], [])

    play(story)


def test_the_end_of_a_call_that_was_never_shown_is_nothing(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
        assert (it.card, it.ended, it.notices()) == (None, [], [])
        assert it.records.get(CallId("1.1")) is None

    play(story)


def test_a_call_that_ends_behind_another_is_wrapped_up_and_the_card_stays(
    play: Callable[[Story], None],
) -> None:
    async def story(it: Scene) -> None:
        it.send(AgentState.TALKING)
        it.send(AgentState.TALKING, BO, call="2.1")
        await it.done()
        it.send(AgentState.WRAPPING, outcome=CallOutcome.ENDED)
        assert [record.call_id for record in it.ended] == ["1.1"]
        assert it.card is not None
        assert it.card.identity.contact == contact(BO)

    play(story)


def test_a_contact_opened_in_a_call_is_the_one_who_calls(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        it.send(AgentState.TALKING)
        await it.done()
        await it.pops.open_contact(ContactId(BO))
        assert it.card is not None
        assert (it.card.call.call_id, it.card.identity.contact) == ("1.1", contact(BO))
        it.pops.unpick()
        assert it.card.identity.contact == contact(DANA)

    play(story)


def test_a_card_without_a_call_is_put_away(play: Callable[[Story], None]) -> None:
    async def story(it: Scene) -> None:
        await it.pops.open_contact(ContactId(BO))
        assert it.card is not None
        it.pops.close()
        assert it.card is None
        with pytest.raises(AgentAssistError, match=r"call\.none"):
            await it.pops.pick(ContactId(BO))

    play(story)


def linked(state: AgentState, call: str = "link:1", **more: Any) -> CallSnapshot:
    caller = more.pop("number", DANA)
    more = {"origin": CallOrigin.LINK, **more}
    return CallSnapshot(1, AGENT, state, call_id=CallId(call), caller=Party(caller), **more)


def test_what_a_link_says_opens_nobody(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        scene.pops.follow(linked(AgentState.RINGING))
        await scene.done()
        assert scene.status is Status.CANDIDATES
        assert scene.card is not None
        assert scene.card.identity.contact is None
        assert [c.contact.phones for c in scene.card.identity.candidates] == [(DANA,)]

    play(story)


def test_the_phone_systems_call_goes_on_where_the_links_began(
    play: Callable[[Story], None],
) -> None:
    async def story(scene: Scene) -> None:
        scene.pops.follow(linked(AgentState.TALKING))
        await scene.done()
        record = scene.records.get(CallId("link:1"))
        assert record is not None
        record.notes = "two bills"
        told = {"origin": CallOrigin.PHONE_SYSTEM, "replaces": CallId("link:1")}
        scene.pops.follow(linked(AgentState.TALKING, "1.1", **told))
        await scene.done()
        assert scene.records.front is scene.records.get(CallId("1.1")) is record
        assert record.notes == "two bills"
        assert scene.records.get(CallId("link:1")) is None
        assert scene.status is Status.IDENTIFIED  # now somebody vouches for the number
        scene.pops.follow(linked(AgentState.WRAPPING, "1.1", **told))
        assert scene.ended == [record]

    play(story)


def test_whom_the_agent_picked_stays_picked(play: Callable[[Story], None]) -> None:
    async def story(scene: Scene) -> None:
        scene.pops.follow(linked(AgentState.RINGING))
        await scene.done()
        await scene.pops.pick(ContactId(BO))
        told = {"origin": CallOrigin.PHONE_SYSTEM, "replaces": CallId("link:1")}
        scene.pops.follow(linked(AgentState.RINGING, "1.1", **told))
        await scene.done()
        assert scene.card is not None
        assert scene.card.identity.contact == contact(BO)

    play(story)


@pytest.mark.parametrize("withheld", ["link", "call", "both"])
def test_a_withheld_call_gets_nobody_who_was_picked_for_a_link(
    play: Callable[[Story], None], withheld: str
) -> None:
    """Any page may open a link with any number, and call without one a moment later."""

    async def story(scene: Scene) -> None:
        link = linked(AgentState.RINGING)
        scene.pops.follow(replace(link, caller=WITHHELD) if withheld != "call" else link)
        await scene.done()
        await scene.pops.pick(ContactId(BO))
        record = scene.records.on_card()
        record.notes = "two bills"
        right = GivenFact("pin", None, None, InputResult.OK, FactSource.AGENT, id=FactId("1"))
        record.noted.note(right, ContactId(BO))
        told = {"origin": CallOrigin.PHONE_SYSTEM, "replaces": CallId("link:1")}
        call = linked(AgentState.RINGING, "1.1", **told)
        scene.pops.follow(replace(call, caller=WITHHELD) if withheld != "link" else call)
        await scene.done()
        assert scene.card is not None
        contact_now = scene.card.identity.contact
        assert contact_now is None or contact_now.id != BO
        assert scene.card.given == ()
        assert not scene.card.call.verified
        assert record.notes == "two bills"

    play(story)
