"""A promise to a customer: what, by when, who owns it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId, PromiseId


class PromiseStatus(StrEnum):
    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Promise:
    """`owner` is who will do it: an agent or a team, as the source of record names them."""

    id: PromiseId
    contact_id: ContactId
    what: str
    due: datetime
    owner: str
    made_at: datetime
    status: PromiseStatus = PromiseStatus.OPEN
    discretion: Discretion = Discretion.SAY

    def overdue(self, now: datetime) -> bool:
        return self.status is PromiseStatus.OPEN and self.due < now
