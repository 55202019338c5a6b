"""Whose calls we follow, and how the phone system is doing."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from agentassist.app.bus import Bus
from agentassist.app.events import AgentChanged, PhoneStatusChanged
from agentassist.domain.call import CallSnapshot
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.ports.settings import Setting, Settings
from agentassist.ports.telephony import CallFeed, ConnectionState, ConnectionStatus

EXTENSION = "agent.extension"
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Connections:
    """Subscribes the agent's extension at the feed; changing it needs no restart."""

    bus: Bus
    settings: Settings
    feed: CallFeed
    on_snapshot: Callable[[CallSnapshot], None]
    on_agent: Callable[[AgentId | None], None]
    credentials_here: Callable[[], bool] = lambda: False
    _state: ConnectionState | None = None
    _unsubscribe: Callable[[], None] | None = None
    _followed: object = None  # the extension as the settings had it

    def start(self) -> None:
        """On the core's loop: settings are changed on threads of their own."""
        loop = asyncio.get_running_loop()

        def changed(setting: Setting) -> None:
            if setting.key == EXTENSION and not loop.is_closed():
                loop.call_soon_threadsafe(self._follow_if_new, setting)

        self.settings.on_change(changed)
        self.feed.on_status(self._status)
        self._follow(self.settings.get(EXTENSION))

    def _status(self, status: ConnectionStatus) -> None:
        """Each further try of the same is no news: it would push all else out of the log."""
        if status.state not in (self._state, ConnectionState.CONNECTING):
            self._state = status.state
            _log.info("phone system %s %s %s", status.system, status.state, status.detail or "")
        self.bus.publish(PhoneStatusChanged(status, self.credentials_here()))

    def set_extension(self, text: str) -> None:
        """AgentAssistError("setting.bad_value" | "setting.locked") when it can't be."""
        extension = text.strip()
        if not extension:
            raise AgentAssistError("setting.bad_value", key=EXTENSION)
        self.settings.set(EXTENSION, extension)
        self._follow(self.settings.get(EXTENSION))

    def _follow_if_new(self, setting: Setting) -> None:
        if setting.value != self._followed:
            self._follow(setting)

    def _follow(self, setting: Setting) -> None:
        self._followed = setting.value
        extension = AgentId(str(setting.value)) if setting.value else None
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None
        self.on_agent(extension)
        self.bus.publish(AgentChanged(extension, setting.locked))
        if extension is not None:
            self._unsubscribe = self.feed.subscribe(extension, self.on_snapshot)
