"""Notes on their way to sources of record: kept until they are there, whatever happens between."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from agentassist.domain.ids import InteractionId
from agentassist.domain.linking.record_link import SourceRecord


@dataclass(frozen=True, slots=True)
class WaitingNote:
    """`key` makes a second try harmless. `tries` were made so far."""

    key: str
    record: SourceRecord
    interaction: InteractionId | None
    text: str = field(repr=False)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class OutboxCount:
    """`failed` of the `waiting` were tried; `source` and `error` of the one tried last."""

    waiting: int = 0
    failed: int = 0
    source: str | None = None
    error: str | None = None


class Outbox(Protocol):
    """Notes come in with their wrap-up, see `WrapUps.save`. AgentAssistError("storage.*")."""

    async def due(self, now: datetime, sources: Sequence[str]) -> Sequence[WaitingNote]:
        """Those for `sources` whose time has come, the oldest first; of one wrap-up one by one."""
        ...

    async def next_at(self, sources: Sequence[str]) -> datetime | None:
        """When the next of them is to be tried; None when nothing waits for these sources."""
        ...

    async def trying(self, key: str) -> None:
        """Before it is sent: should the program end meanwhile, it may be there already."""
        ...

    async def sent(self, key: str) -> None: ...

    async def failed(self, key: str, error: str, next_at: datetime) -> None: ...

    async def try_now(self) -> None:
        """Whatever waits may be tried at once."""
        ...

    async def count(self) -> OutboxCount: ...


@dataclass(frozen=True, slots=True)
class NoteTaker:
    """A source that notes are sent to, the language it reads ("en" or "de"), what it is called."""

    source: str
    language: str
    title: str = ""


class NoteSender(Protocol):
    """The sources that take notes, as the settings allow."""

    @property
    def takers(self) -> Sequence[NoteTaker]: ...

    def takes(self, record: SourceRecord, interaction: InteractionId | None) -> bool:
        """Whether a note can be put there: to this ticket, or to the customer."""
        ...

    async def send(self, note: WaitingNote) -> None:
        """AgentAssistError("source.*"). Sent twice under one key, it is there once."""
        ...
