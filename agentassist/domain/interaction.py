"""One past contact with a customer, on any channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agentassist.domain.ids import ContactId, InteractionId


class Channel(StrEnum):
    PHONE = "phone"
    MAIL = "mail"
    CHAT = "chat"
    SOCIAL = "social"
    STORE = "store"
    WEB = "web"
    ORDER = "order"
    TICKET = "ticket"
    SURVEY = "survey"


class Mood(StrEnum):
    """As marked by the agent, never measured from a voice."""

    ANGRY = "angry"
    FRUSTRATED = "frustrated"
    WORRIED = "worried"
    NEUTRAL = "neutral"
    RELIEVED = "relieved"
    GRATEFUL = "grateful"


class InteractionStatus(StrEnum):
    OPEN = "open"  # somebody of ours has to act
    WAITING = "waiting"  # for the customer, or for somebody outside
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Interaction:
    """One row of the timeline. `source` names the system of record, `reference` its own number.

    `topic` is the intent it was about ("billing"), so that likely reasons can be joined;
    `article_ids` were used or read in it; `repeated`: how often the caller had to repeat something.
    """

    id: InteractionId
    contact_id: ContactId
    channel: Channel
    at: datetime
    title: str
    detail: str = ""
    topic: str | None = None
    status: InteractionStatus = InteractionStatus.CLOSED
    duration: timedelta | None = None
    mood_start: Mood | None = None
    mood_end: Mood | None = None
    agent: str | None = None
    reference: str | None = None
    source: str = "local"
    apologies: int = 0
    article_ids: tuple[str, ...] = ()
    repeated: int = 0
