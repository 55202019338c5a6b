"""A source of record beside the local store: a CRM, a help desk, an order system."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from agentassist.domain.interaction import Interaction
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceHistory, SourceKey


class Source(Protocol):
    """What it answers is checked before it is returned: see `find`.

    Every method raises AgentAssistError("source.*") with source=NAME, in words without any value
    of a customer, and ends within `deadline`.
    """

    @property
    def name(self) -> str:
        """Its name in settings and links: [a-z][a-z0-9_-]*."""

    @property
    def title(self) -> str:
        """As people of the site know it."""

    @property
    def finds_by(self) -> frozenset[KeyKind]: ...

    @property
    def deadline(self) -> timedelta:
        """One question is answered or given up within this."""

    @property
    def lag(self) -> timedelta:
        """How long what was just made may be missing in its index."""

    @property
    def takes_notes(self) -> bool: ...

    async def find(self, key: SourceKey) -> Sequence[SourceContact]:
        """Customers that really have this key: normalised by us, in the record that came back.

        Empty for a key it can't be asked by. AgentAssistError("source.refused") while its canary
        has not been passed: an impossible key brought somebody back.
        """
        ...

    async def interactions(self, record: SourceRecord, limit: int = 50) -> SourceHistory:
        """Newest first, whatever order the source gives."""
        ...

    async def write_note(self, target: Interaction | SourceRecord, text: str, key: str) -> None:
        """Add a note to a ticket or a customer. `key` makes a second try harmless."""
        ...

    async def canary(self) -> None:
        """Ask for impossible keys. AgentAssistError("source.refused") if anybody comes back."""
        ...

    async def close(self) -> None: ...
