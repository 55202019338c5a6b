"""Coaching in a call: one cue at a time, few, and silence when asked for."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords, CueState
from agentassist.app.events import CueChanged
from agentassist.app.screen_pop import StartTask
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, Cue, DraftReport, Fault
from agentassist.ports.clock import Clock
from agentassist.ports.coaching import Coach, Plugins

COOL_DOWN = timedelta(seconds=30)  # after one leaves, before the next
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
    ) -> None:
        """`budget`: cues in one call at most; asked each time, so a changed setting counts."""
        self._bus = bus
        self._clock = clock
        self._records = records
        self.coach = coach
        self._plugins = plugins
        self._budget = budget
        self._start_task = start_task
        self._asking = False  # plugins are asked about one moment at a time
        self._call: CallRecord | None = None
        self._cues = CueState()  # of that call
        self._listening = False

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

    def dismiss(self) -> None:
        """'Not now': the cue leaves and does not come back in this call."""
        if self._cues.shown is not None:
            self._cues.shown = None
            self._cues.quiet_until = self._clock.now() + COOL_DOWN
            self._publish()

    def listen(self, on: bool) -> None:
        """Listening mode: silent but for safety cues."""
        self._listening = on
        shown = self._cues.shown
        if on and shown is not None and not shown.safety:
            self._cues.waiting.insert(0, shown)
            self._cues.shown, self._cues.used = None, self._cues.used - 1
        if not on:
            self._show_next()
        self._publish()

    def _hear(self, cues: Iterable[Cue]) -> None:
        for cue in cues:
            if self._may_speak(cue):
                self._cues.spoken[cue.pack, cue.rule] = self._clock.now()
                self._cues.waiting.append(cue)
        self._show_next()

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
        before = self._cues.from_plugins
        self._cues.from_plugins = {(cue.pack, cue.rule) for cue in holding}
        self._hear(cue for cue in holding if (cue.pack, cue.rule) not in before)

    def _may_speak(self, cue: Cue) -> bool:
        last = self._cues.spoken.get((cue.pack, cue.rule))
        return last is None or (not cue.once and self._clock.now() - last >= cue.cool_down)

    def _finish(self) -> None:
        if self._cues.shown is not None or self._cues.waiting:
            self._cues.shown, self._cues.waiting = None, []
            self._publish()

    def _show_next(self) -> None:
        cues = self._cues
        if cues.shown is not None or not cues.waiting:
            return
        if cues.quiet_until is not None and self._clock.now() < cues.quiet_until:
            return
        self._forget_stale()
        ready = [cue for cue in cues.waiting if cue.safety or not self._listening]
        if not ready:
            return
        best = max(ready, key=lambda cue: (cue.safety, cue.priority))
        if cues.used >= self._budget() and not best.safety:
            return
        cues.waiting.remove(best)
        cues.shown, cues.used = best, cues.used + 1
        self._publish()

    def _forget_stale(self) -> None:
        """A cue that had to wait may have missed its moment: only what still holds is shown."""
        if self._call is None or self._call.moment is None:
            return
        holding = {(cue.pack, cue.rule) for cue in self.coach.cues(self._call.moment, None)}
        holding |= self._cues.from_plugins
        self._cues.waiting = [cue for cue in self._cues.waiting if (cue.pack, cue.rule) in holding]

    def _publish(self) -> None:
        cues = self._cues
        self._bus.publish(CueChanged(cues.shown, cues.used, self._budget(), self._listening))
