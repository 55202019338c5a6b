"""A phone system that reports calls, for the tests: bodies, signatures, and what agents see."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from agentassist.bridge.feed import BridgeFeed
from agentassist.domain import call_events as ev
from agentassist.domain.call import CallSnapshot
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.ids import AgentId
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES, IvrMapping
from agentassist.ports.telephony import ConnectionStatus
from agentassist.telephony.webhook.calls import ReportedCalls
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.connection import WebhookPhoneSystem
from agentassist.telephony.webhook.parser import read_report
from agentassist.telephony.webhook.signature import sign

SECRET = "only-for-these-tests-and-no-other"
TOKEN = "also-only-for-these-tests-and-no-other"
OUTSIDE = "+493023125042"
BEGIN = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
MAPPING = IvrMapping({**DEFAULT_VARIABLES, "meter": "IVR_METER"})


def body(event: str = "ring", **more: Any) -> dict[str, Any]:
    """A report of an ordinary call; `from_` stands for the key `from`."""
    told = {
        "id": "call-1",
        "event": event,
        "agent": "101",
        "from": OUTSIDE,
        "to": "+4989123456",
        "at": BEGIN.isoformat(),
        "inputs": [],
        **more,
    }
    if "from_" in told:
        told["from"] = told.pop("from_")
    return told


class Site:
    """Reports in, snapshots out, with a clock of its own and no socket."""

    def __init__(self, *agents: str, known: tuple[str, ...] = ()) -> None:
        names = [AgentId(agent) for agent in agents or ("101", "102", "103")]
        self.calls = ReportedCalls([AgentId(agent) for agent in known])
        self.tracker = CallTracker(names)
        self.seen: list[CallSnapshot] = []
        self.seconds = 0.0
        self._apply([ev.SystemListed(self.stamp(), ()), ev.SystemSettled(self.stamp())])

    def stamp(self) -> ev.Stamp:
        ns = int(self.seconds * 1e9) + 1
        return ev.Stamp(ns, BEGIN + timedelta(seconds=self.seconds))

    def tell(self, event: str, agent: str = "101", **more: Any) -> list[CallSnapshot]:
        """One report, a second after the last; what is new for agents."""
        self.seconds += 1.0
        at = (BEGIN + timedelta(seconds=self.seconds)).isoformat()
        raw = body(event, **{"agent": agent, "at": at, **more})
        report = read_report(json.dumps(raw).encode(), MAPPING)
        return self._apply(self.calls.take(report, self.stamp()))

    def wait(self, seconds: float) -> list[CallSnapshot]:
        self.seconds += seconds
        return self._apply(self.calls.expire(self.stamp()))

    def _apply(self, events: list[ev.CallEvent]) -> list[CallSnapshot]:
        new = [change.snapshot for event in events for change in self.tracker.apply(event)]
        self.seen += new
        return new

    def told(self, agent: str = "101") -> list[str]:
        """Each of the agent's snapshots in a word."""
        return [one.outcome or one.state for one in self.seen if one.agent == agent]


@pytest.fixture
def site() -> type[Site]:
    return Site


@pytest.fixture
def report_body() -> Callable[..., dict[str, Any]]:
    return body


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


class Line:
    """One connection to the webhook."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def send(self, raw: bytes) -> None:
        self.writer.write(raw)
        await self.writer.drain()

    async def reply(self) -> Reply:
        async with asyncio.timeout(15):
            head = await self.reader.readuntil(b"\r\n\r\n")
            first, *lines = head.decode().split("\r\n")
            pairs = (line.partition(":") for line in lines if line)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            status = int(first.split()[1])
            length = int(headers.get("content-length", "0"))
            return Reply(status, headers, await self.reader.readexactly(length))

    async def leave(self) -> None:
        self.writer.close()
        with contextlib.suppress(ConnectionError):
            await self.writer.wait_closed()

    async def closed(self) -> bool:
        """Nothing more comes."""
        async with asyncio.timeout(15):
            try:
                return await self.reader.read() == b""
            except ConnectionError:
                return True


def request(
    payload: bytes, *, path: str = "/v1/calls", method: str = "POST", **headers: str
) -> bytes:
    """Headers by name, with `_` for `-`; without a name for the signature none is sent."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    headers = {"Content_Type": "application/json", **headers}
    headers.setdefault("Content_Length", str(len(payload)))
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + payload


@dataclass
class Desk:
    """The webhook on a real socket, with the bridge over it."""

    system: WebhookPhoneSystem
    feed: BridgeFeed
    seen: list[CallSnapshot] = field(default_factory=list)
    statuses: list[ConnectionStatus] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    _moments: Iterator[int] = field(default_factory=lambda: count(int(time.time()) - 200))

    async def line(self) -> Line:
        self.lines.append(Line(*await asyncio.open_connection("127.0.0.1", self.system.port)))
        return self.lines[-1]

    def signed(self, payload: bytes, *, at: int | None = None, **headers: str) -> bytes:
        """Each with a time of its own, so that no signature comes twice."""
        moment = next(self._moments) if at is None else at
        headers.setdefault("X_AgentAssist_Signature", sign(SECRET, payload, moment))
        return request(payload, **headers)

    async def ask(self, raw: bytes) -> Reply:
        line = await self.line()
        await line.send(raw)
        reply = await line.reply()
        await line.leave()
        return reply

    async def report(self, event: str = "ring", **more: Any) -> Reply:
        return await self.ask(self.signed(json.dumps(body(event, **more)).encode()))


@asynccontextmanager
async def open_desk(
    *, token: str | None = None, signatures: Path | None = None, **options: Any
) -> AsyncIterator[Desk]:
    config = WebhookConfig(0, SECRET, token, signatures)
    system = WebhookPhoneSystem(config, MAPPING, **options)
    feed = BridgeFeed(system)
    desk = Desk(system, feed)
    for agent in ("101", "102", "103"):
        feed.subscribe(AgentId(agent), desk.seen.append)
    feed.on_status(desk.statuses.append)
    system.open()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(feed.run())
        yield desk
        for line in desk.lines:
            await line.leave()
        running.cancel()


@pytest.fixture
def on_desk() -> Callable[..., None]:
    """`on_desk(play)` runs `await play(desk)` beside a webhook that listens."""

    def run(play: Callable[[Desk], Any], **options: Any) -> None:
        async def main() -> None:
            async with asyncio.timeout(60), open_desk(**options) as desk:
                await play(desk)

        asyncio.run(main())

    return run


@pytest.fixture
def http_request() -> Callable[..., bytes]:
    return request
