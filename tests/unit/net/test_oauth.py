"""OAuth2 over a real socket: one token for all, renewed in time, sealed, never told."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from hostile import Behaviour, HostileServer, Wire, answer

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.client import Client
from agentassist.net.oauth import GrantKind, OAuthLogin, OAuthSetting
from agentassist.net.request import Request
from agentassist.net.site import Site

SOON = timedelta(seconds=20)
FIND = Request("GET", "/find")


class Sealed:
    """Credentials in memory, as of a store; `broken` ones are a disk that is full."""

    def __init__(self) -> None:
        self.values: dict[str, Secret] = {}
        self.broken = False

    kept = True

    async def put(self, name: str, value: Secret) -> None:
        self._work()
        self.values[name] = value

    async def get(self, name: str) -> Secret | None:
        self._work()
        return self.values.get(name)

    async def delete(self, name: str) -> None:
        self._work()
        self.values.pop(name, None)

    def _work(self) -> None:
        if self.broken:
            raise AgentAssistError("storage.full")


class TokenServer:
    """Grants token-1, token-2, ... and takes the newest only."""

    def __init__(self) -> None:
        self.granted = 0
        self.forms: list[dict[str, str]] = []
        self.heads: list[bytes] = []
        self.accepts = True
        self.more: dict[str, Any] = {"token_type": "Bearer", "expires_in": 3600}
        self.reply: bytes | None = None

    async def play(self, wire: Wire) -> None:
        if not wire.path.startswith("/token"):
            right = f"Bearer token-{self.granted}".encode() in wire.head and self.accepts
            await wire.send(answer() if right else answer(b"", status=401))
            return
        self.forms.append(dict(parse_qsl(wire.body.decode())))
        self.heads.append(wire.head)
        self.granted += 1
        body = {"access_token": f"token-{self.granted}", **self.more}
        await wire.send(self.reply or answer(json.dumps(body).encode()))


Story = Callable[[TokenServer, Callable[..., Client]], Awaitable[Any]]


def played(clock: Any, story: Story, sealed: Sealed | None = None, **setting: Any) -> None:
    async def secret() -> Secret:
        return Secret("client-secret+/")

    async def run() -> None:
        tokens = TokenServer()
        clients: list[Client] = []
        async with HostileServer() as server:
            server.behaviour = Behaviour("tokens", tokens.play, keeps=True)

            def client(first: str = "refresh-0", **changed: Any) -> Client:
                async def refresh() -> Secret:
                    return Secret(first)

                options = {"token_url": f"{server.url}/token", **setting, **changed}
                kind = options.get("kind", GrantKind.CLIENT_CREDENTIALS)
                login = OAuthLogin(
                    "crm",
                    OAuthSetting(client_id="desk", **options),
                    clock.now,
                    client_secret=secret,
                    first_refresh=refresh if kind is GrantKind.REFRESH_TOKEN else None,
                    credentials=sealed,
                )
                clients.append(Client(Site("crm", server.url), login, clock=clock, wait=clock.wait))
                return clients[-1]

            try:
                await story(tokens, client)
            finally:
                for one in clients:
                    await one.close()

    asyncio.run(run())


async def refused(client: Client) -> AgentAssistError:
    with pytest.raises(AgentAssistError) as caught:
        await client.send(FIND, deadline=SOON)
    return caught.value


def test_one_token_for_all_who_ask_at_once(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        one = client(scope="read", more=(("audience", "api"),))
        async with asyncio.TaskGroup() as group:
            for _ in range(5):
                group.create_task(one.send(FIND, deadline=SOON))
        assert tokens.forms == [
            {"grant_type": "client_credentials", "audience": "api", "scope": "read"}
        ]
        # RFC 6749, 2.3.1: as in a form, then base64 of desk:client-secret%2B%2F
        assert b"Authorization: Basic ZGVzazpjbGllbnQtc2VjcmV0JTJCJTJG\r\n" in tokens.heads[0]

    played(clock, story)


def test_the_client_in_the_form(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        await client(client_in_body=True).send(FIND, deadline=SOON)
        form = tokens.forms[0]
        assert (form["client_id"], form["client_secret"]) == ("desk", "client-secret+/")
        assert b"Authorization" not in tokens.heads[0]

    played(clock, story)


def test_a_token_is_renewed_before_it_ends(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        one = client()
        await one.send(FIND, deadline=SOON)
        clock.seconds += 3600 - 31
        await one.send(FIND, deadline=SOON)
        assert tokens.granted == 1
        clock.seconds += 1
        await one.send(FIND, deadline=SOON)
        assert tokens.granted == 2

    played(clock, story)


def test_a_token_refused_early_is_renewed_once(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        one = client()
        await one.send(FIND, deadline=SOON)
        tokens.granted += 7  # the one we have counts no more
        await one.send(FIND, deadline=SOON)
        assert len(tokens.forms) == 2
        tokens.accepts = False
        error = await refused(one)
        assert (error.code, error.params["problem"]) == ("source.login_refused", "refused")
        assert len(tokens.forms) == 3

    played(clock, story)


def test_two_who_were_refused_ask_for_one_token(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        one = client()
        await one.send(FIND, deadline=SOON)
        tokens.granted += 7
        async with asyncio.TaskGroup() as group:
            for _ in range(2):
                group.create_task(one.send(FIND, deadline=SOON))
        assert len(tokens.forms) == 2

    played(clock, story)


def test_a_public_client_has_no_secret(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        one = client()
        one._login._client_secret = None  # type: ignore[attr-defined]
        await one.send(FIND, deadline=SOON)
        assert tokens.forms == [{"grant_type": "client_credentials", "client_id": "desk"}]
        assert b"Authorization" not in tokens.heads[0]

    played(clock, story)


def test_a_token_is_there_again_after_a_restart(clock: Any) -> None:
    sealed = Sealed()

    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        await client().send(FIND, deadline=SOON)
        assert list(sealed.values) == ["sources.crm.grant"]
        await client().send(FIND, deadline=SOON)
        assert tokens.granted == 1
        await client(scope="other").send(FIND, deadline=SOON)  # settings of another login
        assert tokens.granted == 2

    played(clock, story, sealed)


def test_a_replaced_refresh_token_is_kept(clock: Any) -> None:
    sealed = Sealed()

    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        tokens.more = {"refresh_token": "refresh-1", "expires_in": "60"}
        await client().send(FIND, deadline=SOON)
        clock.seconds += 60
        tokens.more = {"expires_in": 60}
        await client().send(FIND, deadline=SOON)
        clock.seconds += 60
        await client().send(FIND, deadline=SOON)
        clock.seconds += 60
        await client(first="refresh-new").send(FIND, deadline=SOON)
        sent = [form["refresh_token"] for form in tokens.forms]
        assert sent == ["refresh-0", "refresh-1", "refresh-1", "refresh-new"]
        assert {form["grant_type"] for form in tokens.forms} == {"refresh_token"}

    played(clock, story, sealed, kind=GrantKind.REFRESH_TOKEN)


def test_a_refused_refresh_token_is_forgotten(clock: Any) -> None:
    sealed = Sealed()

    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        tokens.more = {"refresh_token": "refresh-1", "expires_in": 60}
        await client().send(FIND, deadline=SOON)
        clock.seconds += 60
        tokens.reply = answer(b'{"error": "invalid_grant"}', status=400)
        one = client()
        error = await refused(one)
        assert (error.code, error.params["problem"]) == ("source.login_refused", "token_refused")
        assert sealed.values == {}
        tokens.reply = None
        one.forget_failures()
        await one.send(FIND, deadline=SOON)
        assert tokens.forms[-1]["refresh_token"] == "refresh-0"

    played(clock, story, sealed, kind=GrantKind.REFRESH_TOKEN)


def test_a_store_that_fails_costs_no_answer(clock: Any) -> None:
    sealed = Sealed()
    sealed.broken = True

    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        await client().send(FIND, deadline=SOON)

    played(clock, story, sealed)


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{}",
        '{"access_token": ""}',
        '{"access_token": 7}',
        '{"access_token": "a\\nb"}',
        '{"access_token": "Jörg"}',
        '{"access_token": "x", "token_type": "mac"}',
        '{"access_token": "x", "token_type": 1}',
    ],
)
def test_a_token_that_is_none(clock: Any, body: str) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        tokens.reply = answer(body.encode())
        error = await refused(client())
        assert (error.code, error.params["problem"]) == ("source.login_refused", "token_answer")

    played(clock, story)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (answer(b"", status=503), "source.server_error"),
        (answer(b"", status=429, more=("Retry-After: 9",)), "source.rate_limited"),
        (answer(b"<html>", kind="text/html"), "source.not_json"),
        (answer(b"", status=302, more=("Location: /elsewhere",)), "source.redirected"),
        (answer(b"", status=403), "source.login_refused"),
    ],
)
def test_a_token_endpoint_in_trouble(clock: Any, reply: bytes, code: str) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        tokens.reply = reply
        assert (await refused(client())).code == code

    played(clock, story)


def test_a_secret_is_not_sent_in_the_clear(clock: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        error = await refused(client(token_url="http://login.example/token"))
        assert (error.code, error.params["problem"]) == ("source.bad_address", "plain_http")

    played(clock, story)


@pytest.mark.parametrize("expires", [None, "soon", -1, True, 1e300, "60"])
def test_a_lifetime_in_any_shape(clock: Any, expires: Any) -> None:
    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        tokens.more = {} if expires is None else {"expires_in": expires}
        one = client()
        await one.send(FIND, deadline=SOON)
        await one.send(FIND, deadline=SOON)
        assert tokens.granted == 1

    played(clock, story)


def test_nothing_of_it_is_told(clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    async def story(tokens: TokenServer, client: Callable[..., Client]) -> None:
        one = client()
        await one.send(FIND, deadline=SOON)
        tokens.accepts = False
        error = await refused(one)
        said.append(f"{error} {error!r} {error.params} {one._login} {vars(one._login)}")

    played(clock, story, Sealed())
    told = said + [f"{record.getMessage()} {record.args}" for record in caplog.records]
    for planted in ("client-secret", "token-1", "ZGVza"):
        assert not [line for line in told if planted in line]
