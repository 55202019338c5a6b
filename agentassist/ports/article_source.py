"""Somewhere articles come from again and again: a system with a knowledge base, or a feed."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from agentassist.domain.article_sync import Reject
from agentassist.domain.knowledge import Article


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a source has now. `pages` raises AgentAssistError; what came before it is right.

    `whole`: once `pages` has ended, an article that did not come is there no more, unless some
    were `rejected`, of which nobody knows which they are. `mark` is given back at the next time.
    """

    pages: AsyncGenerator[Sequence[Article], None]
    whole: bool
    mark: str = ""
    rejected: Callable[[], int] = lambda: 0
    rejects: Callable[[], Sequence[Reject]] = tuple  # the first of them, one by one


class ArticleSource(Protocol):
    """`name` is its own among all: articles remember it."""

    @property
    def name(self) -> str: ...

    async def deliver(self, since: datetime | None, mark: str) -> Delivery | None:
        """Articles changed since then, or all of them for None; None: nothing changed at all.

        `mark` is that of the last delivery, "" where there was none or it does not count. Raises
        AgentAssistError.
        """
        ...
