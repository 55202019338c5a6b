"""The budget of cues: one at a time, few, and silence when asked for."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.coaching import COOL_DOWN, Coaching
from agentassist.app.events import AppEvent, CueChanged
from agentassist.domain.call import AgentState, CallSnapshot, Direction
from agentassist.domain.coaching import CallMoment, Cue, DraftFinding, DraftReport, Severity
from agentassist.domain.ids import AgentId, CallId, PackId, RuleId


class StoppedClock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 21, 10, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic_ns(self) -> int:
        return int(self.time.timestamp() * 1e9)


@dataclass
class ScriptedCoach:
    """A coach port whose cues the test sets: the budget is what is tested here."""

    due: tuple[Cue, ...] = ()
    holding: dict[str, Cue] = field(default_factory=dict)

    def cues(self, moment: CallMoment, before: CallMoment | None) -> tuple[Cue, ...]:
        self.holding |= {cue.rule: cue for cue in self.due}
        due, self.due = self.due, ()
        return due if before is not None else tuple(self.holding.values())

    def check_draft(self, text: str, moment: CallMoment) -> DraftReport:
        return DraftReport(text)


def cue(name: str, priority: int = 50, *, safety: bool = False, once: bool = True) -> Cue:
    return Cue(
        PackId("p"),
        RuleId(name),
        f"do {name}",
        priority=priority,
        safety=safety,
        once=once,
        cool_down=timedelta(minutes=5),
    )


class ScriptedPlugins:
    """What plugins would answer, and what they were asked."""

    def __init__(self, *cues: Cue) -> None:
        self.holding: tuple[Cue, ...] = cues
        self.asked: list[CallMoment] = []

    async def cues(self, moment: CallMoment) -> tuple[Cue, ...]:
        self.asked.append(moment)
        return self.holding

    async def findings(self, draft: str, moment: CallMoment) -> tuple[DraftFinding, ...]:
        return (DraftFinding(PackId("p"), RuleId("r"), (0, 1), Severity.ADVICE, "say less"),)


class Scene:
    def __init__(self, budget: int = 4, plugins: ScriptedPlugins | None = None) -> None:
        self.clock, self.coach, self.records, bus = (
            StoppedClock(),
            ScriptedCoach(),
            CallRecords(),
            Bus(),
        )
        self.events: list[CueChanged] = []
        bus.subscribe(self._take)
        self.coaching = Coaching(
            bus=bus,
            clock=self.clock,
            records=self.records,
            coach=self.coach,
            budget=lambda: budget,
            plugins=plugins,
            start_task=lambda work, name: self.tasks.append(work),
        )
        self.tasks: list[Coroutine[Any, Any, object]] = []
        self.record = self.call("1.1")

    def answer(self) -> None:
        """Let the plugins have their say."""
        while self.tasks:
            asyncio.run(self.tasks.pop(0))

    def _take(self, event: AppEvent) -> None:
        assert isinstance(event, CueChanged)
        self.events.append(event)

    def call(self, call_id: str) -> CallRecord:
        snapshot = CallSnapshot(1, AgentId("101"), AgentState.TALKING, call_id=CallId(call_id))
        self.records.front = self.records.open(snapshot, self.clock.now())
        return self.records.front

    def due(self, *cues: Cue) -> None:
        self.coach.due = cues
        self.coaching.observe(self.record)

    def later(self, by: timedelta) -> None:
        self.clock.time += by
        self.coaching.observe(self.record)

    @property
    def shown(self) -> str | None:
        cue = self.events[-1].cue
        return cue.rule if cue is not None else None


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_the_most_important_of_several_is_shown_and_stays(scene: Scene) -> None:
    scene.due(cue("small", 10), cue("big", 90))
    assert scene.shown == "big"
    scene.due(cue("bigger", 95))
    assert scene.shown == "big"


def test_after_not_now_there_is_a_pause_before_the_next(scene: Scene) -> None:
    scene.due(cue("a", 90), cue("b"))
    scene.coaching.dismiss()
    assert scene.shown is None
    scene.later(COOL_DOWN - timedelta(seconds=1))
    assert scene.shown is None
    scene.later(timedelta(seconds=1))
    assert scene.shown == "b"


def test_a_rule_speaks_once_a_call_but_again_in_the_next(scene: Scene) -> None:
    scene.due(cue("a"))
    scene.coaching.dismiss()
    scene.due(cue("a"))
    scene.later(COOL_DOWN * 2)
    assert scene.shown is None
    scene.record = scene.call("2.1")
    scene.due(cue("a"))
    assert scene.shown == "a"


def test_a_rule_that_may_repeat_waits_for_its_own_cool_down(scene: Scene) -> None:
    scene.due(cue("a", once=False))
    scene.coaching.dismiss()
    scene.later(timedelta(minutes=4))
    scene.due(cue("a", once=False))
    assert scene.shown is None
    scene.later(timedelta(minutes=1))
    scene.due(cue("a", once=False))
    assert scene.shown == "a"


def test_a_consultation_in_between_starts_nothing_anew(scene: Scene) -> None:
    scene.due(cue("a"))
    scene.coaching.dismiss()
    customer, scene.record = scene.record, scene.call("2.1")
    scene.record.snapshot = replace(scene.record.snapshot, direction=Direction.INTERNAL)
    scene.due(cue("for a customer"))
    assert scene.shown is None
    scene.record = customer
    scene.due(cue("a"))
    scene.later(COOL_DOWN)
    assert scene.shown is None
    assert scene.events[-1].used == 1


def test_a_cue_that_missed_its_moment_is_not_shown_late(scene: Scene) -> None:
    scene.due(cue("a", 90), cue("b"))
    del scene.coach.holding["b"]
    scene.coaching.dismiss()
    scene.later(COOL_DOWN)
    assert scene.shown is None


def test_the_budget_ends_but_safety_comes_through() -> None:
    scene = Scene(budget=1)
    scene.due(cue("a"))
    scene.coaching.dismiss()
    scene.later(COOL_DOWN)
    scene.due(cue("b"))
    assert scene.shown is None
    scene.due(cue("gas leak", safety=True))
    assert scene.shown == "gas leak"


def test_listening_is_silent_but_for_safety_and_gives_the_cue_back(scene: Scene) -> None:
    scene.due(cue("a"))
    scene.coaching.listen(True)
    assert (scene.shown, scene.events[-1].listening, scene.events[-1].used) == (None, True, 0)
    scene.due(cue("b"))
    assert scene.shown is None
    scene.due(cue("gas leak", safety=True))
    assert scene.shown == "gas leak"
    scene.coaching.dismiss()
    scene.coaching.listen(False)
    scene.later(COOL_DOWN)
    assert scene.shown in ("a", "b")


def test_a_cue_leaves_with_the_call(scene: Scene) -> None:
    scene.due(cue("a"))
    ended = CallSnapshot(2, AgentId("101"), AgentState.WRAPPING, call_id=CallId("1.1"))
    scene.record.take(ended, scene.clock.now())
    scene.coaching.observe(scene.record)
    assert scene.shown is None


def test_a_plugin_speaks_when_its_answer_comes_and_once_while_it_holds() -> None:
    scene = Scene(plugins=ScriptedPlugins(cue("slow")))
    scene.due()
    assert scene.events[-1].cue is None, "nobody waits for it"
    scene.due()
    assert len(scene.tasks) == 1, "one question at a time"
    scene.answer()
    assert scene.shown == "slow"
    scene.coaching.dismiss()
    scene.later(COOL_DOWN * 2)
    scene.answer()
    assert scene.shown is None


def test_a_plugins_cue_that_holds_no_more_is_not_shown_late() -> None:
    plugins = ScriptedPlugins(cue("slow", 10))
    scene = Scene(plugins=plugins)
    scene.due(cue("first", 90))
    scene.answer()
    plugins.holding = ()
    scene.due()
    scene.answer()
    scene.coaching.dismiss()
    scene.later(COOL_DOWN * 2)
    scene.answer()
    assert scene.shown is None


def test_an_answer_about_an_earlier_call_is_dropped() -> None:
    scene = Scene(plugins=ScriptedPlugins(cue("late")))
    scene.due()
    scene.record = scene.call("2.1")
    scene.coaching.observe(scene.record)
    scene.answer()
    assert scene.shown is None


def test_what_plugins_find_in_a_draft_stands_beside_the_rest() -> None:
    scene = Scene(plugins=ScriptedPlugins())
    report = asyncio.run(scene.coaching.check_draft("so much"))
    assert [finding.line for finding in report.findings] == ["say less"]
