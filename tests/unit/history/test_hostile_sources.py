"""Whatever a source's server does, asking the source ends in an answer or one code of its own."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.assets import resources
from agentassist.cli.errors import error_text
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.rest.source import RestSource
from agentassist.history.site_source import SiteSource, Surroundings
from agentassist.net.source_secret import SecretVariables
from agentassist.ports.source_settings import SourceSettings

sys.path.insert(0, str(Path(__file__).parents[2] / "servers"))
try:
    from hostile import Behaviour, HostileServer
    from hostile_answers import BEHAVIOURS, malformed
finally:
    sys.path.pop(0)

SECRET, CALLER = "planted-token-9", "dana@example.com"


class Hours:
    """Every look is an hour later: no rest and no pause of the one before counts any more."""

    def __init__(self) -> None:
        self._looks = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def next(self) -> None:
        self._looks += 1

    def monotonic_ns(self) -> int:
        return self._looks * 3_600 * 10**9


async def wrong_ends(behaviours: Iterable[Behaviour]) -> list[str]:
    clock, wrong = Hours(), list[str]()
    async with HostileServer() as server:
        source = await _source(server, clock)
        asked: list[Callable[[], Awaitable[object]]] = [
            source.canary,
            lambda: source.find(SourceKey(KeyKind.EMAIL, CALLER)),
            lambda: source.interactions(SourceRecord("rt5", "7")),
        ]
        for behaviour in behaviours:
            server.behaviour = behaviour
            for number, ask in enumerate(asked):
                clock.next()
                try:
                    await ask()
                except AgentAssistError as error:
                    line = error_text(error)
                    clear = line.startswith("rt5") and "?" not in line and "\n" not in line
                    if not clear or not error.code.startswith("source.") or _tells(error, line):
                        wrong.append(f"{behaviour.name}/{number}: {line}")
        await source.close()
    return wrong


def _tells(error: AgentAssistError, line: str) -> bool:
    told = f"{line} {error!r} {error.params}"
    return any(planted in told for planted in (SECRET, CALLER))


async def _source(server: HostileServer, clock: Hours) -> RestSource:
    """Its deadline is shorter than any pause that is asked for: nobody waits here."""
    soon = timedelta(milliseconds=500)
    settings = SourceSettings("rt5", "rt5", deadline=soon, values={"url": server.url})
    variables = SecretVariables({"AGENTASSIST_RT5_SECRET": SECRET})
    around = Surroundings(resources() / "sources", "DE", clock, None, variables, Path.read_bytes)
    source, _ = await SiteSource.read(settings, around).connect()
    return source


def test_every_behaviour_ends_in_one_clear_line() -> None:
    quick = [one for one in BEHAVIOURS.values() if not one.slow]
    wrong = asyncio.run(wrong_ends(quick))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("seed", [11])
def test_malformed_answers_end_in_one_clear_line(seed: int) -> None:
    wrong = asyncio.run(wrong_ends(malformed(100, seed)))
    assert not wrong, "\n".join(wrong)
