"""Whatever a server does, a question to a source ends with customers or with one code."""

import asyncio
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.cli.errors import TEXTS
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.rest.reading import mapping_of
from agentassist.history.rest.source import RestSource
from agentassist.net.client import Client
from agentassist.net.site import Site

sys.path.insert(0, str(Path(__file__).parents[3] / "servers"))
try:
    from hostile import ANY, Behaviour, HostileServer, answer, raw
    from hostile_answers import BEHAVIOURS, LIMITS, malformed
finally:
    sys.path.pop(0)

MAPPING = """
format = 1
title = "CRM"
system = "CRM 1"
connection = { base = "${url}" }
auth = { style = "none" }
paging = { style = "next_url", next = "next" }
find.fields = { id = "id", emails = "[email]" }
[[find.email]]
path = "/find"
params = { email = "{email|plain}" }
items = "items"
[[interactions]]
path = "/tickets"
params = { customer = "{id|token}" }
items = "items"
[interactions.fields]
id = "id"
owner = "customer"
at = "at"
"""
NOBODY = Behaviour("nobody", raw(answer(b'{"items": []}')))
EMAIL = SourceKey(KeyKind.EMAIL, "dana@example.com")
DANA = SourceRecord("crm", "7")


class SteppedClock:
    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic_ns(self) -> int:
        return int(self.seconds * 1e9)

    async def wait(self, seconds: float) -> None:
        self.seconds += seconds


async def outcomes(behaviours: list[Behaviour], question: SourceKey | SourceRecord) -> list[str]:
    """What ended in another way; before each the source was trusted."""
    wrong: list[str] = []
    clock = SteppedClock()
    async with HostileServer() as server:
        client = Client(
            Site("crm", f"{server.url}/api", limits=LIMITS), clock=clock, wait=clock.wait
        )
        source = RestSource(
            "crm",
            mapping_of(MAPPING, Path("crm.toml")),
            client,
            e164=PhoneKeyParser("DE").e164,
            clock=clock,
            settings={"url": server.url},
        )
        for behaviour in behaviours:
            server.behaviour = NOBODY
            await source.canary()
            server.behaviour = behaviour
            trial = await source.trial(question)
            clock.seconds += 1_000  # whatever it was asked to wait for is over
            if trial.error is not None and trial.error not in TEXTS:
                wrong.append(f"{behaviour.name}: {trial.error} has no words")
            if behaviour.code not in {None, ANY, trial.error}:
                wrong.append(f"{behaviour.name}: {trial.error}, and not {behaviour.code}")
            if "dana" in repr(trial):
                wrong.append(f"{behaviour.name}: {trial}")
        await source.close()
    return wrong


@pytest.mark.parametrize("question", [EMAIL, DANA])
def test_every_answer_ends_in_customers_or_in_words(question: SourceKey | SourceRecord) -> None:
    quick = [one for one in BEHAVIOURS.values() if not one.slow]
    assert len(quick) > 200
    assert asyncio.run(outcomes([*quick, *malformed(50, 20261122)], question)) == []
