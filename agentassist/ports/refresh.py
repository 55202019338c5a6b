"""Asking the sources of record about a caller while what is known locally is on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agentassist.domain.ids import ContactId
from agentassist.domain.source import SourceKey, SourceStatus


@dataclass(frozen=True, slots=True)
class SourceReport:
    """How one source stands. `news`: it brought something that the store did not have."""

    status: SourceStatus
    news: bool = False


class Refresh(Protocol):
    """What sources answer is put into the store; `History` then has it, linked."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Their names, in the order of the settings; empty when there is none."""

    async def ask(
        self,
        keys: Sequence[SourceKey],
        contact_id: ContactId | None = None,
        *,
        heard: Callable[[SourceReport], None],
        again: bool = False,
    ) -> None:
        """Ask all sources at once, each within its own deadline; returns when all are done.

        `heard` is told of each source at once (asking, or that it can't be asked), and again as it
        has answered or failed. `contact_id`: the person already known, whose other keys and
        records are asked for too. The same question is answered from what was fetched a moment
        ago, unless `again` says that the agent asks. Never raises; cancelling it cancels all.
        """
        ...

    async def close(self) -> None: ...
