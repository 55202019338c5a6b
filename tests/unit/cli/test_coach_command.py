"""`agentassist coach label`."""

import json
from pathlib import Path

import pytest

from agentassist import assets
from agentassist.cli import main
from agentassist.coaching.engine import PackCoach, pack_folders
from agentassist.coaching.labels import label_table


def test_each_row_is_labelled_in_order(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "a", "text": "I'm sorry if that hurt. Could you DM us your order number, Dana?"},
        {"id": 7, "text": "WHY is nobody answering my calls?! I've been on hold for two hours"},
    ]
    lines = [json.dumps(rows[0]), "nonsense", "", json.dumps(rows[1])]
    source.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["coach", "label", "--in", str(source), "--out", str(target)]) == 3
    assert capsys.readouterr().err == f"{source}:2: not a row {{id, text}}\n"
    first, second = map(json.loads, target.read_text("utf-8").splitlines())
    assert first["id"] == "a"
    assert first["asks"] == ["order_id"]
    assert {"contains_apology", "conditional_or_non_apology", "uses_name"} <= set(first["labels"])
    (cue,) = [cue for cue in first["cues"] if cue["rule"] == "sorry-if"]
    assert set(cue) == {"rule", "line", "words"}
    assert cue["words"] == "if that hurt"
    assert second["id"] == 7
    assert "impatience" in second["emotions"]
    assert second["emphasis"] == ["all_caps", "repeated_punctuation"]


def test_nothing_is_neutral_and_asks_none(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "b", "text": "Flight 12 to Oslo"}\n', encoding="utf-8")
    assert main(["coach", "label", "--in", str(source), "--out", str(target)]) == 0
    row = json.loads(target.read_text("utf-8"))
    assert row == {
        "id": "b",
        "asks": ["none"],
        "labels": [],
        "cues": [],
        "emotions": ["neutral"],
        "emphasis": [],
    }


def test_a_file_that_is_not_there_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    missing = tmp_path / "none.jsonl"
    assert main(["coach", "label", "--in", str(missing), "--out", str(tmp_path / "o")]) == 2
    assert str(missing) in capsys.readouterr().err


def test_the_table_names_every_rule_of_the_bundled_packs() -> None:
    coach, _ = PackCoach.load(pack_folders(assets.bundled_plugins()))
    table = label_table()
    rules = {
        (pack.id.removesuffix(f"-{pack.language}"), rule.id)
        for pack in coach.packs
        for rule in pack.rules
    }
    assert {(each.pack, name) for name, each in table.rules.items()} == rules
