"""The packs that ship with the program: believed only as they were shipped.

In a checkout and in the wheel `hashes.json` names the SHA-256 of each of their files. A release
holds signed `.aapack` files instead, and in `publisher.pub` the key they must be signed with.
"""

import hashlib
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

import msgspec

from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import read_pack
from agentassist.coaching.pack_source import (
    ARCHIVE_SUFFIX,
    MANIFEST,
    PackFiles,
    pack_problem,
    read_files,
    write_archive,
)
from agentassist.coaching.trust.keys import PublicKey, SigningKey
from agentassist.coaching.trust.publishers import Publisher, Trust
from agentassist.coaching.trust.signing import sign, verify

HASHES: Final = "hashes.json"
PUBLISHER: Final = "publisher.pub"
NAME: Final = "agentassist"
_LARGEST: Final = 1 << 20
_LEFT_BY_PYTHON: Final = "__pycache__/"


class _Hashes(msgspec.Struct, forbid_unknown_fields=True):
    """hashes.json: for each pack its files by name."""

    packs: dict[str, dict[str, str]]


class BundledPacks:
    """`revoked` as of Trust: also what ships with the program can be taken back by policy."""

    def __init__(self, folder: Path, revoked: frozenset[str] = frozenset()) -> None:
        self.folder = folder
        self._revoked = revoked

    @property
    def signed(self) -> bool:
        return (self.folder / PUBLISHER).is_file()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Their ids, sorted."""
        if self.signed:
            return tuple(sorted(path.stem for path in self.folder.glob(f"*{ARCHIVE_SUFFIX}")))
        return tuple(sorted(path.parent.name for path in self.folder.glob(f"*/{MANIFEST}")))

    def read(self, name: str, today: date) -> PackFiles:
        """The files of one, as they were shipped.

        Raises AgentAssistError pack.shipped_changed, pack.no_hashes, and for signed ones as
        `verify` and `Trust.check` do.
        """
        if self.signed:
            return self._read_signed(self.folder / f"{name}{ARCHIVE_SUFFIX}", name, today)
        files = shipped_files(self.folder / name)
        if digests(files) != self._hashes.packs.get(name):
            raise pack_problem("pack.shipped_changed", files.place, pack=name)
        return files

    def _read_signed(self, archive: Path, name: str, today: date) -> PackFiles:
        files = read_files(archive)
        signed = verify(files)
        trust = Trust((Publisher(NAME, self.key),), self._revoked)
        trust.check(files, signed, today)
        if signed.pack_id != name:
            raise pack_problem("pack.wrong_name", archive, pack=signed.pack_id)
        return files

    @cached_property
    def key(self) -> PublicKey:
        """Of a release. AgentAssistError("pack.bad_key")."""
        return PublicKey.parse((self.folder / PUBLISHER).read_text("utf-8")[:200])

    @cached_property
    def _hashes(self) -> _Hashes:
        file = self.folder / HASHES
        try:
            with file.open("rb") as stream:
                return msgspec.json.decode(stream.read(_LARGEST), type=_Hashes)
        except (OSError, msgspec.MsgspecError):
            raise pack_problem("pack.no_hashes", file) from None


def shipped_files(folder: Path) -> PackFiles:
    """Without what Python leaves behind where tests of a pack ran."""
    read = read_files(folder)
    kept = {name: one for name, one in read.files.items() if _LEFT_BY_PYTHON not in name}
    return PackFiles(read.place, kept)


def digests(files: PackFiles) -> dict[str, str]:
    return {name: hashlib.sha256(content).hexdigest() for name, content in files.files.items()}


def hashes_text(folder: Path) -> str:
    """What hashes.json has to say of the packs in a folder; `packaging/pack_hashes` writes it."""
    found = BundledPacks(folder).names
    table = _Hashes({name: digests(shipped_files(folder / name)) for name in found})
    return msgspec.json.format(msgspec.json.encode(table, order="sorted")).decode() + "\n"


def sign_shipped(folder: Path, out: Path, key: SigningKey) -> tuple[str, ...]:
    """Sign what hashes.json vouches for, for a release; the ids. Older packs in `out` go.

    Raises AgentAssistError as `BundledPacks.read`, and pack.example: nothing is written then.
    """
    shipped = BundledPacks(folder)
    sealed: dict[str, dict[str, bytes]] = {}
    for name in shipped.names:
        files = shipped.read(name, date.max)
        pack = read_pack(files)
        if problems := check_examples(pack):
            raise problems[0]
        sealed[name] = sign(
            files, key, pack_id=pack.id, version=pack.version, publisher=NAME, expires=None
        )
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob(f"*{ARCHIVE_SUFFIX}"):
        old.unlink()
    for name, files_of_it in sealed.items():
        write_archive(files_of_it, out / f"{name}{ARCHIVE_SUFFIX}")
    (out / PUBLISHER).write_text(key.public.text + "\n", "utf-8")
    return tuple(sealed)
