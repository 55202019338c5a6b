"""A window's ear on loopback, with a feed behind it, as the core has it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from agentassist.bridge.feed import BridgeFeed
from agentassist.domain.call import CallOrigin, CallSnapshot
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.telephony.url.config import LinkConfig
from agentassist.telephony.url.connection import LinkPhoneSystem


class Ear:
    """A LinkPhoneSystem that runs, and what the agent saw of it."""

    def __init__(self, file: Path, extension: str, **limits: Any) -> None:
        self.file = file
        self.shown = 0
        self.seen: list[CallSnapshot] = []
        self.ended = asyncio.Event()
        self.trouble: list[AgentAssistError] = []
        config = LinkConfig(file, lambda: extension, **limits)
        self.system = LinkPhoneSystem(config, on_show=self._show, on_trouble=self.trouble.append)

    def see(self, snapshot: CallSnapshot) -> None:
        self.seen.append(snapshot)
        if not snapshot.state.in_call:
            self.ended.set()

    def _show(self) -> None:
        self.shown += 1


Listening = Callable[..., AbstractAsyncContextManager[Ear]]


@pytest.fixture
def listening(tmp_path: Path) -> Listening:
    """`async with listening() as ear`: calls can be announced at `ear.file`."""

    @asynccontextmanager
    async def start(
        file: Path = tmp_path / "data" / "hand-over.json", extension: str = "101", **limits: Any
    ) -> AsyncIterator[Ear]:
        ear = Ear(file, extension, **limits)
        feed = BridgeFeed(ear.system, origin=CallOrigin.LINK)
        feed.subscribe(AgentId("101"), ear.see)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(feed.run())
            await asyncio.wait_for(ear.system.listening.wait(), 10)
            try:
                yield ear
            finally:
                running.cancel()

    return start
