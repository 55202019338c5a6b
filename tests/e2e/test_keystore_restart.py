"""With a real Secret Service: saved by one process, read by the next, unreadable on the disk."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.keystore

CANARY = "canary-sings-at-dawn"

PROCESS = f"""
import asyncio, json, sys
from datetime import UTC, datetime
from agentassist.domain.contact import Contact
from agentassist.domain.wrap_up import WrapUp
from agentassist.history.local.source import LocalHistory
from agentassist.secrets.os_keyring import OsKeyring
from agentassist.settings.paths import user_paths
from agentassist.storage.opening import open_user_store

class Clock:
    def now(self): return datetime(2026, 3, 2, tzinfo=UTC)
    def monotonic_ns(self): return 0

async def main():
    database = user_paths().database
    opened = await open_user_store(database, OsKeyring(), clock=Clock())
    store = opened.store
    if sys.argv[1] == "save":
        await store.import_center([Contact("anna", "Anna {CANARY}")])
        await store.wrap_ups.save(
            WrapUp("w1", "c1", "101", "anna", None, Clock().now(), summary="{CANARY}"))
    page = await LocalHistory(store).timeline("anna")
    await store.close()
    print(json.dumps({{
        "reason": opened.reason, "kept": store.kept, "database": str(database),
        "set_aside": store.set_aside.code if store.set_aside else None,
        "timeline": [entry.title for entry in page.interactions]}}))

asyncio.run(main())
"""


def run(what: str, environment: Mapping[str, str]) -> dict[str, object]:
    ended = subprocess.run(
        [sys.executable, "-c", PROCESS, what],
        env=dict(environment),
        capture_output=True,
        timeout=60,
        check=True,
    )
    outcome: dict[str, object] = json.loads(ended.stdout)
    return outcome


def test_saved_by_one_process_and_read_by_the_next(keyring_session: dict[str, str]) -> None:
    first = run("save", keyring_session)
    assert (first["kept"], first["reason"]) == (True, None)
    folder = Path(str(first["database"])).parent
    files = [part for part in folder.iterdir() if part.is_file()]
    assert any(part.stat().st_size > 4096 for part in files)
    assert all(CANARY.encode() not in part.read_bytes() for part in files)
    assert not any("key" in part.name for part in files)
    second = run("read", keyring_session)
    assert second == first
    assert second["timeline"] == [CANARY]


def test_the_environment_can_not_put_another_backend_in_place(
    keyring_session: dict[str, str],
) -> None:
    plain = {**keyring_session, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert run("save", plain)["kept"] is True
    assert run("read", keyring_session)["timeline"] == [CANARY]


def test_the_database_of_a_lost_key_is_set_aside_and_said_so(
    keyring_session: dict[str, str],
) -> None:
    database = Path(str(run("save", keyring_session)["database"]))
    forget = "import keyring; keyring.delete_password('agentassist', 'database-key')"
    subprocess.run([sys.executable, "-c", forget], env=keyring_session, check=True, timeout=60)
    after = run("read", keyring_session)
    assert (after["set_aside"], after["timeline"]) == ("storage.key_lost", [])
    assert len(list(database.parent.glob("store.db.set-aside-*"))) >= 1
    assert run("read", keyring_session)["set_aside"] is None


def test_a_locked_keyring_keeps_nothing_and_says_why(keyring_session: dict[str, str]) -> None:
    run("save", keyring_session)
    lock = "import secretstorage as s; s.get_default_collection(s.dbus_init()).lock()"
    subprocess.run([sys.executable, "-c", lock], env=keyring_session, check=True, timeout=60)
    outcome = run("save", keyring_session)
    assert (outcome["kept"], outcome["set_aside"]) == (False, None)
    assert outcome["reason"] in ("keystore.locked", "keystore.unavailable")
    assert outcome["timeline"] == [CANARY]  # of this process, in memory


def test_without_a_session_bus_nothing_is_kept(home: Path) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY")
    }
    outcome = run("save", environment)
    assert (outcome["kept"], outcome["reason"]) == (False, "keystore.unavailable")
    assert not Path(str(outcome["database"])).exists()
