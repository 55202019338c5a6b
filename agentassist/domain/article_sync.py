"""What came of bringing the articles of a source up to date."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article

MOST_REJECTS = 200  # rows of one sync that are told one by one


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


class Keep(StrEnum):
    """How somebody settled a conflict."""

    MINE = "mine"  # as it is here, until theirs changes again
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class NamedConflict:
    """A conflict with both articles; `theirs` is None where it is there no more.

    `kept`: it was settled, and can be undone; `mine` is then what was here before.
    """

    source: str
    article_id: ArticleId
    clash: Clash
    other: str
    mine: Article | None
    theirs: Article | None
    noticed: datetime
    kept: Keep | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row of a source that is no article: where it stands, and why, as a code with a detail.

    `count` of them where the source tells no place.
    """

    reason: str
    place: str = ""
    line: int = 0
    detail: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class SyncReport:
    """`whole`: all was compared. `emptied`: nothing came where something was; it was kept.

    `changed` counts those of `stored` that were here before. `rejects`: `MOST_REJECTS` at most of
    the `rejected`. `problem`: it ended early; what came before is right, and the rest is asked for
    again. `at`: when it ended.
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
    changed: int = 0
    rejects: tuple[Reject, ...] = ()
    at: datetime | None = None

    @property
    def new(self) -> int:
        return self.stored - self.changed

    @property
    def clean(self) -> bool:
        """Nobody has to look."""
        return not (self.conflicts or self.rejected or self.emptied or self.problem)


class ArticleSourceKind(StrEnum):
    FOLDER = "folder"
    ADDRESS = "address"  # the organisation's feed over https
    SYSTEM = "system"  # of record, by a mapping


@dataclass(frozen=True, slots=True)
class ArticleSourceState:
    """`place` is where it is, `title` the settings' word for it; `articles` are here from there.

    `last` is the last try, None before the first; `good_at` when one last succeeded.
    """

    name: str
    kind: ArticleSourceKind
    title: str = ""
    place: str = ""
    articles: int = 0
    good_at: datetime | None = None
    last: SyncReport | None = None
