"""Whatever a server does, a request ends with an answer or one code, and the next one works."""

import asyncio
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.cli.errors import error_text
from agentassist.domain.errors import AgentAssistError
from agentassist.net.client import Client
from agentassist.net.request import Request
from agentassist.net.site import Site

sys.path.insert(0, str(Path(__file__).parents[2] / "servers"))
try:
    from hostile import ANY, GOOD_BEHAVIOUR, Behaviour, HostileServer
    from hostile_answers import BEHAVIOURS, LIMITS, malformed
finally:
    sys.path.pop(0)

PLANTED = "4929 1234 5678 9012 dana@example.com"
SEEDS, COUNT = (7, 20261122), 250
SLOW = timedelta(milliseconds=150)
PATIENT = timedelta(seconds=20)
FIND = Request("GET", "/find", (("email", PLANTED),))


class SteppedClock:
    """Goes on when the client waits, and when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC) + timedelta(seconds=self.seconds)

    def monotonic_ns(self) -> int:
        return int(self.seconds * 1e9)

    async def wait(self, seconds: float) -> None:
        self.seconds += seconds


async def outcomes(behaviours: Iterable[Behaviour]) -> list[str]:
    """What did not end as it should have."""
    wrong: list[str] = []
    clock = SteppedClock()
    async with HostileServer() as server:
        site = Site("crm", f"{server.url}/api", limits=LIMITS)
        client = Client(site, clock=clock, wait=clock.wait, jitter=lambda: 0.0)
        for behaviour in behaviours:
            server.behaviour = behaviour
            wrong += await one(client, behaviour)
            clock.seconds += 1_000  # whatever it was asked to wait for is over
            server.behaviour = GOOD_BEHAVIOUR
            answer = await client.send(FIND, deadline=PATIENT)
            if answer.status != 200 or not isinstance(answer.json, dict):
                wrong.append(f"{behaviour.name}: the next answer was {answer}")
        await client.close()
    return wrong


async def one(client: Client, behaviour: Behaviour) -> list[str]:
    try:
        await client.send(FIND, deadline=SLOW if behaviour.slow else PATIENT)
    except AgentAssistError as error:
        if behaviour.code != ANY and error.code != behaviour.code:
            return [f"{behaviour.name}: {error}, not {behaviour.code}"]
        if behaviour.problem and error.params.get("problem") != behaviour.problem:
            return [f"{behaviour.name}: {error}, not {behaviour.problem}"]
        line = error_text(error)
        if not line.startswith("crm ") or "?" in line or "\n" in line:
            return [f"{behaviour.name}: no clear line: {line}"]
        told = f"{line} {error} {error!r} {error.params} {error.__cause__}"
        return [f"{behaviour.name}: {told}"] if "dana" in told or "4929" in told else []
    return [] if behaviour.code in {None, ANY} else [f"{behaviour.name}: an answer"]


def test_every_behaviour_ends_in_its_code_and_the_client_goes_on() -> None:
    wrong = asyncio.run(outcomes(BEHAVIOURS.values()))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("seed", SEEDS)
def test_malformed_answers_end_in_one_code_and_the_client_goes_on(seed: int) -> None:
    assert asyncio.run(outcomes(malformed(COUNT, seed))) == []


def test_there_are_more_than_five_hundred_of_them() -> None:
    assert len(BEHAVIOURS) + len(SEEDS) * COUNT > 500


def test_no_log_line_tells_what_was_asked(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    told = [
        BEHAVIOURS[name]
        for name in ("status 500", "sign-in page", "redirects: 2", "no http: noise")
    ]
    assert asyncio.run(outcomes(told)) == []
    lines = [record.getMessage() for record in caplog.records if record.name != "asyncio"]
    assert not [line for line in lines if "dana" in line or "/find" in line]
