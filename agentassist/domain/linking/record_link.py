"""A link between two records of sources: who made it, when, why, and who took it apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from agentassist.domain.ids import ContactId

if TYPE_CHECKING:  # names and their short forms come with it, which the first paint does not need
    from agentassist.domain.linking.comparison import Reason


class LinkMethod(StrEnum):
    """Who decided that two records are one customer."""

    RULE = "rule"
    AGENT = "agent"


@dataclass(frozen=True, slots=True, order=True)
class SourceRecord:
    """A record where it lives: the name of the source and the id it has there."""

    source: str
    id: str


def contact_id(record: SourceRecord) -> ContactId:
    """The id that the contact of another source's record has in the store."""
    return ContactId(f"{record.source}:{record.id}")


@dataclass(frozen=True, slots=True)
class RecordLink:
    """Two records that are one customer, `one` before `other` in order.

    `evidence` is empty where an agent decided without any. A link that was undone stays on
    record with who, when and why.
    """

    id: int
    one: SourceRecord
    other: SourceRecord
    method: LinkMethod
    made_by: str  # an agent's extension, or the rules' name
    made_at: datetime
    evidence: tuple[Reason, ...] = ()
    undone_by: str | None = None
    undone_at: datetime | None = None
    undone_why: str | None = None
