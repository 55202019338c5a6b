"""The connection when peers vanish, machines sleep and nobody is there."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

import pytest

from agentassist.domain import call_events as ev
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.telephony.ami import connection, session
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.connection import AmiPhoneSystem

READY, LOST, UNREACHABLE = (
    ConnectionState.READY,
    ConnectionState.LOST,
    ConnectionState.UNREACHABLE,
)
PATIENCE = 20.0
_wall = time.time
EVENT = (
    "Event: Newchannel\r\nPrivilege: call,all\r\nChannel: PJSIP/trunk-1\r\nChannelState: 4\r\n"
    "Uniqueid: 1.{0}\r\nLinkedid: 1.{0}\r\n\r\n"
)


class Clock:
    """The machine's clocks, but the wall clock can be put forward, as sleep does."""

    def __init__(self) -> None:
        self.slept = 0.0

    monotonic = staticmethod(time.monotonic)
    monotonic_ns = staticmethod(time.monotonic_ns)

    def time(self) -> float:
        return _wall() + self.slept


class Exchange:
    """A manager interface that lets everybody in and knows nothing; it can fall silent."""

    def __init__(self) -> None:
        self.mute = False
        self.pings = asyncio.Queue[None]()
        self.port = 0
        self.lines: list[Line] = []
        self._server: asyncio.Server | None = None

    async def open(self, port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Line(self), "127.0.0.1", port)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for line in self.lines:
            line.transport.abort()

    def tell(self, text: str) -> None:
        self.lines[-1].transport.write(text.encode())

    def answer(self, action: str, action_id: str) -> bytes:
        known = {"Challenge": "Challenge: 1", "Login": "Message: hello", "Ping": "Ping: Pong"}
        said = known.get(action, "Message: Permission denied")
        result = "Success" if action in known else "Error"
        return f"Response: {result}\r\nActionID: {action_id}\r\n{said}\r\n\r\n".encode()


class Line(asyncio.Protocol):
    """One connection to the exchange; it hears again when somebody connects anew."""

    transport: asyncio.Transport

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._exchange.lines.append(self)
        self._exchange.mute = False
        transport.write(b"Asterisk Call Manager/11.0.0\r\n")

    def data_received(self, data: bytes) -> None:
        *actions, self._heard = (self._heard + data).split(b"\r\n\r\n")
        for action in actions:
            lines = dict(line.split(": ", 1) for line in action.decode().split("\r\n"))
            if lines["Action"] == "Ping":
                self._exchange.pings.put_nowait(None)
            if not self._exchange.mute:
                self.transport.write(self._exchange.answer(lines["Action"], lines["ActionID"]))


class Record:
    """A PhoneSink that can be waited for."""

    def __init__(self) -> None:
        self.events: list[ev.CallEvent] = []
        self.statuses: list[ConnectionStatus] = []
        self._news = asyncio.Event()

    def on_events(self, events: Sequence[ev.CallEvent]) -> None:
        self.events += events
        self._news.set()

    def on_status(self, status: ConnectionStatus) -> None:
        self.statuses.append(status)
        self._news.set()

    async def until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not reached():
                self._news.clear()
                await self._news.wait()

    async def until_ready(self, times: int = 1) -> None:
        await self.until(lambda: [one.state for one in self.said()].count(READY) >= times)

    def said(self) -> list[ConnectionStatus]:
        """Changes of the state, without what only tells of activity."""
        told = [one for one in self.statuses if one.state is not ConnectionState.CONNECTING]
        return [
            one
            for at, one in enumerate(told)
            if at == 0 or (one.state, one.since_ns) != (told[at - 1].state, told[at - 1].since_ns)
        ]


Play = Callable[[Exchange, Record], Awaitable[None]]


def followed(play: Play, *, absent: bool = False) -> Record:
    """Runs `play` while the phone system is followed; `absent`: it is not there yet."""
    record = Record()

    async def run() -> None:
        exchange = Exchange()
        await exchange.open()
        if absent:
            exchange.close()
        system = AmiPhoneSystem(AmiConfig("127.0.0.1", exchange.port, "bridge", "dummy"))
        try:
            async with asyncio.TaskGroup() as group:
                running = group.create_task(system.run(record))
                await play(exchange, record)
                running.cancel()
        finally:
            exchange.close()

    asyncio.run(run())
    return record


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of the connection's is a hundredth of ours."""
    for module in (connection, session):
        for name in ("TICK", "FIRST_TICK", "FIRST_RETRY"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, getattr(module, name) / 100)
        for name in ("QUIET_NS", "SILENT_NS"):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, getattr(module, name) // 100)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(connection, "time", clock)
    return clock


def test_a_peer_that_vanished_without_a_word_is_found_out() -> None:
    async def play(exchange: Exchange, record: Record) -> None:
        await record.until_ready()
        exchange.mute = True
        await record.until_ready(2)
        assert len(exchange.lines) == 2

    record = followed(play)
    lost = next(one for one in record.statuses if one.state is LOST)
    assert lost.detail == "silent"
    assert sum(isinstance(event, ev.SystemLost) for event in record.events) == 1


def test_a_quiet_site_is_not_taken_for_a_dead_one() -> None:
    async def play(exchange: Exchange, record: Record) -> None:
        await record.until_ready()
        async with asyncio.timeout(PATIENCE):
            for _ in range(4):
                await exchange.pings.get()

    assert [one.state for one in followed(play).said()] == [READY]


def test_it_comes_back_at_once_after_sleep(clock: Clock) -> None:
    async def play(exchange: Exchange, record: Record) -> None:
        await record.until_ready()
        clock.slept += 3_600
        await record.until_ready(2)

    lost = next(one for one in followed(play).statuses if one.state is LOST)
    assert lost.detail == "slept"
    assert lost.retry_in is not None
    assert lost.retry_in.total_seconds() < 0.5


def test_sleep_ends_a_long_pause_between_attempts(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "FIRST_RETRY", 600.0)
    monkeypatch.setattr(connection, "LONGEST_RETRY", 600.0)

    async def play(exchange: Exchange, record: Record) -> None:
        await record.until(lambda: any(one.state is UNREACHABLE for one in record.statuses))
        await exchange.open(exchange.port)
        clock.slept += 3_600
        await record.until_ready()

    said = followed(play, absent=True).said()
    assert [one.state for one in said] == [UNREACHABLE, READY]
    assert said[0].retry_in is not None
    assert said[0].retry_in.total_seconds() > 400


def test_pauses_grow_to_a_limit_and_no_two_march_in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "FIRST_RETRY", 0.001)
    monkeypatch.setattr(connection, "LONGEST_RETRY", 0.016)

    async def play(exchange: Exchange, record: Record) -> None:
        await record.until(lambda: len(record.said()) >= 9)

    said = followed(play, absent=True).said()[:9]
    pauses = [one.retry_in.total_seconds() for one in said if one.retry_in]
    ideal = [0.001 * 2**step for step in range(4)] + [0.016] * 5
    ratios = [pause / wanted for pause, wanted in zip(pauses, ideal, strict=True)]
    assert all(0.74 < ratio < 1.26 for ratio in ratios)
    assert len({round(ratio, 6) for ratio in ratios}) > 1


def test_when_the_last_event_came_is_told_also_once_they_pause() -> None:
    async def play(exchange: Exchange, record: Record) -> None:
        await record.until_ready()
        for number in range(3):
            exchange.tell(EVENT.format(number))
        await record.until(lambda: len(new(record)) == 3)
        await record.until(lambda: record.statuses[-1].last_event_ns == new(record)[-1].at.ns)

    def new(record: Record) -> list[ev.CallEvent]:
        return [event for event in record.events if isinstance(event, ev.Initiated)]

    record = followed(play)
    assert len(record.statuses) <= 6  # not one for each event
