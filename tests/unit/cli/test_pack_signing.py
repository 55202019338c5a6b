"""A team lead's way with a pack: from an empty folder to an agent's shelf."""

from pathlib import Path

import pytest

from agentassist.cli import main

PASSPHRASE = "three words and one more"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEAD", PASSPHRASE)
    return tmp_path


def packs(*words: str) -> int:
    return main(["packs", *words])


def line(text: str, begin: str) -> str:
    return next(row for row in text.splitlines() if row.startswith(begin)).removeprefix(begin)


def test_from_nothing_to_the_shelf(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert packs("new", "late-parcel") == 0
    assert packs("test", "late-parcel") == 0
    assert "ok    no-later-promise: 2 fire, 1 stay silent" in capsys.readouterr().out
    assert packs("keygen", "north", "--passphrase-env", "LEAD") == 0
    assert (folder / "north.key").stat().st_mode & 0o077 == 0
    assert PASSPHRASE not in (folder / "north.key").read_text()
    signing = ("sign", "late-parcel", "--key", "north.key", "--passphrase-env", "LEAD")
    assert packs(*signing) == 0
    archive = "late-parcel-1.0.0.aapack"
    capsys.readouterr()
    assert packs("verify", archive) == 0
    fingerprint = line(capsys.readouterr().out, "fingerprint: ")

    assert packs("install", archive) == 1
    assert f"fingerprint {fingerprint}" in capsys.readouterr().err
    trust = ("trust", "north.pub", "--name", "North")
    assert packs(*trust, "--fingerprint", "0000 " * 8) == 1
    assert packs("install", archive) == 1
    assert packs(*trust, "--fingerprint", fingerprint) == 0
    assert packs("install", "--dry-run", archive) == 0
    assert "it asks to see: draft" in capsys.readouterr().out
    assert packs("install", archive) == 0
    capsys.readouterr()
    assert packs("list") == 0
    assert f"late-parcel 1.0.0: My pack, by Our team, en; signed by North, {fingerprint}" in (
        capsys.readouterr().out
    )
    assert packs("remove", "late-parcel") == 0
    assert packs("remove", "late-parcel") == 1


def test_nothing_is_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert packs("new", "mine") == 0
    assert packs("new", "mine") == 1
    assert packs("keygen", "key", "--passphrase-env", "LEAD") == 0
    kept = (folder / "key.key").read_bytes()
    assert packs("keygen", "key", "--passphrase-env", "LEAD") == 1
    assert (folder / "key.key").read_bytes() == kept
    assert "is already there" in capsys.readouterr().err


def test_a_pack_with_a_wrong_example_is_not_signed(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    packs("new", "mine")
    packs("keygen", "key", "--passphrase-env", "LEAD")
    rules = folder / "mine" / "rules" / "wording.toml"
    rules.write_text(rules.read_text().replace("by noon tomorrow.", "soon."))
    assert packs("sign", "mine", "--key", "key.key", "--passphrase-env", "LEAD") == 1
    assert "is not true to its example" in capsys.readouterr().err
    assert not list(folder.glob("*.aapack"))


def test_a_wrong_passphrase_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    packs("new", "mine")
    packs("keygen", "key", "--passphrase-env", "LEAD")
    monkeypatch.setenv("LEAD", "another passphrase")
    assert packs("sign", "mine", "--key", "key.key", "--passphrase-env", "LEAD") == 1
    err = capsys.readouterr().err
    assert "does not open key.key" in err
    assert "another passphrase" not in err
    monkeypatch.setenv("LEAD", "short")
    assert packs("keygen", "second", "--passphrase-env", "LEAD") == 1
    assert "12 characters at least" in capsys.readouterr().err
