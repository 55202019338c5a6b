"""A source put together from settings, mapping and secrets, and asked over a real socket."""

import asyncio
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.domain.source import KeyKind, SourceKey
from agentassist.history.site_source import (
    CLIENT_SECRET,
    PROXY,
    REFRESH_TOKEN,
    SECRET,
    SiteSource,
    Surroundings,
)
from agentassist.net.source_secret import SecretVariables
from agentassist.ports.source_settings import SourceSettings
from agentassist.settings.trusted_file import trusted_bytes

sys.path.insert(0, str(Path(__file__).parents[2] / "servers"))
try:
    from help_desk import MAPPING, HelpDesk
    from json_server import Answered, Asked, JsonServer
finally:
    sys.path.pop(0)

TOKEN = "a-token-of-this-test"
NO_LOGIN = '[auth]\nstyle = "none"\n'
BY_HEADER = '[auth]\nstyle = "header"\nname = "Authorization"\nprefix = "token "\n'
BY_NAME = '[auth]\nstyle = "basic"\nuser = "${user}"\n'
BY_GRANT = (
    '[auth]\nstyle = "oauth2"\ngrant = "refresh_token"\ntoken_url = "${url}/token"\n'
    'client_id = "${client_id}"\n'
)
DANA = SourceKey(KeyKind.PHONE, "+497115550100")


class StoppedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 9, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Sealed:
    """Credentials as the store keeps them."""

    kept = True

    def __init__(self) -> None:
        self.values: dict[str, Secret] = {}

    async def put(self, name: str, value: Secret) -> None:
        self.values[name] = value

    async def get(self, name: str) -> Secret | None:
        return self.values.get(name)

    async def delete(self, name: str) -> None:
        self.values.pop(name, None)


@pytest.fixture
def around(tmp_path: Path) -> Callable[..., Surroundings]:
    tmp_path.chmod(0o755)

    def make(auth: str, environ: dict[str, str] | None = None) -> Surroundings:
        (tmp_path / "desk.toml").write_text(MAPPING.replace(NO_LOGIN, auth), "utf-8")
        return Surroundings(
            tmp_path,
            "DE",
            StoppedClock(),
            Sealed(),
            SecretVariables(environ if environ is not None else {}),
            partial(trusted_bytes, owner=os.getuid(), top=tmp_path),
        )

    return make


def read(around: Surroundings, url: str = "http://127.0.0.1:1", **more: Any) -> SiteSource:
    values = {"url": url, **more.pop("values", {})}
    return SiteSource.read(SourceSettings("desk", "desk", values=values, **more), around)


async def asked(site: SiteSource) -> list[str]:
    source, _ = await site.connect()
    try:
        return [one.contact.name for one in await source.find(DANA)]
    finally:
        await source.close()


def answering(authorization: str) -> Callable[[Asked], Answered]:
    desk = HelpDesk()

    def answer(one: Asked) -> Answered:
        known = one.headers.get("authorization") == authorization
        return desk(one) if known else Answered({}, 401)

    return answer


def test_a_variable_opens_it_and_is_gone_from_the_environment(around: Any) -> None:
    async def story() -> None:
        environ = {"DESK": TOKEN}
        async with JsonServer(answering(f"token {TOKEN}")) as server:
            site = read(around(BY_HEADER, environ), server.url, secret_env="DESK")
            assert (site.parts, site.url) == ((SECRET,), f"{server.url}/api")
            assert await asked(site) == ["Dana Example"]
        assert environ == {}

    asyncio.run(story())


def test_without_a_name_the_variable_is_called_after_the_source(around: Any) -> None:
    async def story() -> None:
        environ = {"AGENTASSIST_DESK_SECRET": TOKEN}
        assert await read(around(BY_HEADER, environ)).has(SECRET)

    asyncio.run(story())


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX permissions")
def test_a_file_of_the_house_counts_before_everything_and_must_be_its_own(
    around: Any, tmp_path: Path
) -> None:
    async def story() -> None:
        file = tmp_path / "desk.secret"
        file.write_text(f"{TOKEN}\n")
        file.chmod(0o640)
        environ = {"DESK": "another"}
        async with JsonServer(answering(f"token {TOKEN}")) as server:
            site = read(
                around(BY_HEADER, environ), server.url, secret_env="DESK", secret_file=str(file)
            )
            assert await asked(site) == ["Dana Example"]
            for spoil in (lambda: file.chmod(0o666), file.unlink):
                spoil()
                assert not await site.has(SECRET)
                with pytest.raises(AgentAssistError) as caught:
                    await asked(site)
                assert caught.value.code == "source.login_refused"
                assert caught.value.params["problem"] == "secret_file"

    asyncio.run(story())


def test_a_typed_secret_is_for_this_login_at_this_host(around: Any) -> None:
    async def story() -> None:
        surroundings = around(BY_NAME)
        site = read(surroundings, values={"user": "agent"})
        assert not await site.has(SECRET)
        await site.secret(SECRET).keep(Secret(TOKEN))
        assert await site.has(SECRET)
        assert not await read(surroundings, values={"user": "boss"}).has(SECRET)
        elsewhere = read(surroundings, "http://127.0.0.1:2", values={"user": "agent"})
        assert not await elsewhere.has(SECRET)

    asyncio.run(story())


def test_a_token_is_for_the_source_that_it_was_granted_for(around: Any) -> None:
    """The token address may stay what it is: what it grants would be shown to another host."""
    auth = BY_GRANT.replace("${url}/token", "${tokens}/token")

    async def story() -> None:
        shown: list[str | None] = []

        def other(one: Asked) -> Answered:
            shown.append(one.headers.get("authorization"))
            return Answered({"customers": []})

        def grants(one: Asked) -> Answered:
            return Answered({"access_token": "granted-token"})

        desk = JsonServer(answering("Bearer granted-token"))
        async with desk, JsonServer(other) as elsewhere, JsonServer(grants) as tokens:
            around_it = around(auth)
            values = {"client_id": "desk", "tokens": tokens.url}
            site = read(around_it, desk.url, values=values)
            for part in site.parts:
                await site.secret(part).keep(Secret(TOKEN))
            assert await asked(site) == ["Dana Example"]
            moved = read(around_it, elsewhere.url, values=values)
            assert [await moved.has(part) for part in moved.parts] == [False, False]
            with pytest.raises(AgentAssistError) as caught:
                await asked(moved)
            assert caught.value.code == "source.login_refused"
            assert shown == []

    asyncio.run(story())


def test_each_login_names_the_secrets_it_needs(around: Any) -> None:
    granted = {"client_id": "desktop"}
    assert read(around(BY_GRANT), values=granted).parts == (CLIENT_SECRET, REFRESH_TOKEN)
    public = BY_GRANT + "public_client = true\n"
    assert read(around(public), values=granted).parts == (REFRESH_TOKEN,)
    assert read(around(NO_LOGIN)).parts == ()
    assert read(around(NO_LOGIN), proxy_user="me").parts == (PROXY,)


@pytest.mark.parametrize(
    ("settings", "code", "named"),
    [
        (SourceSettings("desk", "nothing"), "source.no_mapping", "nothing"),
        (SourceSettings("desk", "./desk.toml"), "source.no_mapping", "./desk.toml"),
        (SourceSettings("desk", "/no/such.toml"), "mapping.unreadable", "/no/such.toml"),
        (SourceSettings("desk", "desk"), "source.no_setting", "url"),
        (
            SourceSettings("desk", "desk", values={"url": "http://x", "uesr": "me"}),
            "source.unknown_setting",
            "uesr",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    around: Any, settings: SourceSettings, code: str, named: str
) -> None:
    with pytest.raises(AgentAssistError) as caught:
        SiteSource.read(settings, around(NO_LOGIN))
    assert caught.value.code == code
    assert named in map(str, caught.value.params.values())
