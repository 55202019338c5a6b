"""The brief: what an agent should know of this caller, in one short paragraph.

Made by rule from what is on file; every part names its evidence and says no more than that.
The window writes the sentences. All of it is for the agent's eyes: nothing of it is a wording.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agentassist.domain.basis import Basis, Certainty
from agentassist.domain.interaction import Channel, Mood


class BriefCode(StrEnum):
    """What a part says, and which of `BriefPart`'s values it has beside its basis.

    `text` is from the record, shown as it stands there.
    """

    WHY = "why"  # text or topic, certainty
    MISSED = "missed"  # a promise that is overdue: text, at (due), agent (its owner), count
    UNANSWERED = "unanswered"  # channel, at, count: they wrote or called, nobody answered
    REPEATED = "repeated"  # topic or text (a case's number), count, span: they were here before
    OPEN = "open"  # count, text, reference, channel, at (of the newest), late (it is past due)
    TOLD = "told"  # what we told them last: text, channel, at, agent
    APOLOGISED = "apologised"  # count, topic (None: for several), at (of the first)
    MOOD = "mood"  # how the last contact ended: mood, channel, at
    TRIED = "tried"  # articles that did not settle it: articles, count


@dataclass(frozen=True, slots=True)
class BriefPart:
    """One statement; see `BriefCode` for what is set. `basis` is never empty."""

    code: BriefCode
    basis: tuple[Basis, ...]
    text: str | None = None
    topic: str | None = None
    reference: str | None = None
    count: int = 1
    at: datetime | None = None
    span: timedelta | None = None
    channel: Channel | None = None
    agent: str | None = None
    mood: Mood | None = None
    late: bool = False
    articles: tuple[str, ...] = ()
    certainty: Certainty | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """What matters most comes first; at most `MOST_PARTS` of them."""

    parts: tuple[BriefPart, ...] = ()

    def part(self, code: BriefCode) -> BriefPart | None:
        return next((part for part in self.parts if part.code is code), None)


MOST_PARTS = 5
