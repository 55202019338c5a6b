"""`agentassist packs fetch`: what is new where the organisation keeps its packs."""

import hashlib
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from agentassist.cli import main
from agentassist.coaching.pack_source import read_files, write_archive
from agentassist.coaching.trust.keys import SigningKey
from agentassist.coaching.trust.publishers import Publisher
from agentassist.coaching.trust.signing import sign
from agentassist.settings.paths import user_paths

KEY = SigningKey.new()
PACK = """
[pack]
id = "{id}"
version = "{version}"
sdk = ">=1.0,<2"
language = "en"
title = "North"
publisher = "North"
[[rule]]
id = "hello"
watches = "draft"
line = "Say it"
[rule.when]
phrases = ["hello"]
[rule.examples]
fires = ["well, hello"]
silent = ["goodbye"]
"""


class Feed:
    """A folder of signed packs, and the same as a web server with ETags shows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.asked: list[tuple[str, int]] = []

    def offer(self, *packs: tuple[str, str]) -> None:
        for old in self.folder.iterdir():
            old.unlink()
        named = []
        for pack, version in packs:
            source = self.folder.parent / f"{pack}-{version}"
            (source / "rules").mkdir(parents=True, exist_ok=True)
            (source / "pack.toml").write_text(PACK.format(id=pack, version=version), "utf-8")
            signed = sign(
                read_files(source),
                KEY,
                pack_id=pack,
                version=version,
                publisher="North",
                expires=None,
            )
            file = self.folder / f"{pack}.aapack"
            write_archive(signed, file)
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            named.append({"file": file.name, "sha256": digest})
        (self.folder / "packs.json").write_text(json.dumps({"format": 1, "packs": named}), "utf-8")

    @contextmanager
    def shown(self) -> Iterator[str]:
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = (feed.folder / self.path.lstrip("/")).read_bytes()
                mark = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
                same = self.headers.get("If-None-Match") == mark
                status = 304 if same else 200
                feed.asked.append((self.path, status))
                self.send_response(status)
                self.send_header("ETag", mark)
                self.send_header("Content-Length", "0" if same else str(len(content)))
                self.end_headers()
                if not same:
                    self.wfile.write(content)

            def log_message(self, *said: object) -> None:
                """Nothing on stderr."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return Feed(tmp_path / "feed")


def settings(place: str, *, trusted: bool = True) -> None:
    file = user_paths().config_file
    file.parent.mkdir(parents=True, exist_ok=True)
    who = json.dumps([Publisher("North", KEY.public).text] if trusted else [])
    file.write_text(f"[packs]\nfeed = {json.dumps(place)}\ntrusted_here = {who}\n", "utf-8")


def fetch(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, object], str]:
    status = main(["packs", "fetch", "--json"])
    told = capsys.readouterr()
    return status, json.loads(told.out), told.err


def test_what_is_new_is_installed_and_the_rest_is_not_fetched_again(
    home: Path, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    feed.offer(("north", "1.0.0"), ("south", "1.0.0"))
    with feed.shown() as address:
        settings(address)
        status, said, err = fetch(capsys)
        assert (status, said["installed"], said["unchanged"]) == (0, ["north", "south"], 0)
        assert "fetching north.aapack" in err
        assert main(["packs", "list"]) == 0
        assert "signed by North" in capsys.readouterr().out
        feed.asked.clear()
        assert fetch(capsys)[1] == {
            "installed": [],
            "unchanged": 2,
            "not_offered_any_more": [],
            "refused": [],
        }
        assert feed.asked == [("/packs.json", 304)]
        feed.offer(("north", "1.1.0"))
        assert main(["packs", "fetch"]) == 0
    out = capsys.readouterr().out
    assert "north: installed" in out
    assert "south: not offered any more; it stays installed" in out
    assert "1 new or changed, 0 as they were, 0 refused" in out


def test_a_pack_nobody_here_trusts_is_refused_and_asked_for_again(
    home: Path, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    feed.offer(("north", "1.0.0"))
    with feed.shown() as address:
        settings(address, trusted=False)
        status, said, err = fetch(capsys)
        assert (status, said["installed"]) == (1, [])
        assert [one["code"] for one in said["refused"]] == ["pack.untrusted"]  # type: ignore[attr-defined]
        assert "agentassist: " in err
        settings(address)
        assert fetch(capsys)[1]["installed"] == ["north"]


def test_a_folder_is_a_feed_too_and_without_one_it_says_so(
    home: Path, feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packs", "fetch"]) == 1
    assert "no place to fetch from is set: packs.feed" in capsys.readouterr().err
    feed.offer(("north", "1.0.0"))
    settings(str(feed.folder))
    assert fetch(capsys)[1]["installed"] == ["north"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
@pytest.mark.timeout(30)
def test_a_pipe_in_the_folder_is_no_pack_and_nobody_waits_for_it(
    feed: Feed, capsys: pytest.CaptureFixture[str]
) -> None:
    feed.offer(("north", "1.0.0"))
    os.mkfifo(feed.folder / "a.aapack")
    settings(str(feed.folder))
    assert main(["packs", "fetch"]) == 0
    assert "1 new or changed" in capsys.readouterr().out


@pytest.mark.parametrize(
    "file",
    [
        "../north.aapack",
        "/etc/north.aapack",
        "a/b.aapack",
        "http://elsewhere/north.aapack",
        "north.aapack?x=.aapack",
        "..%2fnorth.aapack",
        "c:north.aapack",
        "a\\north.aapack",
        "north.aapack\n.aapack",
        "\u202ekcapaa.aapack",
        "x" * 300 + ".aapack",
    ],
)
def test_a_list_that_names_another_place_is_none(
    feed: Feed, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    feed.offer(("north", "1.0.0"))
    named = {"file": file, "sha256": "0" * 64}
    (feed.folder / "packs.json").write_text(
        json.dumps({"format": 1, "packs": [named]}), encoding="utf-8"
    )
    with feed.shown() as address:
        settings(address)
        assert main(["packs", "fetch"]) == 1
    assert [path for path, _ in feed.asked if "packs.json" not in path] in (
        [],
        ["/..%252fnorth.aapack"],
    )
    assert not list((user_paths().database.parent / "packs").glob("*.aapack"))
