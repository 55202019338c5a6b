"""`agentassist data link` as a script uses it: rows in, rows out in their order."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agentassist.cli import main

ROWS: list[dict[str, Any]] = [
    {"rec_id": "a", "name": {"given": "anna", "surname": "weber"}, "phone": "(03) 5474 6330",
     "email": "anna.weber@mail.example", "dob": "19510806"},
    {"rec_id": "b", "name": {"given": "ann", "surname": "weber"}, "phone": "0011 61 354746330"},
    {"rec_id": 3, "name": "Weber, Anna", "email": "Anna.Weber+shop@Mail.Example"},
    {"rec_id": "d", "name": {"given": "bruno", "surname": "weber"}, "phone": "+61 3 5474 6330"},
    {"rec_id": "e", "name": {"given": "clara", "surname": "lindner"}, "phone": "0412 555 678"},
]  # fmt: skip


def _file(path: Path, rows: list[Any]) -> Path:
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)
    )
    return path


def _link(tmp_path: Path, rows: list[Any], *more: str) -> tuple[int, list[Any]]:
    source, target = _file(tmp_path / "in.jsonl", rows), tmp_path / "out.jsonl"
    status = main(["data", "link", "--in", str(source), "--out", str(target), *more])
    return status, [json.loads(line) for line in target.read_text().splitlines()]


def _groups(answers: list[Any]) -> set[frozenset[Any]]:
    by: dict[str, set[Any]] = {}
    for row in answers:
        by.setdefault(row["cluster"], set()).add(row["rec_id"])
    return set(map(frozenset, by.values()))


def test_one_row_out_for_each_in_their_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answers = _link(tmp_path, ROWS)
    assert status == 0
    assert [row["rec_id"] for row in answers] == ["a", "b", 3, "d", "e"]
    assert _groups(answers) == {frozenset({"a", "b", 3}), frozenset({"d"}), frozenset({"e"})}
    assert all(set(row) == {"rec_id", "cluster", "candidates"} for row in answers)
    candidates = {row["rec_id"]: row["candidates"] for row in answers}
    assert set(candidates["a"][:2]) == {"b", 3}  # its own cluster first
    assert "d" in candidates["a"]  # the household is in sight
    assert candidates["e"] == []
    said = capsys.readouterr().err
    assert "5 rows, 0 rejected; 3 of them in 1 clusters" in said
    assert said.endswith("of AU\n")


def test_order_and_ids_change_nothing(tmp_path: Path) -> None:
    _, first = _link(tmp_path, ROWS)
    order = list(range(len(ROWS)))
    random.Random(4).shuffle(order)
    renamed = [{**ROWS[at], "rec_id": f"x{at}", "cluster": "same", "channel": "y"} for at in order]
    _, again = _link(tmp_path, renamed)
    back = {f"x{at}": row["rec_id"] for at, row in enumerate(ROWS)}
    assert {frozenset(back[each] for each in one) for one in _groups(again)} == _groups(first)
    before = {row["rec_id"]: row["candidates"] for row in first}
    for row in again:
        assert [back[each] for each in row["candidates"]] == before[back[row["rec_id"]]]


def test_a_bad_row_is_named_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, answers = _link(tmp_path, [ROWS[0], "", "{broken", {"name": "x"}, ROWS[0], ROWS[1]])
    assert status == 3
    assert [row["rec_id"] for row in answers] == ["a", "b"]
    said = capsys.readouterr().err.splitlines()
    source = tmp_path / "in.jsonl"
    assert said[:3] == [
        f"{source}:3: not JSON",
        f"{source}:4: wrong or missing rec_id",
        f"{source}:5: this rec_id stood before",
    ]


def test_the_region_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, answers = _link(tmp_path, ROWS, "--region", "de")
    assert frozenset({"a", "b", 3}) not in _groups(answers)
    assert _link(tmp_path, ROWS, "--region", "AU")[0] == 0
    status, _ = _link(tmp_path, ROWS, "--region", "XX")
    assert status == 1
    assert "XX is no region" in capsys.readouterr().err


def test_what_cannot_be_read_or_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, none = _file(tmp_path / "in.jsonl", ROWS), tmp_path / "none" / "x"
    for given, target in ((none, tmp_path / "o"), (source, none), (source, source)):
        assert main(["data", "link", "--in", str(given), "--out", str(target)]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "cannot be used" in said
    assert len(source.read_text().splitlines()) == len(ROWS)


def test_as_a_process(tmp_path: Path) -> None:
    source, target = _file(tmp_path / "in.jsonl", ROWS), tmp_path / "out.jsonl"
    command = [sys.executable, "-m", "agentassist", "data", "link"]
    done = subprocess.run(
        [*command, "--in", source, "--out", target], check=True, capture_output=True
    )
    assert done.stdout == b""
    assert len(target.read_bytes().splitlines()) == len(ROWS)
