"""Request Tracker 5 as Debian packs it: SQLite, Starlet, a user and a token of least privilege."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agentassist.assets import resources
from tests.servers.served import Running, answers, environment, finished, listening, running

PROGRAM = "rt-setup-database-5"
SET_UP = resources() / "sources" / "rt5_setup.pl"
SERVER = "/usr/share/request-tracker5/libexec/rt-server"

_SITE = """
Set($rtname, 'rt.test'); Set($Organization, 'rt.test');
Set($DatabaseType, 'SQLite'); Set($DatabaseName, '{folder}/rt.sqlite');
Set($WebDomain, '127.0.0.1'); Set($WebPort, {port}); Set($WebPath, '');
Set($BcryptCost, 10);
Set($LogToSyslog, undef); Set($LogToSTDERR, 'error');
Set($MasonDataDir, '{folder}/mason'); Set($MasonSessionDir, '{folder}/sessions');
Set($MailCommand, 'testfile'); Set($Timezone, 'UTC');
Set(%FullTextSearch, Enable => 1, Indexed => 0);
1;
"""


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """`site` is where people open it; `token` is of the user with the rights of the guide."""

    site: str
    token: str
    folder: Path
    running: Running

    @property
    def url(self) -> str:
        """Where its REST interface begins."""
        return f"{self.site}/REST/2.0"


def _environment(folder: Path) -> dict[str, str]:
    return environment(
        folder,
        RT_SITE_CONFIG=f"{folder}/RT_SiteConfig.pm",
        RT_SITE_CONFIG_DIR=f"{folder}/more",
        AGENTASSIST_SET_UP=str(SET_UP),
        AGENTASSIST_QUEUES="Phone, Chat, Email, Store, Orders",
        AGENTASSIST_CLASSES="Procedures",
        AGENTASSIST_TOKEN_FILE=f"{folder}/token",
        TMPDIR=str(folder),
    )


def _configure(folder: Path, port: int) -> None:
    site = folder / "RT_SiteConfig.pm"
    site.write_text(_SITE.replace("{folder}", str(folder)).replace("{port}", str(port)))


def _set_up(folder: Path, callers: int) -> None:
    for name in ("more", "mason", "sessions"):
        (folder / name).mkdir()
    data = Path(__file__).with_name("rt5_data.pl")
    finished([PROGRAM, "--action", "init", "--skip-create"], _environment(folder))
    insert = [PROGRAM, "--action", "insert", "--skip-create", "--datafile", str(data)]
    said = finished(insert, {**_environment(folder), "TEST_CALLERS": str(callers)})
    # RT's own status doesn't tell of a fault in the data
    assert (folder / "complete").exists(), said


def copied(folder: Path, to: Path) -> Path:
    """Everything that a server on another port needs, quicker than made anew."""
    for name in ("more", "mason", "sessions"):
        (to / name).mkdir(parents=True)
    for name in ("rt.sqlite", "token"):
        shutil.copy(folder / name, to / name)
    return to


@contextmanager
def request_tracker(
    folder: Path, *, workers: int = 4, callers: int = 0
) -> Iterator[RequestTracker]:
    """A server with the tests' customers (rt5_data.pl). `folder` is empty, or was used before.

    `callers`: so many more, caller1@example.com and on, with +34699000001 and on.
    """
    handed = listening()
    port = handed.getsockname()[1]
    _configure(folder, port)
    if not (folder / "rt.sqlite").exists():
        _set_up(folder, callers)
    token = (folder / "token").read_text()
    variables = _environment(folder)
    variables["SERVER_STARTER_PORT"] = f"127.0.0.1:{port}={handed.fileno()}"
    arguments = [SERVER, "--server", "Starlet", "--max-workers", str(workers)]
    with running(arguments, variables, folder / "log", handed=handed) as server:
        answers(port, "/REST/2.0/rt", {"Authorization": f"token {token}"})
        yield RequestTracker(f"http://127.0.0.1:{port}", token, folder, server)
