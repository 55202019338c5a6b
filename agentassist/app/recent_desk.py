"""What this agent opened and searched lately: theirs, and theirs to forget."""

import asyncio

from agentassist.app.desk_command import command
from agentassist.domain.ids import ArticleId
from agentassist.domain.recent_use import RecentUse
from agentassist.domain.sealed import redact_long_numbers
from agentassist.domain.spoken_digits import redact_spoken
from agentassist.ports.recent_use import RecentUses


class RecentDesk:
    """`desk.recents`. Without a place to keep it nothing is remembered."""

    _uses: RecentUses | None

    def __init__(self) -> None:
        self.opened = asyncio.Event()

    def open(self, uses: RecentUses | None) -> None:
        self._uses = uses
        self.opened.set()

    @command
    async def recent(self) -> RecentUse:
        return await self._uses.recent() if self._uses is not None else RecentUse()

    @command
    async def article_opened(self, article_id: ArticleId, query: str = "") -> None:
        """Numbers of cards and accounts that were typed are masked before anything is kept."""
        if self._uses is not None:
            await self._uses.note(article_id, redact_long_numbers(redact_spoken(query)))

    @command
    async def forget(self) -> None:
        if self._uses is not None:
            await self._uses.forget()
