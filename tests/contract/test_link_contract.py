"""Links and commands keep the contract of a phone system, over real sockets."""

import asyncio
import importlib.util
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from agentassist.ports.telephony import PhoneSystem
from agentassist.telephony.url import client
from agentassist.telephony.url.config import LinkConfig
from agentassist.telephony.url.connection import LinkPhoneSystem

_spec = importlib.util.spec_from_file_location(
    "phone_system_contract", Path(__file__).with_name("phone_system.py")
)
assert _spec is not None
assert _spec.loader is not None
_contract = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_contract)


class TestLink(_contract.WholeCallContract):  # type: ignore[name-defined,misc]
    """A softphone that tells ring, answer and end."""

    @asynccontextmanager
    async def calls(self) -> AsyncIterator[PhoneSystem]:
        with TemporaryDirectory() as folder:
            self.file = Path(folder) / "hand-over.json"
            yield LinkPhoneSystem(LinkConfig(self.file, lambda: str(self.agent)))

    async def place_call(self, system: Any) -> None:
        await system.listening.wait()
        self.secret = client.read_address(self.file).token.decode()
        for event in ("ring", "answer", "hangup"):
            link = f"agentassist:call?from=%2B49301234567&id=7&event={event}"
            await asyncio.to_thread(client.open_link, self.file, link)


class TestRingAlone(_contract.PhoneSystemContract):  # type: ignore[name-defined,misc]
    """A softphone that can open a link when it rings, and no more."""

    calls = TestLink.calls

    async def place_call(self, system: Any) -> None:
        await system.listening.wait()
        await asyncio.to_thread(client.pop, self.file, {"from": "+49301234567"})
