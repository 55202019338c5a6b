"""`./run`: what it does and says on a machine that lacks something, and once everything is there.

apt-get, sudo and id are stand-ins that write down how they were called: the real ones would change
the machine. packaging/check-bare does the whole thing for real.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("sh", "cat", "cksum", "dirname", "mkdir", "mktemp", "rm", "sleep", "tail", "env", "kill")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the set-up script installs system packages on Linux only"
)


@dataclass(frozen=True, slots=True)
class Machine:
    """A folder of programs to call, and a copy of the project's set-up files."""

    programs: Path
    project: Path

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def has(self, *libraries: str) -> None:
        listed = "\n".join(f"\t{name} (libc6,x86-64) => /lib/{name}" for name in libraries)
        self.program("ldconfig", f"cat <<'E'\n{listed}\nE")

    def run(self, *arguments: str, cwd: Path | None = None) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.project / "run", *arguments],
            cwd=cwd or self.project,
            env={"PATH": str(self.programs)},
            capture_output=True,
            text=True,
            timeout=60,
        )

    @property
    def calls(self) -> list[str]:
        log = self.programs.parent / "calls"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine with all that packaging/apt.txt names but two libraries; not root, no sudo."""
    programs, project = tmp_path / "bin", tmp_path / "project"
    programs.mkdir()
    project.mkdir()
    for tool in TOOLS:
        if found := shutil.which(tool):
            (programs / tool).symlink_to(found)
    shutil.copy(ROOT / "run", project)
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copytree(ROOT / "packaging", project / "packaging")
    made = Machine(programs, project)
    made.program("uname", "echo Linux")
    made.program("id", "echo 1000")
    made.program("python3", "exit 0")
    made.program("update-ca-certificates", "exit 0")
    made.program("apt-get", f'echo "apt-get $*" >> {tmp_path}/calls; exit ${{APT_STATUS:-0}}')
    needed = [line.split() for line in (ROOT / "packaging/apt.txt").read_text().splitlines()]
    sonames = [words[1] for words in needed if words[0] != "#" and words[1].startswith("lib")]
    made.has(*(name for name in sonames if name not in {"libEGL.so.1", "libxcb-icccm.so.4"}))
    return made


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """The same machine after a first run: everything installed, the program a stand-in."""
    machine.has(
        *(
            words.split()[1]
            for words in (ROOT / "packaging/apt.txt").read_text().splitlines()
            if words.split()[1].startswith("lib")
        )
    )
    folder = machine.project / ".venv" / "bin"
    folder.mkdir(parents=True)
    for name, said in (("agentassist", 'app in $(pwd): "$@"'), ("python", 'python: "$@"')):
        (folder / name).write_text(f"#!/bin/sh\necho {said} platform=$QT_QPA_PLATFORM\n")
        (folder / name).chmod(0o755)
    state = subprocess.run(
        ["sh", "-c", "cksum < packaging/requirements-dev.txt; cksum < pyproject.toml"],
        cwd=machine.project,
        capture_output=True,
        text=True,
        check=True,
    )
    stamp = "|".join([*state.stdout.splitlines(), str(machine.project.resolve())])
    (machine.project / ".venv" / ".done-requirements-dev").write_text(stamp)
    return machine


def test_without_root_it_prints_the_one_line(machine: Machine) -> None:
    done = machine.run("demo")
    assert done.returncode == 3
    assert done.stdout == ""
    *_, line = done.stderr.splitlines()
    packages = "libegl1 libxcb-icccm4"
    install = f"apt-get install -y --no-install-recommends {packages}"
    assert line == f"apt-get update && {install}"
    assert machine.calls == []


def test_sudo_that_would_ask_is_only_advised(machine: Machine) -> None:
    machine.program("sudo", "exit 1")
    done = machine.run("demo")
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("sudo sh -c 'apt-get update && apt-get install")
    assert machine.calls == []


@pytest.mark.parametrize("way", ["root", "sudo"])
def test_with_the_right_it_installs_what_is_missing(machine: Machine, way: str) -> None:
    if way == "root":
        machine.program("id", "echo 0")
    else:
        machine.program("sudo", f'echo "sudo $1" >> {machine.programs.parent}/calls; shift; "$@"')
    machine.program("python3", "exit 1")  # so that the run ends after the packages
    machine.has("libglib-2.0.so.0")
    done = machine.run("demo")
    assert "installing with apt-get: python3-venv" in done.stderr
    assert done.returncode == 3
    assert "Python 3.11, 3.12 or 3.13 is needed" in done.stderr
    update, install = [call for call in machine.calls if call.startswith("apt-get")]
    assert "Error-Mode=any" in update
    assert install.startswith("apt-get install -y -qq --no-install-recommends python3-venv ")
    assert "libegl1" in install
    assert "libglib2.0-0" not in install
    assert ("sudo -n" in machine.calls) == (way == "sudo")
    assert not (machine.project / ".run-lock").exists()


def test_a_failed_installation_shows_its_reason(machine: Machine) -> None:
    machine.program("id", "echo 0")
    machine.program("apt-get", "echo 'E: no such mirror' >&2; exit 100")
    done = machine.run("demo")
    assert done.returncode == 4
    assert "E: no such mirror" in done.stderr
    assert "a Debian package could not be installed; the reason is above." in done.stderr
    assert not (machine.project / ".run-lock").exists()


def test_a_second_run_starts_at_once_where_it_was_called(ready: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    done = ready.run("demo", "--headless", "a b", cwd=elsewhere)
    assert done.stderr == ""
    assert done.stdout == f"app in {elsewhere}: demo --headless a b platform=offscreen\n"
    assert done.returncode == 0


def test_arguments_of_test_go_to_pytest(ready: Machine) -> None:
    done = ready.run("test", "tests/unit", "-k", "a and b")
    assert done.stderr == ""
    assert done.stdout == "python: -m pytest tests/unit -k a and b platform=offscreen\n"


def test_all_tests_need_the_test_servers(ready: Machine) -> None:
    done = ready.run("test", "--all")
    assert done.returncode == 3
    assert "gnome-keyring dbus-daemon openbox xvfb xauth xdotool" in done.stderr.splitlines()[-1]


def test_all_tests_get_the_server_that_no_package_has_and_only_once(ready: Machine) -> None:
    (ready.project / "packaging" / "apt-test.txt").write_text("# this machine has them all\n")
    uv = ready.project / ".tools" / "bin" / "uv"
    uv.parent.mkdir(parents=True)
    (uv.parents[1] / "helpdesk").mkdir()
    uv.write_text(f'#!/bin/sh\necho "uv $*" >> {ready.programs.parent}/calls\n')
    uv.chmod(0o755)
    done = ready.run("test", "tests/unit")
    assert (done.returncode, ready.calls) == (0, [])
    done = ready.run("test", "--all")
    assert done.returncode == 0
    assert "python: -m pytest --all -n 2 --dist loadfile" in done.stdout
    assert "getting django-helpdesk into .tools/helpdesk ..." in done.stderr
    made, filled = ready.calls
    assert made.startswith("uv venv ")
    assert made.endswith(" .tools/helpdesk")
    assert "--require-hashes --only-binary :all: packaging/requirements-helpdesk.txt" in filled
    done = ready.run("test", "--all", "tests/unit")
    assert done.stderr == ""
    assert "python: -m pytest --all tests/unit platform" in done.stdout
    assert len(ready.calls) == 2


def test_a_lock_left_by_a_killed_run_is_taken_over(machine: Machine) -> None:
    machine.program("id", "echo 0")
    machine.program("apt-get", "exit 100")
    lock = machine.project / ".run-lock"
    lock.mkdir()
    gone = subprocess.run(["sh", "-c", "echo $$"], capture_output=True, text=True, check=True)
    (lock / "pid").write_text(gone.stdout)
    assert machine.run("demo").returncode == 4
    assert not lock.exists()


def test_another_set_of_packages_means_a_new_set_up(ready: Machine) -> None:
    with (ready.project / "packaging" / "requirements-dev.txt").open("a") as file:
        file.write("# changed\n")
    with (ready.project / "packaging" / "requirements.txt").open("a") as file:
        file.write("# changed\n")
    ready.program("python3", 'case "$*" in "-m venv"*) echo no room >&2; exit 1;; esac')
    done = ready.run("demo", cwd=Path(os.sep))
    assert done.returncode == 4
    assert "getting uv into .tools ..." in done.stderr
    assert "no room" in done.stderr
