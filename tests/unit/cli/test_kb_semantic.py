"""`agentassist kb semantic`, and `kb search --semantic`, with the real model."""

import json
from pathlib import Path

import pytest

from agentassist.cli import main
from agentassist.knowledge.semantic import model
from agentassist.settings import policy_sources
from agentassist.settings.policy import PolicyReading

ROWS = [
    {"id": "roaming", "title": "Roaming abroad", "body": "Calls abroad cost extra."},
    {"id": 12, "title": "Reset a forgotten password", "body": "Send the reset link."},
    {"id": "move", "title": "Moving house", "body": "The contract moves along."},
]
QUERIES = [
    {"qid": 1, "query": "is it expensive to phone from a foreign country"},
    {"qid": 2, "query": "reset pasword"},
    {"qid": 3, "query": "what happens to the agreement when we relocate"},
]


@pytest.fixture
def db(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS))
    (tmp_path / "q.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in QUERIES))
    assert main(["kb", "import", "--db", str(tmp_path / "kb.db"), str(rows)]) == 0
    capsys.readouterr()
    return tmp_path / "kb.db"


class Policy:
    """A policy of IT that forbids it."""

    def read(self) -> PolicyReading:
        return PolicyReading({"knowledge.semantic": False})


def kb(*words: object) -> int:
    return main(["kb", *map(str, words)])


def found(capsys: pytest.CaptureFixture[str]) -> dict[int, list[str | int]]:
    rows = map(json.loads, capsys.readouterr().out.splitlines())
    return {row["qid"]: row["results"] for row in rows}


def test_build_status_and_search(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kb("semantic", "status", "--db", db, "--json") == 0
    before = json.loads(capsys.readouterr().out)
    assert (before["articles_read"], before["articles"]) == (0, 3)
    assert before["setting"] is False
    assert before["missing_packages"] == []
    assert kb("semantic", "build", "--db", db) == 0
    assert "3 of 3 articles can be found by meaning" in capsys.readouterr().out
    assert kb("semantic", "status", "--db", db) == 0
    told = capsys.readouterr().out
    assert "knowledge.semantic: off (setting)" in told
    assert f"model: {model.VERSION}" in told
    assert "articles read: 3 of 3" in told
    assert kb("stats", "--db", db) == 0
    assert "read for search by meaning: 3 of 3 articles" in capsys.readouterr().out

    queries = db.with_name("q.jsonl")
    assert kb("search", "--db", db, "--jsonl", queries) == 0
    plain = found(capsys)
    assert kb("search", "--semantic", "--db", db, "--jsonl", queries) == 0
    deeper = found(capsys)
    assert deeper[2] == plain[2] == [12], "keywords find what they found, ids as imported"
    assert deeper[1][0] == "roaming"
    assert deeper[3][0] == "move"


def test_a_search_reads_what_was_not_read(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kb("search", "--semantic", "--db", db, "--jsonl", db.with_name("q.jsonl")) == 0
    assert found(capsys)[1][0] == "roaming"


@pytest.mark.parametrize("words", [("semantic", "build"), ("search", "--semantic", "--jsonl", "q")])
def test_not_against_the_policy(
    db: Path,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(policy_sources, "machine_policy_source", Policy)
    assert kb(*words, "--db", db) == 1
    assert "does not allow the search by meaning (knowledge.semantic)" in capsys.readouterr().err
    assert kb("semantic", "status", "--db", db) == 0
    assert "knowledge.semantic: off (policy)" in capsys.readouterr().out


def test_what_is_missing_is_said_with_how_to_install_it(
    db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    there = model.importlib.util.find_spec
    monkeypatch.setattr(
        model.importlib.util,
        "find_spec",
        lambda name: None if name == "onnxruntime" else there(name),
    )
    assert kb("semantic", "build", "--db", db) == 1
    said = capsys.readouterr().err
    assert "lacks onnxruntime: pip install 'agentassist-desktop[semantic]'" in said
    assert kb("semantic", "status", "--db", db) == 0
    assert "installed: no, onnxruntime missing" in capsys.readouterr().out


def test_another_model_is_named_and_not_loaded(
    db: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MODEL", model.PinnedFile(model.MODEL.size, "0" * 64))
    assert kb("semantic", "build", "--db", db) == 1
    assert "model.onnx is not the model that this version was made for" in capsys.readouterr().err


def test_no_database_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kb("semantic", "status", "--db", tmp_path / "none.db") == 1
    assert "there is no knowledge base at" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists()
