"""Under which names IVR data was reported, for IT: names and counts, never a value."""

from typing import Final

from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.names_seen import NameOrigin, NameSeen, NamesReport
from agentassist.telephony.webhook.report import CallReport, Reported

MAX_NAMES: Final = 100


class ReportedNames:
    """Counts; bounded in number whatever is reported."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._rings = self._more = 0

    def note(self, report: CallReport) -> None:
        self._rings += report.event is Reported.RING
        for name in (*report.unmapped, *{fact.kind: None for fact in report.inputs or ()}):
            if name in self._counts or len(self._counts) < MAX_NAMES:
                self._counts[name] = self._counts.get(name, 0) + 1
            else:
                self._more += 1

    def report(self, mapping: IvrMapping) -> NamesReport:
        seen = (
            NameSeen(name, NameOrigin.STEP, count, name if name in mapping.kinds else None)
            for name, count in self._counts.items()
        )
        return NamesReport(tuple(seen), self._rings, self._more)
