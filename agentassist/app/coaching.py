"""Coaching in a call: one cue at a time, few, and silence when asked for."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.events import CueChanged
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, Cue, DraftReport, Fault
from agentassist.ports.clock import Clock
from agentassist.ports.coaching import Coach

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
    ) -> None:
        """`budget`: cues in one call at most; asked each time, so a changed setting counts."""
        self._bus = bus
        self._clock = clock
        self._records = records
        self.coach = coach
        self._budget = budget
        self._call: CallRecord | None = None
        self._shown: Cue | None = None
        self._spoken: dict[tuple[str, str], datetime] = {}
        self._used = 0
        self._waiting: list[Cue] = []
        self._quiet_until: datetime | None = None
        self._listening = False

    def observe(self, record: CallRecord) -> None:
        """Look at the call as it is now."""
        if record is not self._call:
            self._begin(record)
        if not record.snapshot.state.in_call:
            self._finish()
            return
        before, record.moment = record.moment, self.moment(record)
        for cue in self.coach.cues(record.moment, before):
            if self._may_speak(cue):
                self._spoken[cue.pack, cue.rule] = self._clock.now()
                self._waiting.append(cue)
        self._show_next()

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
        return await asyncio.to_thread(self.coach.check_draft, text, moment)

    def dismiss(self) -> None:
        """'Not now': the cue leaves and does not come back in this call."""
        if self._shown is not None:
            self._shown = None
            self._quiet_until = self._clock.now() + COOL_DOWN
            self._publish()

    def listen(self, on: bool) -> None:
        """Listening mode: silent but for safety cues."""
        self._listening = on
        if on and self._shown is not None and not self._shown.safety:
            self._waiting.insert(0, self._shown)
            self._shown, self._used = None, self._used - 1
        if not on:
            self._show_next()
        self._publish()

    def _may_speak(self, cue: Cue) -> bool:
        last = self._spoken.get((cue.pack, cue.rule))
        return last is None or (not cue.once and self._clock.now() - last >= cue.cool_down)

    def _begin(self, record: CallRecord) -> None:
        self._call, self._shown, self._waiting = record, None, []
        self._spoken, self._used, self._quiet_until = {}, 0, None
        self._publish()

    def _finish(self) -> None:
        if self._shown is not None or self._waiting:
            self._shown, self._waiting = None, []
            self._publish()

    def _show_next(self) -> None:
        if self._shown is not None or not self._waiting:
            return
        if self._quiet_until is not None and self._clock.now() < self._quiet_until:
            return
        self._forget_stale()
        ready = [cue for cue in self._waiting if cue.safety or not self._listening]
        if not ready:
            return
        best = max(ready, key=lambda cue: (cue.safety, cue.priority))
        if self._used >= self._budget() and not best.safety:
            return
        self._waiting.remove(best)
        self._shown, self._used = best, self._used + 1
        self._publish()

    def _forget_stale(self) -> None:
        """A cue that had to wait may have missed its moment: only what still holds is shown."""
        if self._call is None or self._call.moment is None:
            return
        holding = {(cue.pack, cue.rule) for cue in self.coach.cues(self._call.moment, None)}
        self._waiting = [cue for cue in self._waiting if (cue.pack, cue.rule) in holding]

    def _publish(self) -> None:
        self._bus.publish(CueChanged(self._shown, self._used, self._budget(), self._listening))
