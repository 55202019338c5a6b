"""Real TLS on loopback: who is believed, and what is said of those who are not."""

import asyncio
import contextlib
import ssl
import sys
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.net.client import Client
from agentassist.net.request import Request
from agentassist.net.site import Site

sys.path.insert(0, str(Path(__file__).parents[2] / "servers"))
try:
    from authority import Authority, Leaf
    from hostile import HostileServer
finally:
    sys.path.pop(0)

DAY = timedelta(days=1)
FIND = Request("GET", "/find")


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("house"))


def told(context: ssl.SSLContext | None, ca_file: Path | None) -> str:
    """'200', or code and problem."""

    async def asked() -> str:
        async with HostileServer(context) as server:
            client = Client(Site("crm", server.url, ca_file=ca_file), clock=Clock())
            try:
                answer = await client.send(FIND, deadline=timedelta(seconds=20))
            except AgentAssistError as error:
                assert not server.asked, "something was sent to whom nobody believes"
                return f"{error.code} {error.params.get('problem', '')}".strip()
            finally:
                await client.close()
            return str(answer.status)

    return asyncio.run(asked())


def test_a_house_ca_in_a_file_is_believed(house: Authority) -> None:
    assert told(house.context(), house.root_file) == "200"


def test_the_systems_certificates_are_believed(
    house: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(house.root_file))  # what OpenSSL calls the system's
    assert told(house.context(), None) == "200"


@pytest.mark.parametrize(
    ("leaf", "problem"),
    [
        (Leaf(begins=-9 * DAY, ends=-DAY), "expired"),
        (Leaf(begins=DAY), "not_yet_valid"),
        (Leaf(hosts=("crm.example",)), "wrong_host"),
        (Leaf(hosts=("127.0.0.2",)), "wrong_host"),
        (Leaf(self_signed=True), "self_signed"),
    ],
    ids=str,
)
def test_a_bad_certificate_says_why(house: Authority, leaf: Leaf, problem: str) -> None:
    said = told(house.context(leaf), house.root_file)
    assert said == f"source.bad_certificate {problem}"


def test_an_authority_that_nobody_knows(house: Authority, tmp_path: Path) -> None:
    stranger = Authority(tmp_path, "Strange CA")
    said = told(stranger.context(), house.root_file)
    assert said == "source.bad_certificate unknown_issuer"


def test_one_of_the_same_name_is_not_the_same(house: Authority, tmp_path: Path) -> None:
    said = told(Authority(tmp_path).context(), house.root_file)
    assert said in {"source.bad_certificate untrusted", "source.bad_certificate unknown_issuer"}


def test_old_tls_is_refused(house: Authority) -> None:
    old = house.context()
    old.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of them as well
        old.minimum_version = ssl.TLSVersion.TLSv1
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    assert told(old, house.root_file) == "source.bad_certificate tls"


def test_a_client_certificate_is_asked_for(house: Authority) -> None:
    strict = house.context()
    strict.maximum_version = ssl.TLSVersion.TLSv1_2  # later ones tell it after the handshake
    strict.verify_mode = ssl.CERT_REQUIRED
    strict.load_verify_locations(house.root_file)
    assert told(strict, house.root_file) == "source.bad_certificate tls"


@pytest.mark.parametrize("content", ["", "no certificate", None])
def test_a_ca_file_that_is_none(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    assert told(None, file) == "source.bad_certificate ca_file"


def told_by_peer(reply: bytes, seconds: float) -> tuple[str, str]:
    """Of a peer that answers the first bytes with `reply` and then waits for us to go."""

    async def asked() -> tuple[str, str]:
        gone = asyncio.Event()

        async def peer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1 << 16)
            writer.write(reply)
            with contextlib.suppress(ConnectionError):
                while await reader.read(1 << 16):
                    pass
            writer.close()
            gone.set()

        server = await asyncio.start_server(peer, "127.0.0.1", 0)
        client = Client(
            Site("crm", f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"), clock=Clock()
        )
        await client.prepare()
        with pytest.raises(AgentAssistError) as caught:
            await client.send(FIND, deadline=timedelta(seconds=seconds))
        await gone.wait()  # no connection is left behind, although the client is still there
        await client.close()
        server.close()
        return caught.value.code, str(caught.value.params.get("problem", ""))

    return asyncio.run(asked())


def test_a_handshake_that_never_ends() -> None:
    assert told_by_peer(b"", 0.1) == ("source.too_slow", "")


def test_plain_http_where_tls_is_expected() -> None:
    told = told_by_peer(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", 20)
    assert told == ("source.bad_certificate", "no_tls")


def test_noise_where_tls_is_expected() -> None:
    assert told_by_peer(bytes(range(200)), 20)[0] == "source.bad_certificate"


def test_no_way_to_switch_the_check_off() -> None:
    folder = Path(__file__).parents[3] / "agentassist" / "net"
    source = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    assert "CERT_NONE" not in source
    assert "verify=False" not in source
    assert "check_hostname" not in source
