"""MediaWiki as Debian packs it: SQLite, PHP's own server, articles of different days."""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tests.servers.served import Running, answers, environment, finished, running

PROGRAM = "php"
WIKI = Path("/usr/share/mediawiki")

# title, text as wikis have it, when it was last changed
ARTICLES = (
    *(
        (
            f"Refund procedure {number}",
            f"== When ==\nThe customer paid '''twice'''.\n\n== Do ==\n"
            f"# Open the [[Order screen|order]]\n# Press refund. Keyword zebra{number}.\n"
            "[[Category:Procedures]]",
            f"2026-10-{number + 1:02d} 08:00:00",
        )
        for number in range(10)
    ),
    ("Café & crème: 50% off", 'Keyword giraffe. It\'s a "special" page.', "2026-11-02 09:30:00"),
)

_SETTINGS = """
$wgServer = 'http://' . ( $_SERVER['HTTP_HOST'] ?? '127.0.0.1' );
$wgJobRunRate = 0; $wgEnableEmail = false; $wgUseImageMagick = false;
"""
_STARTED = re.compile(r"\(http://127\.0\.0\.1:(\d+)\) started")


@dataclass(frozen=True, slots=True)
class MediaWiki:
    """`url` is where api.php lies."""

    url: str
    folder: Path
    running: Running


def _variables(folder: Path) -> Mapping[str, str]:
    return environment(folder, MW_CONFIG_FILE=f"{folder}/LocalSettings.php", TMPDIR=str(folder))


def maintained(folder: Path, script: str, *arguments: str) -> None:
    """Runs one of the wiki's maintenance scripts."""
    variables = dict(_variables(folder))
    if script == "install":
        del variables["MW_CONFIG_FILE"]
    finished([PROGRAM, str(WIKI / "maintenance" / f"{script}.php"), *arguments], variables)


def _set_up(folder: Path) -> None:
    place = ["--dbtype", "sqlite", "--dbpath", str(folder), "--confpath", str(folder)]
    address = ["--server", "http://127.0.0.1", "--scriptpath", "", "--dbname", "wiki"]
    maintained(folder, "install", *place, *address, "--pass", "of no account", "Help", "admin")
    with (folder / "LocalSettings.php").open("a") as settings:
        settings.write(_SETTINGS)
    pages = folder / "pages"
    pages.mkdir()
    for title, text, changed in ARTICLES:
        page = pages / title
        page.write_text(text, "utf-8")
        at = datetime.fromisoformat(f"{changed}+00:00").timestamp()
        os.utime(page, (at, at))
    maintained(
        folder,
        "importTextFiles",
        "--use-timestamp",
        "--rc",
        "--user",
        "Admin",
        *(str(pages / title) for title, _, _ in ARTICLES),
    )


@contextmanager
def mediawiki(folder: Path, log: Path | None = None) -> Iterator[MediaWiki]:
    """A wiki that everybody may read, with ARTICLES. `folder` is empty, or was used before."""
    if not (folder / "LocalSettings.php").exists():
        _set_up(folder)
    arguments = [PROGRAM, "-S", "127.0.0.1:0", "-t", str(WIKI)]
    variables = {**_variables(folder), "PHP_CLI_SERVER_WORKERS": "2"}
    with running(arguments, variables, log or folder / "log") as server:
        port = int(server.said(_STARTED)[1])
        answers(port, "/api.php?action=query&meta=siteinfo&format=json")
        yield MediaWiki(f"http://127.0.0.1:{port}", folder, server)
