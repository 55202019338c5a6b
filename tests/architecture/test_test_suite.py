"""The tests' own rules: a log record fails, a skip is named, with --all it fails."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Suite = Callable[..., tuple[int, str]]


@pytest.fixture
def suite(tmp_path: Path, root: Path) -> Suite:
    """Runs `code` as a test module under the project's tests/conftest.py."""
    shutil.copy(root / "tests" / "conftest.py", tmp_path)
    shutil.copy(root / "pyproject.toml", tmp_path)

    def run(code: str, *arguments: str) -> tuple[int, str]:
        (tmp_path / "test_probe.py").write_text(f"import logging, os, pytest\n{code}")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_probe.py", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout

    return run


def test_an_unannounced_log_record_fails(suite: Suite) -> None:
    status, said = suite("def test_it(): logging.getLogger('phone').warning('line is down')\n")
    assert status == 1
    assert "WARNING phone: line is down" in said


def test_an_announced_log_record_passes(suite: Suite) -> None:
    log = "logging.getLogger('phone').error('line 7 is down')"
    status, _ = suite(f"def test_it(expect_log):\n    expect_log('is down')\n    {log}\n")
    assert status == 0


def test_an_announced_log_record_has_to_come(suite: Suite) -> None:
    status, said = suite("def test_it(expect_log): expect_log('is down')\n")
    assert status == 1
    assert "announced log records that did not come: ['is down']" in said


def test_a_warning_of_qt_fails(suite: Suite) -> None:
    code = "from PySide6.QtCore import qWarning\ndef test_it(): qWarning('a slot is missing')\n"
    status, said = suite(code)
    assert status == 1
    assert "a slot is missing" in said


def test_a_skip_is_named_with_its_reason(suite: Suite) -> None:
    code = "def test_it(): pytest.skip('no server here')\n"
    status, said = suite(code)
    assert status == 0
    assert "not run: 1 test: no server here" in said
    assert "1 skipped" in said


def test_with_all_a_skip_is_a_failure(suite: Suite) -> None:
    code = """
def test_by_call(): pytest.skip('no server here')
@pytest.mark.skipif(True, reason='no server here')
def test_by_mark(): pass
@pytest.fixture
def server(): pytest.skip('no server here')
def test_by_fixture(server): pass
"""
    status, said = suite(code, "--all")
    assert status == 1
    assert said.count("not run, which --all does not allow: no server here") == 3
    assert "1 failed, 2 errors" in said


def test_with_all_a_skipped_module_is_a_failure(suite: Suite) -> None:
    status, said = suite("pytest.skip('no server here', allow_module_level=True)\n", "--all")
    assert status != 0
    assert "not run, which --all does not allow: no server here" in said


def test_each_test_has_a_home_of_its_own(suite: Suite) -> None:
    code = """
from pathlib import Path
@pytest.mark.parametrize("number", [1, 2])
def test_it(number):
    place = Path(os.environ["XDG_DATA_HOME"], "kept")
    assert Path.home() == Path(os.environ["HOME"])
    assert not place.exists()
    place.write_text("x")
"""
    status, said = suite(code)
    assert status == 0, said
