"""The packs of one person, looked after while they run: real files, real settings, real plugins."""

import asyncio
import functools
import hashlib
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.events import AppEvent, PacksChanged
from agentassist.app.packs import PackDesk
from agentassist.coaching.collection import LocalPacks
from agentassist.coaching.pack import read_pack
from agentassist.coaching.pack_source import read_files, write_archive
from agentassist.coaching.plugins import process as process_module
from agentassist.coaching.trust.bundled import HASHES, hashes_text
from agentassist.coaching.trust.keys import SigningKey
from agentassist.coaching.trust.publishers import Publisher
from agentassist.coaching.trust.signing import sign
from agentassist.domain.call import AgentState
from agentassist.domain.coaching import CallMoment
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import PackId
from agentassist.ports.packs import PackCard, PackSeal, PythonPart
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore

KEY = SigningKey.new()
NORTH = PackId("north")
RULE = """
[[rule]]
id = "hello"
watches = "draft"
line = "Say good morning"
[rule.when]
phrases = ["hello"]
[rule.examples]
fires = ["well, hello"]
silent = ["goodbye"]
"""
PLUGIN = '\n[plugin]\nmain = "main.py"\n'


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 12, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Locked:
    """A machine policy with these values."""

    def __init__(self, values: dict[str, object]) -> None:
        self.values = values

    def read(self) -> PolicyReading:
        return PolicyReading(self.values)


def manifest(name: str, version: str = "1.0.0", more: str = RULE) -> str:
    return f"""
[pack]
id = "{name}"
version = "{version}"
sdk = ">=1.0,<2"
language = "en"
title = "The pack {name}"
publisher = "Team North"
wants = ["draft"]
{more}"""


class Room:
    """A bundled pack, a shelf, settings, and the desk over them."""

    def __init__(self, folder: Path, policy: dict[str, object] | None = None) -> None:
        self.folder = folder
        self.bundled = folder / "plugins"
        (self.bundled / "shipped").mkdir(parents=True)
        (self.bundled / "shipped" / "pack.toml").write_text(manifest("shipped"), "utf-8")
        (self.bundled / HASHES).write_text(hashes_text(self.bundled), "utf-8")
        self.config = folder / "mine.toml"
        self.settings = SettingsStore(self.config, Clock(), Locked(policy or {}))
        self.reported: list[AgentAssistError] = []
        self.events: list[AppEvent] = []
        self.running: frozenset[PackId] = frozenset()
        self.coach: Any = None
        self.plugins: Any = None

    def archive(
        self, version: str = "1.0.0", *, key: SigningKey | None = KEY, code: str | None = None
    ) -> str:
        source = self.folder / f"source-{version}-{key is KEY}"
        source.mkdir(exist_ok=True)
        more = RULE if code is None else RULE + PLUGIN
        (source / "pack.toml").write_text(manifest("north", version, more), "utf-8")
        if code is not None:
            (source / "main.py").write_text(code, "utf-8")
        if key is None:
            return str(source)
        files = read_files(source)
        pack = read_pack(files)
        sealed = sign(
            files,
            key,
            pack_id=pack.id,
            version=pack.version,
            publisher=pack.publisher,
            expires=None,
        )
        place = source.with_suffix(".aapack")
        write_archive(sealed, place)
        return str(place)

    def play(self, story: Callable[[PackDesk], Coroutine[Any, Any, None]]) -> None:
        async def run() -> None:
            async with self.open() as desk:
                await story(desk)

        asyncio.run(asyncio.wait_for(run(), 60))

    @asynccontextmanager
    async def open(self) -> Any:
        bus = Bus()
        bus.subscribe(self.events.append)
        async with asyncio.TaskGroup() as group:

            def start(work: Coroutine[Any, Any, object], name: str) -> None:
                group.create_task(work, name=name)

            packs = LocalPacks(
                self.settings,
                Clock(),
                bundled=self.bundled,
                installed=self.folder / "packs",
                report=self.reported.append,
                start_task=start,
            )
            desk = PackDesk(bus)
            desk.open(packs, None, self._equip)
            first = await packs.equip()
            self._equip(first.coach, first.plugins, first.packs)
            yield desk
            await packs.close()

    def _equip(self, coach: Any, plugins: Any, packs: Any) -> None:
        self.coach, self.plugins, self.running = coach, plugins, frozenset(packs)


async def card(desk: PackDesk, name: str = "north") -> PackCard:
    return next(one for one in (await desk.view()).packs if one.id == name)


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


def refused(code: str) -> Any:
    return pytest.raises(AgentAssistError, match=code.replace(".", r"\."))


def test_looked_at_compared_installed_and_it_runs(room: Room) -> None:
    async def story(desk: PackDesk) -> None:
        look = await desk.look(room.archive())
        assert (look.card.seal, look.examples, look.may_trust) == (PackSeal.UNKNOWN, 2, True)
        assert look.card.fingerprint == KEY.public.fingerprint
        assert not (room.folder / "packs").exists(), "looking changes nothing"
        with refused("pack.untrusted"):
            await desk.install(look)
        assert room.running == {"shipped"}
        await desk.install(look, trusting=True)
        assert room.running == {"shipped", "north"}
        assert room.events == [PacksChanged()]
        shown = await card(desk)
        assert (shown.seal, shown.signer, shown.on) == (PackSeal.SIGNED, "Team North", True)
        assert [rule.line for rule in shown.rules] == ["Say good morning"]
        report = room.coach.check_draft("hello", CallMoment(AgentState.TALKING))
        assert {one.pack for one in report.findings} == {"shipped", "north"}

    room.play(story)
    assert room.settings.get("packs.trusted_here").value == (f"Team North {KEY.public.text}",)


def test_what_was_looked_at_is_what_is_installed(room: Room) -> None:
    """The file is exchanged after the agent compared it: the bytes looked at count."""

    async def story(desk: PackDesk) -> None:
        place = room.archive()
        look = await desk.look(place)
        await asyncio.to_thread(Path(place).write_bytes, b"something else")
        await desk.install(look, trusting=True)
        assert room.running == {"shipped", "north"}
        with refused("pack.missing"):
            await desk.install(look)  # once

    room.play(story)


def test_a_newer_version_takes_its_place(room: Room) -> None:
    async def story(desk: PackDesk) -> None:
        await desk.install(await desk.look(room.archive()), trusting=True)
        look = await desk.look(room.archive("1.1.0"))
        assert (look.replaces, look.card.seal) == ("1.0.0", PackSeal.SIGNED)
        await desk.install(look)
        assert (await card(desk)).version == "1.1.0"
        with refused("pack.older"):
            await desk.look(room.archive("1.0.0"))

    room.play(story)


def test_where_policy_decides_nobody_is_trusted_by_the_way(tmp_path: Path) -> None:
    room = Room(tmp_path, {"packs.agent_trust": False})

    async def story(desk: PackDesk) -> None:
        look = await desk.look(room.archive())
        assert not look.may_trust
        with refused("pack.trust_forbidden"):
            await desk.install(look, trusting=True)
        assert room.running == {"shipped"}

    room.play(story)


def test_a_publisher_of_the_organisation_needs_no_comparing(tmp_path: Path) -> None:
    text = Publisher("HQ", KEY.public).text
    room = Room(tmp_path, {"packs.publishers": [text], "packs.agent_trust": False})

    async def story(desk: PackDesk) -> None:
        look = await desk.look(room.archive())
        assert (look.card.seal, look.card.signer) == (PackSeal.SIGNED, "HQ")
        await desk.install(look)
        assert room.running == {"shipped", "north"}

    room.play(story)


def test_off_and_on_and_kept(room: Room) -> None:
    async def story(desk: PackDesk) -> None:
        await desk.install(await desk.look(room.archive()), trusting=True)
        await desk.switch(NORTH, False)
        assert room.running == {"shipped"}
        assert not (await card(desk)).on
        await desk.switch(PackId("shipped"), False)
        assert room.running == frozenset()
        await desk.switch(NORTH, True)

    async def later(desk: PackDesk) -> None:
        assert room.running == {"north"}
        assert not (await card(desk, "shipped")).on

    room.play(story)
    room.settings = SettingsStore(room.config, Clock())
    room.play(later)


def test_switches_that_policy_holds(tmp_path: Path) -> None:
    room = Room(tmp_path, {"packs.off": ["shipped"]})

    async def story(desk: PackDesk) -> None:
        assert not (await desk.view()).switchable
        with refused("setting.locked"):
            await desk.switch(PackId("shipped"), True)
        assert room.running == frozenset()

    room.play(story)


def test_removed_and_put_back(room: Room) -> None:
    async def story(desk: PackDesk) -> None:
        await desk.install(await desk.look(room.archive()), trusting=True)
        await desk.remove(NORTH)
        assert room.running == {"shipped"}
        assert [one.id for one in (await desk.view()).removed] == ["north"]
        await desk.put_back(NORTH)
        assert room.running == {"shipped", "north"}
        with refused("pack.not_installed"):
            await desk.put_back(NORTH)
        with refused("pack.not_installed"):
            await desk.remove(PackId("shipped"))

    room.play(story)


def test_an_unsigned_pack_only_for_its_author(tmp_path: Path, room: Room) -> None:
    async def refuse(desk: PackDesk) -> None:
        with refused("pack.unsigned"):
            await desk.look(room.archive(key=None))

    room.play(refuse)
    room.settings.set("packs.developer", True)

    async def story(desk: PackDesk) -> None:
        look = await desk.look(room.archive(key=None))
        assert look.card.seal is PackSeal.UNSIGNED
        await desk.install(look)
        assert (await card(desk)).seal is PackSeal.UNSIGNED
        assert (await desk.view()).developer

    room.play(story)


def test_a_refused_pack_is_reported_once_and_shown(room: Room) -> None:
    (room.folder / "packs").mkdir()
    (room.folder / "packs" / "old.aapack").write_bytes(b"rubbish")

    async def story(desk: PackDesk) -> None:
        shown = await card(desk, "old")
        assert shown.seal is PackSeal.REFUSED
        assert shown.problem is not None
        await desk.switch(PackId("shipped"), False)
        assert [problem.code for problem in room.reported] == ["pack.not_archive"]
        await desk.remove(PackId("old"))
        assert [one.id for one in (await desk.view()).packs] == ["shipped"]

    room.play(story)


def test_the_demo_keeps_no_packs() -> None:
    async def story() -> None:
        desk = PackDesk(Bus())
        desk.open(None, None, lambda coach, plugins, packs: None)
        with refused("pack.no_shelf"):
            await desk.view()
        assert await desk.tallies() == ()

    asyncio.run(story())


# ---------------------------------------------------------------------- parts in Python

GOOD = "from agentassist import sdk\nsdk.serve(cues=lambda m: [sdk.Cue('now', 'say it')])"
BAD = "from agentassist import sdk\nimport os\nsdk.serve(cues=lambda moment: os._exit(1))"


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_module, "DEADLINE_S", 3.0)


@pytest.mark.usefixtures("patience")
def test_a_plugin_runs_at_once_and_ends_with_its_switch(tmp_path: Path) -> None:
    room = Room(tmp_path, {"packs.python": True})

    async def story(desk: PackDesk) -> None:
        await desk.install(await desk.look(room.archive(code=GOOD)), trusting=True)
        assert (await card(desk)).python is PythonPart.RUNS
        (cue,) = await room.plugins.cues(CallMoment(AgentState.TALKING))
        assert cue.line == "say it"
        await desk.switch(NORTH, False)
        assert room.plugins is None

    room.play(story)


@pytest.mark.usefixtures("patience")
def test_who_was_sent_off_rests_until_switched_off_and_on(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("plugin north: crash")
    room = Room(tmp_path, {"packs.python": True})

    async def story(desk: PackDesk) -> None:
        await desk.install(await desk.look(room.archive(code=BAD)), trusting=True)
        for number in range(3):
            moment = CallMoment(AgentState.TALKING, transfers=number)
            assert await room.plugins.cues(moment) == ()
            room.plugins._plugins[0].heard = None  # ask again, although it wants nothing of it
        assert [problem.code for problem in room.reported] == ["plugin.sent_off"]
        assert (await card(desk)).python is PythonPart.SENT_OFF
        await desk.switch(PackId("shipped"), False)
        assert room.plugins is None, "another pack's switch is no second chance"
        assert (await card(desk)).python is PythonPart.SENT_OFF
        await desk.switch(NORTH, False)
        await desk.switch(NORTH, True)
        assert (await card(desk)).python is PythonPart.RUNS

    room.play(story)


def test_without_policy_the_part_in_python_does_not_run(room: Room) -> None:
    async def story(desk: PackDesk) -> None:
        look = await desk.look(room.archive(code=GOOD))
        assert look.card.python is PythonPart.NOT_ALLOWED
        await desk.install(look, trusting=True)
        assert room.plugins is None
        assert room.running == {"shipped", "north"}, "its rules do"

    room.play(story)


# --- packs that the organisation keeps in one place ---


def feed_of(room: Room, folder: Path, *archives: str) -> Path:
    """A folder as a web server shows it; the names of packs say nothing of what is in them."""
    folder.mkdir(exist_ok=True)
    named = []
    for number, archive in enumerate(archives):
        content = Path(archive).read_bytes()
        (folder / f"p{number}.aapack").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        named.append({"file": f"p{number}.aapack", "sha256": digest})
    (folder / "packs.json").write_text(json.dumps({"format": 1, "packs": named}))
    return folder


@contextmanager
def shown(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The folder over HTTP: its address, and what is asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *said: object) -> None:
            asked.append(self.path)

    handler = functools.partial(Handler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Over(BaseException):
    """Ends the loop."""


async def looked(room: Room, desk: PackDesk, times: int) -> None:
    """So many looks at the feed."""
    left = times + 1

    async def wait(seconds: float) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Over

    with pytest.raises(Over):
        await desk.keep_current(room.settings, chance=lambda: 0.5, wait=wait)


def trusting(room: Room) -> None:
    room.settings.set("packs.trusted_here", (Publisher("North", KEY.public).text,))


@pytest.mark.parametrize("way", ["folder", "https"])
def test_packs_of_the_organisation_are_fetched_and_run(tmp_path: Path, way: str) -> None:
    room = Room(tmp_path)
    trusting(room)
    folder = feed_of(room, tmp_path / "feed", room.archive("1.0.0"))

    async def story(desk: PackDesk) -> None:
        await looked(room, desk, 2)
        assert NORTH in room.running
        assert room.events == [PacksChanged()]  # the second look found nothing new
        feed_of(room, folder, room.archive("1.1.0"))
        await looked(room, desk, 1)
        (north,) = [one for one in (await desk.view()).packs if one.id == NORTH]
        assert (north.version, north.seal) == ("1.1.0", PackSeal.SIGNED)

    with shown(folder) as (address, asked):
        room.settings.set("packs.feed", address if way == "https" else str(folder))
        room.play(story)
    if way == "https":
        assert asked == ["/packs.json", "/p0.aapack"] * 1 + ["/packs.json"] * 2 + ["/p0.aapack"]
    assert room.reported == []


@pytest.mark.parametrize("trouble", ["unknown", "unsigned", "changed", "older"])
def test_a_fetched_pack_is_checked_like_any_other(tmp_path: Path, trouble: str) -> None:
    room = Room(tmp_path, {"packs.developer": True})
    if trouble != "unknown":
        trusting(room)
    archive = room.archive("1.0.0")
    if trouble == "unsigned":
        archive = str(tmp_path / "unsigned.aapack")
        write_archive(read_files(Path(room.archive(key=None))).files, Path(archive))
    folder = feed_of(room, tmp_path / "feed", archive)
    if trouble == "changed":
        (folder / "p0.aapack").write_bytes(Path(room.archive("2.0.0")).read_bytes())

    async def story(desk: PackDesk) -> None:
        if trouble == "older":
            await desk.install(await desk.look(room.archive("1.5.0")))
            room.events.clear()
        await looked(room, desk, 2)
        assert room.events == []

    with shown(folder) as (address, _):
        room.settings.set("packs.feed", address)
        room.play(story)
    code = {
        "unknown": "pack.untrusted",
        "unsigned": "pack.unsigned",
        "changed": "feed.other_content",
        "older": "pack.older",
    }[trouble]
    assert [one.code for one in room.reported] == [code]  # once, not at every look


@pytest.mark.parametrize(
    "index",
    [
        b"<html>",
        b"[" * 100_000,
        b'{"format": 2, "packs": []}',
        json.dumps({"format": 1, "packs": [{"file": "../x.aapack", "sha256": "0" * 64}]}).encode(),
        json.dumps({"format": 1, "packs": [{"file": "x.exe", "sha256": "0" * 64}]}).encode(),
        json.dumps({"format": 1, "packs": [{"file": "x.aapack"}]}).encode(),
    ],
)
def test_a_list_of_packs_that_is_none_is_named(tmp_path: Path, index: bytes) -> None:
    room = Room(tmp_path)
    folder = tmp_path / "feed"
    folder.mkdir()
    (folder / "packs.json").write_bytes(index)

    async def story(desk: PackDesk) -> None:
        await looked(room, desk, 1)

    with shown(folder) as (address, asked):
        room.settings.set("packs.feed", address)
        room.play(story)
    assert [one.code for one in room.reported] == ["feed.bad_index"]
    assert asked == ["/packs.json"]
