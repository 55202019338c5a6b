"""What sources were asked a moment ago, so that the same caller costs them nothing twice."""

from collections.abc import Iterable
from datetime import timedelta

from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import SourceKey
from agentassist.ports.clock import Clock


class RecentlyAsked:
    """Answers by source and key, timelines by record; each forgotten after `span`."""

    def __init__(self, clock: Clock, span: timedelta) -> None:
        self._clock = clock
        self._span = span // timedelta(microseconds=1) * 1000
        self._found: dict[tuple[str, SourceKey], tuple[int, tuple[SourceRecord, ...]]] = {}
        self._read: dict[SourceRecord, int] = {}

    def found(self, source: str, key: SourceKey) -> tuple[SourceRecord, ...] | None:
        """The records that this key brought; None when it was not asked for lately."""
        self._forget()
        known = self._found.get((source, key))
        return None if known is None else known[1]

    def keep(self, source: str, key: SourceKey, records: Iterable[SourceRecord]) -> None:
        self._found[source, key] = self._clock.monotonic_ns(), tuple(records)

    def read(self, record: SourceRecord) -> bool:
        """Whether the timeline of this record was fetched lately."""
        self._forget()
        return record in self._read

    def keep_read(self, record: SourceRecord) -> None:
        self._read[record] = self._clock.monotonic_ns()

    def _forget(self) -> None:
        before = self._clock.monotonic_ns() - self._span
        for key in [key for key, (at, _) in self._found.items() if at < before]:
            del self._found[key]
        for record in [record for record, at in self._read.items() if at < before]:
            del self._read[record]
