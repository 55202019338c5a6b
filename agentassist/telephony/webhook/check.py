"""A real test of the webhook: is the port ours, is the secret good, does a signed report get in."""

import asyncio
import contextlib
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Final

from agentassist.domain.call_events import CallEvent
from agentassist.domain.errors import AgentAssistError
from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.telephony.webhook.config import LEAST_SECRET, WebhookConfig
from agentassist.telephony.webhook.connection import WebhookPhoneSystem
from agentassist.telephony.webhook.receiver import CALLS, SIGNATURE
from agentassist.telephony.webhook.signature import sign

PATIENCE: Final = 5.0
PORT, SECRET, ROUND_TRIP = "port", "secret", "round_trip"
LONGEST_ANSWER: Final = 16_384
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3}) ")


class WebhookCheck:
    """A ports.connection_check.ConnectionCheck.

    Where the webhook runs already, that one is asked; else it is started for the length of the
    test. What is reported is the end of a call that nobody knows: it changes nothing.
    """

    def __init__(self, config: WebhookConfig) -> None:
        self._config = config
        self._told: list[CheckStep] = []
        self._on_step: Callable[[CheckStep], None] = lambda step: None

    @property
    def plan(self) -> tuple[str, ...]:
        return (PORT, SECRET, ROUND_TRIP)

    async def run(self, on_step: Callable[[CheckStep], None]) -> CheckReport:
        """See ports.connection_check.ConnectionCheck. Takes PATIENCE seconds at most."""
        self._told, self._on_step = [], on_step
        try:
            async with asyncio.timeout(PATIENCE):
                problem = await self._look()
        except TimeoutError:
            problem = "timeout"
        except OSError:
            problem = "closed"
        if problem is not None:
            self._tell(self.plan[len(self._told)], problem)
        return CheckReport(tuple(self._told), f"webhook 127.0.0.1:{self._config.port}")

    def _tell(self, step: str, problem: str | None = None) -> None:
        result = CheckResult.OK if problem is None else CheckResult.FAILED
        self._told.append(CheckStep(step, result, problem))
        self._on_step(self._told[-1])

    async def _look(self) -> str | None:
        """A code for what went wrong, or None."""
        async with _running(self._config) as port:
            if await post(port, b"{}", ()) not in (401, 429):
                return "port_busy"
            self._tell(PORT)
            if len(self._config.secret) < LEAST_SECRET:
                return "weak_secret"
            self._tell(SECRET)
            body = json.dumps(_nothing_happened()).encode()
            signature = sign(self._config.secret, body, int(time.time())).encode()
            if await post(port, body, ((SIGNATURE, signature),)) != 202:
                return "refused"
            self._tell(ROUND_TRIP)
        return None


class _Nobody:
    """A PhoneSink that only waits for the port to be open."""

    def __init__(self) -> None:
        self.ready = asyncio.Event()

    def on_events(self, events: Sequence[CallEvent]) -> None:
        return

    def on_status(self, status: ConnectionStatus) -> None:
        if status.state is ConnectionState.READY:
            self.ready.set()


@asynccontextmanager
async def _running(config: WebhookConfig) -> AsyncIterator[int]:
    """The port at which somebody listens: one of our own, unless the port is taken."""
    system = WebhookPhoneSystem(config)
    try:
        system.open()
    except AgentAssistError:
        yield config.port
        return
    nobody = _Nobody()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(system.run(nobody))
        try:
            await nobody.ready.wait()
            yield system.port
        finally:
            running.cancel()


async def post(
    port: int, body: bytes, headers: Sequence[tuple[bytes, bytes]], path: bytes = CALLS
) -> int | None:
    """The status of the answer to a report; None when it is no HTTP."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        lines = [
            b"POST %s HTTP/1.1" % path,
            b"Host: 127.0.0.1:%d" % port,
            b"Content-Type: application/json",
            b"Content-Length: %d" % len(body),
            b"Connection: close",
            *(b"%s: %s" % header for header in headers),
        ]
        writer.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)
        found = _STATUS.match(await reader.read(LONGEST_ANSWER))
        return int(found[1]) if found else None
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


def _nothing_happened() -> dict[str, object]:
    return {
        "id": f"agentassist-check-{secrets.token_hex(8)}",
        "event": "hangup",
        "agent": "agentassist-check",
        "from": None,
        "to": None,
        "at": datetime.now(UTC).isoformat(),
    }
