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
from agentassist.domain.utterance import Utterance
from agentassist.ports.names_seen import NamesReport
from agentassist.ports.telephony import ConnectionState, ConnectionStatus, PhoneSink
from agentassist.telephony.stamp import stamp
from agentassist.telephony.webhook.calls import ReportedCalls
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.cti import CtiReport
from agentassist.telephony.webhook.loopback import BACKLOG, listening
from agentassist.telephony.webhook.names import ReportedNames
from agentassist.telephony.webhook.receiver import Counters, Receiver
from agentassist.telephony.webhook.report import CallReport
from agentassist.telephony.webhook.session import HttpSession
from agentassist.telephony.webhook.wire import HttpWire

MAX_CONNECTIONS: Final = 64
TICK: Final = 5.0
RETRY: Final = 5.0
STATUS_EVERY_NS: Final = 5_000_000_000


class WebhookPhoneSystem:
    """A PhoneSystem that is told of calls. `run` it once; cancel to end it.

    `agents` are known to be extensions of the site: a number that is one of them is a colleague.
    `on_problem` hears once what is in the way of listening. What comes by token is told to `cti`,
    a phone system beside this one that nobody vouches for. `on_utterance` hears what is said.
    """

    def __init__(
        self,
        config: WebhookConfig,
        mapping: IvrMapping | None = None,
        agents: Iterable[AgentId] = (),
        *,
        on_problem: Callable[[AgentAssistError], None] = lambda problem: None,
        on_utterance: Callable[[Utterance], None] = lambda utterance: None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        agents = tuple(agents)
        self.cti = CtiPhoneSystem(agents) if config.token is not None else None
        self._config = config
        self._on_problem = on_problem
        self._on_utterance = on_utterance
        self._mapping = mapping or IvrMapping()
        self._calls = ReportedCalls(agents)
        self._receiver = Receiver(config, self._mapping, self, wall=wall, clock=time.monotonic)
        self._sockets: list[socket.socket] = []
        self._connections: dict[HttpWire, None] = {}  # the oldest stands first
        self._sink: PhoneSink | None = None
        self._status: ConnectionStatus | None = None
        self._heard_ns: int | None = None
        self._names = ReportedNames()

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
        """See ports.names_seen.SeesNames."""
        return self._names.report(self._mapping)

    async def run(self, sink: PhoneSink) -> None:
        """Until cancelled."""
        self._sink = sink
        await self._open_sooner_or_later()
        loop = asyncio.get_running_loop()
        servers = [
            await loop.create_server(
                lambda: HttpWire(self.begin, self.ended), sock=one, backlog=BACKLOG
            )
            for one in self._sockets
        ]
        sink.on_events([ev.SystemListed(stamp(), ()), ev.SystemSettled(stamp())])
        self._tell(ConnectionState.READY)
        try:
            while True:
                await asyncio.sleep(TICK)
                self._deliver(self._calls.expire(stamp()))
        finally:
            for server in servers:
                server.close()
            for connection in list(self._connections):
                connection.cut()
            self._receiver.close()
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
        at = stamp()
        self._heard_ns = at.ns
        self._names.note(report)
        self._deliver(self._calls.take(report, at))
        status = self._status
        if status is not None and at.ns - (status.last_event_ns or 0) > STATUS_EVERY_NS:
            self._tell(ConnectionState.READY)

    def take_cti(self, report: CtiReport) -> None:
        if self.cti is not None:
            self.cti.take(report)

    def take_utterance(self, utterance: Utterance) -> None:
        """A piece of a transcript, which was signed."""
        self._on_utterance(utterance)

    def _deliver(self, events: Sequence[ev.CallEvent]) -> None:
        if events and self._sink is not None:
            self._sink.on_events(events)

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

    def begin(self, connection: HttpWire) -> HttpSession:
        """One more; when there are too many, the one that is open longest gives way."""
        if len(self._connections) >= MAX_CONNECTIONS:
            next(iter(self._connections)).cut()
        self._connections[connection] = None
        return HttpSession(self._receiver, time.monotonic())

    def ended(self, connection: HttpWire) -> None:
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
        sink.on_events([ev.SystemListed(stamp(), ()), ev.SystemSettled(stamp())])
        while True:
            await asyncio.sleep(TICK)
            self._deliver(self._calls.expire(stamp()))

    def take(self, report: CtiReport) -> None:
        at = stamp()
        there = self._calls.agents_in(report.call)
        for one in report.reports(there, at.wall or datetime.now(UTC)):
            self._deliver(self._calls.take(one, at))

    def _deliver(self, events: Sequence[ev.CallEvent]) -> None:
        if events and self._sink is not None:
            self._sink.on_events(events)
