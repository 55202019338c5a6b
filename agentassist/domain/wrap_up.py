"""WrapUp: what is recorded after a call."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from agentassist.domain.call import Direction
from agentassist.domain.ids import AgentId, ArticleId, CallId, ContactId, WrapUpId
from agentassist.domain.interaction import Mood
from agentassist.domain.sealed import redact_cards


class Disposition(StrEnum):
    """How the call left the matter. The timeline shows the last two of these as still open."""

    RESOLVED = "resolved"
    NO_ACTION = "no_action"
    WAITING = "waiting"
    HANDED_OVER = "handed_over"


@dataclass(frozen=True, slots=True)
class WrapUp:
    """`reason` is the intent or what the agent typed; `summary` is free text without card numbers.

    `started_at`/`ended_at` are wall-clock times of the call, `talk` how long it was established.
    `given` lists the kinds the caller gave. `repeated` counts 'caller had to repeat'.
    """

    id: WrapUpId
    call_id: CallId
    agent: AgentId
    contact_id: ContactId | None
    caller_name: str | None
    started_at: datetime
    ended_at: datetime | None = None
    talk: timedelta = timedelta()
    reason: str = ""
    disposition: Disposition = Disposition.RESOLVED
    mood_start: Mood | None = None
    mood_end: Mood | None = None
    summary: str = ""
    articles: tuple[ArticleId, ...] = ()
    given: tuple[str, ...] = ()
    queue: str | None = None
    repeated: int = 0
    saved_at: datetime | None = None
    direction: Direction = Direction.INBOUND


def without_cards(wrap_up: WrapUp) -> WrapUp:
    """The same with every card number that was typed into it replaced by its mask."""
    name = wrap_up.caller_name
    return replace(
        wrap_up,
        summary=redact_cards(wrap_up.summary),
        reason=redact_cards(wrap_up.reason),
        caller_name=redact_cards(name) if name else None,
        queue=redact_cards(wrap_up.queue) if wrap_up.queue else None,
    )
