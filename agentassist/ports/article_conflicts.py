"""Articles that differ here and at their source, and what somebody decided about them."""

from collections.abc import Sequence
from typing import Protocol

from agentassist.domain.article_sync import Keep, NamedConflict
from agentassist.domain.ids import ArticleId


class ArticleConflicts(Protocol):
    async def conflicts(self) -> Sequence[NamedConflict]:
        """Those to be settled, and those that were and can be undone; the newest first."""
        ...

    async def settle(self, source: str, article_id: ArticleId, keep: Keep) -> None:
        """AgentAssistError("knowledge.no_conflict") where there is none, or it is settled."""
        ...

    async def undo(self, source: str, article_id: ArticleId) -> None:
        """All as before `settle`. AgentAssistError("knowledge.no_conflict") where it was not."""
        ...
