"""Asterisk's manager interface keeps the contract of a phone system, over real sockets."""

import importlib.util
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from agentassist.ports.telephony import PhoneSystem
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.connection import AmiPhoneSystem
from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

DATA = Path(__file__).parents[1] / "data" / "asterisk"
_spec = importlib.util.spec_from_file_location(
    "phone_system_contract", Path(__file__).with_name("phone_system.py")
)
assert _spec is not None
assert _spec.loader is not None
_contract = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_contract)


def account(port: int) -> AmiPhoneSystem:
    return AmiPhoneSystem(AmiConfig("127.0.0.1", port, "bridge", "dummy-bridge"))


@asynccontextmanager
async def served(*names: str, **options: Any) -> AsyncIterator[PhoneSystem]:
    recordings = [load_recording(DATA / f"{name}.bridge.ami") for name in names]
    options = {"speed": 0, "secret": "dummy-bridge", **options}
    async with ReplayServer(recordings, **options) as server:
        yield account(server.port)


class TestAmi(_contract.ConnectedPhoneSystemContract):  # type: ignore[name-defined,misc]
    def calls(self) -> Any:
        return served("01a-answer-hold-hangup")

    def cut(self) -> Any:
        return served("10a-crash.part1", "10a-crash.part2")

    def refusing(self) -> Any:
        return served("01a-answer-hold-hangup", secret="another", refusal_delay=0.0)

    @asynccontextmanager
    async def absent(self) -> AsyncIterator[PhoneSystem]:
        with socket.socket() as reserved:  # bound, but nobody listens
            reserved.bind(("127.0.0.1", 0))
            yield account(reserved.getsockname()[1])
