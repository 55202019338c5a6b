"""The socket that calls are reported to: on this computer alone, at 127.0.0.1 and ::1."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from agentassist.domain import call_events as ev
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, LegId
from agentassist.domain.ivr_reading import IvrMapping
from agentassist.ports.telephony import (
    ConnectionState,
    ConnectionStatus,
    NameOrigin,
    NameSeen,
    NamesReport,
    PhoneSink,
)
from agentassist.telephony.webhook.calls import ReportedCalls
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.cti import CtiReport
from agentassist.telephony.webhook.loopback import BACKLOG, listening
from agentassist.telephony.webhook.message import CallReport, Reported
from agentassist.telephony.webhook.receiver import Counters, Receiver
from agentassist.telephony.webhook.session import HttpSession

MAX_CONNECTIONS: Final = 64
MAX_UNSENT: Final = 65_536
TICK: Final = 5.0
RETRY: Final = 5.0
STATUS_EVERY_NS: Final = 5_000_000_000
MAX_NAMES: Final = 100


class WebhookPhoneSystem:
    """A PhoneSystem that is told of calls. `run` it once; cancel to end it.

    `agents` are known to be extensions of the site: a number that is one of them is a colleague.
    `on_problem` hears once what is in the way of listening. What comes by token is told to `cti`,
    a phone system beside this one that nobody vouches for.
    """

    def __init__(
        self,
        config: WebhookConfig,
        mapping: IvrMapping | None = None,
        agents: Iterable[AgentId] = (),
        *,
        on_problem: Callable[[AgentAssistError], None] = lambda problem: None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        agents = tuple(agents)
        self.cti = CtiPhoneSystem(agents) if config.token is not None else None
        self._config = config
        self._on_problem = on_problem
        self._mapping = mapping or IvrMapping()
        self._calls = ReportedCalls(agents)
        self._receiver = Receiver(config, self._mapping, self, wall=wall, clock=time.monotonic)
        self._sockets: list[socket.socket] = []
        self._connections: dict[_Connection, None] = {}  # the oldest stands first
        self._sink: PhoneSink | None = None
        self._status: ConnectionStatus | None = None
        self._heard_ns: int | None = None
        self._names: dict[str, int] = {}
        self._rings = self._more_names = 0

    @property
    def counters(self) -> Counters:
        return self._receiver.counters

    @property
    def port(self) -> int:
        """Where it listens; with port 0 in its settings known once it is open."""
        return int(self._sockets[0].getsockname()[1]) if self._sockets else self._config.port

    def open(self) -> None:
        """Takes the port at once. AgentAssistError("phone.port_busy") when another program has it.

        `run` does it otherwise, and tries again as long as it takes.
        """
        if not self._sockets:
            self._sockets = listening(self._config.port)

    def close(self) -> None:
        """Gives the port back, if it was opened and never run."""
        for one in self._sockets:
            one.close()
        self._sockets = []

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        """Nobody to ask: a report says it, or there is no evidence."""
        return False

    def names_seen(self) -> NamesReport:
        """See ports.telephony.SeesNames."""
        kinds = self._mapping.kinds
        seen = (
            NameSeen(name, NameOrigin.STEP, count, name if name in kinds else None)
            for name, count in self._names.items()
        )
        return NamesReport(tuple(seen), self._rings, self._more_names)

    async def run(self, sink: PhoneSink) -> None:
        """Until cancelled."""
        self._sink = sink
        await self._open_sooner_or_later()
        loop = asyncio.get_running_loop()
        servers = [
            await loop.create_server(lambda: _Connection(self), sock=one, backlog=BACKLOG)
            for one in self._sockets
        ]
        sink.on_events([ev.SystemListed(_now(), ()), ev.SystemSettled(_now())])
        self._tell(ConnectionState.READY)
        try:
            while True:
                await asyncio.sleep(TICK)
                self._deliver(self._calls.expire(_now()))
        finally:
            for server in servers:
                server.close()
            for connection in list(self._connections):
                connection.cut()
            self.close()

    async def _open_sooner_or_later(self) -> None:
        told = False
        while True:
            self._tell(ConnectionState.CONNECTING)
            try:
                self.open()
                return
            except AgentAssistError as problem:
                self._tell(ConnectionState.UNREACHABLE, "port_busy", RETRY)
                if not told:
                    told = True
                    self._on_problem(problem)
            await asyncio.sleep(RETRY)

    # ------------------------------------------------------------------ from the receiver

    def take(self, report: CallReport) -> None:
        """A report that was signed."""
        at = _now()
        self._heard_ns = at.ns
        self._note_names(report)
        self._deliver(self._calls.take(report, at))
        status = self._status
        if status is not None and at.ns - (status.last_event_ns or 0) > STATUS_EVERY_NS:
            self._tell(ConnectionState.READY)

    def take_cti(self, report: CtiReport) -> None:
        if self.cti is not None:
            self.cti.take(report)

    def _deliver(self, events: Sequence[ev.CallEvent]) -> None:
        if events and self._sink is not None:
            self._sink.on_events(events)

    def _note_names(self, report: CallReport) -> None:
        self._rings += report.event is Reported.RING
        for name in (*report.unmapped, *{fact.kind: None for fact in report.inputs or ()}):
            if name in self._names or len(self._names) < MAX_NAMES:
                self._names[name] = self._names.get(name, 0) + 1
            else:
                self._more_names += 1

    def _tell(
        self, state: ConnectionState, detail: str | None = None, pause: float | None = None
    ) -> None:
        old = self._status
        self._status = ConnectionStatus(
            state=state,
            system=f"webhook 127.0.0.1:{self.port}",
            since_ns=old.since_ns if old and old.state is state else time.monotonic_ns(),
            last_event_ns=self._heard_ns,
            retry_in=None if pause is None else timedelta(seconds=pause),
            detail=detail,
        )
        if self._sink is not None:
            self._sink.on_status(self._status)

    # ------------------------------------------------------------------ connections

    def begin(self, connection: "_Connection") -> HttpSession:
        """One more; when there are too many, the one that is open longest gives way."""
        if len(self._connections) >= MAX_CONNECTIONS:
            next(iter(self._connections)).cut()
        self._connections[connection] = None
        return HttpSession(self._receiver, time.monotonic())

    def ended(self, connection: "_Connection") -> None:
        self._connections.pop(connection, None)


class CtiPhoneSystem:
    """A PhoneSystem of what came by token: numbers that ring. It has no connection of its own."""

    def __init__(self, agents: Iterable[AgentId] = ()) -> None:
        self._calls = ReportedCalls(agents)
        self._sink: PhoneSink | None = None

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        return False

    async def run(self, sink: PhoneSink) -> None:
        """Until cancelled."""
        self._sink = sink
        sink.on_events([ev.SystemListed(_now(), ()), ev.SystemSettled(_now())])
        while True:
            await asyncio.sleep(TICK)
            self._deliver(self._calls.expire(_now()))

    def take(self, report: CtiReport) -> None:
        at = _now()
        there = self._calls.agents_in(report.call)
        for one in report.reports(there, at.wall or datetime.now(UTC)):
            self._deliver(self._calls.take(one, at))

    def _deliver(self, events: Sequence[ev.CallEvent]) -> None:
        if events and self._sink is not None:
            self._sink.on_events(events)


class _Connection(asyncio.Protocol):
    """The socket's side: a request is answered in the loop turn in which its end is read."""

    _transport: asyncio.Transport
    _session: HttpSession

    def __init__(self, system: WebhookPhoneSystem) -> None:
        self._system = system
        self._timer: asyncio.TimerHandle | None = None
        self._due = 0.0  # of the timer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):  # always, for a stream
            self._transport = transport
            self._session = self._system.begin(self)
            self._wait()

    def data_received(self, data: bytes) -> None:
        self._send(self._session.feed(data, time.monotonic()))

    def eof_received(self) -> bool:
        self._send(self._session.feed(b"", time.monotonic()))
        return False  # closes once everything is sent

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._system.ended(self)

    def cut(self) -> None:
        self._system.ended(self)
        self._transport.abort()

    def _send(self, data: bytes) -> None:
        if self._transport.is_closing():
            return
        if data:
            self._transport.write(data)
        if self._transport.get_write_buffer_size() > MAX_UNSENT:  # asks, and does not read
            self.cut()
            return
        if self._session.closing and self._transport.can_write_eof():
            self._transport.write_eof()
        self._wait()

    def _wait(self) -> None:
        """One timer; when the deadline has moved on meanwhile it looks again."""
        deadline = self._session.deadline
        if self._timer is not None:
            if self._due <= deadline:
                return
            self._timer.cancel()
        self._due = deadline
        left = max(0.0, deadline - time.monotonic())
        self._timer = asyncio.get_running_loop().call_later(left, self._look)

    def _look(self) -> None:
        self._timer = None
        if self._transport.is_closing():
            return
        if time.monotonic() < self._session.deadline:
            self._wait()
        elif self._session.closing:
            self.cut()
        else:
            self._send(self._session.expire(time.monotonic()))


def _now() -> ev.Stamp:
    return ev.Stamp(time.monotonic_ns(), datetime.now(UTC))
