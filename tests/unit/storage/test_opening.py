"""Lock, key, database: what happens when one of the three is not to be had."""

import asyncio
import threading

import pytest

from agentassist.domain.errors import AgentAssistError
from agentassist.storage.opening import OpenedStore, open_user_store
from agentassist.storage.store import Store


class Kept:
    """A keystore in memory. `asked` is set when it is asked; it answers once `go_on` is set."""

    name = "kept"

    def __init__(self, key: bytes | None = None) -> None:
        self.key = key
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def load(self) -> bytes | None:
        self.asked.set()
        assert self.go_on.wait(20)
        return self.key

    def save(self, key: bytes) -> None:
        self.key = key


async def closed(opened: OpenedStore) -> tuple[bool, str | None, str | None]:
    aside = opened.store.set_aside
    await opened.store.close()
    return opened.store.kept, opened.reason, aside.code if aside else None


def opened(opener, keystore: Kept | None, **more: bool) -> tuple[bool, str | None, str | None]:
    async def work() -> tuple[bool, str | None, str | None]:
        return await closed(
            await open_user_store(opener.database, keystore, clock=opener.clock, **more)
        )

    return asyncio.run(work())


def test_the_first_start_makes_a_key_and_the_next_one_opens_with_it(opener) -> None:
    keystore = Kept()
    assert opened(opener, keystore) == (True, None, None)
    first = keystore.key
    assert opened(opener, keystore) == (True, None, None)
    assert keystore.key == first


def test_a_lost_key_sets_the_database_aside(opener, expect_log) -> None:
    expect_log("database set aside")
    opened(opener, Kept())
    assert opened(opener, Kept()) == (True, None, "storage.key_lost")


def test_without_a_keystore_nothing_is_kept_unless_policy_forbids_that(opener, expect_log) -> None:
    expect_log("nothing is kept after exit")
    assert opened(opener, None) == (False, "keystore.unavailable", None)
    with pytest.raises(AgentAssistError) as refused:
        opened(opener, None, require_keystore=True)
    assert refused.value.code == "keystore.required"
    assert opened(opener, Kept()) == (True, None, None)  # no lock was left behind
    assert not opener.database.with_name("store.db.set-aside").exists()


def test_two_first_starts_at_once_make_one_key(opener, expect_log) -> None:
    expect_log("nothing is kept after exit")
    keystore = Kept()

    async def work() -> None:
        keystore.go_on.clear()
        first = asyncio.create_task(open_user_store(opener.database, keystore, clock=opener.clock))
        await asyncio.to_thread(keystore.asked.wait, 20)
        second = await open_user_store(opener.database, Kept(), clock=opener.clock)
        assert await closed(second) == (False, "storage.in_use", None)
        keystore.go_on.set()
        assert await closed(await first) == (True, None, None)

    asyncio.run(work())
    assert opened(opener, keystore) == (True, None, None)


def test_a_database_of_a_newer_program_is_left_alone_and_work_goes_on(opener, expect_log) -> None:
    expect_log("nothing is kept after exit")
    keystore = Kept(bytes(range(32)))

    async def age(store: Store) -> None:
        await store.write(lambda connection: connection.execute("PRAGMA user_version = 9000"))

    opener.on_disk(age)
    assert opened(opener, keystore) == (False, "storage.newer", None)
    assert opened(opener, keystore)[1] == "storage.newer"  # and no lock was left behind


def test_a_file_in_the_way_of_the_folder_is_told_and_work_goes_on(opener, expect_log) -> None:
    expect_log("nothing is kept after exit")
    opener.database.parent.write_text("")
    assert opened(opener, Kept()) == (False, "storage.io", None)
