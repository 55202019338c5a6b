"""A wrap-up saved in the window is there after a restart: real keyring, real file, real calls."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from agentassist.app.runtime import Runtime
from agentassist.assets import resources
from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

pytestmark = pytest.mark.keystore
HERE = Path(__file__).resolve().parent
SECRET = "only-for-this-test"
SUMMARY = "wants the corrected bill by mail"


@pytest.fixture
def phone() -> Iterator[ReplayServer]:
    """Plays the same recorded call to every connection."""
    runtime = Runtime()
    runtime.start()

    async def start() -> ReplayServer:
        stream = resources() / "samples/streams/01b-answer-hold-hangup-channelvars.bridge.ami"
        server = ReplayServer([load_recording(stream)], secret=SECRET, speed=20)
        await server.start()
        return server

    server = runtime.submit(start()).result(10)
    yield server
    runtime.submit(server.stop()).result(10)
    runtime.stop()


def life(what: str, config: Path, environment: Mapping[str, str]) -> dict[str, object]:
    ended = subprocess.run(
        [sys.executable, str(HERE / "restart_story.py"), what, str(config)],
        env={**environment, "AMI_SECRET": SECRET, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    shown: dict[str, object] = json.loads(ended.stdout.splitlines()[-1])
    return shown


@pytest.fixture
def config(phone: ReplayServer, tmp_path: Path) -> Path:
    file = tmp_path / "agentassist.toml"
    file.write_text(
        '[agent]\nextension = "101"\n'
        f'[phone.ami]\nhost = "127.0.0.1"\nport = {phone.port}\nuser = "bridge"\n',
        "utf-8",
    )
    return file


def test_a_saved_wrap_up_stands_in_the_history_after_a_restart(
    keyring_session: dict[str, str], config: Path, home: Path
) -> None:
    saved = life("save", config, keyring_session)
    assert saved == {"store": "kept", "reason": None}
    read = life("read", config, keyring_session)
    assert read["store"] == "kept"
    assert read["timeline"] == [SUMMARY]
    assert SUMMARY in str(read["rows"])
    files = [path for path in home.rglob("store.db*") if path.is_file()]
    assert files
    assert not [path for path in files if SUMMARY.encode() in path.read_bytes()]


def test_articles_imported_by_it_are_found_in_the_window(
    keyring_session: dict[str, str], config: Path, tmp_path: Path
) -> None:
    articles = tmp_path / "articles.jsonl"
    row = {"id": 7, "title": "Reset the blue lamp", "body": "Hold the key for ten seconds."}
    articles.write_text(json.dumps(row) + "\n", "utf-8")
    imported = subprocess.run(
        [sys.executable, "-m", "agentassist", "kb", "import", str(articles)],
        env=keyring_session,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert imported.returncode == 0, imported.stderr
    look = life("look", config, keyring_session)
    assert look["found"] == ["Reset the blue lamp"]


def test_without_a_keyring_nothing_is_imported_and_the_reason_is_said(tmp_path: Path) -> None:
    articles = tmp_path / "articles.jsonl"
    articles.write_text('{"id": 7, "title": "Reset the blue lamp", "body": "x"}\n', "utf-8")
    refused = subprocess.run(
        [sys.executable, "-m", "agentassist", "kb", "import", str(articles)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert refused.returncode == 1
    assert "keystore.unavailable" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_damaged_store_is_set_aside_and_the_window_says_where(
    keyring_session: dict[str, str], config: Path, home: Path
) -> None:
    life("save", config, keyring_session)
    store = next(path for path in home.rglob("store.db") if path.is_file())
    damaged = b"\xde\xad" * 40_000
    store.write_bytes(damaged)
    look = life("look", config, keyring_session)
    assert look["store"] == "kept"
    aside = next(path for path in store.parent.glob("store.db.set-aside-*") if path.suffix)
    assert aside.read_bytes() == damaged
    assert any(str(aside) in str(text) for text in look["texts"])  # type: ignore[attr-defined]
