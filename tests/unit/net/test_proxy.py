"""Through a real proxy on loopback, and past it."""

import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from authority import Authority, Leaf
from hostile import HostileServer
from proxy import ProxyServer

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.client import Client
from agentassist.net.proxy import proxy_for
from agentassist.net.request import Request
from agentassist.net.site import ProxyChoice, ProxySetting, Site

HOST = "crm.internal.example"  # only the proxy knows where that is
FIND = Request("GET", "/find", (("email", "dana@example.com"),))
SOON = timedelta(seconds=20)
VARIABLES = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def no_proxy_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("proxy"))


def asked(
    clock: Any, house: Authority | None, setting: ProxySetting, login: str = "", **named: int
) -> tuple[str, list[bytes], list[bytes]]:
    """How it ended, what the proxy and what the server were sent. `{port}` is the proxy's."""

    async def run() -> tuple[str, list[bytes], list[bytes]]:
        context = house.context(Leaf(hosts=(HOST,))) if house else None
        async with HostileServer(context) as server, ProxyServer({HOST: server.port}, login) as way:
            address = setting.address.replace("{port}", str(way.port))
            through = ProxySetting(setting.choice, address, setting.user, setting.secret)
            site = Site(
                "crm",
                f"{'https' if house else 'http'}://{HOST}/api",
                insecure_http=house is None,
                ca_file=house.root_file if house else None,
                proxy=through,
            )
            client = Client(site, clock=clock)
            try:
                told = str((await client.send(FIND, deadline=SOON)).status)
            except AgentAssistError as error:
                told = f"{error.code} {error.params.get('problem', '')}"
                told += " TOLD" if "secret" in f"{error} {error.params}" else ""
            finally:
                await client.close()
            return told, way.asked, server.asked

    return asyncio.run(run())


NAMED = ProxySetting(ProxyChoice.NAMED, "http://127.0.0.1:{port}")


def test_https_goes_through_a_tunnel_that_sees_nothing(clock: Any, house: Authority) -> None:
    told, way, there = asked(clock, house, NAMED)
    assert told == "200"
    assert way[0].startswith(b"CONNECT crm.internal.example:443 HTTP/1.1")
    assert not [head for head in way if b"dana" in head or b"/find" in head]
    assert there[0].startswith(b"GET /api/find?email=dana%40example.com")


def test_a_login_at_the_proxy(
    clock: Any, house: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    known = ProxySetting(NAMED.choice, NAMED.address, "agent", Secret("proxy-secret"))
    told, _, there = asked(clock, house, known, "agent:proxy-secret")
    assert told == "200"
    assert b"Proxy-Authorization" not in there[0]
    assert "proxy-secret" not in repr(known) + caplog.text


@pytest.mark.parametrize("secret", [None, Secret("wrong-secret")], ids=["none", "wrong"])
def test_a_login_that_the_proxy_refuses(clock: Any, house: Authority, secret: Any) -> None:
    wrong = ProxySetting(NAMED.choice, NAMED.address, "agent", secret)
    told, _, there = asked(clock, house, wrong, "agent:proxy-secret")
    assert told == "source.unreachable proxy_login"
    assert there == []


def test_plain_http_through_a_proxy(clock: Any) -> None:
    told, way, _ = asked(clock, None, NAMED)
    assert told == "200"
    assert way[0].startswith(b"GET http://crm.internal.example/api/find")


def test_a_proxy_that_knows_no_way(clock: Any, house: Authority) -> None:
    async def run() -> str:
        async with ProxyServer({}) as way:
            proxy = ProxySetting(ProxyChoice.NAMED, f"127.0.0.1:{way.port}")
            client = Client(Site("crm", f"https://{HOST}", proxy=proxy), clock=clock)
            with pytest.raises(AgentAssistError) as caught:
                await client.send(FIND, deadline=SOON)
            await client.close()
            return f"{caught.value.code} {caught.value.params['problem']}"

    assert asyncio.run(run()) == "source.unreachable proxy"


def test_the_proxy_of_the_system(
    clock: Any, house: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def run() -> int:
        context = house.context(Leaf(hosts=(HOST,)))
        async with (
            HostileServer(context) as server,
            ProxyServer({HOST: server.port}, "env:env-secret") as way,
        ):
            monkeypatch.setenv("HTTPS_PROXY", f"http://env:env-secret@127.0.0.1:{way.port}/")
            site = Site("crm", f"https://{HOST}", ca_file=house.root_file)
            client = Client(site, clock=clock)
            answer = await client.send(FIND, deadline=SOON)
            await client.close()
            return answer.status

    assert asyncio.run(run()) == 200


SYSTEM = ProxySetting()


def test_what_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    assert proxy_for("crm", "https", HOST, SYSTEM) is None
    monkeypatch.setenv("ALL_PROXY", "http://all.example:1")
    found = proxy_for("crm", "https", HOST, SYSTEM)
    assert found is not None
    assert found.url == "http://all.example:1"
    monkeypatch.setenv("HTTPS_PROXY", "us%40er:p%3Aw@web.example:3128")
    found = proxy_for("crm", "https", HOST, SYSTEM)
    assert found is not None
    assert (found.url, found.user) == ("http://web.example:3128", "us@er")
    assert found.secret == Secret("p:w")
    assert "p:w" not in repr(found)
    monkeypatch.setenv("NO_PROXY", "internal.example")
    assert proxy_for("crm", "https", HOST, SYSTEM) is None
    assert proxy_for("crm", "https", "other.example", SYSTEM) is not None


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.8.8"])
def test_this_computer_needs_no_proxy(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://web.example:3128")
    assert proxy_for("crm", "http", host, SYSTEM) is None


def test_none_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://web.example:3128")
    assert proxy_for("crm", "https", HOST, ProxySetting(ProxyChoice.NONE)) is None


@pytest.mark.parametrize(
    "address",
    ["socks5://web.example:1080", "http://", "http://x:99999", "http://[::1", "file:///x"],
)
def test_an_address_that_is_no_proxy(address: str) -> None:
    with pytest.raises(AgentAssistError) as caught:
        proxy_for("crm", "https", HOST, ProxySetting(ProxyChoice.NAMED, address))
    assert (caught.value.code, caught.value.params["problem"]) == ("source.bad_address", "proxy")


def test_an_https_proxy_has_to_prove_itself_too(house: Authority, tmp_path: Path) -> None:
    from agentassist.net.exchange import Exchange

    site = Site(
        "crm",
        f"https://{HOST}",
        ca_file=house.root_file,
        proxy=ProxySetting(ProxyChoice.NAMED, "https://web.example:3129"),
    )
    asyncio.run(Exchange.opened(site).close())  # its context is made, from the same certificates
