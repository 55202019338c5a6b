"""Which cue is shown: one at a time, few in a call, and quiet for a while after 'not now'."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from agentassist.domain.coaching import Cue
from agentassist.domain.ids import PackId, RuleId

COOL_DOWN: Final = timedelta(seconds=30)  # after one was put away, before the next

RuleKey = tuple[PackId, RuleId]


class Held(StrEnum):
    """Why a cue that is due is not on the screen."""

    BEHIND = "behind"  # another one is shown
    QUIET = "quiet"  # the pause after 'not now'
    LISTENING = "listening"
    BUDGET = "budget"


def key_of(cue: Cue) -> RuleKey:
    return (cue.pack, cue.rule)


def topic_of(cue: Cue) -> RuleKey:
    """What counts as the same thing said again: the rule, or those that share its topic."""
    return (cue.pack, RuleId(cue.topic)) if cue.topic else key_of(cue)


@dataclass(slots=True)
class CueBudget:
    """The cues of one call: on the screen, spoken (when last), waiting, and the pause after one.

    `dismissed` is the last one put away, while it can be brought back; `from_plugins` is what
    plugins hold now. It knows no clock: whoever asks says what time it is.
    """

    shown: Cue | None = None
    spoken: dict[RuleKey, datetime] = field(default_factory=dict)
    waiting: list[Cue] = field(default_factory=list)
    used: int = 0
    quiet_until: datetime | None = None
    dismissed: Cue | None = None
    from_plugins: set[RuleKey] = field(default_factory=set)

    def hear(self, cues: Iterable[Cue], now: datetime) -> tuple[Cue, ...]:
        """Cues that became due: they wait for their turn. Those that may not speak come back."""
        refused: list[Cue] = []
        for cue in cues:
            if self.may_speak(cue, now):
                self.spoken[topic_of(cue)] = now
                self.waiting.append(cue)
            else:
                refused.append(cue)
        return tuple(refused)

    def may_speak(self, cue: Cue, now: datetime) -> bool:
        last = self.spoken.get(topic_of(cue))
        return last is None or (not cue.once and now - last >= cue.cool_down)

    def pausing(self, now: datetime) -> bool:
        """Nothing can come up now, whatever waits."""
        quiet = self.quiet_until is not None and now < self.quiet_until
        return self.shown is not None or not self.waiting or quiet

    def forget_stale(self, holding: Collection[RuleKey]) -> tuple[Cue, ...]:
        """A cue that had to wait may have missed its moment: what holds no more is dropped."""
        stale = tuple(cue for cue in self.waiting if key_of(cue) not in holding)
        self.waiting = [cue for cue in self.waiting if key_of(cue) in holding]
        return stale

    def show_next(self, now: datetime, most: int, *, listening: bool) -> Cue | None:
        """The best of those that wait goes on the screen, if there is room for it.

        `listening`: in listening mode, or while the caller talks; safety passes.
        """
        if self.pausing(now):
            return None
        ready = [cue for cue in self.waiting if cue.safety or not listening]
        if not ready:
            return None
        best = max(ready, key=lambda cue: (cue.safety, cue.priority))
        if self.used >= most and not best.safety:
            return None
        self.waiting.remove(best)
        self.shown, self.used, self.dismissed = best, self.used + 1, None
        return best

    def held(self, cue: Cue, now: datetime, most: int, *, listening: bool) -> Held | None:
        """Why `cue`, which waits, does not come up now."""
        if self.shown is not None:
            return Held.BEHIND
        if self.quiet_until is not None and now < self.quiet_until:
            return Held.QUIET
        if listening and not cue.safety:
            return Held.LISTENING
        return Held.BUDGET if self.used >= most and not cue.safety else None

    def dismiss(self, now: datetime) -> Cue | None:
        """'Not now': it leaves, does not come again by itself, and it is quiet for a while."""
        cue, self.shown = self.shown, None
        if cue is not None:
            self.dismissed, self.quiet_until = cue, now + COOL_DOWN
        return cue

    def bring_back(self) -> Cue | None:
        """'Not now' was a mistake. None when there is nothing to bring back, or no room."""
        if self.shown is not None or self.dismissed is None:
            return None
        self.shown, self.dismissed, self.quiet_until = self.dismissed, None, None
        return self.shown

    def use(self, now: datetime) -> Cue | None:
        """Its wording was taken: it did its work, and what comes next lets that be said first."""
        cue, self.shown = self.shown, None
        if cue is not None:
            self.quiet_until = now + COOL_DOWN
        return cue

    def step_back(self) -> Cue | None:
        """Listening began: what is shown waits again and costs nothing; safety stays."""
        cue = self.shown
        if cue is None or cue.safety:
            return None
        self.waiting.insert(0, cue)
        self.shown, self.used = None, self.used - 1
        return cue

    def keep_only(self, packs: Collection[PackId]) -> None:
        """Packs were switched off: nothing of theirs stays; back on, they begin anew."""
        if self.shown is not None and self.shown.pack not in packs:
            self.shown = None
        if self.dismissed is not None and self.dismissed.pack not in packs:
            self.dismissed = None
        self.waiting = [cue for cue in self.waiting if cue.pack in packs]
        self.spoken = {key: at for key, at in self.spoken.items() if key[0] in packs}

    def finish(self) -> bool:
        """The talk is over. Whether anything was shown or waiting."""
        there = self.shown is not None or bool(self.waiting) or self.dismissed is not None
        self.shown, self.waiting, self.dismissed = None, [], None
        return there
