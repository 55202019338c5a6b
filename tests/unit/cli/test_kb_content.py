"""`agentassist kb import` of other formats, resumed; `export` and `stats`."""

import csv
import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3

from agentassist.cli import kb_stats, main

FULL = {
    "id": "full",
    "title": "Refund",
    "body": "First.",
    "sections": [{"kind": "say", "text": "Soon."}, {"kind": "internal", "text": "Limit 50"}],
    "product": "Billing",
    "path": "Billing/Refunds",
    "language": "de",
    "audience": "agents",
    "owner": "Payments",
    "version": 3,
    "tags": ["refund", "bank"],
    "updated": "2026-02-01",
    "valid_until": "2020-02-01",
}


def rows(path: Path, *articles: object) -> Path:
    path.write_text("".join(f"{json.dumps(one)}\n" for one in articles), encoding="utf-8")
    return path


def many(path: Path, count: int) -> Path:
    bad = {"id": "bad"}
    good = ({"id": f"a{n}", "title": f"Title {n}", "body": "b"} for n in range(count))
    return rows(path, bad, *good)


def kb(*arguments: object) -> int:
    return main(["kb", *map(str, arguments)])


def test_what_is_exported_is_imported_again_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, out = tmp_path / "one.db", tmp_path / "two.db", tmp_path / "out.jsonl"
    number = {"id": 12, "title": "Number", "body": "x", "language": "en", "version": 1}
    assert kb("import", "--db", one, rows(tmp_path / "a.jsonl", FULL, number)) == 0
    assert kb("export", "--db", one, "--out", out) == 0
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [FULL, number]
    assert kb("import", "--db", two, out) == 0
    capsys.readouterr()
    assert kb("export", "--db", two) == 0
    assert capsys.readouterr().out == out.read_text("utf-8")
    assert kb("export", "--db", two, "--without-internal") == 0
    assert "Limit 50" not in capsys.readouterr().out


def test_keys_of_others_that_are_called_alike_are_ignored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"id": "a", "title": "A", "body": "b", "version": "1.2.3", "updated": "last week"}
    row |= {"owner": None, "sections": ["x"], "language": {"code": "en"}, "audience": 7}
    db = tmp_path / "a.db"
    assert kb("import", "--db", db, rows(tmp_path / "a.jsonl", row)) == 0
    capsys.readouterr()
    kb("export", "--db", db)
    assert json.loads(capsys.readouterr().out) == {
        "id": "a", "title": "A", "body": "b", "language": "en", "version": 1,
    }  # fmt: skip


def test_stats_count_what_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = tmp_path / "a.db"
    kb(
        "import",
        "--db",
        db,
        rows(tmp_path / "a.jsonl", FULL, {**FULL, "id": "b", "language": "en"}),
    )
    capsys.readouterr()
    assert kb("stats", "--db", db, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["articles"], found["expired"], found["without_date"]) == (2, 2, 0)
    assert found["languages"] == {"de": 1, "en": 1}
    assert found["products"] == {"Billing": 2}
    assert found["sections"] == {"say": 2, "internal": 2}
    assert found["index"].startswith("complete")
    assert found["bytes"]["articles"] == 2 * len("RefundFirst.Soon.Limit 50")
    assert kb("stats", "--db", db) == 0
    assert "articles: 2\n" in capsys.readouterr().out
    assert kb("stats", "--db", tmp_path / "none.db") == 1


def test_the_size_of_an_encrypted_store_is_a_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlcipher3.connect(str(tmp_path / "kb.db"), isolation_level=None)) as connection:
        connection.execute("PRAGMA key = 'secret'")
        monkeypatch.setattr(kb_stats, "on_base", lambda _db, work, **_: work(connection))
        assert kb("stats", "--json") == 0
    size = json.loads(capsys.readouterr().out)["bytes"]["database"]
    assert size == (tmp_path / "kb.db").stat().st_size


def test_rejected_rows_go_into_a_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "bad.csv"
    source = rows(tmp_path / "a.jsonl", *({"id": f"x{n}"} for n in range(30)))
    assert kb("import", "--db", tmp_path / "a.db", "--rejects", report, source) == 3
    with report.open(newline="") as stream:
        written = list(csv.DictReader(stream))
    assert len(written) == 30
    assert written[4]["line"] == "5"
    assert written[4]["reason"] == "missing title"
    assert "30 rows were rejected; all of them are in" in capsys.readouterr().err


def test_a_broken_off_import_goes_on_where_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    db, source = tmp_path / "a.db", many(tmp_path / "a.jsonl", 4000)
    command = [sys.executable, "-m", "agentassist", "kb", "import", "--db", db, source]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    for line in child.stderr:
        if line.startswith("499 articles,"):
            child.send_signal(signal.SIGKILL)
            break
    child.stderr.close()
    child.wait(30)
    with sqlite3.connect(db) as looked:
        (items,) = looked.execute("SELECT items FROM kb_import").fetchone()
    assert items in range(500, 4000, 500)
    assert kb("import", "--db", db, source) == 3
    told = capsys.readouterr().err
    assert f"\n{items - 1} articles" not in f"\n{told}"  # not begun anew
    assert "a.jsonl:1: missing" not in told  # it was named the first time
    assert "4000 articles imported, 1 rejected; 4000 in all" in told
    assert kb("import", "--db", db, source) == 3  # finished: from the beginning again
    assert "a.jsonl:1: missing" in capsys.readouterr().err


def test_ctrl_c_ends_after_a_batch(tmp_path: Path) -> None:
    db, source = tmp_path / "a.db", many(tmp_path / "a.jsonl", 3000)
    command = [sys.executable, "-m", "agentassist", "kb", "import", "--db", db, source]
    child = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert child.stderr is not None
    said = []
    for line in child.stderr:
        said.append(line)
        if line.startswith("499 articles,"):
            child.send_signal(signal.SIGINT)
    assert child.wait(30) == 130
    child.stderr.close()
    assert said[-1] == "stopped; the same command goes on from there\n"
    assert kb("import", "--db", db, source) == 3
    with sqlite3.connect(db) as looked:
        assert looked.execute("SELECT count(*) FROM kb_article").fetchone() == (3000,)


def test_what_cannot_be_an_input_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "a.zip"
    broken.write_bytes(b"no zip")
    folder = tmp_path / "empty"
    folder.mkdir()
    for path in (broken, folder, tmp_path / "none.csv", tmp_path / "none.jsonl"):
        assert kb("import", "--db", tmp_path / "a.db", path) in (1, 2)
        told = capsys.readouterr().err
        assert told.count("\n") == 1
        assert path.name in told
