"""The organisation's feeds: who asks is said to the feed, and to nobody else."""

import asyncio
import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agentassist.cli import main
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.secret import Secret
from agentassist.net.feed_access import ARTICLES, FeedAccess
from agentassist.net.source_secret import SecretVariables
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore
from agentassist.system_clock import SystemClock

TOKEN = "tok-4f1d9a77c0"
ROWS = b'{"id": "okapi", "title": "Feeding an okapi", "body": "Leaves."}\n'


class Place(ThreadingHTTPServer):
    """A web server that shows `files` to whoever has the login, and writes down what came."""

    files: dict[str, bytes]
    wanted: str
    away: str = ""  # everything is there instead

    def __init__(self, wanted: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files = {"/articles.jsonl": ROWS}
        self.wanted = wanted
        self.logins: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Place

    def do_GET(self) -> None:
        login = self.headers.get("Authorization")
        self.server.logins.append(login)
        if self.server.away:
            self.send_response(302)
            self.send_header("Location", self.server.away + self.path)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = self.server.files.get(self.path)
        allowed = login == self.server.wanted
        self.send_response(200 if allowed and content is not None else 401 if not allowed else 404)
        self.send_header("Content-Length", str(len(content or b"") if allowed else 0))
        self.end_headers()
        if allowed and content is not None:
            self.wfile.write(content)

    def log_message(self, *said: object) -> None:
        """Nothing on stderr."""


@contextmanager
def place(wanted: str) -> Iterator[Place]:
    server = Place(wanted)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Sealed:
    """Credentials in memory: what is sealed is tested with the store."""

    kept = True

    def __init__(self) -> None:
        self.known: dict[str, Secret] = {}

    async def get(self, name: str) -> Secret | None:
        return self.known.get(name)

    async def put(self, name: str, secret: Secret) -> None:
        self.known[name] = secret

    async def delete(self, name: str) -> None:
        self.known.pop(name, None)


class Policy:
    def __init__(self, values: dict[str, object]) -> None:
        self._values = values

    def read(self) -> PolicyReading:
        return PolicyReading(self._values)


def access(
    values: dict[str, object],
    *,
    environ: dict[str, str] | None = None,
    credentials: Sealed | None = None,
    policy: dict[str, object] | None = None,
    name: str = ARTICLES,
) -> FeedAccess:
    settings = SettingsStore(None, SystemClock(), Policy(policy or {}))
    for key, value in values.items():
        settings.set(key, value)  # type: ignore[arg-type]
    return FeedAccess(
        name,
        settings,
        variables=SecretVariables({} if environ is None else environ),
        credentials=credentials,
        trusted_bytes=Path.read_bytes,
    )


def fetched(feed: FeedAccess, address: str) -> bytes:
    found = asyncio.run(feed.fetch(address))
    assert found is not None
    return found.content


def settings_for(server: Place, login: str = "bearer") -> dict[str, object]:
    return {"knowledge.feed": f"{server.address}/articles.jsonl", "knowledge.feed_login": login}


def problem_of(feed: FeedAccess, address: str) -> AgentAssistError:
    with pytest.raises(AgentAssistError) as caught:
        asyncio.run(feed.fetch(address))
    return caught.value


def test_a_token_of_the_environment_goes_with_the_request() -> None:
    with place(f"Bearer {TOKEN}") as server:
        environ = {"AGENTASSIST_FEED_SECRET": TOKEN}
        feed = access(settings_for(server), environ=environ)
        assert fetched(feed, feed.place) == ROWS
        assert environ == {}  # what is started later does not inherit it
        assert TOKEN not in repr(feed)


def test_a_typed_password_is_sealed_for_this_login_at_this_address() -> None:
    sealed = Sealed()
    known = "Basic " + base64.b64encode(f"reader:{TOKEN}".encode()).decode()
    with place(known) as server, place(known) as other:
        values = settings_for(server, "basic") | {"knowledge.feed_user": "reader"}
        feed = access(values, credentials=sealed)
        assert not asyncio.run(feed.has_secret())
        asyncio.run(feed.secret().keep(Secret(TOKEN)))
        again = access(values, credentials=sealed)
        assert asyncio.run(again.has_secret())
        assert fetched(again, again.place) == ROWS
        moved = access(values | settings_for(other, "basic"), credentials=sealed)
        assert problem_of(moved, moved.place).params["problem"] == "no_secret"
        assert other.logins == []


def test_a_secret_goes_nowhere_but_to_the_feed() -> None:
    environ = {"AGENTASSIST_FEED_SECRET": TOKEN}
    with place(f"Bearer {TOKEN}") as server, place(f"Bearer {TOKEN}") as other:
        feed = access(settings_for(server), environ=environ)
        assert problem_of(feed, f"{other.address}/articles.jsonl").code == "source.login_refused"
        assert other.logins == [None]
        server.away = other.address
        assert problem_of(feed, feed.place).code == "source.redirected"
        assert other.logins == [None]
        plain = {"knowledge.feed": "http://feed.example/a.jsonl", "knowledge.feed_login": "bearer"}
        away = access(plain, environ={"AGENTASSIST_FEED_SECRET": TOKEN})
        assert problem_of(away, away.place).code == "source.bad_address"


def test_what_is_wrong_with_the_login_is_named(tmp_path: Path) -> None:
    with place(f"Bearer {TOKEN}") as server:
        wrong = access(settings_for(server), environ={"AGENTASSIST_FEED_SECRET": "another"})
        refused = problem_of(wrong, wrong.place)
        assert (refused.code, refused.params["source"]) == ("source.login_refused", "feed")
        missing = access(settings_for(server))
        assert problem_of(missing, missing.place).params["variable"] == "AGENTASSIST_FEED_SECRET"


@pytest.mark.parametrize("locked", [True, False])
def test_a_file_counts_only_where_policy_says_the_address(tmp_path: Path, locked: bool) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", "utf-8")
    with place(f"Bearer {TOKEN}") as server:
        values = settings_for(server) | {"knowledge.feed_secret_file": str(file)}
        feed = access({}, policy=values) if locked else access(values)
        if locked:
            assert fetched(feed, feed.place) == ROWS
        else:
            assert problem_of(feed, feed.place).params["problem"] == "secret_file"
            assert server.logins == []


def test_articles_behind_a_login_are_synced_by_the_command(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AGENTASSIST_FEED_SECRET", TOKEN)
    config = tmp_path / "ours.toml"
    with place(f"Bearer {TOKEN}") as server:
        said = "\n".join(
            f"{key.removeprefix('knowledge.')} = {json.dumps(value)}"
            for key, value in settings_for(server).items()
        )
        config.write_text(f"[knowledge]\n{said}\n", "utf-8")
        command = ["kb", "sync", "--config", str(config), "--db", str(tmp_path / "kb.db")]
        assert main(command) == 0
    told = capsys.readouterr()
    assert "feed: 1 new or changed" in told.out
    assert TOKEN not in told.out + told.err


def test_a_secret_of_a_feed_without_a_login_is_not_read(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "secret", "packs"]) == 1
    assert "packs is fetched without a login: packs.feed_login" in capsys.readouterr().err
