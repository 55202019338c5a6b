"""Where articles come from, as a window sees it: how each source does, syncs, and conflicts."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from agentassist.app.bus import Bus
from agentassist.app.desk_command import command
from agentassist.app.events import ArticlesSynced, ArticleSyncProgressed
from agentassist.domain.article_sync import ArticleSourceState, Keep, NamedConflict, SyncReport
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.ports.article_conflicts import ArticleConflicts
from agentassist.ports.article_keeping import ArticleKeeper

TOLD_EVERY: Final = 50  # articles between two words of progress


class ArticleSourceDesk:
    """`desk.article_sources`. Without a keeper there are no sources, as in the demo."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._keeper: ArticleKeeper | None = None
        self._conflicts: ArticleConflicts | None = None
        self._changed: Callable[[], Awaitable[None]] | None = None
        self._running: asyncio.Task[object] | None = None
        self.opened = asyncio.Event()

    def open(
        self,
        keeper: ArticleKeeper | None,
        conflicts: ArticleConflicts | None,
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        """`changed` is awaited when there are other articles than before."""
        self._keeper, self._conflicts, self._changed = keeper, conflicts, changed
        self.opened.set()

    @command
    async def states(self) -> Sequence[ArticleSourceState]:
        """How each source is doing; none of them is asked."""
        return await self._keeper.states() if self._keeper is not None else ()

    @command
    async def sync(self, name: str | None = None, *, whole: bool = False) -> None:
        """Bring this one, or all, up to date now; ArticlesSynced comes when it is done.

        AgentAssistError("knowledge.sync_runs") while another one does.
        """
        if self._keeper is None:
            return
        if self._running is not None:
            raise AgentAssistError("knowledge.sync_runs", retryable=True)
        self._running = asyncio.current_task()
        told: dict[str, int] = {}

        def progress(source: str, read: int) -> None:
            if source not in told or read - told[source] >= TOLD_EVERY:
                told[source] = read
                self._bus.publish(ArticleSyncProgressed(source, read))

        if name is not None:
            self._bus.publish(ArticleSyncProgressed(name, 0))
        reports: tuple[SyncReport, ...] = ()
        try:
            reports = tuple(await self._keeper.sync(name, whole=whole, progress=progress))
        finally:  # cancelled too: whoever watches looks again
            self._running = None
            self._bus.publish(ArticlesSynced(reports))
        if any(one.stored or one.removed for one in reports):
            await self._tell_changed()

    @command
    async def cancel(self) -> None:
        """End the sync that was asked for here; what came stays, the rest is asked for again."""
        if self._running is not None:
            self._running.cancel()

    @command
    async def conflicts(self) -> Sequence[NamedConflict]:
        """See ports.article_conflicts."""
        return await self._conflicts.conflicts() if self._conflicts is not None else ()

    @command
    async def settle(self, source: str, article_id: ArticleId, keep: Keep) -> None:
        """AgentAssistError("knowledge.no_conflict")."""
        if self._conflicts is not None:
            await self._conflicts.settle(source, article_id, keep)
            await self._tell_changed()

    @command
    async def undo(self, source: str, article_id: ArticleId) -> None:
        """AgentAssistError("knowledge.no_conflict")."""
        if self._conflicts is not None:
            await self._conflicts.undo(source, article_id)
            await self._tell_changed()

    async def _tell_changed(self) -> None:
        if self._changed is not None:
            await self._changed()
