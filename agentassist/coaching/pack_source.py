"""A pack's files as bytes, out of a folder or one `.aapack` file (a zip).

What is read here once is what is verified and what is compiled: nobody can exchange a file in
between. Hostile packs are expected: nothing outside the pack is opened, nothing large is unpacked.
"""

import io
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from agentassist.domain.errors import AgentAssistError

MANIFEST: Final = "pack.toml"
ARCHIVE_SUFFIX: Final = ".aapack"
FILE_LIMIT: Final = 256 * 1024
PACK_LIMIT: Final = 5 * 1024 * 1024
FILES_LIMIT: Final = 200
_NAME_LIMIT: Final = 200
# Names that mean something else on one of the three systems.
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_FORBIDDEN: Final = frozenset('<>:"|?*\\')
_ENCRYPTED: Final = 0x1
# What `zipfile` says of bytes that are no zip, or one with a method it does not know.
_BROKEN: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
    *(OSError, RuntimeError, ValueError, IndexError, struct.error),
)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """`place` is the folder or archive, for messages; names are relative, with `/`."""

    place: Path
    files: Mapping[str, bytes]

    def path(self, name: str) -> Path:
        """Where a file is or would be, for messages."""
        return self.place / name

    def text(self, name: str) -> str:
        """AgentAssistError("pack.missing" | "pack.not_utf8") when there is none to read."""
        content = self.files.get(name)
        if content is None:
            raise pack_problem("pack.missing", self.path(name))
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError as problem:
            line = content.count(b"\n", 0, problem.start) + 1
            raise pack_problem("pack.not_utf8", self.path(name), line=line) from None


def read_files(place: Path) -> PackFiles:
    """Every file of the pack in a folder or an archive.

    Raises AgentAssistError pack.missing, pack.link, pack.too_large, pack.file_too_large,
    pack.not_archive or pack.bad_name, each with the file it is about; OSError as it comes.
    """
    if place.suffix == ARCHIVE_SUFFIX and not place.is_dir():
        return _read_archive(place)
    return _read_folder(place)


def pack_problem(code: str, file: Path, **params: object) -> AgentAssistError:
    """An error of a pack: its remedy has the same name."""
    problem = AgentAssistError(code, remedy=code, file=str(file))
    problem.params.update(params)
    return problem


def _read_folder(folder: Path) -> PackFiles:
    if folder.is_symlink() or not folder.is_dir():
        raise pack_problem("pack.missing", folder / MANIFEST)
    files: dict[str, bytes] = {}
    size = 0
    for path in sorted(folder.rglob("*")):
        if path.is_symlink() or not (path.is_file() or path.is_dir()):
            raise pack_problem("pack.link", path)
        if path.is_dir():
            continue
        size += path.stat().st_size
        _check_size(path, len(files) + 1, size)
        with path.open("rb") as stream:
            content = stream.read(FILE_LIMIT + 1)
        if len(content) > FILE_LIMIT:
            raise pack_problem("pack.file_too_large", path, limit=FILE_LIMIT)
        files[path.relative_to(folder).as_posix()] = content
    return PackFiles(folder, files)


def _read_archive(archive: Path) -> PackFiles:
    if archive.is_symlink() or not archive.is_file():
        raise pack_problem("pack.missing", archive)
    with archive.open("rb") as stream:
        content = stream.read(PACK_LIMIT + 1)
    if len(content) > PACK_LIMIT:
        raise pack_problem("pack.too_large", archive, limit=PACK_LIMIT, files=FILES_LIMIT)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return PackFiles(archive, _unpack(archive, opened))
    except _BROKEN as problem:
        name = type(problem).__name__
        raise pack_problem("pack.not_archive", archive, problem=name) from None


def _unpack(archive: Path, opened: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    _check_names(archive, (entry.filename for entry in entries))
    files: dict[str, bytes] = {}
    size = 0
    for entry in sorted(entries, key=lambda one: one.filename):
        path = archive / entry.filename
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise pack_problem("pack.link", path)
        if entry.flag_bits & _ENCRYPTED:
            raise pack_problem("pack.not_archive", archive, problem="encrypted")
        with opened.open(entry) as stream:  # the size in the header is only a claim
            content = stream.read(FILE_LIMIT + 1)
        if len(content) > FILE_LIMIT:
            raise pack_problem("pack.file_too_large", path, limit=FILE_LIMIT)
        size += len(content)
        _check_size(path, len(files) + 1, size)
        files[entry.filename] = content
    return files


def _check_size(path: Path, count: int, size: int) -> None:
    if count > FILES_LIMIT or size > PACK_LIMIT:
        raise pack_problem("pack.too_large", path, limit=PACK_LIMIT, files=FILES_LIMIT)


def _check_names(archive: Path, names: Iterable[str]) -> None:
    """One plain relative name a file, the same on every system, and no two alike."""
    seen: set[str] = set()
    for count, name in enumerate(names, 1):
        if count > FILES_LIMIT:
            raise pack_problem("pack.too_large", archive, limit=PACK_LIMIT, files=FILES_LIMIT)
        alike = unicodedata.normalize("NFC", name).casefold()
        if not is_plain_name(name) or alike in seen:
            shown = "".join(ch if ch.isprintable() else "?" for ch in name[:80])
            raise pack_problem("pack.bad_name", archive, name=shown)
        seen.add(alike)


def is_plain_name(name: str) -> bool:
    """Relative, without `..`, drive, device name, or a character that some system forbids."""
    parts = PurePosixPath(name).parts
    return (
        0 < len(name) <= _NAME_LIMIT
        and name == "/".join(parts)
        and not name.startswith("/")
        and all(
            part not in (".", "..")
            and part.isprintable()
            and not _FORBIDDEN & set(part)
            and not part.endswith((" ", "."))
            and part.partition(".")[0].casefold() not in _RESERVED
            for part in parts
        )
    )


def write_archive(files: Mapping[str, bytes], archive: Path) -> None:
    """One `.aapack` with the same bytes for the same files, whoever makes it and when."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name)  # 1980-01-01: no clock in it
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | 0o644) << 16
            made.writestr(entry, files[name])
