"""`agentassist sources check` with shipped mappings whose services can't be run here.

Dynamics 365 signs in at another server: see test_dynamics365.py.
"""

import asyncio
import json

import pytest

from agentassist.cli import main
from tests.servers.chatwoot import Chatwoot
from tests.servers.freshdesk import Freshdesk
from tests.servers.hubspot import HubSpot
from tests.servers.json_server import JsonServer
from tests.servers.salesforce import Salesforce
from tests.servers.servicenow import ServiceNow
from tests.servers.vendor import Vendor
from tests.servers.zammad import Zammad
from tests.servers.zendesk import Zendesk

VENDORS: list[type[Vendor]] = [
    *(Chatwoot, Freshdesk, HubSpot, Salesforce, ServiceNow, Zammad, Zendesk)
]


def checked(vendor: Vendor, *words: str) -> int:
    async def beside() -> int:
        async with JsonServer(vendor) as server:
            values = dict(vendor.settings(server.url))
            given = [f"--set={name}={value}" for name, value in values.items()]
            asked = ["sources", "check", vendor.name, "--secret-env", "VENDOR_SECRET", *given]
            return await asyncio.to_thread(main, [*asked, "--region", "DE", "--json", *words])

    return asyncio.run(beside())


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
def test_a_shipped_mapping_passes_its_check(
    kind: type[Vendor], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOR_SECRET", kind.secret)
    status = checked(kind(), "--phone", "+49 711 5550100")
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (status, found["problem"]) == (0, None)
    assert found["asked"]["find.phone"]["kept"] == 1
    assert found["asked"]["interactions"]["kept"] > 0
    for value in ("5550100", "Brandt", "dana@", kind.secret):
        assert value not in told.out + told.err


@pytest.mark.parametrize("kind", VENDORS, ids=lambda kind: kind.name)
def test_it_is_refused_where_filters_are_ignored(
    kind: type[Vendor], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VENDOR_SECRET", kind.secret)
    status = checked(kind(ignores_filters=True), "--phone", "+49 711 5550100")
    told = json.loads(capsys.readouterr().out)
    assert status == 3
    assert told["canary"]["phone"]["error"] == "source.refused"
    assert told["asked"] == {}
