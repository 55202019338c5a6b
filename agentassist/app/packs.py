"""Looking after coaching packs. Whatever changes holds at once, in the call that goes on too."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection

from agentassist.app.article_keeping import FIRST_S, MINUTES, OFF_S, SPREAD_S
from agentassist.app.bus import Bus
from agentassist.app.desk_command import command
from agentassist.app.events import PacksChanged
from agentassist.domain.cue_tally import CueTally
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.ports.coaching import Coach, Plugins
from agentassist.ports.cue_counts import CueCounts
from agentassist.ports.packs import PackCollection, PackLook, PackView
from agentassist.ports.settings import Settings

Equip = Callable[[Coach, Plugins | None, Collection[PackId]], None]


class PackDesk:
    """One change at a time; each ends with the coach running on what is there then."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._collection: PackCollection | None = None
        self._counts: CueCounts | None = None
        self._equip: Equip = lambda coach, plugins, packs: None
        self._turn = asyncio.Lock()
        self.opened = asyncio.Event()

    def open(
        self, collection: PackCollection | None, counts: CueCounts | None, equip: Equip
    ) -> None:
        """`equip` hands the coach on; without a collection nothing can be looked after."""
        self._collection, self._counts, self._equip = collection, counts, equip
        self.opened.set()

    @command
    async def view(self) -> PackView:
        return await self._packs().view()

    @command
    async def look(self, place: str) -> PackLook:
        """A file or folder, before it is installed."""
        return await self._packs().look(place)

    @command
    async def install(self, look: PackLook, trusting: bool = False) -> None:
        """`trusting`: the agent compared the fingerprint with the publisher."""
        async with self._turn:
            await self._packs().install(look, trusting=trusting)
            await self._changed()

    @command
    async def remove(self, pack: PackId) -> None:
        async with self._turn:
            await self._packs().remove(pack)
            await self._changed()

    @command
    async def put_back(self, pack: PackId) -> None:
        async with self._turn:
            await self._packs().put_back(pack)
            await self._changed()

    @command
    async def switch(self, pack: PackId, on: bool) -> None:
        async with self._turn:
            await self._packs().switch(pack, on)
            await self._changed()

    async def keep_current(
        self,
        settings: Settings,
        *,
        chance: Callable[[], float] = random.random,
        wait: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        """Until cancelled: looks for new packs of the organisation as often as for articles."""
        await wait(FIRST_S + SPREAD_S * chance())
        while True:
            minutes = settings.get(MINUTES).number
            if minutes and self._collection is not None:
                async with self._turn:
                    if await self._collection.fetch():
                        await self._changed()
            await wait(minutes * 60 * (0.9 + 0.2 * chance()) if minutes else OFF_S)

    @command
    async def tallies(self) -> tuple[CueTally, ...]:
        """How the cues of every rule were taken."""
        return await self._counts.all() if self._counts is not None else ()

    async def _changed(self) -> None:
        equipment = await self._packs().equip()
        self._equip(equipment.coach, equipment.plugins, equipment.packs)
        self._bus.publish(PacksChanged())

    def _packs(self) -> PackCollection:
        if self._collection is None:
            raise AgentAssistError("pack.no_shelf", remedy="pack.no_shelf")
        return self._collection
