"""Where the files that ship with the program are found."""

from pathlib import Path

import pytest

from agentassist import assets
from agentassist.domain.errors import AgentAssistError

ROOT = Path(__file__).resolve().parents[2]


def test_a_source_tree_has_them_beside_the_package() -> None:
    assert assets.resources() == ROOT / "resources"
    assert assets.bundled_plugins() == ROOT / "plugins"


def test_an_installed_package_has_them_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "agentassist" / "_data" / "resources"
    inside.mkdir(parents=True)
    (tmp_path / "resources").mkdir()
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path / "agentassist")
    assert assets.resources() == inside


def test_a_damaged_installation_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "_PACKAGE", tmp_path)
    with pytest.raises(AgentAssistError) as caught:
        assets.bundled_plugins()
    assert caught.value.code == "assets.missing"
    assert caught.value.params["folder"] == str(tmp_path / "_data" / "plugins")
