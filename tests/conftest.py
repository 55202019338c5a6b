"""What every test gets: a home of its own, English, UTC, no display, no log line unnoticed."""

import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

# Before Qt is imported (pytest-qt does that early): without a display Qt aborts the interpreter.
if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_SESSION_HOME = Path(tempfile.mkdtemp(prefix="agentassist-tests-"))


def _home(folder: Path) -> dict[str, str]:
    """Variables that put everything a program keeps for its user into `folder`."""
    names = {
        "HOME": folder,
        "XDG_CONFIG_HOME": folder / "config",
        "XDG_DATA_HOME": folder / "data",
        "XDG_STATE_HOME": folder / "state",
        "XDG_CACHE_HOME": _SESSION_HOME / "cache",  # one for all: fonts are slow to list anew
        "XDG_RUNTIME_DIR": _SESSION_HOME / "runtime",
    }
    for place in names.values():
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {name: str(place) for name, place in names.items()}


os.environ.update(_home(_SESSION_HOME / "home"))
os.environ.update(LC_ALL="C.UTF-8", LANG="C.UTF-8", LANGUAGE="en", TZ="UTC")
if hasattr(time, "tzset"):
    time.tzset()
# Nothing may reach the keyring of the person who runs the tests; `keyring_session` starts one.
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder for this test alone, in HOME and the XDG variables."""
    folder = tmp_path_factory.mktemp("home", numbered=True)
    for name, value in _home(folder).items():
        monkeypatch.setenv(name, value)
    return folder


# --- log records ----------------------------------------------------------------------------------


class ExpectedLogs:
    """The log lines that this test says will come. See the fixture `expect_log`."""

    def __init__(self) -> None:
        self._patterns: dict[str, int] = {}
        self.records: list[logging.LogRecord] = []

    def __call__(self, part: str) -> None:
        """Expect at least one record of WARNING or above with `part` in its message."""
        self._patterns[part] = 0

    def accepts(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hits = [part for part in self._patterns if part in message]
        for part in hits:
            self._patterns[part] += 1
        if hits:
            self.records.append(record)
        return bool(hits)

    def missing(self) -> list[str]:
        return [part for part, count in self._patterns.items() if not count]


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def expect_log() -> Iterator[ExpectedLogs]:
    """Fails the test on a log record of WARNING or above that it did not announce.

    `expect_log("part of the message")` announces one; it then has to come.
    """
    expected = ExpectedLogs()
    collector = _Collector()
    root = logging.getLogger()
    root.addHandler(collector)
    yield expected
    root.removeHandler(collector)
    surprises = [record for record in collector.records if not expected.accepts(record)]
    if surprises:
        lines = "\n".join(
            f"  {record.levelname} {record.name}: {record.getMessage()}" for record in surprises
        )
        pytest.fail(f"log records that the test did not announce (expect_log):\n{lines}", False)
    if missing := expected.missing():
        pytest.fail(f"announced log records that did not come: {missing}", False)


# --- what was not run -----------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="a skipped test is a failure")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return str(report.longrepr)


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    if config.getoption("--all") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"not run, which --all does not allow: {_reason(report)}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _forbid_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _forbid_skip(report, collector.config)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons: dict[str, list[str]] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reasons.setdefault(_reason(report), []).append(report.nodeid)
    if not reasons:
        return
    terminalreporter.section("not run: why", sep="-")
    for reason, tests in sorted(reasons.items()):
        terminalreporter.write_line(f"not run: {len(tests)} tests: {reason}")
        for test in tests:
            terminalreporter.write_line(f"    {test}")


def pytest_unconfigure() -> None:
    shutil.rmtree(_SESSION_HOME, ignore_errors=True)
