"""How cues are taken is counted by rule, and by nothing else."""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecords
from agentassist.app.coaching import COOL_DOWN, Coaching
from agentassist.app.cue_taking import CueTaking
from agentassist.app.events import AppEvent, CueChanged
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.coaching import CallMoment, Cue, DraftFinding, DraftReport, Severity
from agentassist.domain.cue_tally import CueTally
from agentassist.domain.ids import AgentId, CallId, PackId, RuleId
from agentassist.storage.store import Store

PACK, RULE = PackId("north"), RuleId("late-parcel")
CUE = Cue(PACK, RULE, "Say by when", better="By Friday.")


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 22, 10, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return 0


class AlwaysDue:
    """A coach with one rule that holds all the time."""

    def __init__(self, *cues: Cue) -> None:
        self.holding = cues

    def cues(self, moment: CallMoment, before: CallMoment | None) -> tuple[Cue, ...]:
        return self.holding

    def check_draft(self, text: str, moment: CallMoment) -> DraftReport:
        return DraftReport(text)


class Desk:
    """Coaching over a real store, in memory."""

    def __init__(self, *cues: Cue) -> None:
        self.clock, self.records, bus = Clock(), CallRecords(), Bus()
        self.events: list[CueChanged] = []
        self.tasks: list[Coroutine[Any, Any, object]] = []
        self.coach = AlwaysDue(*(cues or (CUE,)))
        bus.subscribe(self._take)
        self.store = asyncio.run(Store.open(clock=self.clock))
        taking = CueTaking(self.store.cue_counts, lambda work, name: self.tasks.append(work))
        self.coaching = Coaching(
            bus=bus,
            clock=self.clock,
            records=self.records,
            coach=self.coach,
            budget=lambda: 4,
            taking=taking,
        )

    def _take(self, event: AppEvent) -> None:
        assert isinstance(event, CueChanged)
        self.events.append(event)

    def call(self, number: str = "1.1") -> None:
        talking = CallSnapshot(1, AgentId("101"), AgentState.TALKING, call_id=CallId(number))
        self.records.front = self.records.open(talking, self.clock.now())
        self.coaching.observe(self.records.front)

    def tallies(self) -> tuple[CueTally, ...]:
        async def read() -> tuple[CueTally, ...]:
            while self.tasks:
                await self.tasks.pop(0)
            return await self.store.cue_counts.all()

        return asyncio.run(read())

    @property
    def tally(self) -> CueTally:
        (only,) = self.tallies()
        return only


@pytest.fixture
def desk() -> Any:
    desk = Desk()
    yield desk
    asyncio.run(desk.store.close())


def test_put_away_is_an_override(desk: Desk) -> None:
    desk.call()
    assert desk.tally == CueTally(PACK, RULE, shown=1)
    assert desk.tally.left == 1
    desk.coaching.dismiss()
    assert desk.tally == CueTally(PACK, RULE, shown=1, dismissed=1)
    desk.call("2.1")
    assert desk.tally.override_rate == 0.5


def test_not_now_by_mistake_is_brought_back(desk: Desk) -> None:
    desk.call()
    desk.coaching.dismiss()
    assert desk.events[-1].undoable
    desk.coaching.bring_back()
    assert (desk.events[-1].cue, desk.events[-1].undoable) == (CUE, False)
    assert desk.events[-1].used == 1
    assert desk.tally == CueTally(PACK, RULE, shown=1)
    desk.coaching.bring_back()  # there is nothing more
    assert desk.tally == CueTally(PACK, RULE, shown=1)


def test_what_came_next_can_not_be_pushed_aside_by_bringing_back() -> None:
    desk = Desk(CUE, Cue(PACK, RuleId("next"), "Next", priority=10))
    desk.call()
    desk.coaching.dismiss()
    desk.clock.time += COOL_DOWN
    assert desk.records.front is not None
    desk.coaching.observe(desk.records.front)
    assert desk.events[-1].cue is not None
    assert desk.events[-1].cue.rule == "next"
    assert not desk.events[-1].undoable
    desk.coaching.bring_back()
    assert desk.events[-1].cue.rule == "next"
    asyncio.run(desk.store.close())
    for task in desk.tasks:
        task.close()


def test_a_wording_that_was_taken_is_used_and_leaves(desk: Desk) -> None:
    desk.call()
    desk.coaching.use()
    assert desk.events[-1].cue is None
    assert not desk.events[-1].undoable
    assert desk.tally == CueTally(PACK, RULE, shown=1, used=1)


def test_what_listening_mode_takes_away_was_not_shown(desk: Desk) -> None:
    desk.call()
    desk.coaching.listen(True)
    assert desk.tally.shown == 0
    desk.coaching.listen(False)
    assert desk.tally.shown == 1


def test_drafts_count_once_decided_and_only_in_a_call(desk: Desk) -> None:
    find = DraftFinding(PACK, RuleId("sorry-if"), (0, 3), Severity.WRONG, "no")
    report = DraftReport("sorry if, sorry if", (find, find))
    desk.coaching.wording_decided(report, used=True)
    assert desk.tallies() == ()
    desk.coach.holding = ()
    desk.call()
    desk.coaching.wording_decided(report, used=True)
    desk.coaching.wording_decided(report, used=False)
    assert desk.tally == CueTally(PACK, RuleId("sorry-if"), shown=2, dismissed=1, used=1)


def test_a_pack_that_goes_takes_its_cue_along(desk: Desk) -> None:
    desk.call()
    assert desk.events[-1].cue == CUE
    desk.coaching.equip(AlwaysDue(), None, frozenset())
    assert desk.events[-1].cue is None
    desk.tallies()


def test_a_pack_that_comes_speaks_in_the_call_that_goes_on() -> None:
    desk = Desk()
    desk.coach.holding = ()
    desk.call()
    desk.clock.time += timedelta(seconds=1)
    desk.coaching.equip(AlwaysDue(CUE), None, frozenset({PACK}))
    assert desk.events[-1].cue == CUE
    desk.tallies()
    asyncio.run(desk.store.close())


def test_numbers_never_fall_below_none(desk: Desk) -> None:
    async def story() -> tuple[CueTally, ...]:
        await desk.store.cue_counts.add(CueTally(PACK, RULE, shown=-3))
        await desk.store.cue_counts.add(CueTally(PACK, RULE, shown=2, dismissed=-1))
        return await desk.store.cue_counts.all()

    assert asyncio.run(story()) == (CueTally(PACK, RULE, shown=2),)


def test_a_rate_needs_a_first_time() -> None:
    assert CueTally(PACK, RULE).override_rate is None
    assert CueTally(PACK, RULE, shown=4, dismissed=3).override_rate == 0.75
