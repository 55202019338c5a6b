"""A file of text: which encoding it has, what it is known again by, its lines."""

import codecs
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from agentassist.domain.errors import AgentAssistError

LONGEST_LINE = 1_000_000  # characters
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "iso-8859-15", "mac-roman")
_BLOCK = 1 << 20
_HEAD = 4096  # bytes that show whether every second one is empty
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a byte becomes that is no letter of the encoding: a row with one of these is refused.
_NO_LETTER = frozenset(map(chr, (*range(0xDC80, 0xDD00), 0xFFFD)))


@dataclass(frozen=True, slots=True)
class TextFile:
    """`digest` is of every byte; `encoding` was said, or found out from the whole file."""

    path: Path
    encoding: str
    size: int
    digest: bytes

    def lines(self) -> Iterator[str]:
        """With their ends, however those are written; of one without end no more than a part.

        Raises AgentAssistError("usage.unusable_file").
        """
        try:
            errors = "replace" if self.encoding.startswith("utf-16") else "surrogateescape"
            with self.path.open(encoding=self.encoding, errors=errors, newline="") as stream:
                yield from _lines(stream)
        except OSError as error:
            raise unusable(self.path, error) from error


def text_file(
    path: Path, encoding: str | None = None, progress: Callable[[int], None] = lambda _: None
) -> TextFile:
    """Read the whole file once. AgentAssistError("usage.unusable_file")."""
    digest = hashlib.blake2b(digest_size=16)
    utf8: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    head, size = b"", 0
    try:
        with path.open("rb") as stream:
            while block := stream.read(_BLOCK):
                head = head or block[:_HEAD]
                size += len(block)
                digest.update(block)
                utf8 = _still(utf8, block)
                progress(size)
    except OSError as error:
        raise unusable(path, error) from error
    if size == 0:
        raise AgentAssistError("usage.unusable_file", file=str(path), reason="it is empty")
    return TextFile(path, encoding or _encoding(head, utf8 is not None), size, digest.digest())


def spoilt(text: str) -> bool:
    """Whether a byte of it was no letter of the file's encoding."""
    return not text.isascii() and not _NO_LETTER.isdisjoint(text)


def unusable(path: Path, error: OSError) -> AgentAssistError:
    return AgentAssistError(
        "usage.unusable_file", file=str(error.filename or path), reason=error.strerror or ""
    )


def _still(
    decoder: codecs.IncrementalDecoder | None, block: bytes
) -> codecs.IncrementalDecoder | None:
    """None once something was not UTF-8. A file cut off in a letter passes: its row shows it."""
    try:
        if decoder is not None:
            decoder.decode(block)
    except UnicodeDecodeError:
        return None
    return decoder


def _encoding(head: bytes, is_utf8: bool) -> str:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    empty = [head[start::2].count(0) for start in (0, 1)]
    if max(empty) > len(head) // 5:  # every second byte of plain letters in UTF-16
        return "utf-16-le" if empty[1] > empty[0] else "utf-16-be"
    return "utf-8" if is_utf8 else "cp1252"


def _lines(stream: TextIO) -> Iterator[str]:
    while line := stream.readline(LONGEST_LINE + 1):
        rest = line
        while len(rest) > LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = stream.readline(LONGEST_LINE + 1)
        yield line
