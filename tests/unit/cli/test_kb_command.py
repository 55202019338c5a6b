"""`agentassist kb` as a script uses it: files in, JSON lines out."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agentassist.cli import main

ROWS: list[dict[str, Any]] = [
    {"id": "r", "title": "Restart the router", "body": "Unplug it.", "source": "x"},
    {"id": 12, "title": "Reset a password", "body": "Send the link."},
]
MARKDOWN = '+++\nid = "m"\ntitle = "Moving house"\n+++\n## Say\nCongratulations.\n'


def _lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def _search(
    capsys: pytest.CaptureFixture[str], db: Path, queries: Path, *more: str
) -> tuple[int, list[Any], str]:
    capsys.readouterr()
    status = main(["kb", "search", "--db", str(db), "--jsonl", str(queries), *more])
    out, err = capsys.readouterr()
    return status, [json.loads(line) for line in out.splitlines()], err


def test_import_and_search(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "kb.db"
    rows = _lines(tmp_path / "a.jsonl", ROWS)
    (tmp_path / "m.md").write_text(MARKDOWN)
    assert main(["kb", "import", "--db", str(db), str(rows), str(tmp_path / "m.md")]) == 0
    assert "3 articles imported, 0 rejected; 3 in all" in capsys.readouterr().err
    queries = _lines(
        tmp_path / "q.jsonl",
        [
            {"qid": "1", "query": "ruoter"},
            {"qid": 2, "query": "pass"},
            {"qid": "3", "query": "xylophone"},
            {"qid": "4", "query": "house moving"},
        ],
    )
    status, answers, _ = _search(capsys, db, queries, "--limit", "1")
    assert status == 0
    assert answers == [
        {"qid": "1", "results": ["r"]},
        {"qid": 2, "results": [12]},
        {"qid": "3", "results": []},
        {"qid": "4", "results": ["m"]},
    ]


def test_a_bad_row_is_named_skipped_and_shown_in_the_status(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db = tmp_path / "kb.db"
    rows = _lines(tmp_path / "a.jsonl", [ROWS[0], "{broken", {"id": "x"}, ROWS[1]])
    assert main(["kb", "import", "--db", str(db), str(rows)]) == 3
    err = capsys.readouterr().err
    assert f"{rows}:2: not JSON" in err
    assert f"{rows}:3: missing: title" in err
    assert "2 articles imported, 2 rejected" in err
    queries = _lines(tmp_path / "q.jsonl", ["nothing", {"qid": "1", "query": "router"}])
    status, answers, told = _search(capsys, db, queries)
    assert status == 3
    assert answers == [{"qid": "1", "results": ["r"]}]
    assert f"{queries}:1:" in told


def test_importing_again_replaces_by_id(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "kb.db"
    for title in ("Restart the router", "Modem lamp"):
        rows = _lines(tmp_path / "a.jsonl", [{"id": "r", "title": title, "body": ""}])
        assert main(["kb", "import", "--db", str(db), str(rows)]) == 0
    queries = _lines(
        tmp_path / "q.jsonl", [{"qid": "1", "query": "router"}, {"qid": "2", "query": "modem"}]
    )
    _, answers, _ = _search(capsys, db, queries)
    assert answers == [{"qid": "1", "results": []}, {"qid": "2", "results": ["r"]}]


def test_what_cannot_be_opened_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    queries = _lines(tmp_path / "q.jsonl", [])
    status, _, err = _search(capsys, tmp_path / "none.db", queries)
    assert status == 1
    assert err.count("\n") == 1
    assert "none.db" in err
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes(b"this is no database at all" * 100)
    status, _, err = _search(capsys, damaged, queries)
    assert status == 1
    assert "damaged.db" in err


def test_the_index_lasts_between_processes(tmp_path: Path) -> None:
    db = tmp_path / "kb.db"
    rows = _lines(tmp_path / "a.jsonl", ROWS)
    queries = _lines(tmp_path / "q.jsonl", [{"qid": "1", "query": "router"}])
    command = [sys.executable, "-m", "agentassist", "kb"]
    subprocess.run([*command, "import", "--db", db, rows], check=True, capture_output=True)
    search = [*command, "search", "--db", db, "--jsonl", queries]
    found = subprocess.run(search, check=True, capture_output=True)
    assert json.loads(found.stdout) == {"qid": "1", "results": ["r"]}
