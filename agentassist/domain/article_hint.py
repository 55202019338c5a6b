"""Articles that a call itself points to: those that fit it, and those that its caller tried."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from agentassist.domain.ids import ArticleId, InteractionId
from agentassist.domain.interaction import Channel


class SuggestedBy(StrEnum):
    """What in the call an article was found by, the surest first."""

    MENU = "menu"  # what the caller chose
    RECORD = "record"  # a matter on file that they probably call about
    NOTES = "notes"  # what the agent is writing


@dataclass(frozen=True, slots=True)
class SuggestionReason:
    """`words` are those that found it, as they stand in the call: "Billing", "two bills"."""

    by: SuggestedBy
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SuggestedArticle:
    article_id: ArticleId
    title: str
    reason: SuggestionReason


class TriedHow(StrEnum):
    USED = "used"  # an agent read it with them, or took its words
    SENT = "sent"  # it stands in what was written to them
    NAMED = "named"  # they, or a colleague's note, name it
    SELF_SERVICE = "self_service"  # they read it themselves, in the portal, the bot or the menu


@dataclass(frozen=True, slots=True)
class TriedArticle:
    """An article that this caller knows already; `at` None: in this call, before an agent came.

    `interaction` is the row of the timeline that says so, `words` the place in it, at most a line.
    `agent` is who used or sent it, where that is known; `source` the system of record.
    """

    article_id: ArticleId
    title: str
    how: TriedHow
    at: datetime | None
    channel: Channel
    source: str = "local"
    interaction: InteractionId | None = None
    agent: str | None = None
    words: str = field(default="", repr=False)
