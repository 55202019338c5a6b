"""The webhook keeps the contracts of a phone system and of its test, over real sockets."""

import asyncio
import importlib.util
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agentassist.ports.connection_check import CheckReport, CheckResult, CheckStep, ConnectionCheck
from agentassist.ports.telephony import PhoneSystem
from agentassist.telephony.webhook.check import WebhookCheck, post
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.connection import WebhookPhoneSystem
from agentassist.telephony.webhook.receiver import SIGNATURE
from agentassist.telephony.webhook.signature import sign

SECRET = "a-secret-of-this-test-and-no-other"
Outcome = tuple[ConnectionCheck, CheckReport, list[CheckStep]]


def contract(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(
        f"{name}_contract", Path(__file__).with_name(f"{name}.py")
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class TestWebhook(contract("phone_system").WholeCallContract):  # type: ignore[misc]
    secret = SECRET

    @asynccontextmanager
    async def calls(self) -> AsyncIterator[PhoneSystem]:
        system = WebhookPhoneSystem(WebhookConfig(0, SECRET))
        system.open()
        yield system
        system.close()

    async def place_call(self, system: Any) -> None:
        for event in ("ring", "answer", "hangup"):
            report = {
                "id": "call-1",
                "event": event,
                "agent": self.agent,
                "from": "+493023125042",
                "to": "+4989123456",
                "at": datetime.now(UTC).isoformat(),
                "inputs": [],
            }
            body = json.dumps(report).encode()
            signature = sign(SECRET, body, int(time.time())).encode()
            assert await post(system.port, body, ((SIGNATURE, signature),)) == 202


async def tried(secret: str, running: str = SECRET) -> Outcome:
    """Against one that runs with the secret `running`."""
    system = WebhookPhoneSystem(WebhookConfig(0, running))
    system.open()
    check = WebhookCheck(WebhookConfig(system.port, secret))
    told: list[CheckStep] = []
    async with asyncio.TaskGroup() as group:
        serving = group.create_task(system.run(contract("phone_system").Record()))
        report = await check.run(told.append)
        serving.cancel()
    return check, report, told


class TestWebhookCheck(contract("connection_check").ConnectionCheckContract):  # type: ignore[misc]
    SECRET = SECRET

    async def good(self) -> Outcome:
        return await tried(SECRET)

    async def bad(self) -> Outcome:
        return await tried(SECRET, running="another-secret-than-the-one-of-this-test")


def test_the_check_starts_one_where_none_runs() -> None:
    told: list[CheckStep] = []
    report = asyncio.run(WebhookCheck(WebhookConfig(0, SECRET)).run(told.append))
    assert report.passed
    assert [step.step for step in told] == ["port", "secret", "round_trip"]


def test_a_short_secret() -> None:
    last = asyncio.run(tried("short", running="short"))[2][-1]
    assert (last.step, last.result, last.detail) == ("secret", CheckResult.FAILED, "weak_secret")


def test_something_else_has_the_port() -> None:
    async def run() -> CheckReport:
        async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"220 mail.example.net ESMTP\r\n")
            writer.close()
            await writer.wait_closed()

        async with await asyncio.start_server(other, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await WebhookCheck(WebhookConfig(port, SECRET)).run(lambda step: None)

    last = asyncio.run(run()).steps[-1]
    assert (last.step, last.detail) == ("port", "port_busy")
