"""Links between records of sources: what an agent says belongs to one person, and takes apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from agentassist.domain.contact import Contact
from agentassist.domain.ids import ContactId

if TYPE_CHECKING:  # the rules of linking are not needed for the first paint
    from agentassist.domain.linking.comparison import Reason
    from agentassist.domain.linking.record_link import LinkMethod, RecordLink, SourceRecord


@dataclass(frozen=True, slots=True)
class LikelySame:
    """A person who may be the same as another, and what speaks for it and against it.

    `record` is the one of theirs that the evidence is about.
    """

    contact: Contact
    record: SourceRecord
    evidence: tuple[Reason, ...] = ()


class Linking(Protocol):
    """Raises AgentAssistError("storage.*")."""

    async def add(
        self,
        one: SourceRecord,
        other: SourceRecord,
        *,
        method: LinkMethod,
        by: str,
        evidence: Iterable[Reason] = (),
    ) -> RecordLink | None:
        """Link two records and return the link; the one that stands, if there is one."""
        ...

    async def undo(self, link_id: int, *, by: str, why: str = "") -> bool:
        """Take a link apart; False when there is none that stands. `why` is kept."""
        ...

    async def differ_in_account(self, one: SourceRecord, other: SourceRecord) -> bool:
        """Whether the persons of both have accounts and none in common: a strong contradiction."""
        ...

    async def likely(self, contact_id: ContactId, limit: int = 9) -> Sequence[LikelySame]:
        """Other persons who share a key with this one, the likeliest first: the agent judges."""
        ...
