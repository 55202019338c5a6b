"""Files of a folder or a zip, one after the other, as bytes. Nothing is ever unpacked to the disk.

A zip of somebody's may be a bomb or name places outside of itself: names are only names here, and
no more is inflated than an article may have.
"""

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from agentassist.domain.errors import AgentAssistError

LARGEST = 16_000_000  # bytes of one file
_LARGEST_ZIP = 2_000_000_000  # bytes that a zip may come to
_MOST = 200_000  # files
_ENCRYPTED = 0x1
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError),
    *(OSError, RuntimeError, ValueError, IndexError, struct.error),
)


@dataclass(frozen=True, slots=True)
class Document:
    """`name` is relative, with `/`. `read` gives None where it can't be read: see `problem`."""

    name: str
    path: Path
    read: Callable[[], bytes | str]  # a text is the reason why there are no bytes


@dataclass(frozen=True, slots=True)
class Documents:
    """`mark` changes with the names, sizes and times of the files."""

    place: Path
    names: tuple[str, ...]
    mark: str
    open: Callable[[], Iterator[Document]]


def folder(place: Path, suffixes: frozenset[str]) -> Documents:
    """Files with these suffixes below it, in order of their names; links are not followed.

    AgentAssistError("knowledge.unreadable_file").
    """
    if not place.is_dir():
        raise unreadable(place, "no folder")
    found = [path for path in place.rglob("*") if path.suffix.lower() in suffixes]
    names = sorted(path.relative_to(place).as_posix() for path in found)[: _MOST + 1]
    if len(names) > _MOST:
        raise unreadable(place, f"more than {_MOST} files")
    mark = zlib.crc32("\n".join(f"{name} {_stat(place / name)}" for name in names).encode())

    def each() -> Iterator[Document]:
        for name in names:
            yield Document(name, place / name, lambda name=name: _file(place / name))  # type: ignore[misc]

    return Documents(place, tuple(names), f"{len(names)} {mark:08x}", each)


def archive(place: Path, suffixes: frozenset[str]) -> Documents:
    """The same of a zip. AgentAssistError("knowledge.unreadable_file")."""
    try:
        with zipfile.ZipFile(place) as opened:
            entries = [
                entry
                for entry in sorted(opened.infolist(), key=lambda one: one.filename)
                if not entry.is_dir() and Path(entry.filename).suffix.lower() in suffixes
            ]
    except _BROKEN as error:
        raise unreadable(place, _reason(error)) from None
    if len(entries) > _MOST or sum(entry.file_size for entry in entries) > _LARGEST_ZIP:
        raise unreadable(place, "too large")
    mark = zlib.crc32("\n".join(f"{one.filename} {one.CRC}" for one in entries).encode())

    def each() -> Iterator[Document]:
        room = _LARGEST_ZIP
        with zipfile.ZipFile(place) as opened:
            for entry in entries:
                content = _entry(opened, entry, min(LARGEST, room))
                room -= len(content)
                yield Document(
                    entry.filename,
                    place / entry.filename.lstrip("/\\"),
                    lambda content=content: content,  # type: ignore[misc]
                )

    names = tuple(entry.filename for entry in entries)
    return Documents(place, names, f"{len(names)} {mark:08x}", each)


def unreadable(place: Path, reason: str) -> AgentAssistError:
    return AgentAssistError("knowledge.unreadable_file", file=str(place), reason=reason)


def file_bytes(path: Path, most: int = LARGEST) -> bytes | str:
    """A file that is really one; a text is the reason why there are no bytes."""
    try:
        if not path.is_file():
            return "not a file"
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        return f"unreadable: {error.strerror or ''}"
    return content if len(content) <= most else "too long"


def _file(path: Path) -> bytes | str:
    return "a link" if path.is_symlink() else file_bytes(path)


def _stat(path: Path) -> str:
    try:
        status = path.lstat()
    except OSError:
        return "-"
    return f"{status.st_size} {status.st_mtime_ns}"


def _entry(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes | str:
    if entry.flag_bits & _ENCRYPTED:
        return "encrypted"
    try:
        with opened.open(entry) as stream:  # the size in the header is only a claim
            content = stream.read(most + 1)
    except _BROKEN as error:
        return f"unreadable: {_reason(error)}"
    return content if len(content) <= most else "too long"


def _reason(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return "not a zip" if isinstance(error, zipfile.BadZipFile) else "damaged"
