"""What the knowledge base knows of a call's words and of names of articles, while nobody waits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from agentassist.domain.article_choice import Fit
from agentassist.domain.ids import ArticleId


class ArticleHints(Protocol):
    """Both give way to a search that an agent types: None then; ask again later."""

    async def fitting(self, words: str, today: date) -> Sequence[Fit] | None:
        """Articles found by these words, best first; none that is out of date."""
        ...

    async def called(self, names: Collection[str]) -> Mapping[str, tuple[ArticleId, str]] | None:
        """Id and title of those names that are an article's id or whole title."""
        ...
