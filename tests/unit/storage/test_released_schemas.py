"""A database of every released schema opens, whole; a copy of it is kept for a while."""

import asyncio
import importlib.util
import shutil
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.call import Direction
from agentassist.domain.contact import EvidenceKind, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.linking.record_link import LinkMethod
from agentassist.history.local.source import LocalHistory
from agentassist.storage.engine import connect_file
from agentassist.storage.schema import migrations
from agentassist.storage.store import Store

_spec = importlib.util.spec_from_file_location(
    "released_store", Path(__file__).with_name("released_store.py")
)
assert _spec is not None
assert _spec.loader is not None
released = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(released)

FIXTURES = sorted((Path(__file__).parents[2] / "data" / "storage").glob("schema-*.db"))
NEWEST = max(migrations())
SOURCES_SINCE = 4


@pytest.fixture(params=FIXTURES, ids=lambda path: path.stem)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / "store.schema").write_text(request.param.stem.removeprefix("schema-"))
    return Path(shutil.copy(request.param, tmp_path / "store.db"))


@pytest.fixture
def one_more_step(monkeypatch: pytest.MonkeyPatch) -> int:
    """The next program's migrations: one that changes a table with rows in it."""
    sql = (
        "ALTER TABLE contacts ADD COLUMN pronouns TEXT; CREATE TABLE later (x);"
        " DELETE FROM repeats;"
    )
    steps = {**migrations(), NEWEST + 1: sql}
    for module in ("schema", "store"):
        monkeypatch.setattr(f"agentassist.storage.{module}.migrations", lambda: steps)
    return NEWEST + 1


class Clock:
    def __init__(self, later: timedelta = timedelta()) -> None:
        self.later = later

    def now(self) -> Any:
        return released.NOW + self.later

    def monotonic_ns(self) -> int:
        return 0


def opened(
    path: Path,
    scenario: Callable[[Store], Awaitable[Any]],
    later: timedelta = timedelta(),
) -> Any:
    async def run() -> Any:
        store = await Store.open(path, released.KEY, clock=Clock(later))
        try:
            assert store.set_aside is None
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def everything_is_there(store: Store) -> None:
    page = await LocalHistory(store).timeline(released.ANNA)
    assert {row.title for row in page.interactions} >= {"a mail", "a chat"}
    assert any("summary of w1" in f"{row.title} {row.detail}" for row in page.interactions)
    [draft] = await store.wrap_ups.drafts(released.AGENT)
    assert (draft.call_id, draft.summary) == ("c2", "summary of w2")
    found = await LocalHistory(store).search_contacts("AC4821")
    assert [candidate.contact for candidate in found] == [released.contact()]
    assert [line.action for line in await store.audit.newest()] == ["reveal"]
    assert await store.sealed_values.get(released.SECRET_NAME) == released.SECRET
    promises = await store.read(lambda c: c.execute("SELECT what FROM promises").fetchall())
    assert promises == [("call back",)]


async def sources_are_there(store: Store) -> None:
    """What schema 4 added."""
    history = LocalHistory(store)
    found = await history.look_up(IdentityKeys(released.NUMBER))
    assert found.person is not None
    assert [one.record for one in found.person.records] == [released.CRM, released.DESK]
    (link,) = found.person.links
    assert (link.method, link.made_at) == (LinkMethod.RULE, released.NOW)
    kinds = [one.kind for one in found.candidates[0].evidence]
    assert kinds == [EvidenceKind.EXACT_NUMBER, EvidenceKind.PICKED_BEFORE]
    assert found.page is not None
    (row,) = found.page.interactions
    assert (row.title, row.thread, row.parent) == ("a ticket", "t1", "#1")
    assert (row.direction, row.unanswered) == (Direction.INBOUND, True)
    uses = await store.read(
        lambda c: c.execute("SELECT value, verified_at FROM key_uses").fetchall()
    )
    assert [value for value, at in uses if at] == [released.NUMBER]
    aliases = await store.read(
        lambda c: c.execute("SELECT DISTINCT value FROM link_keys").fetchall()
    )
    assert aliases == [("boris@example.com",)]


async def nothing(store: Store) -> None:
    pass


def copies(database: Path) -> list[str]:
    return sorted(path.name for path in database.parent.glob("*before*"))


def test_each_schema_but_the_one_in_the_making_has_a_fixture() -> None:
    numbers = sorted(int(path.stem.removeprefix("schema-")) for path in FIXTURES)
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= max(1, NEWEST - 1)


def test_everything_is_there(database: Path) -> None:
    for _ in range(2):
        opened(database, everything_is_there)
        if int(database.with_suffix(".schema").read_text()) >= SOURCES_SINCE:
            opened(database, sources_are_there)


def test_what_the_next_fixture_holds_is_read_back(tmp_path: Path) -> None:
    asyncio.run(released.write(tmp_path / "store.db"))
    opened(tmp_path / "store.db", everything_is_there)
    opened(tmp_path / "store.db", sources_are_there)


def test_a_copy_is_kept_before_a_step(database: Path, one_more_step: int) -> None:
    before = database.read_bytes()
    opened(database, everything_is_there)
    copy = database.with_name(f"store.db.before-{one_more_step}")
    assert copy.read_bytes() == before
    assert copy.stat().st_mode & 0o077 == 0
    connection = connect_file(copy, released.KEY)  # with the same key, and only with it
    assert connection.execute("SELECT count(*) FROM repeats").fetchone() == (1,)
    connection.close()
    opened(database, nothing, timedelta(days=13))
    assert copies(database) == [copy.name]
    opened(database, nothing, timedelta(days=15))
    assert copies(database) == []


def test_half_a_copy_of_a_crash_is_written_into_by_nobody_and_goes(
    database: Path, one_more_step: int
) -> None:
    """It holds what is erased from the database meanwhile."""
    precious = database.with_name("precious")
    precious.write_text("precious")
    part = database.with_name(f".store.db.before-{one_more_step}.part")
    part.symlink_to(precious)
    older = database.with_name(".store.db.before-1.part")
    older.write_bytes(b"half of it")
    opened(database, nothing)
    assert precious.read_text() == "precious"
    assert f"store.db.before-{one_more_step}" in copies(database)
    part.write_bytes(b"half of it")
    opened(database, nothing)
    assert copies(database) == [f"store.db.before-{one_more_step}"]


def test_what_was_only_in_the_log_is_in_the_copy(database: Path, one_more_step: int) -> None:
    """After a crash the last commits are in the write-ahead log."""
    connection = connect_file(database, released.KEY)
    connection.execute("UPDATE contacts SET city = 'Shelbyville'")
    log = Path(f"{database}-wal")
    kept = database.read_bytes(), log.read_bytes()
    connection.close()
    database.write_bytes(kept[0])
    log.write_bytes(kept[1])
    opened(database, nothing)
    copy = connect_file(database.with_name(f"store.db.before-{one_more_step}"), released.KEY)
    assert copy.execute("SELECT city FROM contacts").fetchone() == ("Shelbyville",)
    copy.close()


def test_a_step_that_fails_leaves_the_database_and_its_copy(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = {**migrations(), NEWEST + 1: "DELETE FROM contacts; CREATE TABLE contacts (x);"}
    for module in ("schema", "store"):
        monkeypatch.setattr(f"agentassist.storage.{module}.migrations", lambda: steps)
    with pytest.raises(AgentAssistError) as failed:
        opened(database, nothing)
    assert failed.value.code == "storage.migration_failed"
    assert copies(database) == [f"store.db.before-{NEWEST + 1}"]
    monkeypatch.undo()
    opened(database, everything_is_there)


def test_without_room_for_the_copy_nothing_is_changed(
    database: Path, one_more_step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(database.parent)._replace(free=1000)
    monkeypatch.setattr("agentassist.storage.before_migration.shutil.disk_usage", lambda _: usage)
    before = database.read_bytes()
    with pytest.raises(AgentAssistError) as full:
        opened(database, nothing)
    assert full.value.code == "storage.full"
    assert database.read_bytes() == before
    assert copies(database) == []


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    opened(tmp_path / "store.db", nothing)
    assert copies(tmp_path / "store.db") == []
