"""The account is tried, saved and exchanged while everything runs, over real sockets."""

import asyncio
import contextlib
import json
import logging
import tomllib
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agentassist.bridge.account_secret import AccountSecret
from agentassist.bridge.joined import JoinedFeed
from agentassist.bridge.phone_setup import AccountSetup
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr_reading import DEFAULT_VARIABLES, IvrMapping
from agentassist.domain.secret import Secret
from agentassist.observability.logging import configure
from agentassist.ports.phone_setup import PhoneAccount, SecretSource
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore
from agentassist.storage.store import Store
from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

DATA = Path(__file__).parents[2] / "data" / "asterisk"
SECRET = Secret("correct horse battery")
KEY = bytes(range(32))
READY = ConnectionState.READY


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Locked:
    """A policy that sets the host."""

    def read(self) -> PolicyReading:
        return PolicyReading({"phone.ami.host": "127.0.0.1"})


class Site:
    """One life of the program: settings and store of `folder`, a feed that runs."""

    def __init__(self, folder: Path, environ: dict[str, str], policy: Locked | None) -> None:
        self.file = folder / "agentassist.toml"
        self.settings = SettingsStore(self.file, Clock(), policy)
        self.feed = JoinedFeed()
        self.environ = environ
        self.statuses: list[ConnectionStatus] = []
        self.changed = asyncio.Event()
        self.feed.on_status(self._heard)
        self.setup: AccountSetup

    def _heard(self, status: ConnectionStatus) -> None:
        self.statuses.append(status)
        self.changed.set()

    async def state_is(self, state: ConnectionState) -> ConnectionStatus:
        async with asyncio.timeout(10):
            while self.statuses[-1].state is not state:
                self.changed.clear()
                await self.changed.wait()
        return self.statuses[-1]

    def account(self, port: int, /, **changes: Any) -> PhoneAccount:
        return replace(PhoneAccount("127.0.0.1", port, "site", DEFAULT_VARIABLES), **changes)


@asynccontextmanager
async def site(
    folder: Path,
    *,
    environ: dict[str, str] | None = None,
    policy: Locked | None = None,
    kept: bool = True,
    mapping: IvrMapping | None = None,
) -> AsyncIterator[Site]:
    path = folder / "store.db" if kept else None
    store = await Store.open(path, KEY if kept else None, clock=Clock())
    life = Site(folder, environ if environ is not None else {}, policy)
    life.setup = AccountSetup(
        life.feed, life.settings, AccountSecret(store.sealed_values, life.environ)
    )
    try:
        async with asyncio.TaskGroup() as group:
            running = group.create_task(life.feed.run())
            with contextlib.suppress(AgentAssistError):  # the secret is missing: see the view
                await life.setup.start(mapping or IvrMapping())
            yield life
            running.cancel()
    finally:
        await store.close()


@asynccontextmanager
async def phones(**options: Any) -> AsyncIterator[ReplayServer]:
    recording = load_recording(DATA / "14-reconnect-midcall.bridge.ami")
    options = {"secret": SECRET.reveal(), "speed": 1, "refusal_delay": 0.0, **options}
    async with ReplayServer([recording], **options) as server:
        yield server


def played(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story())


async def closed_port() -> int:
    server = await asyncio.start_server(lambda reader, writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


async def refused(work: Coroutine[Any, Any, Any]) -> str:
    with pytest.raises(AgentAssistError) as caught:
        await work
    assert SECRET.reveal() not in str(caught.value)
    return caught.value.code


def test_nothing_set_up_then_tried_saved_and_in_use_without_a_restart(tmp_path: Path) -> None:
    async def story() -> None:
        async with site(tmp_path) as life, phones() as server:
            view = life.setup.view()
            assert (view.members, view.secret) == ((), SecretSource.MISSING)
            assert not life.setup.credentials_here
            account = life.account(server.port)
            report = await (await life.setup.check(account, SECRET)).run(lambda step: None)
            assert report.passed
            assert life.statuses[-1].state is ConnectionState.NOT_SET_UP  # only tried
            assert not life.file.exists()
            await life.setup.save(account, SECRET, tested=True)
            assert (await life.state_is(READY)).system in ("Asterisk 22", account.place)
            view = life.setup.view()
            assert (view.secret, view.kept, view.credentials_here) == (
                SecretSource.STORE,
                True,
                True,
            )
            assert [member.name for member in view.members] == ["ami"]
            assert view.checkable == {"ami"}

    played(story)


def test_a_typed_secret_is_there_after_a_restart_and_in_no_file(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server:
            async with site(tmp_path) as life:
                await life.setup.save(life.account(server.port), SECRET, tested=True)
            async with site(tmp_path) as life:
                await life.state_is(READY)
                assert life.setup.view().secret is SecretSource.STORE
                assert SECRET.reveal() not in repr(life.setup.view())

    played(story)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"agentassist.toml", "store.db"} <= {path.name for path in files}
    assert [path for path in files if SECRET.reveal().encode() in path.read_bytes()] == []


def test_without_a_kept_store_it_is_asked_for_again(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server:
            async with site(tmp_path, kept=False) as life:
                await life.setup.save(life.account(server.port), SECRET, tested=True)
                await life.state_is(READY)
                assert life.setup.view().secret is SecretSource.MEMORY
            async with site(tmp_path, kept=False) as life:
                assert life.setup.view().secret is SecretSource.MISSING
                assert life.statuses[-1].detail == "no_secret"

    played(story)


def test_the_environment_wins_and_is_taken_out_of_it(tmp_path: Path) -> None:
    async def story() -> None:
        environ = {"AMI_SECRET": SECRET.reveal(), "OTHER": "x"}
        async with site(tmp_path, environ=environ) as life, phones() as server:
            await life.setup.save(life.account(server.port), Secret("wrong"), tested=True)
            await life.state_is(READY)
            assert life.setup.view().secret is SecretSource.ENVIRONMENT
            assert environ == {"OTHER": "x"}

    played(story)


def test_a_secret_goes_to_no_other_host_or_login(tmp_path: Path) -> None:
    async def story() -> None:
        async with site(tmp_path) as life, phones() as server:
            account = life.account(server.port)
            await life.setup.save(account, SECRET, tested=True)
            for other in (replace(account, host="localhost"), replace(account, user="root")):
                assert await refused(life.setup.check(other, None)) == "phone.secret_needed"
                save = life.setup.save(other, None, tested=False)
                assert await refused(save) == "phone.secret_needed"
            assert life.settings.get("phone.ami.user").value == "site"

    played(story)


def test_what_was_tested_and_does_not_come_up_is_put_back(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server, phones(secret="changed meanwhile") as other:
            async with site(tmp_path) as life:
                first = life.account(server.port, variables={"account": "KUNDE"})
                await life.setup.save(first, SECRET, tested=True)
                text = life.file.read_text()
                second = life.account(other.port, user="two")
                save = life.setup.save(second, Secret("another one"), tested=True)
                assert await refused(save) == "phone.not_taken"
                await life.state_is(READY)
                assert life.setup.view().account == first
                assert life.file.read_text() == text
            async with site(tmp_path, mapping=IvrMapping({"account": "KUNDE"})) as life:
                await life.state_is(READY)  # also the secret is the former one

    played(story)


def test_saved_anyway_for_a_phone_system_that_is_down_then_undone(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server, site(tmp_path) as life:
            await life.setup.save(life.account(server.port), SECRET, tested=True)
            down = life.account(await closed_port())
            await life.setup.save(down, None, tested=False)
            await life.state_is(ConnectionState.UNREACHABLE)
            assert life.settings.get("phone.ami.port").value == down.port
            assert life.setup.view().undoable
            await life.setup.undo()
            await life.state_is(READY)
            assert life.settings.get("phone.ami.port").value == server.port
            assert not life.setup.view().undoable
            await life.setup.undo()  # nothing to do

    played(story)


def test_a_forgotten_secret_ends_the_connection_and_is_gone(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server:
            async with site(tmp_path) as life:
                await life.setup.save(life.account(server.port), SECRET, tested=True)
                await life.setup.forget_secret()
                assert life.statuses[-1].state is ConnectionState.NOT_SET_UP
                assert not life.setup.credentials_here
                assert not life.setup.view().undoable
            async with site(tmp_path) as life:
                assert life.setup.view().secret is SecretSource.MISSING

    played(story)


def test_what_policy_sets_is_locked_and_not_written(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server, site(tmp_path, policy=Locked()) as life:
            assert life.setup.view().locked == {"host"}
            other = life.account(server.port, host="localhost")
            assert await refused(life.setup.save(other, SECRET, tested=True)) == "setting.locked"
            assert life.setup.view().secret is SecretSource.MISSING  # nothing was changed
            await life.setup.save(life.account(server.port), SECRET, tested=True)
            assert "host" not in tomllib.loads(life.file.read_text())["phone"]["ami"]

    played(story)


def test_the_variables_are_written_with_the_comments_left(tmp_path: Path) -> None:
    async def story() -> None:
        async with phones() as server:
            (tmp_path / "agentassist.toml").write_text(
                "# ours\n[ivr.variables]  # see the wiki\n# the number\naccount = 'OLD' # was A\n"
                "pin_ok = 'PIN_OK'\n\n[numbers]\nregion = \"GB\"\n"
            )
            start = IvrMapping({"account": "OLD", "pin_ok": "PIN_OK"})
            async with site(tmp_path, mapping=start) as life:
                variables = {"account": "NEW", "meter": "IVR_METER"}
                account = life.account(server.port, variables=variables)
                await life.setup.save(account, SECRET, tested=True)
                text = life.file.read_text()
                assert text.startswith(
                    "# ours\n[ivr.variables]  # see the wiki\n# the number\n"
                    'account = "NEW" # was A\nmeter = "IVR_METER"\n\n[numbers]\nregion = "GB"\n'
                )
                assert tomllib.loads(text)["ivr"]["variables"] == variables
                await life.state_is(READY)
                assert {one.mapped for one in life.setup.view().members[0].names.names} == set()

    played(story)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"host": ""}, "setting.bad_value"),
        ({"host": "a b"}, "setting.bad_value"),
        ({"port": 0}, "setting.bad_value"),
        ({"port": 70_000}, "setting.bad_value"),
        ({"user": ""}, "setting.bad_value"),
        ({"user": "a\r\nb"}, "setting.bad_value"),
        ({"variables": {}}, "phone.bad_variable"),
        ({"variables": {"Account": "X"}}, "phone.bad_variable"),
        ({"variables": {"account": "X,Y"}}, "phone.bad_variable"),
    ],
)
def test_what_cannot_be_right_is_refused_unread(
    tmp_path: Path, changes: dict[str, Any], code: str
) -> None:
    async def story() -> None:
        async with site(tmp_path) as life:
            account = life.account(5038, **changes)
            assert await refused(life.setup.check(account, SECRET)) == code
            assert await refused(life.setup.save(account, SECRET, tested=False)) == code
            assert not life.file.exists()

    played(story)


def test_no_log_line_holds_a_typed_secret(tmp_path: Path) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level

    async def story() -> None:
        async with phones() as server, site(tmp_path) as life:
            await life.setup.save(life.account(server.port), SECRET, tested=True)
            logging.getLogger("x").info("the text %s of a fault", SECRET.reveal())

    log = tmp_path / "log" / "x.log"
    try:
        configure(logging.DEBUG, file=log)
        played(story)
    finally:
        for handler in root.handlers:
            if handler not in handlers:
                handler.close()
        root.handlers, root.level = handlers, level
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert lines
    assert not any(SECRET.reveal() in json.dumps(line) for line in lines)
    assert "[redacted]" in log.read_text()
