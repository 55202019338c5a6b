"""`kb gaps`, over a plain file with rows as the app writes them."""

import json
import os
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from agentassist.cli import main
from agentassist.domain.search_gap import GapKind
from agentassist.knowledge.gaps import rows
from agentassist.knowledge.gaps.rows import GapRow
from agentassist.system_clock import SystemClock


def today() -> date:
    return SystemClock().now().astimezone().date()


@pytest.fixture
def db(tmp_path: Path) -> Path:
    """Three questions, one of them old, and a report."""
    path = tmp_path / "kb.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        rows.prepare(connection)
        for row in (
            *[GapRow(today(), GapKind.NOTHING, "pet insurance", reason="sales")] * 4,
            GapRow(today(), GapKind.REFORMULATED, "money back", "", "refund", "refund-late"),
            GapRow(today() - timedelta(days=60), GapKind.ABANDONED, "router"),
        ):
            rows.add(connection, row)
        report = GapRow(today(), GapKind.OUTDATED, article="router", why="the lamp is red")
        rows.add_report(connection, report, 1)
    return path


def gaps(*words: object) -> int:
    return main(["kb", "gaps", *map(str, words)])


def printed(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_weightiest_first(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gaps("--db", db) == 0
    said = capsys.readouterr().out
    assert said.index("pet insurance") < said.index("[router]") < said.index("money back")
    assert "4 found nothing" in said
    assert "calls about: sales 4" in said
    assert "in the end: refund -> refund-late (1)" in said
    assert "said: the lamp is red" in said

    assert gaps("--db", db, "--json", "--limit", 2) == 0
    first, second = printed(capsys)
    assert (first["rank"], first["words"], first["suggestion"]) == (1, "pet insurance", "write")
    assert (second["article"], second["suggestion"]) == ("router", "update")


def test_a_team_s_files_are_one_list(
    db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in files:
        assert gaps("export", path, "--db", db) == 0
    assert gaps("export", files[0], "--db", db, "--at-least", 1) == 0
    assert "4 lines written" in capsys.readouterr().err

    assert gaps("merge", *files, "--json") == 0
    found = {line["words"] or line["article"]: line for line in printed(capsys)}
    assert found["pet insurance"]["count"] == 8
    assert found["money back"]["then"] == [
        {"words": "refund", "article": "refund-late", "count": 1}
    ]  # the other file was silent about it
    assert found["router"]["why"] == []
    assert gaps("merge", files[0], "--limit", 1) == 0
    assert capsys.readouterr().out.count("last on") == 1


def test_a_file_that_is_not_right_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.json"
    path.write_text('{"format": "agentassist-gaps",\n "lines": [4]}')
    assert gaps("merge", path) == 1
    assert f"{path}:1: version: not 1" in capsys.readouterr().err


def test_forgotten(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert gaps("forget", "--before", today().isoformat(), "--db", db) == 0
    assert "1 row deleted" in capsys.readouterr().err
    assert gaps("forget", "--db", db) == 0
    assert "3 rows deleted" in capsys.readouterr().err
    assert gaps("--db", db) == 0
    assert "nothing was counted" in capsys.readouterr().err
    assert gaps("forget", "--before", "soon", "--db", db) == 2


def test_a_knowledge_base_without_a_log_has_no_gaps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kb.db"
    sqlite3.connect(path).close()
    path.touch()
    assert gaps("--db", path) == 0
    assert gaps("forget", "--db", path) == 0
    assert gaps("export", tmp_path / "x.json", "--db", path) == 0
    assert gaps("merge", tmp_path / "x.json") == 0
    assert gaps("--db", tmp_path / "none.db") == 1
    assert gaps("export", tmp_path / "no" / "x.json", "--db", path) == 2


@pytest.mark.skipif(os.name == "nt", reason="links and modes of other systems")
def test_an_export_goes_through_no_link_that_somebody_laid(db: Path, tmp_path: Path) -> None:
    """In a folder that others may write: the file beside it was followed wherever it led."""
    mine, target = tmp_path / "mine.txt", tmp_path / "gaps.json"
    mine.write_text("kept")
    (tmp_path / "gaps.json.new").symlink_to(mine)
    assert gaps("export", target, "--db", db) == 0
    assert mine.read_text() == "kept"
    assert target.stat().st_mode & 0o077 == 0
