"""Coaching in a call: one cue at a time, few, and silence when asked for."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.cue_taking import CueTaking
from agentassist.app.events import CueChanged, MoodSuggested
from agentassist.app.runtime import StartTask
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, Cue, DraftReport, Fault
from agentassist.domain.cue_budget import COOL_DOWN as COOL_DOWN
from agentassist.domain.cue_budget import CueBudget, key_of, topic_of
from agentassist.domain.ids import PackId
from agentassist.domain.utterance import Speaker
from agentassist.ports.clock import Clock
from agentassist.ports.coaching import Coach, Plugins

TICK_S = 1.0


class Coaching:
    """Asks the coach at every change and once a second during a call; keeps the budget."""

    def __init__(
        self,
        *,
        bus: Bus,
        clock: Clock,
        records: CallRecords,
        coach: Coach,
        budget: Callable[[], int],
        plugins: Plugins | None = None,
        start_task: StartTask | None = None,
        taking: CueTaking | None = None,
    ) -> None:
        """`budget`: cues in one call at most; asked each time, so a changed setting counts."""
        self._bus = bus
        self._clock = clock
        self._records = records
        self.coach = coach
        self._plugins = plugins
        self._budget = budget
        self._start_task = start_task
        self.taking = taking or CueTaking()
        self._asking = False  # plugins are asked about one moment at a time
        self._call: CallRecord | None = None
        self._cues = CueBudget()  # of that call
        self._listening = False

    def equip(self, coach: Coach, plugins: Plugins | None, packs: Collection[PackId]) -> None:
        """Other packs from now on: what those that are gone said leaves the screen.

        What already holds for those that came is news, although it held before they came.
        """
        self.coach, self._plugins = coach, plugins
        self._cues.keep_only(packs)
        self._publish()
        call = self._call
        if call is not None and call.moment is not None and call.snapshot.state.in_call:
            holding = coach.cues(call.moment, None)
            self._hear(cue for cue in holding if topic_of(cue) not in self._cues.spoken)
            self.observe(call)

    def observe(self, record: CallRecord) -> None:
        """Look at the call as it is now. A colleague on the line is not coached."""
        if record is not self._call:
            self._call, self._cues = record, record.cues
            self._publish()
        if record.internal or not record.snapshot.state.in_call:
            self._finish()
            return
        before, record.moment = record.moment, self.moment(record)
        self._hear(self.coach.cues(record.moment, before))
        if self._plugins is not None and self._start_task is not None and not self._asking:
            self._asking = True
            self._start_task(self._ask(self._plugins, record), "coaching plugins")

    async def tick(self) -> None:
        """Rules that watch the clock. Runs until cancelled."""
        while True:
            await asyncio.sleep(TICK_S)
            front = self._records.front
            if front is not None and front.snapshot.state in (AgentState.TALKING, AgentState.HELD):
                self.observe(front)

    def moment(self, record: CallRecord) -> CallMoment:
        return record.as_moment(self._clock.now())

    async def check_draft(self, text: str) -> DraftReport:
        """Findings in a draft, also between calls (then nothing is given)."""
        front = self._records.front
        moment = (
            self.moment(front)
            if front is not None
            else CallMoment(AgentState.IDLE, fault=Fault.UNKNOWN)
        )
        # Up to a few ms of matching: not on the loop that has to notice the next ring.
        report = await asyncio.to_thread(self.coach.check_draft, text, moment)
        found = await self._plugins.findings(text, moment) if self._plugins is not None else ()
        if not found:
            return report
        findings = sorted((*report.findings, *found), key=lambda one: one.span)
        return replace(report, findings=tuple(findings))

    def wording_decided(self, report: DraftReport, *, used: bool) -> None:
        """The agent took the better wording, or kept their own. Counts within calls only."""
        if self._records.front is not None:
            self.taking.decided(report, used=used)

    def dismiss(self) -> None:
        """'Not now': the cue leaves and does not come back in this call by itself."""
        cue = self._cues.dismiss(self._clock.now())
        if cue is not None:
            self.taking.dismissed(cue)
            self._publish()

    def bring_back(self) -> None:
        """'Not now' was a mistake."""
        cue = self._cues.bring_back()
        if cue is not None:
            self.taking.brought_back(cue)
            self._publish()

    def use(self) -> None:
        """The agent took the wording of the cue: it did its work, and leaves."""
        cue = self._cues.use(self._clock.now())
        if cue is not None:
            self.taking.used(cue)
            self._publish()

    def listen(self, on: bool) -> None:
        """Listening mode: silent but for safety cues."""
        self._listening = on
        withdrawn = self._cues.step_back() if on else None
        if withdrawn is not None:
            self.taking.withdrawn(withdrawn)
        if not on:
            self._show_next()
        self._publish()

    def _hear(self, cues: Iterable[Cue]) -> None:
        due = tuple(cues)
        self._suggest_mood(due)
        self._cues.hear((cue for cue in due if cue.suggests is None), self._clock.now())
        self._show_next()

    def _suggest_mood(self, cues: Iterable[Cue]) -> None:
        """The strongest of them; nothing is suggested to an agent who marked one."""
        call = self._call
        found = next((cue for cue in cues if cue.suggests is not None), None)
        if call is None or call.call_id is None or call.mood_end is not None:
            return
        if found is not None and found.suggests is not None:
            self._bus.publish(MoodSuggested(call.call_id, found.suggests, found.words))

    @property
    def _silent(self) -> bool:
        """In listening mode, and while the caller talks: nothing but safety comes up."""
        call = self._call
        talking = call is not None and call.said.speaks(
            Speaker.CALLER, call.talk(self._clock.now())
        )
        return self._listening or talking

    async def _ask(self, plugins: Plugins, record: CallRecord) -> None:
        """Their answers come later: what they say of a call counts while it is the one in front.

        What changes meanwhile is asked about at the next change or tick.
        """
        try:
            holding = await plugins.cues(record.moment or self.moment(record))
        finally:
            self._asking = False
        if record is not self._call or not record.snapshot.state.in_call:
            return
        if plugins is not self._plugins:
            return  # its pack was switched off meanwhile
        before = self._cues.from_plugins
        self._cues.from_plugins = {key_of(cue) for cue in holding}
        self._hear(cue for cue in holding if key_of(cue) not in before)

    def _finish(self) -> None:
        if self._cues.finish():
            self._publish()

    def _show_next(self) -> None:
        cues, now = self._cues, self._clock.now()
        if cues.pausing(now):
            return
        self._forget_stale()
        shown = cues.show_next(now, self._budget(), listening=self._silent)
        if shown is not None:
            self.taking.shown(shown)
            self._publish()

    def _forget_stale(self) -> None:
        """A cue that had to wait may have missed its moment: only what still holds is shown."""
        if self._call is None or self._call.moment is None:
            return
        holding = {key_of(cue) for cue in self.coach.cues(self._call.moment, None)}
        self._cues.forget_stale(holding | self._cues.from_plugins)

    def _publish(self) -> None:
        cues = self._cues
        self._bus.publish(
            CueChanged(
                cues.shown,
                cues.used,
                self._budget(),
                self._listening,
                undoable=cues.shown is None and cues.dismissed is not None,
            )
        )
