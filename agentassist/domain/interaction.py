"""One past contact with a customer, on any channel."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from agentassist.domain.call import Direction
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import ContactId, InteractionId


class Channel(StrEnum):
    """How a customer and we were in touch, and what systems of record note of it.

    ORDER and TICKET are cases, NOTE is what a colleague wrote down: nobody was in touch.
    """

    PHONE = "phone"  # voicemail and missed calls too
    MAIL = "mail"
    CHAT = "chat"  # on our own pages and in our app
    MESSAGE = "message"  # SMS, WhatsApp and other messengers
    SOCIAL = "social"
    VIDEO = "video"
    LETTER = "letter"  # and fax
    STORE = "store"
    VISIT = "visit"  # one of us at theirs: technician, delivery
    WEB = "web"  # portal, form
    CALLBACK = "callback"  # they asked to be called
    ORDER = "order"
    TICKET = "ticket"
    SURVEY = "survey"
    NOTE = "note"


CONVERSED = frozenset(
    {
        Channel.PHONE,
        Channel.MAIL,
        Channel.CHAT,
        Channel.MESSAGE,
        Channel.SOCIAL,
        Channel.VIDEO,
        Channel.LETTER,
        Channel.STORE,
        Channel.CALLBACK,
    }
)  # customer and we had words with each other, or they wanted to
CASES = frozenset({Channel.ORDER, Channel.TICKET})


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

    @property
    def pending(self) -> bool:
        return self is not InteractionStatus.CLOSED


@dataclass(frozen=True, slots=True)
class Interaction:
    """One row of the timeline. `source` names the system of record, `reference` its own number.

    `topic` is the intent it was about ("billing"), so that likely reasons can be joined;
    `article_ids` were used or read in it; `repeated`: how often the caller had to repeat something.
    `direction` says who began it. `thread` is the source's own name of the conversation, `parent`
    the number of the case it belongs to. `unanswered`: the source says that nobody answered;
    `answered_at` when somebody did. `due` is when its source expects a case to be done: delivered,
    visited, answered; `done_at` when it was.
    `discretion` is what its source says of the whole row.
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
    direction: Direction | None = None
    thread: str | None = None
    parent: str | None = None
    unanswered: bool = False
    answered_at: datetime | None = None
    discretion: Discretion = Discretion.SAY
    due: datetime | None = None
    done_at: datetime | None = None

    def late(self, now: datetime) -> bool:
        """It should have been done by now, and nobody said that it was."""
        waits = self.status.pending and self.done_at is None
        return waits and self.due is not None and self.due < now
