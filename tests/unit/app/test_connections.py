"""What is written down of the phone system's ups and downs."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.connections import Connections
from agentassist.app.events import AppEvent, PhoneStatusChanged
from agentassist.domain.call import CallSnapshot
from agentassist.domain.ids import AgentId
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.settings.store import SettingsStore

CONNECTING, UNREACHABLE = ConnectionState.CONNECTING, ConnectionState.UNREACHABLE
READY, LOST = ConnectionState.READY, ConnectionState.LOST


class Feed:
    """A CallFeed whose states the test sends."""

    def subscribe(
        self, agent: AgentId, on_snapshot: Callable[[CallSnapshot], None]
    ) -> Callable[[], None]:
        return lambda: None

    def on_status(self, listener: Callable[[ConnectionStatus], None]) -> Callable[[], None]:
        self.tell = listener
        return lambda: None

    async def run(self) -> None:
        """Nothing of its own."""


def test_a_phone_system_out_of_reach_is_logged_once_and_its_return_once(
    caplog: pytest.LogCaptureFixture, clock: Any
) -> None:
    told: list[AppEvent] = []
    bus, feed = Bus(), Feed()
    bus.subscribe(told.append)
    settings = SettingsStore(None, clock)
    connections = Connections(bus, settings, feed, lambda snapshot: None, lambda agent: None)

    async def start() -> None:
        connections.start()

    asyncio.run(start())
    with caplog.at_level(logging.INFO, "agentassist.app.connections"):
        for state in (*[CONNECTING, UNREACHABLE] * 50, CONNECTING, READY, LOST):
            feed.tell(ConnectionStatus(state, "pbx:5038", 0))
    assert [record.getMessage().split()[3] for record in caplog.records] == [
        "unreachable",
        "ready",
        "lost",
    ]
    assert sum(isinstance(event, PhoneStatusChanged) for event in told) == 103


def test_an_extension_changed_in_the_settings_is_followed_at_once(clock: Any) -> None:
    followed: list[AgentId | None] = []
    settings = SettingsStore(None, clock)
    connections = Connections(Bus(), settings, Feed(), lambda snapshot: None, followed.append)

    async def day() -> None:
        connections.start()
        await asyncio.to_thread(settings.set, "agent.extension", "101")
        await asyncio.to_thread(settings.set, "ui.theme", "dark")
        connections.set_extension("102")
        await asyncio.to_thread(settings.reset, "agent.extension")
        await asyncio.sleep(0)

    asyncio.run(day())
    assert followed == [None, AgentId("101"), AgentId("102"), None]
