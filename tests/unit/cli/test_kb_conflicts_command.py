"""`agentassist kb conflicts`: named, settled, taken back; over a feed in a folder."""

import json
from pathlib import Path

import pytest

from agentassist.cli import main


@pytest.fixture
def synced(tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """An index with an article that was changed here and in the feed."""
    db, feed, config = tmp_path / "kb.db", tmp_path / "feed", tmp_path / "settings.toml"
    feed.mkdir()
    config.write_text(f"[knowledge]\nfeed = {json.dumps(str(feed))}\n", "utf-8")
    steps = (("feed", "as it came"), ("here", "changed here"), ("feed", "changed there"))
    for place, body in steps:
        row = json.dumps({"id": "okapi", "title": "Feeding an okapi", "body": body})
        if place == "here":
            (tmp_path / "here.jsonl").write_text(row, "utf-8")
            assert kb("import", "--db", db, tmp_path / "here.jsonl") == 0
        else:
            (feed / "articles.jsonl").write_text(f"{row}\nnot a row\n", "utf-8")
            assert kb("sync", "--config", config, "--db", db) == 3
    said = capsys.readouterr().err
    assert "feed: okapi stays as it is: it was changed here and there" in said
    assert "feed: articles.jsonl:2: not JSON" in said
    return db


def kb(*arguments: object) -> int:
    return main(["kb", *map(str, arguments)])


def body(db: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert kb("export", "--db", db) == 0
    return str(json.loads(capsys.readouterr().out)["body"])


def test_a_conflict_is_listed_settled_and_taken_back(
    synced: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kb("conflicts", "--db", synced) == 3
    assert capsys.readouterr().out == (
        "feed: okapi  Feeding an okapi: it was changed here and there\n"
    )
    assert kb("conflicts", "--json", "--db", synced) == 3
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["source"], row["why"]) == ("feed", "changed_both")
    assert (row["mine"]["body"], row["theirs"]["body"]) == ("changed here", "changed there")
    assert kb("conflicts", "settle", "okapi", "--keep", "theirs", "--db", synced) == 0
    assert body(synced, capsys) == "changed there"
    assert kb("conflicts", "--db", synced) == 0
    assert capsys.readouterr().out == "no conflicts\n"
    assert kb("conflicts", "undo", "okapi", "--db", synced) == 0
    assert body(synced, capsys) == "changed here"
    assert (
        kb("conflicts", "settle", "okapi", "--keep", "mine", "--source", "feed", "--db", synced)
        == 0
    )
    assert kb("conflicts", "--db", synced) == 0


def test_what_is_in_no_conflict_is_not_settled(
    synced: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kb("conflicts", "settle", "nobody", "--keep", "mine", "--db", synced) == 1
    assert "nobody is in no conflict" in capsys.readouterr().err
    assert kb("conflicts", "undo", "okapi", "--db", synced) == 1
