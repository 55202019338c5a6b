"""`agentassist kb rebuild`: a new index, and Ctrl+C in the middle of it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from agentassist.cli import main


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    rows = (
        {"id": f"m{n}", "title": f"Lamp {n} of the harbour", "body": f"Watt {n} " * 30}
        for n in range(900)
    )
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    path = tmp_path / "kb.db"
    assert main(["kb", "import", "--db", str(path), str(tmp_path / "a.jsonl")]) == 0
    capsys.readouterr()
    return path


def _answers(db: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    queries = db.with_name("q.jsonl")
    queries.write_text(json.dumps({"qid": 1, "query": "lapm 77"}))
    assert main(["kb", "search", "--db", str(db), "--jsonl", str(queries), "--limit", "1"]) == 0
    found: list[str] = json.loads(capsys.readouterr().out)["results"]
    return found


def test_the_index_is_made_anew(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "rebuild", "--db", str(db)]) == 0
    told = capsys.readouterr().err
    assert "450 of 900 articles" in told
    assert "the new index answers: 900 articles" in told
    assert _answers(db, capsys) == ["m77"]


def test_without_a_database_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["kb", "rebuild", "--db", str(tmp_path / "none.db")]) == 1
    assert "none.db" in capsys.readouterr().err


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C reaches a process group there")
def test_ctrl_c_leaves_the_old_index(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "agentassist", "kb", "rebuild", "--db", str(db)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("50 of"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stderr.read()
    assert process.returncode == 130
    assert "the old index stays in its place" in rest
    assert "the new index answers" not in rest
    assert _answers(db, capsys) == ["m77"]
    assert main(["kb", "stats", "--db", str(db)]) == 0
    assert "index: complete" in capsys.readouterr().out
