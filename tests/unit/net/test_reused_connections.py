"""A connection is used again, but never one that has more to say than was asked."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from authority import Authority
from hostile import GOOD, Behaviour, HostileServer, Play, Wire, answer, raw

from agentassist.net.client import Client
from agentassist.net.request import Request
from agentassist.net.site import Site

FIND = Request("GET", "/find")
SOON = timedelta(seconds=20)
OTHER = answer(b'{"items": "of somebody else"}')


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("connections"))


def asked(clock: Any, house: Authority | None, play: Play, times: int) -> tuple[list[str], int]:
    """The answers, and how many connections they took."""

    async def run() -> tuple[list[str], int]:
        peers: set[int] = set()

        async def noted(wire: Wire) -> None:
            peers.add(wire.peer)
            await play(wire)

        async with HostileServer(house.context() if house else None) as server:
            server.behaviour = Behaviour("noted", noted, keeps=True)
            ca_file = house.root_file if house else None
            client = Client(Site("crm", server.url, ca_file=ca_file), clock=clock)
            found = [str((await client.send(FIND, deadline=SOON)).json) for _ in range(times)]
            await client.close()
        return found, len(peers)

    return asyncio.run(run())


@pytest.fixture(params=["http", "https"])
def certified(request: pytest.FixtureRequest, house: Authority) -> Authority | None:
    return house if request.param == "https" else None


def test_one_connection_for_several_questions(clock: Any, certified: Authority | None) -> None:
    found, connections = asked(clock, certified, raw(answer()), 4)
    assert connections == 1
    assert len(set(found)) == 1


async def in_two_writes(wire: Wire) -> None:
    await wire.send(answer())
    await wire.send(OTHER)  # a TLS record of its own


async def closed_behind(wire: Wire) -> None:
    await wire.send(answer(length=None))
    wire.end()


@pytest.mark.parametrize("play", [raw(answer() + OTHER), in_two_writes], ids=["one", "two"])
def test_an_answer_too_many_is_not_taken_for_the_next(
    clock: Any, certified: Authority | None, play: Play
) -> None:
    found, _ = asked(clock, certified, play, 5)
    assert [text for text in found if "somebody else" in text] == []


def test_an_answer_that_ends_with_its_connection(clock: Any, certified: Authority | None) -> None:
    found, connections = asked(clock, certified, closed_behind, 3)
    assert len(found) == connections == 3
    assert GOOD.decode()[:7] in found[0].replace("'", '"')
