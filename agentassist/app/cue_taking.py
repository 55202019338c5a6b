"""How cues are taken, counted by rule: for the agent, and as counts alone for a pack's author."""

from agentassist.app.runtime import StartTask
from agentassist.domain.coaching import Cue, DraftReport
from agentassist.domain.cue_tally import CueTally
from agentassist.domain.ids import PackId, RuleId
from agentassist.ports.cue_counts import CueCounts


class CueTaking:
    """Without a store or a way to start tasks nothing is counted."""

    def __init__(
        self, counts: CueCounts | None = None, start_task: StartTask | None = None
    ) -> None:
        self._counts = counts
        self._start_task = start_task

    def shown(self, cue: Cue) -> None:
        self._add(CueTally(cue.pack, cue.rule, shown=1))

    def withdrawn(self, cue: Cue) -> None:
        """Before anybody could take it: listening began."""
        self._add(CueTally(cue.pack, cue.rule, shown=-1))

    def dismissed(self, cue: Cue) -> None:
        self._add(CueTally(cue.pack, cue.rule, dismissed=1))

    def brought_back(self, cue: Cue) -> None:
        self._add(CueTally(cue.pack, cue.rule, dismissed=-1))

    def used(self, cue: Cue) -> None:
        self._add(CueTally(cue.pack, cue.rule, used=1))

    def decided(self, report: DraftReport, *, used: bool) -> None:
        """What was found in a draft, once the agent said what becomes of it.

        Not while it is typed: half a sentence finds what the whole one doesn't.
        """
        rules: set[tuple[PackId, RuleId]] = {(one.pack, one.rule) for one in report.findings}
        for pack, rule in sorted(rules):
            self._add(CueTally(pack, rule, shown=1, dismissed=int(not used), used=int(used)))

    def _add(self, change: CueTally) -> None:
        if self._counts is not None and self._start_task is not None:
            self._start_task(self._counts.add(change), "cue counts")
