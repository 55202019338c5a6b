"""What came of bringing the articles of a source up to date."""

from dataclasses import dataclass
from enum import StrEnum

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId


class Clash(StrEnum):
    """Why an article was left as it is here."""

    OTHER_SOURCE = "other_source"  # another source brought one with this id
    NOT_FROM_THERE = "not_from_there"  # one with this id was put here by hand
    CHANGED_BOTH = "changed_both"  # it was changed here and there
    GONE_THERE = "gone_there"  # it was changed here, and is there no more


@dataclass(frozen=True, slots=True)
class Conflict:
    """`other` is the source that has the id, for OTHER_SOURCE."""

    article_id: ArticleId
    clash: Clash
    other: str = ""


@dataclass(frozen=True, slots=True)
class SyncReport:
    """`whole`: all was compared. `emptied`: nothing came where something was; it was kept.

    `problem`: it ended early; what came before is right, and the rest is asked for again.
    """

    source: str
    stored: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0
    conflicts: tuple[Conflict, ...] = ()
    whole: bool = False
    emptied: bool = False
    problem: AgentAssistError | None = None

    @property
    def clean(self) -> bool:
        """Nobody has to look."""
        return not (self.conflicts or self.rejected or self.emptied or self.problem)
