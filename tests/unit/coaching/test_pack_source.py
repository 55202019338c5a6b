"""Packs as bytes: folders and archives, whoever made them."""

import stat
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from agentassist.coaching import pack_source
from agentassist.coaching.pack import read_pack
from agentassist.coaching.pack_source import is_plain_name, read_files, write_archive
from agentassist.domain.errors import AgentAssistError

FILES = {"pack.toml": b"[pack]\n", "rules/a.toml": b"", "readme.txt": b"for people"}


def archive(tmp_path: Path, entries: dict[str, bytes], **flags: int) -> Path:
    place = tmp_path / "trial.aapack"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = flags.get("mode", stat.S_IFREG | 0o644) << 16
            made.writestr(entry, content)
    return place


def refusal(place: Path) -> str:
    with pytest.raises(AgentAssistError) as caught:
        read_files(place)
    return caught.value.code


def test_a_folder_and_its_archive_hold_the_same(tmp_path: Path) -> None:
    for name, content in FILES.items():
        (tmp_path / "trial" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "trial" / name).write_bytes(content)
    folder = read_files(tmp_path / "trial")
    packed = tmp_path / "trial.aapack"
    write_archive(folder.files, packed)
    assert dict(read_files(packed).files) == dict(folder.files) == FILES


def test_the_same_files_make_the_same_archive(tmp_path: Path) -> None:
    one, other = tmp_path / "one.aapack", tmp_path / "other.aapack"
    write_archive(FILES, one)
    write_archive(dict(reversed(FILES.items())), other)
    assert one.read_bytes() == other.read_bytes()


def test_a_pack_is_read_from_its_archive(tmp_path: Path, write_pack: object) -> None:
    assert callable(write_pack)
    folder = write_pack()
    write_archive(read_files(folder).files, tmp_path / "trial.aapack")
    pack = read_pack(tmp_path / "trial.aapack")
    assert [rule.id for rule in pack.rules] == ["hello"]


@pytest.mark.parametrize(
    "name",
    [
        "../pack.toml",
        "/etc/passwd",
        "rules/../../x.toml",
        "rules//a.toml",
        "./pack.toml",
        "C:/pack.toml",
        "rules\\a.toml",
        "rules/nul",
        "rules/con.toml",
        "a\x00b",
        "a\u202eb",
        "ends-in-dot.",
        "x" * 201,
    ],
)
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str) -> None:
    assert not is_plain_name(name)
    if "\x00" not in name and "\\" not in name:  # the writer itself changes these
        assert refusal(archive(tmp_path, {"pack.toml": b"", name: b"x"})) == "pack.bad_name"


def test_names_that_are_one_file_on_some_systems_are_refused(tmp_path: Path) -> None:
    assert refusal(archive(tmp_path, {"Pack.toml": b"", "pack.toml": b""})) == "pack.bad_name"


def test_links_are_refused(tmp_path: Path) -> None:
    assert refusal(archive(tmp_path, FILES, mode=stat.S_IFLNK | 0o777)) == "pack.link"


def test_a_small_archive_with_much_in_it_is_not_unpacked(tmp_path: Path) -> None:
    bomb = archive(tmp_path, {"pack.toml": b"0" * 50_000_000})
    assert bomb.stat().st_size < 100_000
    assert refusal(bomb) == "pack.file_too_large"


def test_many_files_that_are_too_much_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = archive(tmp_path, {f"rules/{n}.toml": b"x" * 100 for n in range(50)})
    monkeypatch.setattr(pack_source, "FILES_LIMIT", 20)
    assert refusal(many) == "pack.too_large"
    monkeypatch.setattr(pack_source, "FILES_LIMIT", 100)
    monkeypatch.setattr(pack_source, "PACK_LIMIT", many.stat().st_size)
    monkeypatch.setattr(pack_source, "FILE_LIMIT", 100)
    assert many.stat().st_size > 4_000
    assert refusal(archive(tmp_path, {f"{n}": b"x" * 90 for n in range(99)})) in {
        "pack.too_large",
    }


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04" + b"\x00" * 60, b"<html>" * 50])
def test_what_is_no_archive_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.aapack").write_bytes(content)
    assert refusal(tmp_path / "x.aapack") == "pack.not_archive"


def test_a_damaged_archive_never_gets_through(tmp_path: Path) -> None:
    """Each byte flipped: either it is refused, or what is read is what was written."""
    whole = archive(tmp_path, FILES).read_bytes()
    damaged = tmp_path / "damaged.aapack"
    for at in range(len(whole)):
        damaged.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        with suppress(AgentAssistError):
            assert set(read_files(damaged).files.values()) <= set(FILES.values()), at
