"""`agentassist packs`."""

from pathlib import Path

import pytest

from agentassist import assets
from agentassist.cli import main


def test_check_counts_the_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "check", str(assets.bundled_plugins() / "thanks")]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("thanks 1.0.0: 3 rules do what their ")
    assert err == ""


def test_check_names_what_is_wrong_and_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good = assets.bundled_plugins() / "thanks"
    broken = tmp_path / "thanks"
    (broken / "rules").mkdir(parents=True)
    text = (good / "pack.toml").read_text(encoding="utf-8")
    changed = text.replace(
        '"Thank you for telling us about the outage.",', '"Thanks, take a discount.",'
    )
    assert changed != text
    (broken / "pack.toml").write_text(changed, encoding="utf-8")
    assert main(["packs", "check", str(broken), str(tmp_path / "none"), str(good)]) == 1
    out, err = capsys.readouterr()
    assert out.startswith("thanks 1.0.0: 3 rules")
    first, second = err.splitlines()
    assert "rule thanks-with-offer is not true to its example" in first
    assert "examples.silent[0]" in first
    assert second.startswith(str(tmp_path / "none" / "pack.toml"))


def test_list_names_packs_and_rules(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["packs", "list"]) == 0
    out, _ = capsys.readouterr()
    assert "never-ask-twice 1.1.0: Never ask twice, by agentassist, en" in out
    assert "  play-back: Play it back before you solve it" in out
