"""What every test gets: a home of its own, English, UTC, no display, no log line unnoticed."""

import gc
import logging
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.servers.django_helpdesk import DjangoHelpdesk
    from tests.servers.mediawiki import MediaWiki
    from tests.servers.rt5 import RequestTracker
    from tests.servers.sound_sink import SoundSink

# Before Qt is imported (pytest-qt does that early): without a display Qt aborts the interpreter,
# with one its windows would take the focus. QT_QPA_PLATFORM=xcb from outside shows them.
if sys.platform == "linux":
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
def collected_on_the_main_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """No window of a test is left for a collection on some other thread: see ui/garbage.py.

    Nor for the next test: what is to be deleted later waits for an event loop, which most tests
    never start, and each change of the theme would paint ten dead windows anew.
    """
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.collect()
    if gc.get_freeze_count() == 0:
        gc.freeze()  # Qt and the program's modules: the next collections are quick
    gc.enable()


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


# --- real servers ---------------------------------------------------------------------------------


def _program(name: str, package: str) -> str:
    """Path of a server's program, or a skip that says how to get it."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed (./run test --all installs the package {package})")
    return found


def _linux_only(what: str) -> None:
    if sys.platform != "linux":
        pytest.skip(f"{what} is tested on Linux only")


def _first_line(descriptor: int, what: str, seconds: float = 20.0) -> str:
    """The line that tells that a server is up."""
    ready, _, _ = select.select([descriptor], [], [], seconds)
    assert ready, f"{what} did not come up within {seconds:.0f} s"
    line = os.read(descriptor, 4096).decode().strip()
    assert line, f"{what} ended at once"
    return line


@contextmanager
def _server(arguments: list[str], **options: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """A server process for the length of the block."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(arguments, **{**quiet, **options}) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


@pytest.fixture(scope="session")
def xvfb_display(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Environment for subprocesses that open real windows: an X display of 1440 x 900 with openbox.

    Mark the test `display`. Not for this process: its Qt is already on another platform.
    """
    _linux_only("a real X display")
    xvfb, openbox = _program("Xvfb", "xvfb"), _program("openbox", "openbox")
    fifo = tmp_path_factory.mktemp("display") / "ready"
    os.mkfifo(fifo)
    read_end, write_end = os.pipe()
    with ExitStack() as stack:
        stack.callback(os.close, read_end)
        screen = ["-screen", "0", "1440x900x24", "-nolisten", "tcp", "-displayfd", str(write_end)]
        stack.enter_context(_server([xvfb, *screen], pass_fds=(write_end,)))
        os.close(write_end)
        environment = {**os.environ, "DISPLAY": f":{_first_line(read_end, 'Xvfb')}"}
        environment["QT_QPA_PLATFORM"] = "xcb"
        environment.pop("WAYLAND_DISPLAY", None)
        ready = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        stack.callback(os.close, ready)
        tell = f"sh -c 'echo up > {fifo}'"
        stack.enter_context(_server([openbox, "--startup", tell], env=environment))
        _first_line(ready, "openbox")
        yield environment


_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def _wait_for_name(address: str, name: str, seconds: float = 20.0) -> None:
    """Returns when somebody on the bus owns `name`."""
    from jeepney import MatchRule, message_bus
    from jeepney.io.blocking import Proxy, open_dbus_connection

    rule = MatchRule(type="signal", interface=message_bus.interface, member="NameOwnerChanged")
    rule.add_arg_condition(0, name)
    with open_dbus_connection(address) as connection:
        bus = Proxy(message_bus, connection)
        bus.AddMatch(rule)
        with connection.filter(rule) as changes:
            if not bus.NameHasOwner(name)[0]:
                connection.recv_until_filtered(changes, timeout=seconds)


@pytest.fixture
def keyring_session(home: Path, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment for subprocesses with a Secret Service: a bus of its own, gnome-keyring unlocked.

    Mark the test `keystore`. Empty keyring and empty home for each test; processes that share the
    environment share both, so a restart of the program can be tested.
    """
    _linux_only("gnome-keyring")
    dbus = _program("dbus-daemon", "dbus-daemon")
    gnome_keyring = _program("gnome-keyring-daemon", "gnome-keyring")
    socket, configuration = tmp_path / "bus", tmp_path / "bus.conf"
    configuration.write_text(_BUS.format(socket=socket))
    with ExitStack() as stack:
        bus = stack.enter_context(
            _server(
                [dbus, f"--config-file={configuration}", "--nofork", "--print-address=1"],
                stdout=subprocess.PIPE,
            )
        )
        assert bus.stdout is not None
        address = _first_line(bus.stdout.fileno(), "dbus-daemon")
        environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
        environment.pop("DISPLAY", None)
        unlock = ["--foreground", "--unlock", "--components=secrets"]
        place = [f"--control-directory={tmp_path / 'control'}"]
        keyring = stack.enter_context(
            _server([gnome_keyring, *unlock, *place], env=environment, stdin=subprocess.PIPE)
        )
        assert keyring.stdin is not None
        keyring.stdin.write(b"the password of this test\n")
        keyring.stdin.close()
        _wait_for_name(address, "org.freedesktop.secrets")
        yield environment


# The sources of record: one of each for all tests, since each costs seconds to start. Their data is
# in tests/servers/; what a test writes there stays, so it writes to things of its own.


@pytest.fixture(scope="session")
def request_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator["RequestTracker"]:
    """Request Tracker 5 with the customers of tests/servers/rt5_data.pl."""
    _linux_only("Request Tracker")
    _program("rt-setup-database-5", "request-tracker5")
    from tests.servers.rt5 import request_tracker

    with request_tracker(tmp_path_factory.mktemp("rt5")) as server:
        yield server


@pytest.fixture(scope="session")
def mediawiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator["MediaWiki"]:
    """MediaWiki with the articles of tests/servers/mediawiki.py."""
    _linux_only("MediaWiki")
    _program("php", "php-cli")
    from tests.servers.mediawiki import WIKI, mediawiki

    if not WIKI.exists():
        pytest.skip("MediaWiki is not installed (./run test --all installs the package mediawiki)")
    with mediawiki(tmp_path_factory.mktemp("mediawiki")) as server:
        yield server


@pytest.fixture
def sound(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> "Iterator[SoundSink]":
    """A sound device of this test's own, for processes too: what espeak-ng says is heard there."""
    from tests.servers.sound_sink import SoundSink

    _linux_only("espeak-ng")
    _program("espeak-ng", "espeak-ng")
    sink = SoundSink(tmp_path_factory.mktemp("sound"))
    for name, value in sink.surroundings.items():
        monkeypatch.setenv(name, value)
    yield sink
    sink.close()


@pytest.fixture(scope="session")
def django_helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator["DjangoHelpdesk"]:
    """django-helpdesk, which answers with everybody whoever is asked for."""
    from tests.servers.django_helpdesk import PYTHON, django_helpdesk

    if not PYTHON.exists():
        pytest.skip("django-helpdesk is not installed (./run test --all installs it)")
    with django_helpdesk(tmp_path_factory.mktemp("helpdesk")) as server:
        yield server


# --- two workers (./run test --all) ---------------------------------------------------------------

# A worker runs a file at a time, so what its module fixtures build is built once. The servers above
# are started by the one worker that gets all of these. (By their paths: the worker that collects
# can't tell the one that distributes. xdist's marks did, in the tests' names, until pytest 9.2.)
_STARTED_ONCE = {"request_tracker", "mediawiki", "django_helpdesk", "xvfb_display"}
_ONE_WORKER = (
    "tests/contract/sources/",
    "tests/e2e/test_focus.py",
    "tests/e2e/test_real_sources.py",
    "tests/e2e/test_screen_reader.py",
    "tests/e2e/test_window_presence.py",
    "tests/install/test_servers.py",
)


def _together(nodeid: str) -> str:
    """What runs in one piece in one worker: a name for it."""
    path = nodeid.partition("::")[0]
    return "servers" if path.startswith(_ONE_WORKER) else path


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        servers = _STARTED_ONCE.intersection(getattr(item, "fixturenames", ()))
        if servers and _together(item.nodeid) != "servers":
            raise pytest.UsageError(
                f"{item.nodeid} uses {min(servers)}: add its file to _ONE_WORKER in {__file__}"
            )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return _together(nodeid)

    return Scheduling(config, log)


def _sendable(data: Any) -> Any:
    match data:
        case dict():
            return {key: _sendable(value) for key, value in data.items()}
        case list() | tuple():
            return type(data)(_sendable(value) for value in data)
        case str():
            return data.encode("utf-8", "backslashreplace").decode()
    return data


@pytest.hookimpl(wrapper=True)
def pytest_report_to_serializable() -> Generator[None, Any, Any]:
    """Half a character in a test's words would end its worker."""
    return _sendable((yield))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker that takes long to end is killed: what it measured is on the disk before."""
    if hasattr(session.config, "workerinput") and "COVERAGE_PROCESS_START" in os.environ:
        from coverage import Coverage

        if (measured := Coverage.current()) is not None:
            measured.save()


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
        count = "1 test" if len(tests) == 1 else f"{len(tests)} tests"
        terminalreporter.write_line(f"not run: {count}: {reason}")
        for test in tests:
            terminalreporter.write_line(f"    {test}")


def pytest_unconfigure() -> None:
    shutil.rmtree(_SESSION_HOME, ignore_errors=True)
