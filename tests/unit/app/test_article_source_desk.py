"""Sources of articles by hand: how far a look is, one at a time, stopped, and what is told then."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from agentassist.app.article_source_desk import ArticleSourceDesk
from agentassist.app.bus import Bus
from agentassist.app.events import AppEvent, ArticlesSynced, ArticleSyncProgressed
from agentassist.domain.article_sync import ArticleSourceState, SyncReport
from agentassist.domain.errors import AgentAssistError


class Slow:
    """Implements ArticleKeeper: reads on when it is told to."""

    def __init__(self) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self.asked: list[tuple[str | None, bool]] = []

    async def sync(
        self,
        name: str | None = None,
        *,
        whole: bool = False,
        progress: Callable[[str, int], None] = lambda source, read: None,
    ) -> Sequence[SyncReport]:
        self.asked.append((name, whole))
        for read in (50, 60, 100):
            progress("wiki", read)
        self.begun.set()
        await self.go_on.wait()
        return [SyncReport("wiki", stored=2)]

    async def states(self) -> Sequence[ArticleSourceState]:
        return []


class Room:
    def __init__(self) -> None:
        bus = Bus()
        self.told: list[AppEvent] = []
        self.changes = 0
        bus.subscribe(self.told.append)
        self.keeper = Slow()
        self.desk = ArticleSourceDesk(bus)
        self.desk.open(self.keeper, None, self._changed)

    async def _changed(self) -> None:
        self.changes += 1


def test_a_look_tells_how_far_it_is_and_what_came() -> None:
    async def story() -> None:
        room = Room()
        looking = asyncio.ensure_future(room.desk.sync("wiki", whole=True))
        await room.keeper.begun.wait()
        with pytest.raises(AgentAssistError, match="sync_runs"):
            await room.desk.sync()
        room.keeper.go_on.set()
        await looking
        assert room.keeper.asked == [("wiki", True)]
        assert room.told == [
            ArticleSyncProgressed("wiki", 0),
            ArticleSyncProgressed("wiki", 50),
            ArticleSyncProgressed("wiki", 100),
            ArticlesSynced((SyncReport("wiki", stored=2),)),
        ]
        assert room.changes == 1

    asyncio.run(story())


def test_a_look_that_is_stopped_says_so_and_another_may_begin() -> None:
    async def story() -> None:
        room = Room()
        looking = asyncio.ensure_future(room.desk.sync())
        await room.keeper.begun.wait()
        await room.desk.cancel()
        with pytest.raises(asyncio.CancelledError):
            await looking
        assert room.told[-1] == ArticlesSynced(())
        assert room.changes == 0
        room.keeper.go_on.set()
        await room.desk.sync()
        assert room.told[-1] == ArticlesSynced((SyncReport("wiki", stored=2),))

    asyncio.run(story())


def test_without_a_source_there_is_nothing_to_look_at() -> None:
    async def story() -> None:
        desk = ArticleSourceDesk(Bus())
        desk.open(None, None, lambda: asyncio.sleep(0))
        assert (await desk.states(), await desk.conflicts()) == ((), ())
        await desk.sync()
        await desk.cancel()

    asyncio.run(story())
