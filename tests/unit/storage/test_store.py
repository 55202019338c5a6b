"""Opening, closing and losing a store; what reading and writing at the same time may do."""

import asyncio
import os
import subprocess
import sys
import threading
from datetime import datetime
from pathlib import Path

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, WrapUpId
from agentassist.domain.secret import Secret
from agentassist.domain.wrap_up import WrapUp
from agentassist.storage.engine import Connection, connect_file
from agentassist.storage.schema import migrate, migrations
from agentassist.storage.store import Store

OTHER_KEY = bytes(32)
CANARY = "canary-sings-at-dawn"


def wrap_up(now: datetime, name: str = "w1", summary: str = CANARY) -> WrapUp:
    return WrapUp(
        WrapUpId(name), CallId(f"call-{name}"), AgentId("101"), None, None, now, summary=summary
    )


async def nothing(store: Store) -> None:
    return None


async def count(store: Store) -> int:
    def read(connection: Connection) -> int:
        return int(connection.execute("SELECT count(*) FROM wrap_ups").fetchone()[0])

    return await store.read(read)


def test_without_a_path_or_a_key_everything_is_in_memory(opener, tmp_path: Path, now) -> None:
    async def scenario(store: Store) -> tuple[bool, int]:
        await store.wrap_ups.save(wrap_up(now))
        return store.kept, await count(store)

    assert opener.in_memory(scenario) == (False, 1)
    assert opener.run(scenario, path=tmp_path / "x.db", key=None) == (False, 1)
    assert list(tmp_path.iterdir()) == []


def test_what_was_saved_is_there_after_a_restart_and_unreadable_without_the_key(opener, now):
    async def save(store: Store) -> None:
        await store.wrap_ups.save(wrap_up(now))
        await store.sealed_values.put("phone.ami.secret", Secret(CANARY))
        files = [store.path, Path(f"{store.path}-wal")]
        assert all(CANARY.encode() not in file.read_bytes() for file in files)
        assert all(file.stat().st_mode & 0o077 == 0 for file in files)

    opener.on_disk(save)
    assert opener.on_disk(count) == 1
    assert CANARY.encode() not in opener.database.read_bytes()
    assert not opener.database.read_bytes().startswith(b"SQLite format 3")


def test_another_key_sets_the_database_aside_untouched(opener, now, expect_log) -> None:
    expect_log("database set aside")

    async def save(store: Store) -> None:
        await store.wrap_ups.save(wrap_up(now))

    opener.on_disk(save)
    before = opener.database.read_bytes()

    async def look(store: Store) -> int:
        assert store.set_aside is not None
        assert store.set_aside.code == "storage.unreadable"
        assert store.set_aside.path.read_bytes() == before
        assert store.set_aside.path.name == "store.db.set-aside-20260302T093000Z"
        return await count(store)

    assert opener.on_disk(look, OTHER_KEY) == 0


def test_a_second_one_set_aside_in_the_same_second_replaces_nothing(opener, expect_log) -> None:
    expect_log("database set aside")
    for content in (b"first", b"second"):
        opener.database.parent.mkdir(exist_ok=True)
        opener.database.write_bytes(content)
        opener.on_disk(nothing)
        for part in opener.database.parent.glob("store.db*"):
            if "set-aside" not in part.name:
                part.unlink()
    kept = sorted(opener.database.parent.glob("*set-aside*"))
    assert [part.read_bytes() for part in kept] == [b"first", b"second"]


def test_a_lost_key_is_told_apart_from_damage(opener, now, expect_log) -> None:
    expect_log("database set aside")
    opener.on_disk(nothing)

    async def look(store: Store) -> str | None:
        return store.set_aside.code if store.set_aside else None

    lost = {"path": opener.database, "key": OTHER_KEY, "key_lost": True}
    assert opener.run(look, **lost) == "storage.key_lost"
    assert opener.on_disk(look, OTHER_KEY) is None


def test_a_damaged_page_is_found_at_the_start(opener, now, expect_log) -> None:
    expect_log("database set aside")

    async def fill(store: Store) -> None:
        await store.wrap_ups.save(wrap_up(now, summary="x" * 50_000))

    opener.on_disk(fill)
    content = bytearray(opener.database.read_bytes())
    content[-5000] ^= 1
    opener.database.write_bytes(content)

    async def look(store: Store) -> int:
        assert store.set_aside is not None
        return await count(store)

    assert opener.on_disk(look) == 0


def test_damage_met_while_running_is_told_and_set_aside_at_the_next_start(
    opener, now, expect_log
) -> None:
    expect_log("database set aside")

    async def fill(store: Store) -> None:
        await store.wrap_ups.save(wrap_up(now, summary="x" * 200_000))

    async def meet(store: Store) -> None:
        with opener.database.open("r+b") as file:
            file.seek(-120_000, os.SEEK_END)
            file.write(b"\0" * 8192)
        with pytest.raises(AgentAssistError) as failed:
            await store.read(lambda c: c.execute("SELECT body FROM wrap_ups").fetchall())
        assert failed.value.code == "storage.damaged"

    async def look(store: Store) -> str | None:
        return store.set_aside.code if store.set_aside else None

    opener.on_disk(fill)
    opener.on_disk(meet)
    assert opener.on_disk(look) == "storage.damaged"
    assert opener.on_disk(look) is None


def test_a_newer_database_is_refused_and_left_alone(opener) -> None:
    async def age(store: Store) -> None:
        def newer(connection: Connection) -> None:
            connection.execute("PRAGMA user_version = 9000")

        await store.write(newer)

    opener.on_disk(age)
    with pytest.raises(AgentAssistError) as refused:
        opener.on_disk(nothing)
    assert refused.value.code == "storage.newer"
    assert refused.value.params["database"] == 9000
    assert not list(opener.database.parent.glob("*set-aside*"))


def test_a_migration_that_fails_leaves_the_database_at_the_step_before(tmp_path: Path) -> None:
    connection = connect_file(tmp_path / "m.db", OTHER_KEY)
    broken = {1: "CREATE TABLE a (x);", 2: "CREATE TABLE b (x); CREATE TABLE a (x);"}
    with pytest.raises(AgentAssistError) as failed:
        migrate(connection, broken)
    assert failed.value.params == {"step": 2}
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert tables == ["a"]
    assert migrate(connection, {**broken, 2: "CREATE TABLE b (x);"}) == 2
    connection.close()


def test_migrations_are_numbered_without_a_gap() -> None:
    assert list(migrations()) == list(range(1, len(migrations()) + 1))


def test_a_second_program_is_refused_until_the_first_has_closed(opener) -> None:
    async def second(store: Store) -> str:
        with pytest.raises(AgentAssistError) as refused:
            await Store.open(opener.database, store._key, clock=opener.clock)
        beside = await Store.open(opener.database, store._key, clock=opener.clock, exclusive=False)
        await beside.close()
        return refused.value.code

    assert opener.on_disk(second) == "storage.in_use"
    opener.on_disk(nothing)


def test_a_folder_that_cannot_be_made_is_one_clear_error(opener, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    for how in (True, False):
        with pytest.raises(AgentAssistError) as failed:
            opener.run(nothing, path=opener.database, key=OTHER_KEY, exclusive=how)
        assert failed.value.code == "storage.io"


def test_a_lookup_does_not_wait_for_a_write(opener) -> None:
    async def scenario(store: Store) -> None:
        go_on, begun = threading.Event(), threading.Event()

        def slow(connection: Connection) -> None:
            begun.set()
            assert go_on.wait(20)

        writing = asyncio.create_task(store.write(slow))
        await asyncio.to_thread(begun.wait, 20)
        assert await count(store) == 0
        assert not writing.done()
        go_on.set()
        await writing

    opener.on_disk(scenario)


def test_a_write_that_was_asked_for_is_done_though_its_caller_is_gone(opener, now) -> None:
    async def scenario(store: Store) -> int:
        saving = asyncio.create_task(store.wrap_ups.save(wrap_up(now)))
        await asyncio.sleep(0)
        saving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await saving
        await store.write(lambda connection: None)  # the queue is in order
        return await count(store)

    assert opener.on_disk(scenario) == 1


def test_a_change_that_fails_leaves_nothing_of_it(opener) -> None:
    async def scenario(store: Store) -> int:
        def half(connection: Connection) -> None:
            connection.execute(
                "INSERT INTO wrap_ups VALUES ('a', 'c', '101', NULL, '', 'resolved', 0, '{}')"
            )
            connection.execute("INSERT INTO wrap_ups (key) VALUES ('b')")

        with pytest.raises(AgentAssistError) as failed:
            await store.write(half)
        assert failed.value.code == "storage.failed"
        return await count(store)

    assert opener.on_disk(scenario) == 0


def test_a_full_disk_is_told_as_such(opener, now) -> None:
    async def scenario(store: Store) -> str:
        def small(connection: Connection) -> int:
            return int(connection.execute("PRAGMA max_page_count = 1").fetchone()[0])

        await store.write(small)
        with pytest.raises(AgentAssistError) as failed:
            await store.wrap_ups.save(wrap_up(now, summary="x" * 500_000))
        assert failed.value.retryable
        return failed.value.code

    assert opener.on_disk(scenario) == "storage.full"


def test_a_closed_store_takes_nothing(opener) -> None:
    async def scenario() -> None:
        store = await Store.open(clock=opener.clock)
        await store.close()
        with pytest.raises(AgentAssistError) as refused:
            await count(store)
        assert refused.value.code == "storage.closed"

    asyncio.run(scenario())


def test_a_further_connection_sees_the_database_on_disk_and_one_apart_in_memory(opener) -> None:
    async def table_seen(store: Store) -> bool:
        first, second = store.connect(), store.connect()
        first.execute("CREATE TABLE kb (x)")
        second.execute("INSERT INTO kb VALUES (1)")
        rows = first.execute("SELECT * FROM kb").fetchall()
        first.close()
        second.close()
        assert rows == [(1,)]
        tables = await store.read(lambda c: c.execute("SELECT name FROM sqlite_master").fetchall())
        return ("kb",) in tables

    assert opener.on_disk(table_seen) is True
    assert opener.in_memory(table_seen) is False


SAVE_AND_DIE = """
import asyncio, os, sys
from datetime import UTC, datetime
from pathlib import Path
from agentassist.domain.wrap_up import WrapUp
from agentassist.storage.store import Store

class Clock:
    def now(self): return datetime(2026, 3, 2, tzinfo=UTC)
    def monotonic_ns(self): return 0

async def main():
    store = await Store.open(Path(sys.argv[1]), bytes(range(32)), clock=Clock())
    for n in range(20):
        await store.wrap_ups.save(WrapUp(f"w{n}", f"c{n}", "101", None, None, Clock().now()))
        os.write(1, b"saved\\n")
    asyncio.get_running_loop().create_task(
        store.wrap_ups.save(WrapUp("last", "c", "101", None, None, Clock().now())))
    await asyncio.sleep(0)
    os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_no_acknowledged_wrap_up_is_lost_when_the_program_is_killed(opener) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SAVE_AND_DIE, str(opener.database)],
        stdout=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    assert ended.returncode == -9
    acknowledged = ended.stdout.count(b"saved")
    assert acknowledged == 20
    assert opener.on_disk(count) in (acknowledged, acknowledged + 1)
