"""The tests' own rules: a log record fails, a skip is named, with --all it fails."""

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

PROBES = """
import logging, os
from pathlib import Path
import pytest
from PySide6.QtCore import qWarning

log = logging.getLogger("phone")

def test_surprise():
    log.warning("line 7 is down")

def test_announced(expect_log):
    expect_log("is down")
    log.error("line 7 is down")

def test_half_a_character(expect_log):
    expect_log("half")
    log.error("half \\ud83d")

def test_announced_in_vain(expect_log):
    expect_log("is up again")

def test_qt():
    qWarning("a slot is missing")

def test_skip():
    pytest.skip("no server here")

@pytest.mark.skipif(True, reason="no server here")
def test_skip_by_mark():
    pass

@pytest.fixture
def server():
    pytest.skip("no server here")

def test_skip_by_fixture(server):
    pass

@pytest.mark.parametrize("number", [1, 2])
def test_home(number):
    place = Path(os.environ["XDG_DATA_HOME"], "kept")
    assert Path.home() == Path(os.environ["HOME"])
    assert not place.exists()
    place.write_text("x")
"""

MODULE = "import pytest\npytest.skip('no module here', allow_module_level=True)\n"

Suite = Callable[..., tuple[dict[str, str], str]]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Suite:
    """Runs the probes under the project's tests/conftest.py: outcome by test, and the output."""
    folder = tmp_path_factory.mktemp("suite")
    shutil.copy(root / "tests" / "conftest.py", folder)
    shutil.copy(root / "pyproject.toml", folder)
    (folder / "test_probes.py").write_text(PROBES)
    (folder / "test_module.py").write_text(MODULE)

    def run(*arguments: str) -> tuple[dict[str, str], str]:
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", *arguments]
        done = subprocess.run(
            [*command, "test_probes.py", "test_module.py"],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=100,
        )
        assert done.returncode != 0, done.stdout
        lines = re.findall(r"^(PASSED|FAILED|ERROR) \S+::(\w+)", done.stdout, re.MULTILINE)
        # a test that passed and failed in its tear-down is listed twice
        return {name: outcome for outcome, name in sorted(lines, reverse=True)}, done.stdout

    return run


@pytest.fixture(scope="module")
def plain(suite: Suite) -> tuple[dict[str, str], str]:
    return suite()


def test_an_unannounced_log_record_fails(plain: tuple[dict[str, str], str]) -> None:
    outcomes, said = plain
    assert outcomes["test_surprise"] == "ERROR"
    assert "WARNING phone: line 7 is down" in said
    assert outcomes["test_announced"] == "PASSED"


def test_an_announced_log_record_has_to_come(plain: tuple[dict[str, str], str]) -> None:
    outcomes, said = plain
    assert outcomes["test_announced_in_vain"] == "ERROR"
    assert "announced log records that did not come: ['is up again']" in said


def test_a_warning_of_qt_fails(plain: tuple[dict[str, str], str]) -> None:
    outcomes, said = plain
    assert outcomes["test_qt"] == "FAILED"
    assert "a slot is missing" in said


def test_a_skip_is_named_with_its_reason(plain: tuple[dict[str, str], str]) -> None:
    _, said = plain
    assert "not run: 3 tests: no server here\n    test_probes.py::test_skip\n" in said
    assert "not run: 1 test: no module here" in said


def test_each_test_has_a_home_of_its_own(plain: tuple[dict[str, str], str]) -> None:
    assert plain[0]["test_home"] == "PASSED"


@pytest.mark.parametrize(
    "workers", [(), ("-n", "2", "--dist", "loadfile")], ids=["one process", "two workers"]
)
def test_with_all_a_skip_is_a_failure(suite: Suite, workers: tuple[str, ...]) -> None:
    outcomes, said = suite("--all", "--continue-on-collection-errors", *workers)
    assert outcomes["test_surprise"] == "ERROR"
    assert outcomes["test_qt"] == "FAILED"
    assert outcomes["test_half_a_character"] == "PASSED"
    assert outcomes["test_skip"] == "FAILED"
    assert outcomes["test_skip_by_mark"] == "ERROR"
    assert outcomes["test_skip_by_fixture"] == "ERROR"
    assert said.count("not run, which --all does not allow: no server here") >= 3
    assert "not run, which --all does not allow: no module here" in said
    assert "skipped" not in said.splitlines()[-1]


def test_each_file_name_stands_once(root: Path) -> None:
    """A name says which file is meant: in a report, in an editor, on a command line."""
    names = Counter(path.name for path in (root / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
