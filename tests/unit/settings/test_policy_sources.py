"""Machine policy is taken only from places that nobody but an administrator can write."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from agentassist.settings.paths import user_paths
from agentassist.settings.policy_sources import (
    LinuxPolicyFile,
    MacManagedPreferences,
    WindowsRegistryPolicy,
    machine_policy_source,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "getuid"), reason="POSIX permissions")


@pytest.fixture
def top(tmp_path: Path) -> Path:
    tmp_path.chmod(0o755)
    return tmp_path


def source(top: Path) -> LinuxPolicyFile:
    return LinuxPolicyFile(top / "etc" / "policy.json", owner=os.getuid(), top=top)


def placed(top: Path, content: object, mode: int = 0o644) -> Path:
    folder = top / "etc"
    folder.mkdir(mode=0o755)
    file = folder / "policy.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    file.chmod(mode)
    return file


def problem(top: Path) -> str | None:
    reading = source(top).read()
    assert reading.problem is None or reading.values == {}
    return reading.problem.code if reading.problem else None


def test_dotted_and_nested_keys_are_read(top: Path) -> None:
    placed(top, {"ui.theme": "dark", "phone": {"ami": {"port": 5039}}, "agents.list": ["1"]})
    assert source(top).read().values == {
        "ui.theme": "dark",
        "phone.ami.port": 5039,
        "agents.list": ["1"],
    }


def test_no_file_is_no_policy(top: Path) -> None:
    assert problem(top) is None
    (top / "etc").mkdir()
    assert problem(top) is None
    top.chmod(0o777)
    assert problem(top) is None  # an odd machine without policy is not locked down


@pytest.mark.parametrize("mode", [0o664, 0o646, 0o666])
def test_a_file_that_others_can_write_is_refused(top: Path, mode: int) -> None:
    placed(top, {"ui.theme": "dark"}, mode)
    assert problem(top) == "policy.untrusted"


def test_a_folder_that_others_can_write_is_refused(top: Path) -> None:
    placed(top, {"ui.theme": "dark"}).parent.chmod(0o777)
    assert problem(top) == "policy.untrusted"


def test_a_file_of_another_owner_is_refused(top: Path) -> None:
    file = placed(top, {"ui.theme": "dark"})
    theirs = LinuxPolicyFile(file, owner=os.getuid() + 1, top=top).read()
    assert theirs.problem is not None
    assert theirs.problem.code == "policy.untrusted"


@pytest.mark.skipif(hasattr(os, "getuid") and os.getuid() != 0, reason="needs root to change owner")
def test_a_file_given_away_is_refused(top: Path) -> None:
    os.chown(placed(top, {"ui.theme": "dark"}), 12345, -1)
    assert problem(top) == "policy.untrusted"


def test_links_are_refused_for_the_file_and_for_its_folder(top: Path) -> None:
    file = placed(top, {"ui.theme": "dark"})
    real = file.rename(file.with_name("real.json"))
    file.symlink_to(real)
    assert problem(top) == "policy.untrusted"
    file.unlink()
    real.rename(file)
    folder = file.parent.rename(top / "elsewhere")
    (top / "etc").symlink_to(folder)
    assert problem(top) == "policy.untrusted"


def test_a_folder_or_a_pipe_in_its_place_is_refused(top: Path) -> None:
    file = placed(top, {})
    file.unlink()
    os.mkfifo(file, 0o644)
    assert problem(top) == "policy.untrusted"
    file.unlink()
    file.mkdir()
    assert problem(top) == "policy.untrusted"


def test_malformed_json_names_the_line(top: Path) -> None:
    placed(top, '{\n"ui.theme": }')
    reading = source(top).read()
    assert reading.problem is not None
    assert (reading.problem.code, reading.problem.params["line"]) == ("policy.unreadable", 2)


def test_json_that_is_no_object_and_bytes_that_are_no_text(top: Path) -> None:
    file = placed(top, "[1]")
    assert problem(top) == "policy.unreadable"
    file.write_bytes(b"\xff\xff\xff")
    assert problem(top) == "policy.unreadable"


class StandInKey:
    def __init__(self, found: dict[str, object] | OSError) -> None:
        self.found = found

    def values(self) -> Iterable[tuple[str, object]]:
        if isinstance(self.found, OSError):
            raise self.found
        return self.found.items()


def test_registry_values_with_numbers_for_booleans() -> None:
    found: dict[str, object] = {"privacy.reveal": 0, "phone.ami.port": 1, "agents.list": ["101"]}
    assert WindowsRegistryPolicy(StandInKey(found)).read().values == {
        "privacy.reveal": False,
        "phone.ami.port": 1,
        "agents.list": ["101"],
    }
    assert WindowsRegistryPolicy(StandInKey({"privacy.reveal": 7})).read().values == {
        "privacy.reveal": 7
    }


def test_a_registry_key_that_is_not_there_or_not_readable() -> None:
    assert WindowsRegistryPolicy(StandInKey(FileNotFoundError())).read().problem is None
    refused = WindowsRegistryPolicy(StandInKey(PermissionError(13, "denied"))).read().problem
    assert refused is not None
    assert refused.code == "policy.untrusted"


def test_only_forced_preferences_are_policy() -> None:
    preferences = {"ui.theme": "dark", "privacy.reveal": False, "agents.list": ("101",)}
    forced = {"privacy.reveal", "agents.list"}
    reading = MacManagedPreferences(forced.__contains__, preferences.get).read()
    assert reading.values == {"privacy.reveal": False, "agents.list": ["101"]}


def test_the_source_of_this_system_reads() -> None:
    assert machine_policy_source().read() is not None


def test_the_paths_are_the_users_own(home: Path) -> None:
    paths = user_paths()
    for path in (paths.config_file, paths.database, paths.ui_state, paths.log_file):
        assert path.is_relative_to(home)
        assert "agentassist" in path.parts


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 100_000, id="deep"),
        pytest.param('{"a":' * 50_000, id="deep objects"),
        pytest.param('{"coaching.budget": ' + "1" * 5_000 + "}", id="a number"),
        pytest.param('{"a": "' + "x" * (1 << 20) + '"}', id="too large"),
    ],
)
def test_a_policy_beyond_all_limits_is_told_and_locks_what_it_can(top: Path, text: str) -> None:
    placed(top, text)
    assert problem(top) == "policy.unreadable"
