"""One source asked over a real socket: what goes out, what is sent again, what is left alone."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from hostile import Behaviour, HostileServer, Wire, answer, raw, reset_after, then_stall

from agentassist.domain.errors import AgentAssistError
from agentassist.net.answer import Answer
from agentassist.net.client import Client
from agentassist.net.request import Request
from agentassist.net.site import Rate, Rates, Site

SOON = timedelta(seconds=20)
FIND = Request("GET", "/find")
NOTE = Request("POST", "/note", json={"text": "called"}, cost="write")
Story = Callable[[HostileServer, Client], Awaitable[Any]]


def played(clock: Any, story: Story, **options: Any) -> Any:
    site = options.pop("site", {})

    async def run() -> Any:
        async with HostileServer() as server:
            client = Client(
                Site("crm", f"{server.url}/api/", **site),
                clock=clock,
                wait=clock.wait,
                jitter=lambda: 0.0,
                **options,
            )
            try:
                return await story(server, client)
            finally:
                await client.close()

    return asyncio.run(run())


def script(*sent: bytes | Any) -> Behaviour:
    """One answer after the other, the last one for ever."""
    left = list(sent)

    async def play(wire: Wire) -> None:
        one = left.pop(0) if len(left) > 1 else left[0]
        await (raw(one) if isinstance(one, bytes) else one)(wire)

    return Behaviour("script", play, keeps=True)


async def refused(client: Client, request: Request = FIND, deadline: timedelta = SOON) -> Any:
    with pytest.raises(AgentAssistError) as caught:
        await client.send(request, deadline=deadline)
    return caught.value


def wanted(status: int, *more: str) -> bytes:
    return answer(b"", status=status, more=more)


# --- what goes out --------------------------------------------------------------------------------


def test_a_question_as_it_is_sent(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> Answer:
        request = Request(
            "GET",
            "/users/a%2Fb",
            (("email", "o'brien+x@example.com"), ("fields[Queue]", "Name & <all>")),
            headers=(("X-Version", "2"), ("accept", "application/hal+json")),
        )
        found = await client.send(request, deadline=SOON)
        head = server.asked[0].decode()
        assert head.startswith(
            "GET /api/users/a%2Fb?email=o%27brien%2Bx%40example.com"
            "&fields%5BQueue%5D=Name%20%26%20%3Call%3E HTTP/1.1\r\n"
        )
        assert "\r\nX-Version: 2\r\n" in head
        assert "\r\nX-Site: 1\r\n" in head
        assert head.lower().count("accept:") == 1
        assert "hal+json" in head
        assert "cookie" not in head.lower()
        return found

    found = played(clock, story, site={"headers": (("X-Site", "1"),)})
    assert found.status == 200
    assert found.json == {"items": [{"id": 7, "name": "Dana Example"}]}
    assert found.header("Content-Type") == "application/json"
    assert "brien" in found.url
    assert "brien" not in repr(found)


def test_a_body_as_it_is_sent(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        await client.send(Request("POST", "/n", json={"text": "Jörg \ud83d"}), deadline=SOON)
        assert b"Content-Type: application/json" in server.asked[0]
        assert server.bodies[0] == b'{"text":"J\\u00f6rg \\ud83d"}'

    played(clock, story)


def test_a_cookie_is_not_kept(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(answer(more=("Set-Cookie: session=1; Path=/",)))
        await client.send(FIND, deadline=SOON)
        await client.send(FIND, deadline=SOON)
        assert b"ookie" not in server.asked[1]

    played(clock, story)


def test_the_next_page_of_the_same_place(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        page = f"{server.url}/api/users?page=2"
        await client.send(Request("GET", page, (("per_page", "20"),)), deadline=SOON)
        assert server.asked[0].startswith(b"GET /api/users?page=2&per_page=20 HTTP")

    played(clock, story)


@pytest.mark.parametrize(
    "page",
    [
        "http://evil.example/next",
        "https://127.0.0.1/next",
        "http://127.0.0.1:1/next",
        "http://127.0.0.1.evil.example/",
    ],
)
def test_the_next_page_elsewhere_gets_nothing(clock: Any, page: str) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        error = await refused(client, Request("GET", page))
        assert (error.code, error.params["problem"]) == ("source.redirected", "elsewhere")
        assert server.asked == []

    played(clock, story)


@pytest.mark.parametrize(
    "path",
    [
        "/users/../admin",
        "/users/..",
        "/users/%2E%2e/x",
        "/./x",
        "users",
        "",
        "ftp://x/",
        "http://user:pass@127.0.0.1/",
        "/" + "x" * 9_000,
        "/a\nb",
    ],
)
def test_a_path_that_leads_elsewhere_is_not_asked(clock: Any, path: str) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        error = await refused(client, Request("GET", path))
        assert (error.code, error.params["problem"]) == ("source.bad_request", "address")
        assert server.asked == []

    played(clock, story)


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (Request("POST", "/x", json={"n": float("nan")}), "body"),
        (Request("GET", "/x", headers=(("X-Name", "a\r\nHost: evil"),)), "request"),
        (Request("GET", "/x", headers=(("X-Name", "Jörg"),)), "header"),
        (Request("GET", "/x", headers=(("X Name", "a"),)), "request"),
        (Request("GET", "/x", (("q", "\ud83d"),)), "address"),
    ],
)
def test_what_can_not_be_said_in_http(clock: Any, request_: Request, problem: str) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        error = await refused(client, request_)
        assert (error.code, error.params["problem"]) == ("source.bad_request", problem)
        assert server.asked == []
        await client.send(FIND, deadline=SOON)

    played(clock, story)


@pytest.mark.parametrize(
    ("url", "options", "problem"),
    [
        ("http://crm.example", {}, "plain_http"),
        ("ftp://crm.example", {}, "url"),
        ("crm.example", {}, "url"),
        ("https://", {}, "url"),
        ("https://user:pass@crm.example", {}, "url"),
        ("https://crm.example/?key=1", {}, "url"),
        ("https://elsewhere.example/#.crm.example", {}, "url"),
        ("https://elsewhere.example?.crm.example", {}, "url"),
    ],
)
def test_an_address_that_is_not_taken(clock: Any, url: str, options: Any, problem: str) -> None:
    async def asked() -> AgentAssistError:
        error: AgentAssistError = await refused(Client(Site("crm", url, **options), clock=clock))
        return error

    error = asyncio.run(asked())
    assert (error.code, error.params["problem"]) == ("source.bad_address", problem)


# --- what is sent again ---------------------------------------------------------------------------


def test_a_connection_that_was_closed_meanwhile_is_no_failure(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(answer(), reset_after(b""), answer())
        await client.send(FIND, deadline=SOON)
        assert (await client.send(FIND, deadline=SOON)).status == 200
        assert len(server.asked) == 3

    played(clock, story)


def test_what_changes_something_is_not_sent_twice(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(reset_after(b""), answer())
        error = await refused(client, NOTE)
        assert (error.code, error.retryable) == ("source.unreachable", True)
        assert len(server.asked) == 1

    played(clock, story)


def test_a_search_by_post_may_be_sent_again(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(reset_after(b""), answer())
        search = Request("POST", "/search", json=[], asks=True)
        assert (await client.send(search, deadline=SOON)).status == 200

    played(clock, story)


@pytest.mark.parametrize("sent", [answer(b""), answer(b"", status=201, kind=None), wanted(204)])
def test_what_changes_something_may_be_answered_with_nothing(clock: Any, sent: bytes) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(sent)
        assert (await client.send(NOTE, deadline=SOON)).json is None

    played(clock, story)


def test_a_connection_is_used_again(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> set[int]:
        peers: set[int] = set()

        async def play(wire: Wire) -> None:
            peers.add(wire.peer)
            await wire.send(answer())

        server.behaviour = Behaviour("counting", play, keeps=True)
        for _ in range(3):
            await client.send(FIND, deadline=SOON)
        return peers

    assert len(played(clock, story)) == 1


def test_what_changes_something_is_not_answered_with_a_page(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(answer(b"<html>", kind="text/html"))
        error = await refused(client, NOTE)
        assert (error.code, error.params["problem"]) == ("source.not_json", "html")

    played(clock, story)


def test_a_large_answer(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        rows = [{"id": number, "name": "Dana Example"} for number in range(40_000)]
        server.behaviour = script(answer(json.dumps(rows).encode()))
        assert (await client.send(FIND, deadline=SOON)).json == rows

    played(clock, story)


# --- pauses ---------------------------------------------------------------------------------------


def test_a_short_pause_is_waited_for(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(429, "Retry-After: 2"), answer())
        assert (await client.send(NOTE, deadline=SOON)).status == 200
        assert clock.waits == [2.0]

    played(clock, story)


def test_a_pause_longer_than_the_deadline_is_told_at_once(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(429, "Retry-After: 40"))
        error = await refused(client)
        assert (error.code, error.retryable) == ("source.rate_limited", True)
        assert error.params["seconds"] == 40
        assert clock.waits == []
        clock.seconds += 30
        later = await refused(client, deadline=timedelta(seconds=5))
        assert later.params["seconds"] == 10
        assert len(server.asked) == 1, "it was asked during its pause"
        clock.seconds += 11
        server.behaviour = script(answer())
        assert (await client.send(FIND, deadline=SOON)).status == 200

    played(clock, story)


def test_a_pause_as_a_date(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        # their clock is years off: the distance to their own date counts
        server.behaviour = script(
            wanted(
                503,
                "Date: Wed, 21 Oct 2015 07:28:00 GMT",
                "Retry-After: Wed, 21 Oct 2015 07:28:03 GMT",
            ),
            answer(),
        )
        assert (await client.send(FIND, deadline=SOON)).status == 200
        assert clock.waits == [3.0]

    played(clock, story)


def test_a_storm_of_refusals_ends(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(429, "Retry-After: 0"))
        error = await refused(client)
        assert error.code == "source.rate_limited"
        assert len(server.asked) <= 4

    played(clock, story)


def test_what_may_have_been_done_is_not_repeated_after_503(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(503, "Retry-After: 1"))
        assert (await refused(client, NOTE)).code == "source.rate_limited"
        assert len(server.asked) == 1

    played(clock, story)


def test_rates_of_the_source_and_of_one_operation(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        for _ in range(3):
            await client.send(FIND, deadline=SOON)
        assert clock.waits == []
        await client.send(FIND, deadline=SOON)
        assert clock.waits == [pytest.approx(0.5)]
        await client.send(NOTE, deadline=SOON)
        error = await refused(client, NOTE, timedelta(seconds=5))
        assert error.params["seconds"] > 5

    rates = Rates(Rate(2.0, 3), {"write": Rate(0.1, 1)})
    played(clock, story, rates=rates)


def test_what_remains_is_heeded(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(answer(more=("X-Left: 0", "X-Reset: 30")), answer())
        await client.send(FIND, deadline=SOON)
        assert (await refused(client)).params["seconds"] == 30
        assert len(server.asked) == 1
        clock.seconds += 31
        await client.send(FIND, deadline=SOON)

    played(clock, story, rates=Rates(remaining_header="X-Left", reset_header="X-Reset"))


# --- rest -----------------------------------------------------------------------------------------


def test_a_dead_source_rests_and_costs_nothing(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(500))
        for _ in range(3):
            assert "seconds" not in (await refused(client)).params
        resting = await refused(client)
        assert (resting.code, resting.params["seconds"]) == ("source.server_error", 5)
        assert resting.retryable
        assert len(server.asked) == 3
        clock.seconds += 5
        await refused(client)
        assert len(server.asked) == 4
        assert (await refused(client)).params["seconds"] == 10, "the next rest is longer"
        clock.seconds += 10
        server.behaviour = script(answer())
        await client.send(FIND, deadline=SOON)
        await client.send(FIND, deadline=SOON)

    played(clock, story)


def test_what_fails_at_once_is_one_outage(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(500))
        async with asyncio.TaskGroup() as group:
            for _ in range(8):
                group.create_task(refused(client))
        assert (await refused(client)).params["seconds"] == 5

    played(clock, story)


def test_after_a_rest_one_goes_ahead(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(500))
        for _ in range(3):
            await refused(client)
        clock.seconds += 5
        server.behaviour = script(then_stall(b""))
        async with asyncio.TaskGroup() as group:
            first = group.create_task(refused(client, deadline=timedelta(milliseconds=100)))
            await server.requests(4)
            assert (await refused(client)).code == "source.server_error"
        assert first.result().code == "source.too_slow"
        assert len(server.asked) == 4

    played(clock, story)


def test_a_refused_login_is_not_tried_again_and_again(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(wanted(401))
        assert (await refused(client)).code == "source.login_refused"
        error = await refused(client)
        assert (error.code, error.params["seconds"]) == ("source.login_refused", 30)
        assert len(server.asked) == 1
        client.forget_failures()  # a new secret was typed
        server.behaviour = script(answer())
        await client.send(FIND, deadline=SOON)

    played(clock, story)


def test_answers_about_one_thing_are_no_trouble_of_the_source(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        for status in (404, 400, 422, 404, 403, 409):
            server.behaviour = script(wanted(status))
            assert "seconds" not in (await refused(client)).params
        server.behaviour = script(answer(b"<html>", kind="text/html"))
        for _ in range(5):
            assert (await refused(client)).code == "source.not_json"
        assert len(server.asked) == 11

    played(clock, story)


def test_who_gives_up_leaves_the_source_usable(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        server.behaviour = script(then_stall(b""))
        async with asyncio.TaskGroup() as group:
            asking = group.create_task(client.send(FIND, deadline=SOON))
            await server.requests(1)
            asking.cancel()
        server.behaviour = script(answer())
        await client.send(FIND, deadline=SOON)

    played(clock, story)


def test_nothing_is_sent_after_the_end(clock: Any) -> None:
    async def story(server: HostileServer, client: Client) -> None:
        await client.send(FIND, deadline=SOON)
        await client.close()
        assert (await refused(client)).code == "source.unreachable"
        assert len(server.asked) == 1

    played(clock, story)


def test_nobody_there(clock: Any) -> None:
    async def asked() -> list[str]:
        async with HostileServer() as server:
            url = server.url
        gone = await refused(Client(Site("crm", url), clock=clock))
        unknown = await refused(Client(Site("crm", "https://crm.invalid"), clock=clock))
        return [f"{error.code} {error.params['problem']}" for error in (gone, unknown)]

    assert asyncio.run(asked()) == ["source.unreachable refused", "source.unreachable name"]
