"""`agentassist kb sync` on real servers: taken over, changed, deleted there, and here no more."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from agentassist.cli import main
from tests.servers.mediawiki import ARTICLES, MediaWiki, maintained
from tests.servers.rt5 import RequestTracker


def settings(tmp_path: Path, mapping: str, url: str) -> Path:
    file = tmp_path / "settings.toml"
    lines = ("[sources.kb]", f'mapping = "{mapping}"', f'url = "{url}"', 'proxy = "none"')
    secret = 'secret_env = "TEST_TOKEN"' if mapping == "rt5" else ""
    file.write_text("\n".join((*lines, secret)))
    return file


def titles(db: Path) -> set[str]:
    with sqlite3.connect(db) as looked:
        return {title for (title,) in looked.execute("SELECT title FROM kb_article")}


def test_a_wiki(mediawiki: MediaWiki, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db, config = tmp_path / "kb.db", settings(tmp_path, "mediawiki", mediawiki.url)
    sync = ["kb", "sync", "--db", str(db), "--config", str(config)]
    page = tmp_path / "Short lived"
    page.write_text("Keyword okapi.", "utf-8")
    maintained(mediawiki.folder, "importTextFiles", "--rc", "--user", "Admin", str(page))
    try:
        assert main(sync) == 0
        told = capsys.readouterr().out
        assert f"kb: {len(ARTICLES) + 2} new or changed, 0 as they were, 0 removed" in told
        assert {"Short lived", "Refund procedure 3"} <= titles(db)
        page.write_text("Keyword quokka.", "utf-8")
        arguments = ("--rc", "--overwrite", "--user", "Admin", str(page))
        maintained(mediawiki.folder, "importTextFiles", *arguments)
        assert main(sync) == 0
        assert "kb: 1 new or changed" in capsys.readouterr().out
    finally:
        listed = tmp_path / "list"
        listed.write_text("Short lived\n")
        maintained(mediawiki.folder, "deleteBatch", "--u", "Admin", str(listed))
    assert main([*sync, "--whole"]) == 0
    assert "1 removed, 0 in conflict (all compared)" in capsys.readouterr().out
    assert titles(db) == {title for title, _, _ in ARTICLES} | {"Main Page"}


def test_request_tracker(
    request_tracker: RequestTracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_TOKEN", request_tracker.token)
    db, config = tmp_path / "kb.db", settings(tmp_path, "rt5", request_tracker.site)
    command = [sys.executable, "-m", "agentassist", "kb", "sync", "kb", "--db", db]
    for said in ("10 new or changed, 0 as they were", "0 new or changed"):
        done = subprocess.run(
            [*command, "--config", config], capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    assert titles(db) == {f"Refund procedure {number}" for number in range(10)}


def test_a_wiki_that_is_not_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = settings(tmp_path, "mediawiki", "http://127.0.0.1:1")
    assert main(["kb", "sync", "--db", str(tmp_path / "a.db"), "--config", str(config)]) == 3
    told = capsys.readouterr()
    assert told.err == "kb: kb cannot be reached (problem refused)\n"
    assert main(["kb", "sync", "no", "--db", str(tmp_path / "a.db"), "--config", str(config)]) == 1
