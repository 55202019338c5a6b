"""An AMI server on loopback that plays recordings to a real client."""

import asyncio
import contextlib
import ipaddress
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import TracebackType

from agentassist.telephony.replay.recording import RecordedEvent, Recording
from agentassist.telephony.replay.session import Credentials, ReplaySession, SentEvent
from agentassist.telephony.replay.state import PhoneState

StepGate = Callable[[RecordedEvent], Awaitable[None]]


class ReplayServer:
    """Serve recordings, byte for byte, at the recorded pace.

    The first connection gets the first recording, at its end it is cut, the port refuses for
    `down` seconds and the next connection gets the next one; the last recording is served to
    every further connection and left open. `speed` 2.0 is twice as fast, 0 without pauses.
    `start_at`: what was recorded before that second is only taken into the state, so that the
    client comes in mid-call and has to ask. `drop_at`: cut the connection at that second.
    `step_gate` is awaited before each event. `variables` are set on every channel for Getvar.
    Use as `async with ReplayServer(...) as server: server.port`.
    """

    def __init__(
        self,
        recordings: Sequence[Recording],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        user: str | None = None,
        secret: str | None = None,
        refuse: bool = False,
        refusal_delay: float = 1.0,
        speed: float = 1.0,
        chunk: int = 0,
        start_at: float = 0.0,
        drop_at: float | None = None,
        down: float = 0.0,
        queries: bool = True,
        variables: Mapping[str, str] | None = None,
        step_gate: StepGate | None = None,
        on_sent: Callable[[SentEvent], None] | None = None,
    ) -> None:
        if not recordings:
            raise ValueError("a replay needs at least one recording")
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError("a replay listens on loopback only")
        self._recordings = tuple(recordings)
        self._host = host
        self._wanted_port = port
        self._credentials = Credentials(user, secret, refuse, refusal_delay)
        self._speed = speed
        self._chunk = chunk
        self._start_at = start_at
        self._drop_at = drop_at
        self._down = down
        self._queries = queries
        self._variables = dict(variables or {})
        self._step_gate = step_gate
        self._on_sent = on_sent
        self._server: asyncio.Server | None = None
        self._sessions: set[ReplaySession] = set()
        self._handlers: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self.listening = asyncio.Event()  # cleared while the port refuses
        self.connections = 0
        self.refused_actions: list[str] = []
        self.finished = asyncio.Event()  # the last recording has been sent to its end

    async def __aenter__(self) -> "ReplayServer":
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        self._server = await asyncio.start_server(
            self._connected, self._host, self._wanted_port, reuse_address=True
        )
        self._wanted_port = self.port  # the second life answers at the same address
        self.listening.set()

    async def stop(self) -> None:
        """Close the port and every connection. May be called twice."""
        self._stopping.set()
        self._close_port()
        for session in self._sessions:
            session.close()
        if self._handlers:
            await asyncio.wait(self._handlers)

    @property
    def port(self) -> int:
        if self._server is None or not self._server.sockets:
            return self._wanted_port
        return int(self._server.sockets[0].getsockname()[1])

    def _close_port(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self.listening.clear()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        handler = asyncio.current_task()
        if handler is not None:  # never None inside a coroutine
            self._handlers.add(handler)
            handler.add_done_callback(self._handlers.discard)
        index = min(self.connections, len(self._recordings) - 1)
        self.connections += 1
        last = index == len(self._recordings) - 1
        if not last:
            self._close_port()
        await self._serve(reader, writer, self._recordings[index], last)
        if not last:
            await self._come_back()

    async def _serve(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        recording: Recording,
        last: bool,
    ) -> None:
        state = PhoneState(self._variables)
        state.take_present(recording)
        playback = _Playback(recording, state, self._speed, self._start_at, self._drop_at)
        session = ReplaySession(
            reader,
            writer,
            credentials=self._credentials,
            state=state,
            now=playback.now,
            queries=self._queries,
            chunk=self._chunk,
            on_sent=self._on_sent,
        )
        self._sessions.add(session)
        try:
            async with asyncio.TaskGroup() as tasks:
                player = tasks.create_task(self._play(session, playback, last))
                await session.serve(recording.banner)
                player.cancel()
        finally:
            self.refused_actions += session.refused
            self._sessions.discard(session)

    async def _come_back(self) -> None:
        """The outage between two lives; a stop ends it at once."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), self._down)
        if not self._stopping.is_set():
            await self.start()

    async def _play(self, session: ReplaySession, playback: "_Playback", last: bool) -> None:
        await session.logged_in.wait()
        try:
            if await playback.run(session, self._step_gate) and last:
                self.finished.set()
                return
        except ConnectionError:
            pass  # the client went away in the middle; `serve` ends by itself
        session.close()


class _Playback:
    """One recording on its way to one client; its clock is the second of the recording."""

    def __init__(
        self,
        recording: Recording,
        state: PhoneState,
        speed: float,
        start_at: float,
        drop_at: float | None,
    ) -> None:
        self._state = state
        self._recording = recording
        self._speed = speed
        self._start_at = start_at
        self._drop_at = drop_at
        self._position = start_at

    def now(self) -> float:
        return self._position

    async def run(self, session: ReplaySession, gate: StepGate | None) -> bool:
        """True when everything was sent and nothing cut."""
        started = time.monotonic()
        for event in self._recording.events:
            if event.second < self._start_at:
                self._state.see(event, event.second)
                continue
            if self._drop_at is not None and event.second > self._drop_at:
                return False
            if self._speed > 0:
                due = started + (event.second - self._start_at) / self._speed
                await asyncio.sleep(max(0.0, due - time.monotonic()))
            if gate is not None:
                await gate(event)
            self._position = event.second
            self._state.see(event, event.second)
            await session.send(event)
        return True
