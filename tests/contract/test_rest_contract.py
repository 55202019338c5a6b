"""The declarative connector, on a real socket."""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from agentassist.bootstrap import SystemClock
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.rest.reading import mapping_of
from agentassist.history.rest.source import RestSource
from agentassist.net.client import Client
from agentassist.net.site import Site
from agentassist.ports.source import Source

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))
sys.path.insert(0, str(Path(__file__).parent))
try:
    from help_desk import MAPPING, HelpDesk
    from json_server import JsonServer
    from source_of_record import SourceContract
finally:
    sys.path[:2] = []


@asynccontextmanager
async def at(desk: HelpDesk) -> AsyncIterator[Source]:
    clock = SystemClock()
    async with JsonServer(desk) as server:
        spec = mapping_of(MAPPING, Path("desk.toml"))
        source = RestSource(
            "desk",
            spec,
            Client(Site("desk", f"{server.url}/api"), clock=clock),
            e164=PhoneKeyParser("DE").e164,
            clock=clock,
            settings={"url": server.url},
        )
        try:
            yield source
        finally:
            await source.close()


class TestRestSource(SourceContract):
    known = (
        SourceKey(KeyKind.PHONE, "+497115550100"),
        SourceKey(KeyKind.PHONE, "+491715550100"),
        SourceKey(KeyKind.EMAIL, "dana@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-00100"),
    )
    record_id = "100"
    shared = SourceKey(KeyKind.PHONE, "+497115550199")
    nobody = (
        SourceKey(KeyKind.PHONE, "+497115550999"),
        SourceKey(KeyKind.EMAIL, "nobody@example.com"),
        SourceKey(KeyKind.ACCOUNT, "AC-99999"),
    )

    def opened(self) -> AbstractAsyncContextManager[Source]:
        return at(HelpDesk())

    def opened_with_strangers(self) -> AbstractAsyncContextManager[Source]:
        return at(HelpDesk(ignores_filters=True))
