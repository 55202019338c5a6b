"""Hostile packs, made up by hypothesis: whatever comes in, it is refused in words or as written."""

import io
import json
import stat
import zipfile
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentassist.coaching.pack import read_pack
from agentassist.coaching.pack_source import (
    FILE_LIMIT,
    PACK_LIMIT,
    PackFiles,
    is_plain_name,
    read_files,
    write_archive,
)
from agentassist.coaching.recorded_talk import read_talk
from agentassist.coaching.trust.keys import SigningKey
from agentassist.coaching.trust.publishers import Publisher, Trust
from agentassist.coaching.trust.shelf import MEMORY, PackShelf
from agentassist.coaching.trust.signing import CONTENTS, SIGNATURE, sign, verify
from agentassist.domain.errors import AgentAssistError

TODAY = date(2026, 11, 22)
KEY = SigningKey.new()
TRUST = Trust((Publisher("North", KEY.public),))
PACK = b"""
[pack]
id = "trial"
version = "1.0.0"
sdk = ">=1.0,<2"
language = "en"
title = "Trial"
publisher = "a test"

[[rule]]
id = "hello"
watches = "draft"
line = "Say it"
[rule.when]
phrases = ["hello"]
[rule.examples]
fires = ["well, hello"]
silent = ["goodbye"]
"""
many = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
few = settings(many, max_examples=30)
names = st.text(
    alphabet=st.sampled_from("ab./\\:*~ \u202e\x00\ud7ff%cCoOnN1"), min_size=1, max_size=20
)


def sealed(expires: date | None = None) -> dict[str, bytes]:
    return sign(
        PackFiles(Path("trial"), {"pack.toml": PACK}),
        KEY,
        pack_id="trial",
        version="1.0.0",
        publisher="a test",
        expires=expires,
    )


@many
@given(st.lists(st.tuples(names, st.binary(max_size=40)), min_size=1, max_size=6))
def test_names_never_lead_out_of_a_pack(tmp_path: Path, entries: list[tuple[str, bytes]]) -> None:
    place = tmp_path / "x.aapack"
    with zipfile.ZipFile(place, "w") as made:
        for name, content in entries:
            with suppress(UserWarning, ValueError):
                made.writestr(zipfile.ZipInfo(name), content)
    with suppress(AgentAssistError):
        for name in read_files(place).files:
            assert is_plain_name(name)
            assert (tmp_path / "out" / name).resolve().is_relative_to(tmp_path / "out")


@many
@given(st.binary(max_size=400), st.integers(0, 2000))
def test_bytes_that_are_no_pack_are_refused_in_words(tmp_path: Path, noise: bytes, at: int) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as made:
        made.writestr("pack.toml", PACK)
    content = whole.getvalue()
    at = min(at, len(content))
    place = tmp_path / "x.aapack"
    place.write_bytes(content[:at] + noise + content[at + len(noise) :])
    try:
        files = read_files(place)
    except AgentAssistError as refused:
        assert refused.code.startswith("pack.")  # noqa: PT017 - either is fine
    else:
        assert all(len(one) <= FILE_LIMIT for one in files.files.values())


@many
@given(st.dictionaries(st.sampled_from(["pack.toml", CONTENTS, SIGNATURE, "a.toml"]), st.binary()))
def test_seals_with_any_bytes_are_never_true_for_others(changed: dict[str, bytes]) -> None:
    true = sealed()
    files = {**true, **changed}
    if files == true:
        return
    with pytest.raises(AgentAssistError) as refused:
        verify(PackFiles(Path("x"), files))
    assert refused.value.code.startswith("pack.")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@few
@given(
    st.dictionaries(
        st.sampled_from(["format", "id", "version", "publisher", "key", "files", "expires", "x"]),
        json_values,
    )
)
def test_contents_of_any_shape_signed_with_a_true_key(changed: dict[str, object]) -> None:
    """The key's owner may sign nonsense: it is refused, or it says what the bytes are."""
    table = {**json.loads(sealed()[CONTENTS]), **changed}
    text = json.dumps(table).encode()
    import base64

    signature = base64.b64encode(KEY.sign(b"agentassist coaching pack 1\n" + text))
    files = PackFiles(Path("x"), {"pack.toml": PACK, CONTENTS: text, SIGNATURE: signature})
    try:
        signed = verify(files)
    except AgentAssistError as refused:
        assert refused.code.startswith("pack.")  # noqa: PT017 - either is fine
    else:
        assert table["files"] == json.loads(sealed()[CONTENTS])["files"]
        assert signed.key == KEY.public


@many
@given(st.text(max_size=300))
def test_a_manifest_of_any_text_is_refused_in_words(text: str) -> None:
    with suppress(UnicodeEncodeError), pytest.raises(AgentAssistError) as refused:
        read_pack(PackFiles(Path("x"), {"pack.toml": PACK + text.encode() + b"\n[pack]"}))
    assert refused.value.code.startswith("pack.")


@many
@given(st.text(max_size=200), st.sampled_from(["a.txt", "a.jsonl"]))
def test_a_recorded_call_of_any_text_is_read_or_named(tmp_path: Path, text: str, name: str) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(AgentAssistError):
        read_talk(tmp_path / name)


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR, stat.S_IFSOCK])
def test_an_archive_holds_files_and_nothing_else(tmp_path: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("pack.toml")
    entry.external_attr = (kind | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.aapack", "w") as made:
        made.writestr(entry, PACK)
    with pytest.raises(AgentAssistError, match=r"pack\.link"):
        read_files(tmp_path / "x.aapack")


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    place = tmp_path / "x.aapack"
    with place.open("wb") as sparse:
        sparse.truncate(10 * PACK_LIMIT)
    with pytest.raises(AgentAssistError, match="too_large"):
        read_files(place)


# ---------------------------------------------------------------------- time bombs


@pytest.fixture
def expiring(tmp_path: Path) -> Path:
    archive = tmp_path / "trial.aapack"
    write_archive(sealed(expires=TODAY + timedelta(days=10)), archive)
    return archive


def codes(shelf: PackShelf, today: date) -> list[str]:
    packs, problems = shelf.load(today)
    return [pack.pack.version for pack in packs] + [problem.code for problem in problems]


def test_setting_the_clock_back_revives_nothing(tmp_path: Path, expiring: Path) -> None:
    shelf = PackShelf(tmp_path / "packs", TRUST)
    shelf.install(expiring, TODAY)
    assert codes(shelf, TODAY + timedelta(days=10)) == ["1.0.0"]
    assert codes(shelf, TODAY + timedelta(days=11)) == ["pack.expired"]
    assert codes(shelf, TODAY) == ["pack.expired"]
    with pytest.raises(AgentAssistError, match="expired"):
        shelf.install(expiring, TODAY)
    again = PackShelf(tmp_path / "packs", TRUST)
    assert codes(again, TODAY) == ["pack.expired"], "not after a restart either"


@few
@given(st.lists(st.integers(-400, 400), min_size=1, max_size=8))
def test_once_expired_a_pack_stays_so_whatever_the_clock_says(
    tmp_path_factory: pytest.TempPathFactory, days: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("shelf")
    archive = folder / "trial.aapack"
    last = TODAY + timedelta(days=10)
    write_archive(sealed(expires=last), archive)
    shelf = PackShelf(folder / "packs", TRUST)
    shelf.install(archive, TODAY)
    seen = TODAY
    for day in days:
        today = TODAY + timedelta(days=day)
        seen = max(seen, today)
        assert codes(shelf, today) == (["1.0.0"] if seen <= last else ["pack.expired"])


def test_a_shelf_that_can_not_be_written_still_has_its_packs(
    tmp_path: Path, expiring: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf = PackShelf(tmp_path / "packs", TRUST)
    shelf.install(expiring, TODAY)

    def full(path: Path, text: str) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr("agentassist.coaching.trust.shelf.replace_file", full)
    assert codes(shelf, TODAY + timedelta(days=1)) == ["1.0.0"]


def test_a_memory_of_an_earlier_program_is_read(tmp_path: Path, expiring: Path) -> None:
    shelf = PackShelf(tmp_path / "packs", TRUST)
    shelf.install(expiring, TODAY)
    memory = tmp_path / "packs" / MEMORY
    table = json.loads(memory.read_text("utf-8"))
    del table["latest"]
    memory.write_text(json.dumps(table), "utf-8")
    assert codes(shelf, TODAY) == ["1.0.0"]


def test_removed_and_put_back_is_checked_as_ever(tmp_path: Path, expiring: Path) -> None:
    shelf = PackShelf(tmp_path / "packs", TRUST)
    shelf.install(expiring, TODAY)
    files = shelf.remove("trial")
    assert codes(shelf, TODAY) == []
    shelf.put_back("trial", files)
    assert codes(shelf, TODAY) == ["1.0.0"]
    shelf.remove("trial")
    shelf.put_back("trial", PackFiles(files.place, {**files.files, "pack.toml": PACK + b"#"}))
    assert codes(shelf, TODAY) == ["pack.file_changed"]


def test_rubbish_on_the_shelf_can_be_removed(tmp_path: Path) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "old.aapack").write_bytes(b"rubbish")
    shelf = PackShelf(tmp_path / "packs", TRUST)
    shelf.put_back("old", shelf.remove("old"))
    assert list((tmp_path / "packs").glob("*.aapack")) == []
