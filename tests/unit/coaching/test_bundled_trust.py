"""Packs that ship with the program: as they were shipped, or not at all."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from agentassist import assets
from agentassist.bootstrap import SystemClock
from agentassist.coaching.library import PackLibrary
from agentassist.coaching.pack_source import read_files, write_archive
from agentassist.coaching.trust.bundled import (
    HASHES,
    PUBLISHER,
    BundledPacks,
    hashes_text,
    sign_shipped,
)
from agentassist.coaching.trust.keys import SigningKey
from agentassist.domain.errors import AgentAssistError
from agentassist.settings.store import SettingsStore

TODAY = date(2026, 11, 22)
PROJECT = Path(__file__).parents[3]
WritePack = Callable[..., Path]


@pytest.fixture
def shipped(write_pack: WritePack) -> Path:
    """A folder like plugins/, with its hashes."""
    folder = write_pack(name="trial").parent
    (folder / HASHES).write_text(hashes_text(folder), "utf-8")
    return folder


def loaded(
    folder: Path, settings_text: str = "", *, config: Path | None = None
) -> tuple[list[str], list[AgentAssistError]]:
    problems: list[AgentAssistError] = []
    if config is not None:
        config.write_text(settings_text, "utf-8")
    settings = SettingsStore(config, SystemClock())
    packs = PackLibrary(settings, folder, None, problems.append).load(TODAY)
    return [pack.id for pack in packs.coach.packs], problems


def codes(problems: list[AgentAssistError]) -> list[str]:
    return [problem.code for problem in problems]


def test_the_hashes_of_the_bundled_packs_are_current() -> None:
    """After a change of a pack: `.venv/bin/python packaging/pack_hashes`."""
    folder = assets.bundled_plugins()
    current = hashes_text(folder)
    kept = (folder / HASHES).read_text("utf-8") if (folder / HASHES).is_file() else ""
    assert kept == current, "run packaging/pack_hashes"


def test_what_is_as_it_was_shipped_runs(shipped: Path) -> None:
    assert loaded(shipped) == (["trial"], [])


@pytest.mark.parametrize("change", ["changed", "added", "taken"])
def test_any_other_byte_and_the_pack_is_left_out(shipped: Path, change: str) -> None:
    manifest = shipped / "trial" / "pack.toml"
    if change == "changed":
        manifest.write_text(manifest.read_text("utf-8") + "\n", "utf-8")
    elif change == "added":
        (shipped / "trial" / "rules").mkdir()
        (shipped / "trial" / "rules" / "more.toml").write_text("", "utf-8")
    else:
        (shipped / "trial" / "notes.txt").write_text("for people", "utf-8")
        (shipped / HASHES).write_text(hashes_text(shipped), "utf-8")
        (shipped / "trial" / "notes.txt").unlink()
    packs, problems = loaded(shipped)
    assert (packs, codes(problems)) == ([], ["pack.shipped_changed"])
    assert problems[0].remedy == "pack.shipped_changed"


def test_what_python_leaves_behind_is_no_change_and_never_read(shipped: Path) -> None:
    left = shipped / "trial" / "__pycache__"
    left.mkdir()
    (left / "main.cpython-311.pyc").write_bytes(b"\0")
    assert loaded(shipped) == (["trial"], [])
    assert not any("pycache" in name for name in BundledPacks(shipped).read("trial", TODAY).files)


@pytest.mark.parametrize("text", [None, "", "{}", '{"packs": {"trial": {}}}'])
def test_without_hashes_nothing_is_believed(shipped: Path, text: str | None) -> None:
    (shipped / HASHES).unlink()
    if text is not None:
        (shipped / HASHES).write_text(text, "utf-8")
    packs, problems = loaded(shipped)
    assert packs == []
    assert set(codes(problems)) <= {"pack.no_hashes", "pack.shipped_changed"}
    assert problems


def test_a_release_holds_signed_packs_and_its_own_key(shipped: Path, tmp_path: Path) -> None:
    out = tmp_path / "release"
    assert sign_shipped(shipped, out, SigningKey.new()) == ("trial",)
    assert sorted(path.name for path in out.iterdir()) == [PUBLISHER, "trial.aapack"]
    assert loaded(out) == (["trial"], [])


def test_in_a_release_nothing_unsigned_or_of_another_key_runs(
    shipped: Path, tmp_path: Path
) -> None:
    out, other = tmp_path / "release", tmp_path / "other"
    sign_shipped(shipped, out, SigningKey.new())
    sign_shipped(shipped, other, SigningKey.new())
    shutil.copytree(shipped / "trial", out / "beside")
    shutil.copy(other / "trial.aapack", out / "trial.aapack")
    packs, problems = loaded(out)
    assert (packs, codes(problems)) == ([], ["pack.untrusted"])
    write_archive(read_files(shipped / "trial").files, out / "trial.aapack")
    assert codes(loaded(out)[1]) == ["pack.unsigned"]


def test_a_release_key_can_be_revoked_by_policy(shipped: Path, tmp_path: Path) -> None:
    key = SigningKey.new()
    out = tmp_path / "release"
    sign_shipped(shipped, out, key)
    revoked = f'[packs]\nrevoked = ["{key.public.text}"]\n'
    packs, problems = loaded(out, revoked, config=tmp_path / "mine.toml")
    assert (packs, codes(problems)) == ([], ["pack.revoked"])


def test_a_signed_pack_under_another_name_is_left_out(shipped: Path, tmp_path: Path) -> None:
    out = tmp_path / "release"
    sign_shipped(shipped, out, SigningKey.new())
    (out / "trial.aapack").rename(out / "apology.aapack")
    assert codes(loaded(out)[1]) == ["pack.wrong_name"]


def test_a_pack_that_fails_its_examples_is_not_signed(
    write_pack: WritePack, tmp_path: Path
) -> None:
    text = (write_pack(name="trial") / "pack.toml").read_text("utf-8")
    (tmp_path / "trial" / "pack.toml").write_text(text.replace("well, hello", "well"), "utf-8")
    (tmp_path / HASHES).write_text(hashes_text(tmp_path), "utf-8")
    with pytest.raises(AgentAssistError, match="example"):
        sign_shipped(tmp_path, tmp_path / "release", SigningKey.new())
    assert not (tmp_path / "release").exists()


# ---------------------------------------------------------------------- the scripts


def script(name: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "packaging" / name), *words],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_script_finds_the_hashes_current() -> None:
    ran = script("pack_hashes", "--check")
    assert ran.returncode == 0, ran.stderr


def test_a_throw_away_key_signs_all_packs_of_the_program(tmp_path: Path) -> None:
    ran = script("sign_packs", "--throw-away", str(tmp_path / "release"))
    assert ran.returncode == 0, ran.stderr
    packs, problems = loaded(tmp_path / "release")
    assert problems == []
    assert {"apology", "listening", "never-ask-twice", "thanks"} <= set(packs)


def test_the_key_of_a_release_comes_from_the_environment(tmp_path: Path) -> None:
    key = SigningKey.new()
    file = tmp_path / "release.key"
    file.write_bytes(key.locked("three words and one more"))
    opened = {"AGENTASSIST_PACK_KEY": str(file)}
    opened["AGENTASSIST_PACK_PASSPHRASE"] = "three words and one more"
    ran = script("sign_packs", str(tmp_path / "release"), **opened)
    assert ran.returncode == 0, ran.stderr
    assert key.public.fingerprint in ran.stdout
    assert (tmp_path / "release" / PUBLISHER).read_text("utf-8").strip() == key.public.text
    opened["AGENTASSIST_PACK_PASSPHRASE"] = "another one of that length"
    refused = script("sign_packs", str(tmp_path / "second"), **opened)
    assert refused.returncode == 1
    assert "another one" not in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "second").exists()
