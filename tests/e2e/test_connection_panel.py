"""A phone system set up in the panel: over a real socket, with a real Secret Service, restarts."""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

DATA = Path(__file__).parents[1] / "data" / "asterisk"
STORY = Path(__file__).with_name("connection_story.py")
SECRET = "correct-horse-battery"


async def live(
    what: str, config: Path, port: int, environment: Mapping[str, str]
) -> dict[str, Any]:
    """What the window showed in one life of the program."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(STORY), what, str(config), str(port)),
        env={**environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(DATA.parents[2])},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    told, said = await asyncio.wait_for(process.communicate(f"{SECRET}\n".encode()), 90)
    assert process.returncode == 0, said.decode()
    assert SECRET not in said.decode()
    assert SECRET not in told.decode()
    shown: dict[str, Any] = json.loads(told)
    assert "late" not in shown, (shown, said.decode())
    return shown


async def lives(*whats: str, config: Path, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    recording = load_recording(DATA / "14-reconnect-midcall.bridge.ami")
    async with ReplayServer([recording], secret=SECRET, speed=1, refusal_delay=0.0) as server:
        return [await live(what, config, server.port, environment) for what in whats]


def settings(folder: Path) -> Path:
    config = folder / "agentassist.toml"
    config.write_text('# of this test\n[agent]\nextension = "101"\n')
    return config


def files_with(secret: str, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if secret.encode() in path.read_bytes()]


@pytest.mark.keystore
def test_set_up_once_then_there_after_a_restart_until_it_is_forgotten(
    keyring_session: dict[str, str], home: Path
) -> None:
    config = settings(home)
    first, second, third, fourth = asyncio.run(
        lives(
            *("set_up", "come_back", "forget", "come_back"),
            config=config,
            environment=keyring_session,
        )
    )
    assert "No phone system is set up" in first["empty"]
    assert "Login refused" in "\n".join(first["refused"])
    assert first["not_yet"]  # what was only tried is not in use
    assert "Login accepted" in first["tried"]
    for shown in (first, second):
        assert (shown["state"], shown["pilot"]) == ("ready", True)
        said = "\n".join(shown["panel"])
        assert "Pilot: phone-system credentials on this PC" in said
        assert "Kept encrypted on this computer" in said
    for shown in (third, fourth):
        assert (shown["state"], shown["pilot"]) == ("not_set_up", False)
    assert "The secret of the phone login is missing" in fourth["panel"]
    assert config.read_text().startswith('# of this test\n[agent]\nextension = "101"\n')
    assert any(path.name == "store.db" for path in home.rglob("*"))
    assert files_with(SECRET, home) == []


def test_without_a_keystore_it_is_asked_for_again(home: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    first, second = asyncio.run(
        lives("set_up", "come_back", config=settings(home), environment=environment)
    )
    assert "asked for again at the next start" in "\n".join(first["panel"])
    assert second["state"] == "not_set_up"
    assert "The secret of the phone login is missing" in second["panel"]
    assert files_with(SECRET, home) == []


def test_the_environment_wins_and_the_panel_says_so(home: Path) -> None:
    config = settings(home)
    environment = {**os.environ, "AMI_SECRET": SECRET}
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)

    async def story() -> dict[str, Any]:
        recording = load_recording(DATA / "14-reconnect-midcall.bridge.ami")
        async with ReplayServer([recording], secret=SECRET, speed=1) as server:
            account = f'[phone.ami]\nport = {server.port}\nuser = "site"\n'
            config.write_text(config.read_text() + account)
            return await live("come_back", config, server.port, environment)

    shown = asyncio.run(story())
    assert shown["state"] == "ready"
    assert "environment variable AMI_SECRET" in "\n".join(shown["panel"])
    assert files_with(SECRET, home) == []
