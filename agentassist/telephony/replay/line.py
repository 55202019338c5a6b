"""The demo's phone system itself: one port, one state, whoever is logged in."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Final

from agentassist.telephony.replay.demo import renumbered, rewritten
from agentassist.telephony.replay.recording import RecordedEvent
from agentassist.telephony.replay.session import Credentials, ReplaySession, SentEvent
from agentassist.telephony.replay.state import PhoneState

_BANNER: Final = b"Asterisk Call Manager/11.0.0\r\n"
_HOST: Final = "127.0.0.1"
_ANSWERED: Final = b"ChannelState: 6\r\nChannelStateDesc: Up\r\n"
_RINGING: Final = b"ChannelState: 5\r\nChannelStateDesc: Ringing\r\n"


class DemoLine:
    """Sends events to every client that is logged in and answers what they ask.

    `life` counts how often the calls are played; each life has ids of its own. `on_change` is
    called when the first client has come or the last has gone.
    """

    def __init__(
        self,
        credentials: Credentials,
        port: int,
        on_change: Callable[[], None],
        on_sent: Callable[[SentEvent], None] | None,
    ) -> None:
        self._credentials = credentials
        self._wanted_port = port
        self._on_change = on_change
        self._on_sent = on_sent
        self._phone = PhoneState()
        self._server: asyncio.Server | None = None
        self._sessions: set[ReplaySession] = set()
        self._handlers: set[asyncio.Task[None]] = set()
        self.connected = asyncio.Event()
        self.life = 0

    @property
    def port(self) -> int:
        if self._server is None or not self._server.sockets:
            return self._wanted_port
        return int(self._server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, _HOST, self._wanted_port)
        self._wanted_port = self.port

    async def stop(self) -> None:
        """Close the port and every connection. May be called twice."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for session in self._sessions:
            session.close()
        if self._handlers:
            await asyncio.wait(self._handlers)

    async def send(self, recorded: RecordedEvent) -> None:
        event = renumbered(recorded, self.life)
        self._phone.see(event, time.monotonic())
        for session in list(self._sessions):
            if session.logged_in.is_set():
                try:
                    await session.send(event)
                except ConnectionError:
                    continue  # gone; when it comes back it asks what is going on

    async def hang_up(self, rest: Iterable[RecordedEvent]) -> None:
        """End what is still up, with the goodbyes that the rest of the recording holds for it."""
        for event in rest:
            if self._says_goodbye(event):
                await self.send(self._as_it_is_now(event))

    def _says_goodbye(self, event: RecordedEvent) -> bool:
        name = event.fields.get("Channel")
        channel = self._phone.channels.get(name)
        match event.name:
            case "Hangup":
                return channel is not None
            case "BridgeLeave":
                return channel is not None and channel.bridge != ""
            case "QueueCallerLeave":
                waiting = self._phone.queues.get(event.fields.get("Queue"), [])
                return any(waiter == name for waiter, _ in waiting)
        return False

    def _as_it_is_now(self, event: RecordedEvent) -> RecordedEvent:
        """A phone that still rings does not hang up an answered call, as it did when recorded."""
        channel = self._phone.channels.get(event.fields.get("Channel"))
        if channel is None or channel.fields["ChannelStateDesc"] != "Ringing":
            return event
        return rewritten(event, event.raw.replace(_ANSWERED, _RINGING))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handler = asyncio.current_task()
        if handler is not None:  # never None inside a coroutine
            self._handlers.add(handler)
            handler.add_done_callback(self._handlers.discard)
        session = ReplaySession(
            reader,
            writer,
            credentials=self._credentials,
            state=self._phone,
            now=time.monotonic,
            on_sent=self._on_sent,
            on_login=self._client_came,
        )
        self._sessions.add(session)
        try:
            await session.serve(_BANNER)
        finally:
            self._sessions.discard(session)
            if not any(other.logged_in.is_set() for other in self._sessions):
                self.connected.clear()
                self._on_change()

    def _client_came(self) -> None:
        self.connected.set()
        self._on_change()
