"""What an agent opened and searched lately, for their own convenience: it is in no log."""

from dataclasses import dataclass, field

from agentassist.domain.ids import ArticleId


@dataclass(frozen=True, slots=True)
class RecentArticle:
    """`pinned` as it is now, not as it was then."""

    article_id: ArticleId
    title: str
    product: str = ""
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class RecentUse:
    """Both the latest first."""

    articles: tuple[RecentArticle, ...] = ()
    searches: tuple[str, ...] = field(default=(), repr=False)
