"""With a real Secret Service: a source's secret, sealed by a command, is there in the next life."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.keystore

SECRET = "canary-sings-for-the-help-desk"
PROCESS = """
import asyncio, sys
from pathlib import Path
from agentassist.assets import resources
from agentassist.cli.sources import _tables
from agentassist.history.site_source import SiteSource, Surroundings
from agentassist.net.source_secret import SecretVariables
from agentassist.secrets.os_keyring import OsKeyring
from agentassist.settings.paths import user_paths
from agentassist.settings.trusted_file import trusted_bytes
from agentassist.storage.opening import open_user_store
from agentassist.system_clock import SystemClock

async def main():
    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    around = Surroundings(resources() / "sources", "DE", SystemClock(),
        opened.store.sealed_values, SecretVariables(), trusted_bytes)
    (settings,) = _tables(Path(sys.argv[1])).sources
    site = SiteSource.read(settings, around)
    found = await site.secret("secret").find()
    await opened.store.close()
    print(found.reveal() if found else None)

asyncio.run(main())
"""


def command(
    environment: Mapping[str, str], *words: str, typed: str = ""
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        env=dict(environment),
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def written(folder: Path, host: str) -> str:
    file = folder / "agentassist.toml"
    file.write_text(f'[sources.desk]\nmapping = "rt5"\nurl = "https://{host}"\n', "utf-8")
    return str(file)


def test_sealed_once_for_one_host(keyring_session: dict[str, str], tmp_path: Path) -> None:
    config = written(tmp_path, "desk.example.com")
    secret = ("-m", "agentassist", "sources", "secret", "desk", "--config", config)
    done = command(keyring_session, *secret, typed=f"{SECRET}\n")
    assert (done.returncode, SECRET in done.stdout + done.stderr) == (0, False)
    assert "sealed for desk at https://desk.example.com/REST/2.0" in done.stderr
    reading = command(keyring_session, "-c", PROCESS, config)
    assert reading.stdout.strip() == SECRET, reading.stderr
    elsewhere = written(tmp_path, "other.example.com")
    assert command(keyring_session, "-c", PROCESS, elsewhere).stdout.strip() == "None"
    config = written(tmp_path, "desk.example.com")
    assert command(keyring_session, *secret, "--forget").returncode == 0
    assert command(keyring_session, "-c", PROCESS, config).stdout.strip() == "None"
    bad = command(keyring_session, *secret, typed=" \n")
    assert (bad.returncode, "is no secret" in bad.stderr) == (1, True)
