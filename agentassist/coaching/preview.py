"""What a pack would have said in recorded calls, under the same budget as in the window."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from agentassist.coaching.engine import PackCoach
from agentassist.coaching.pack import Pack
from agentassist.coaching.recorded_talk import Talk, Who, after, read_lines
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment, Cue
from agentassist.domain.cue_budget import CueBudget, Held, RuleKey, key_of
from agentassist.domain.ids import RuleId

_START: Final = datetime(2000, 1, 1, tzinfo=UTC)  # any; only what passes since then counts
_TICK: Final = timedelta(seconds=1)  # as in the window
_LINGER: Final = 5  # ticks after the last turn
PLACES: Final = 3


@dataclass(slots=True)
class RuleOutcome:
    """`cues` became due; each was `shown`, or held back, by reason. `findings` are in drafts.

    `over_budget` are those that waited when the budget was spent, `missed` those whose moment
    passed behind another cue or in a pause. `places` are the first few.
    """

    rule: RuleId
    line: str
    findings: int = 0
    cues: int = 0
    shown: int = 0
    over_budget: int = 0
    missed: int = 0
    suggested: int = 0  # a mood, beside the budget
    again: int = 0  # spoken in the same call before, or within its own cool-down
    calls: set[str] = field(default_factory=set)
    places: list[str] = field(default_factory=list)

    @property
    def fired(self) -> int:
        return self.findings + self.cues + self.suggested

    def note(self, call: str, place: str) -> None:
        self.calls.add(call)
        if len(self.places) < PLACES:
            self.places.append(place)


class Preview:
    """`beside` are packs that compete for the same budget. `seen`: how long a cue stands."""

    def __init__(
        self,
        pack: Pack,
        *,
        beside: Iterable[Pack] = (),
        budget: int = 4,
        seen: timedelta = timedelta(seconds=15),
    ) -> None:
        self._pack = pack
        self._coach = PackCoach((pack, *beside))
        self._budget = budget
        self._seen = seen
        self._outcomes = {rule.id: RuleOutcome(rule.id, rule.lines[-1]) for rule in pack.rules}
        self.turns = 0
        self.cues_in_calls: Counter[int] = Counter()  # calls by how many cues they would show

    def outcomes(self) -> tuple[RuleOutcome, ...]:
        """Those that fired most first."""
        return tuple(sorted(self._outcomes.values(), key=lambda one: (-one.fired, one.rule)))

    def texts(self, file: Path) -> None:
        """A text file with one draft a line; nothing is given, nobody is verified."""
        for number, text in enumerate(read_lines(file), 1):
            if text.strip():
                self._draft(text, CallMoment(AgentState.TALKING), str(file), f"{file}:{number}")

    def talk(self, talk: Talk) -> None:
        """A call, second by second."""
        cues, shown_at, reasons = CueBudget(), _START, dict[RuleKey, Held]()
        before: CallMoment | None = None
        call = str(talk.file)
        for now, moment in self._seconds(talk):
            due = self._coach.cues(moment, before)
            before = moment
            place = f"{call} {_clock(moment.elapsed)}"
            for cue in due:
                if cue.suggests is not None:
                    self._suggested(cue, call, place)
            due = tuple(cue for cue in due if cue.suggests is None)
            for cue in cues.hear(due, now):
                self._count(cue, call, place, again=1)
            for cue in due:
                if cue in cues.waiting:
                    self._count(cue, call, place)
            if cues.shown is not None and now - shown_at >= self._seen:
                cues.dismiss(now)
            if not cues.pausing(now):
                holding = {key_of(cue) for cue in self._coach.cues(moment, None)}
                for cue in cues.forget_stale(holding):
                    self._lost(cue, reasons.get(key_of(cue)))
                if (shown := cues.show_next(now, self._budget, listening=False)) is not None:
                    shown_at = now
                    self._shown(shown)
            for cue in cues.waiting:
                held = cues.held(cue, now, self._budget, listening=False)
                if held is not None:
                    reasons[key_of(cue)] = held
        for cue in cues.waiting:
            self._lost(cue, reasons.get(key_of(cue)))
        self.cues_in_calls[cues.used] += 1

    def _seconds(self, talk: Talk) -> Iterator[tuple[datetime, CallMoment]]:
        """The call at each second, and after each turn; an agent's turn is looked at on the way."""
        moment, turns = talk.start, list(talk.turns)
        ticks = int(talk.length / _TICK) + _LINGER
        for tick in range(ticks + 1):
            elapsed = tick * _TICK
            moment = replace(moment, elapsed=elapsed)
            while turns and turns[0].at <= elapsed:
                turn = turns.pop(0)
                if turn.who is Who.AGENT:
                    self._draft(turn.text, moment, str(talk.file), f"{talk.file}:{turn.line}")
                moment = after(moment, turn)
            yield _START + elapsed, moment

    def _draft(self, text: str, moment: CallMoment, call: str, place: str) -> None:
        self.turns += 1
        found = self._coach.check_draft(text, moment).findings
        for rule in {one.rule for one in found if one.pack == self._pack.id}:
            outcome = self._outcomes[rule]
            outcome.findings += 1
            outcome.note(call, f"{place} {text[:100]}")

    def _count(self, cue: Cue, call: str, place: str, *, again: int = 0) -> None:
        if cue.pack == self._pack.id:
            outcome = self._outcomes[cue.rule]
            outcome.again += again
            if not again:
                outcome.cues += 1
                outcome.note(call, f"{place} {cue.line}")

    def _suggested(self, cue: Cue, call: str, place: str) -> None:
        if cue.pack == self._pack.id:
            outcome = self._outcomes[cue.rule]
            outcome.suggested += 1
            outcome.note(call, f"{place} {cue.line}: {cue.words}")

    def _shown(self, cue: Cue) -> None:
        if cue.pack == self._pack.id:
            self._outcomes[cue.rule].shown += 1

    def _lost(self, cue: Cue, held: Held | None) -> None:
        if cue.pack == self._pack.id:
            outcome = self._outcomes[cue.rule]
            if held is Held.BUDGET:
                outcome.over_budget += 1
            else:
                outcome.missed += 1


def _clock(elapsed: timedelta) -> str:
    minutes, seconds = divmod(int(elapsed.total_seconds()), 60)
    return f"{minutes}:{seconds:02}"
