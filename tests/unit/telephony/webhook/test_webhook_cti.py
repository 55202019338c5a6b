"""Bodies as for Zammad: a number rings, and nothing else is believed."""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from agentassist.bridge.feed import BridgeFeed
from agentassist.domain.call import CallOrigin
from agentassist.domain.ids import AgentId
from agentassist.domain.party import Presentation

TOKEN = "also-only-for-these-tests-and-no-other"
FORM = "application/x-www-form-urlencoded"
Request = Callable[..., bytes]
Run = Callable[..., None]


def call(event: str, **more: Any) -> dict[str, Any]:
    return {
        "event": event,
        "from": "493023125042",
        "to": "4989123456",
        "direction": "in",
        "callId": "f4ebd2be-7b9a",
        "user": ["Alice Miller", "101"],
        **{key.rstrip("_"): value for key, value in more.items()},
    }


def as_json(told: dict[str, Any]) -> tuple[bytes, str]:
    return json.dumps(told).encode(), "application/json"


def as_form(told: dict[str, Any]) -> tuple[bytes, str]:
    pairs = [
        (f"{key}[]" if isinstance(value, list) else key, one)
        for key, value in told.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    return urlencode(pairs).encode(), FORM


class Teller:
    """Sends events to the webhook's token path and collects what the agents see."""

    def __init__(
        self, desk: Any, request: Request, shape: Callable[..., tuple[bytes, str]]
    ) -> None:
        self.desk, self.request, self.shape = desk, request, shape
        self.seen: list[Any] = []
        feed = BridgeFeed(desk.system.cti, origin=CallOrigin.LINK)
        for agent in ("101", "102", "103"):
            feed.subscribe(AgentId(agent), self.seen.append)
        self.feed = feed

    async def tell(self, event: str, *, token: str = TOKEN, **more: Any) -> Any:
        payload, kind = self.shape(call(event, **more))
        path = f"/v1/cti/{quote(token)}"
        return await self.desk.ask(self.request(payload, path=path, Content_Type=kind))

    def told(self, agent: str = "101") -> list[str]:
        return [one.outcome or one.state for one in self.seen if one.agent == agent]


@pytest.fixture
def on_cti(on_desk: Run, http_request: Request) -> Callable[..., None]:
    def run(play: Callable[[Teller], Any], shape: Any = as_json) -> None:
        async def main(desk: Any) -> None:
            teller = Teller(desk, http_request, shape)
            async with asyncio.TaskGroup() as group:
                running = group.create_task(teller.feed.run())
                await asyncio.sleep(0)  # it runs up to where it waits
                await play(teller)
                running.cancel()

        on_desk(main, token=TOKEN)

    return run


@pytest.mark.parametrize("shape", [as_json, as_form])
def test_a_call_in(on_cti: Any, shape: Any) -> None:
    async def play(it: Teller) -> None:
        reply = await it.tell("newCall", queue="helpdesk", name="Dana", account="40027719")
        assert (reply.status, reply.body) == (200, b"{}")
        await it.tell("answer", answeringNumber="101")
        await it.tell("hangup", cause="normalClearing", answeringNumber="101")
        assert it.told() == ["ringing", "talking", "ended"]
        ring = it.seen[0]
        assert ring.caller.number == "493023125042"
        assert (ring.caller.name, ring.given, ring.verified) == (None, (), False)
        assert {one.origin for one in it.seen} == {CallOrigin.LINK}
        assert it.desk.seen == [], "it is not told as the phone system's word"

    on_cti(play, shape)


@pytest.mark.parametrize(
    ("cause", "outcome"),
    [
        ("cancel", "abandoned"),
        ("noAnswer", "no_answer"),
        ("normalClearing", "abandoned"),
        ("forwarded", "picked_elsewhere"),
        ("?", "abandoned"),
    ],
)
def test_why_it_rang_no_more(on_cti: Any, cause: str, outcome: str) -> None:
    async def play(it: Teller) -> None:
        await it.tell("newCall")
        await it.tell("hangup", cause=cause, user=[])
        assert it.told() == ["ringing", outcome]

    on_cti(play)


def test_a_group_rings_and_one_answers(on_cti: Any) -> None:
    async def play(it: Teller) -> None:
        await it.tell("newCall", user=["101", "102"])
        await it.tell("answer", user=["101", "102"])  # does not say who
        assert it.told("101") == it.told("102") == ["ringing"]
        await it.tell("answer", answeringNumber="102")
        await it.tell("hangup")
        assert it.told("101") == ["ringing", "picked_elsewhere"]
        assert it.told("102") == ["ringing", "talking", "ended"]

    on_cti(play)


def test_a_direct_number_is_the_extension(on_cti: Any) -> None:
    async def play(it: Teller) -> None:
        await it.tell("newCall", user="Alice Miller", to="103")
        assert it.told("103") == ["ringing"]

    on_cti(play)


def test_a_call_out(on_cti: Any) -> None:
    async def play(it: Teller) -> None:
        out = {"direction": "out", "from_": "4989123456", "to": "442079460123"}
        for event in ("newCall", "answer", "hangup"):
            await it.tell(event, **out)
        assert it.told() == ["dialling", "talking", "ended"]
        assert it.seen[0].caller.number == "442079460123"

    on_cti(play)


def test_a_withheld_number(on_cti: Any) -> None:
    async def play(it: Teller) -> None:
        await it.tell("newCall", from_="anonymous")
        caller = it.seen[0].caller
        assert (caller.number, caller.presentation) == (None, Presentation.RESTRICTED)

    on_cti(play)


@pytest.mark.parametrize(
    ("more", "field"),
    [({"direction": "up"}, "direction"), ({"callId": ""}, "callId"), ({"to": "\x01"}, "to")],
)
def test_what_is_wrong_is_named(on_cti: Any, more: dict[str, str], field: str) -> None:
    async def play(it: Teller) -> None:
        reply = await it.tell("newCall", **more)
        assert (reply.status, json.loads(reply.body)["field"]) == (400, field)
        assert (await it.tell("conference")).status == 400

    on_cti(play)


@pytest.mark.parametrize("token", ["", "x", TOKEN[:-1], TOKEN + "x", "é", TOKEN.upper()])
def test_another_token(on_cti: Any, token: str) -> None:
    async def play(it: Teller) -> None:
        reply = await it.tell("newCall", token=token)
        assert (reply.status, json.loads(reply.body)) == (401, {"error": "token"})
        assert it.seen == []

    on_cti(play)


def test_off_there_is_no_such_path(on_desk: Run, http_request: Request) -> None:
    async def play(desk: Any) -> None:
        reply = await desk.ask(http_request(b"{}", path=f"/v1/cti/{TOKEN}"))
        assert reply.status == 404
        assert desk.system.cti is None

    on_desk(play)


@pytest.mark.parametrize("raw", [b"", b"[1]", b"\xff", b"[" * 60_000, b"{" * 9])
def test_any_body(on_desk: Run, http_request: Request, raw: bytes) -> None:
    async def play(desk: Any) -> None:
        for kind in ("application/json", FORM, ""):
            reply = await desk.ask(http_request(raw, path=f"/v1/cti/{TOKEN}", Content_Type=kind))
            assert reply.status == 400

    on_desk(play, token=TOKEN)
