"""`agentassist packs preview` and `packs counts`."""

from pathlib import Path

import pytest

from agentassist import assets
from agentassist.cli import main


def test_preview_tells_each_rule_and_the_budget(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.txt").write_text(
        "waited_seconds = 200\n---\n0:00 agent: I'm sorry if you feel that way.\n"
        "0:20 caller: Well.\n1:00 agent: Goodbye.\n",
        "utf-8",
    )
    pack = str(assets.bundled_plugins() / "apology")
    assert main(["packs", "preview", pack, "--calls", str(tmp_path), "--alone"]) == 0
    out = capsys.readouterr().out
    assert "1 calls, 2 turns of agents" in out
    assert "found in 1 texts" in out
    assert "shown 1" in out
    assert "never: " in out
    assert "the budget of 4 was spent in 0 calls" in out


def test_preview_of_a_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drafts = tmp_path / "drafts.txt"
    drafts.write_text("Sorry if that was unclear.\n", "utf-8")
    pack = str(assets.bundled_plugins() / "apology")
    assert main(["packs", "preview", pack, "--text", str(drafts)]) == 0
    assert "1 drafts" in capsys.readouterr().out


def test_preview_names_the_line_that_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "one.txt").write_text("agent: hi\nnobody: hi\n", "utf-8")
    pack = str(assets.bundled_plugins() / "thanks")
    assert main(["packs", "preview", pack, "--calls", str(tmp_path)]) == 1
    assert f"{tmp_path / 'one.txt'}:2" in capsys.readouterr().err


def test_counts_need_the_store(capsys: pytest.CaptureFixture[str], expect_log: object) -> None:
    assert callable(expect_log)
    expect_log("nothing is kept after exit")
    assert main(["packs", "counts"]) == 1
    assert "the store with the counts can't be opened now" in capsys.readouterr().err
