"""Signatures, publishers and the shelf: what gets in, and what still counts at each load."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from agentassist.coaching.pack import read_pack
from agentassist.coaching.pack_source import PackFiles, read_files, write_archive
from agentassist.coaching.trust.keys import PublicKey, SigningKey
from agentassist.coaching.trust.publishers import Publisher, Trust
from agentassist.coaching.trust.shelf import MEMORY, PackShelf
from agentassist.coaching.trust.signing import CONTENTS, SIGNATURE, sign, verify
from agentassist.domain.errors import AgentAssistError

TODAY = date(2026, 11, 22)
KEY, OTHER_KEY = SigningKey.new(), SigningKey.new()
LEAD = Publisher("Team North", KEY.public)
TRUST = Trust(publishers=(LEAD,))
PASSPHRASE = "correct horse battery"
WritePack = Callable[..., Path]
Signs = Callable[..., Path]


@pytest.fixture
def signed(write_pack: WritePack, tmp_path: Path) -> Signs:
    """A signed archive of the trial pack, in a version, by a key."""

    number = count()

    def make(
        version: str = "1.0.0",
        *,
        key: SigningKey = KEY,
        expires: date | None = None,
        more: str = "",
        name: str = "",
    ) -> Path:
        folder = write_pack(name=f"source-{next(number)}")
        text = (folder / "pack.toml").read_text("utf-8").replace("1.0.0", version)
        (folder / "pack.toml").write_text(text + more, "utf-8")
        files = read_files(folder)
        pack = read_pack(files)
        sealed = sign(
            files,
            key,
            pack_id=pack.id,
            version=pack.version,
            publisher=pack.publisher,
            expires=expires,
        )
        archive = tmp_path / f"{name or version}.aapack"
        write_archive(sealed, archive)
        return archive

    return make


@pytest.fixture
def shelf(tmp_path: Path) -> PackShelf:
    return PackShelf(tmp_path / "packs", TRUST)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(AgentAssistError) as caught:
        act()
    return caught.value.code


def loaded(shelf: PackShelf, today: date = TODAY) -> tuple[list[str], list[str]]:
    packs, problems = shelf.load(today)
    return [one.pack.version for one in packs], [problem.code for problem in problems]


# ---------------------------------------------------------------------- keys


def test_a_key_comes_back_out_of_its_file_with_its_passphrase_only(tmp_path: Path) -> None:
    file = tmp_path / "lead.key"
    file.write_bytes(KEY.locked(PASSPHRASE))
    assert SigningKey.open(file, PASSPHRASE).public == KEY.public
    assert refusal(lambda: SigningKey.open(file, "something else")) == "pack.wrong_passphrase"
    assert refusal(lambda: SigningKey.open(tmp_path / "no.key", "x")) == "pack.key_unreadable"
    assert refusal(lambda: KEY.locked("short")) == "pack.weak_passphrase"
    file.write_text(KEY.public.text)
    assert refusal(lambda: SigningKey.open(file, PASSPHRASE)) == "pack.key_unreadable"


def test_a_public_key_is_one_line_of_text() -> None:
    assert PublicKey.parse(f" {KEY.public.text}\n") == KEY.public
    assert Publisher.parse(LEAD.text) == LEAD
    assert len(KEY.public.fingerprint.split()) == 8
    for wrong in ("", "aapub1:", "aapub1:xx", KEY.public.text[:-4], KEY.public.text[7:]):
        assert refusal(lambda text=wrong: PublicKey.parse(text)) == "pack.bad_key"  # type: ignore[misc]


# ---------------------------------------------------------------------- signatures


def test_a_signature_covers_every_byte(signed: Signs) -> None:
    files = read_files(signed())
    assert verify(files).key == KEY.public

    def changed(**exchanged: bytes) -> str:
        found = {name.replace("/", "_"): name for name in files.files}
        new = {**files.files, **{found.get(k, k): v for k, v in exchanged.items()}}
        return refusal(lambda: verify(PackFiles(files.place, new)))

    contents = files.files[CONTENTS]
    assert changed(**{"pack.toml": files.files["pack.toml"] + b" "}) == "pack.file_changed"
    assert changed(**{"rules/new.toml": b""}) == "pack.file_added"
    assert changed(**{CONTENTS: contents + b" "}) == "pack.bad_signature"
    assert changed(**{CONTENTS: contents.replace(b"1.0.0", b"9.0.0")}) == "pack.bad_signature"
    assert changed(**{CONTENTS: b"{}"}) == "pack.bad_signature"
    assert changed(**{SIGNATURE: b"no base64!"}) == "pack.bad_signature"
    without = {name: one for name, one in files.files.items() if name != "pack.toml"}
    assert refusal(lambda: verify(PackFiles(files.place, without))) == "pack.file_missing"
    bare = {name: one for name, one in files.files.items() if name != SIGNATURE}
    assert refusal(lambda: verify(PackFiles(files.place, bare))) == "pack.unsigned"


def test_a_true_signature_over_other_bytes_does_not_count(signed: Signs) -> None:
    """Seals of one pack put beside the files of another."""
    one, other = read_files(signed("1.0.0")), read_files(signed("1.0.1"))
    mixed = {**other.files, CONTENTS: one.files[CONTENTS], SIGNATURE: one.files[SIGNATURE]}
    assert refusal(lambda: verify(PackFiles(one.place, mixed))) == "pack.file_changed"


def test_the_key_named_inside_can_not_be_exchanged(signed: Signs) -> None:
    files = read_files(signed())
    table = json.loads(files.files[CONTENTS])
    table["key"] = OTHER_KEY.public.text
    forged = {**files.files, CONTENTS: json.dumps(table).encode()}
    assert refusal(lambda: verify(PackFiles(files.place, forged))) == "pack.bad_signature"


# ---------------------------------------------------------------------- trust


def test_what_is_signed_by_somebody_unknown_is_not_installed(
    signed: Signs, shelf: PackShelf
) -> None:
    assert refusal(lambda: shelf.install(signed(key=OTHER_KEY), TODAY)) == "pack.untrusted"
    assert loaded(shelf) == ([], [])


def test_a_pack_counts_to_its_last_day(signed: Signs, shelf: PackShelf) -> None:
    shelf.install(signed(expires=TODAY), TODAY)
    assert loaded(shelf) == (["1.0.0"], [])
    assert loaded(shelf, date(2026, 11, 23)) == ([], ["pack.expired"])


@pytest.mark.parametrize("which", ["key", "edition"])
def test_what_is_revoked_counts_no_more(signed: Signs, tmp_path: Path, which: str) -> None:
    archive = signed()
    PackShelf(tmp_path / "packs", TRUST).install(archive, TODAY)
    edition = verify(read_files(archive))
    revoked = frozenset({edition.key.text if which == "key" else edition.digest})
    later = PackShelf(tmp_path / "packs", replace(TRUST, revoked=revoked))
    assert loaded(later) == ([], ["pack.revoked"])
    assert refusal(lambda: later.install(archive, TODAY)) == "pack.revoked"


def test_without_a_signature_only_for_authors(write_pack: WritePack, tmp_path: Path) -> None:
    folder = write_pack()
    strict = PackShelf(tmp_path / "packs", TRUST)
    assert refusal(lambda: strict.install(folder, TODAY)) == "pack.unsigned"
    author = PackShelf(tmp_path / "packs", Trust(developer=True))
    assert author.install(folder, TODAY).publisher is None
    assert loaded(author) == (["1.0.0"], [])
    assert loaded(strict) == ([], ["pack.unsigned"])


# ---------------------------------------------------------------------- the shelf


def test_it_is_checked_again_at_each_load(signed: Signs, shelf: PackShelf, tmp_path: Path) -> None:
    shelf.install(signed(), TODAY)
    installed = tmp_path / "packs" / "trial.aapack"
    files = dict(read_files(installed).files)
    files["pack.toml"] = files["pack.toml"].replace(b"Say it", b"Say on")
    write_archive(files, installed)
    assert loaded(shelf) == ([], ["pack.file_changed"])


def test_there_is_no_way_back_to_an_older_version(
    signed: Signs, shelf: PackShelf, tmp_path: Path
) -> None:
    old, new = signed("1.9.0"), signed("1.10.0")
    shelf.install(old, TODAY)
    shelf.install(new, TODAY)
    assert loaded(shelf) == (["1.10.0"], [])
    assert refusal(lambda: shelf.install(old, TODAY)) == "pack.older"
    (tmp_path / "packs" / "trial.aapack").write_bytes(old.read_bytes())
    assert loaded(shelf) == ([], ["pack.older"])
    shelf.install(new, TODAY)
    shelf.remove("trial")
    assert refusal(lambda: shelf.install(old, TODAY)) == "pack.older", "not by removing it either"
    shelf.install(new, TODAY)


def test_a_version_has_one_content(signed: Signs, shelf: PackShelf) -> None:
    shelf.install(signed(), TODAY)
    shelf.install(signed(), TODAY)  # the same once more is no harm
    other = signed(more="\n# changed\n", name="other")
    assert refusal(lambda: shelf.install(other, TODAY)) == "pack.same_version"


def test_another_publisher_can_not_take_over_a_pack(signed: Signs, tmp_path: Path) -> None:
    both = Trust(publishers=(LEAD, Publisher("Other", OTHER_KEY.public)))
    shelf = PackShelf(tmp_path / "packs", both)
    shelf.install(signed(), TODAY)
    theirs = signed("2.0.0", key=OTHER_KEY)
    assert refusal(lambda: shelf.install(theirs, TODAY)) == "pack.other_publisher"


def test_the_name_of_a_bundled_pack_is_taken(signed: Signs, tmp_path: Path) -> None:
    shelf = PackShelf(tmp_path / "packs", TRUST, bundled=frozenset({"trial"}))
    assert refusal(lambda: shelf.install(signed(), TODAY)) == "pack.bundled_id"


def test_a_pack_that_is_not_true_to_its_examples_is_not_installed(
    signed: Signs, shelf: PackShelf
) -> None:
    wrong = """
[[rule]]
id = "wrong"
watches = "draft"
line = "x"
[rule.when]
phrases = ["good morning"]
[rule.examples]
fires = ["good evening"]
silent = ["goodbye"]
"""
    assert refusal(lambda: shelf.install(signed(more=wrong), TODAY)) == "pack.example"
    assert loaded(shelf) == ([], [])


def test_looking_installs_nothing(signed: Signs, shelf: PackShelf, tmp_path: Path) -> None:
    checked = shelf.look(signed(), TODAY)
    assert (checked.pack.id, checked.publisher) == ("trial", LEAD)
    assert not (tmp_path / "packs").exists()


def test_what_is_not_there_can_not_be_removed(shelf: PackShelf) -> None:
    assert refusal(lambda: shelf.remove("trial")) == "pack.not_installed"
    assert refusal(lambda: shelf.remove("../trial")) == "pack.not_installed"


def test_a_damaged_memory_is_said_and_nothing_is_guessed(
    signed: Signs, shelf: PackShelf, tmp_path: Path
) -> None:
    shelf.install(signed(), TODAY)
    (tmp_path / "packs" / MEMORY).write_text("{")
    assert refusal(lambda: shelf.install(signed("0.1.0"), TODAY)) == "pack.memory"
    assert loaded(shelf) == ([], ["pack.memory"])


def test_a_file_put_on_the_shelf_by_hand_is_named(
    signed: Signs, shelf: PackShelf, tmp_path: Path
) -> None:
    shelf.install(signed(), TODAY)
    (tmp_path / "packs" / "copy.aapack").write_bytes(signed().read_bytes())
    (tmp_path / "packs" / "rubbish.aapack").write_bytes(b"rubbish")
    assert loaded(shelf) == (["1.0.0"], ["pack.wrong_name", "pack.not_archive"])
