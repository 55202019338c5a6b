"""Links that reach this program: taken by it, or by the window that was first."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from agentassist.domain.errors import AgentAssistError
from agentassist.ports.told_calls import ToldCalls

if TYPE_CHECKING:  # the window stands before any of it is loaded
    from agentassist.telephony.url.connection import LinkPhoneSystem

PATIENCE_S: Final = 10.0  # after the store is open
PAUSE_S: Final = 0.3  # between two looks for the first window, which may be starting, too


class Links:
    """`address` is where the window listens. Not `first`: another has the store, and the links."""

    def __init__(self, address: Path, on_show: Callable[[], None]) -> None:
        self.address = address
        self.on_show = on_show
        self.first = True
        self._system: LinkPhoneSystem | None = None

    def listen(self, open_ear: "Callable[[Path, Callable[[], None]], LinkPhoneSystem]") -> None:
        """`open_ear` is `SitePhones.listen`."""
        if self.first:
            self._system = open_ear(self.address, self.on_show)

    @property
    def told_calls(self) -> ToldCalls | None:
        return self._system

    async def open(self, link: str) -> None:
        """Once the store is open. AgentAssistError("link.*")."""
        if not self.first:
            from agentassist.telephony.url import client

            await self.show_first()
            await asyncio.to_thread(client.open_link, self.address, link)
            return
        if self._system is None:  # the demo plays its own calls
            raise AgentAssistError("link.no_answer")
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._system.listening.wait()
        except TimeoutError:
            raise AgentAssistError("link.no_answer") from None
        self._system.take_link(link)

    async def show_first(self) -> bool:
        """Bring the window forward that was first; False when it could not be reached."""
        from agentassist.telephony.url import client

        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    if await asyncio.to_thread(client.is_answered, self.address):
                        break
                    await asyncio.sleep(PAUSE_S)
                await asyncio.to_thread(client.show_window, self.address)
        except (TimeoutError, AgentAssistError):
            return False
        return True
