"""`agentassist sources`: what is asked is named, and secrets are sealed, never shown."""

import io
from pathlib import Path

import pytest

from agentassist.cli import main
from agentassist.settings.paths import user_paths
from agentassist.storage.instance_lock import InstanceLock

SETTINGS = """\
[sources.desk]
mapping = "rt5"
title = "Help desk"
url = "https://desk.example.com"
write_back = true

[sources.wiki]
mapping = "mediawki"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "ours.toml"
    file.write_text(SETTINGS, encoding="utf-8")
    return str(file)


def test_each_source_and_what_is_wrong_with_the_others(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sources", "list", "--config", config]) == 3
    told = capsys.readouterr()
    assert told.out.startswith("desk  Help desk  https://desk.example.com/REST/2.0  by account,")
    assert "needs: secret" in told.out
    assert "there is no mapping mediawki (there are: " in told.err


def test_a_mistake_has_its_line(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path(config).write_text(SETTINGS.replace("write_back = true", "write_back = 1"))
    assert main(["sources", "list", "--config", config]) == 3
    assert f"{config}:5: the value of sources.desk.write_back" in capsys.readouterr().err


def test_without_a_source_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "list"]) == 0
    assert "no source is set up" in capsys.readouterr().out


def test_the_mappings_that_ship(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "list", "--mappings"]) == 0
    names = capsys.readouterr().out.split()
    assert {"rt5", "mediawiki"} <= set(names)
    assert "template" not in names


def test_a_secret_of_no_source_is_not_read(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sources", "secret", "shop", "--config", config]) == 1
    assert "there is no source shop" in capsys.readouterr().err


def test_while_the_window_has_the_store_nothing_is_sealed(
    config: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    expect_log: object,
) -> None:
    expect_log("nothing is kept after exit")  # type: ignore[operator]
    monkeypatch.setattr("sys.stdin", io.StringIO("a-secret-of-the-test\n"))
    database = user_paths().database
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = InstanceLock(database.with_name(f"{database.name}.lock"))
    try:
        assert main(["sources", "secret", "desk", "--config", config]) == 1
    finally:
        lock.release()
    told = capsys.readouterr()
    assert "storage.in_use" in told.err
    assert "a-secret-of-the-test" not in told.err + told.out
