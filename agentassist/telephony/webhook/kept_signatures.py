"""Signatures that were used, in a file: a program that starts again takes none of them twice.

Their fingerprints only, so the file is of no use to who reads it. What is older than a signature is
good for goes at each start. Without the file (a full disk, no home) memory alone remembers.
"""

import hashlib
import logging
import os
import re
import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from agentassist.settings.whole_file import replace_file

Used = tuple[int, bytes]  # the time it was signed with, and its fingerprint
LARGEST: Final = 8 << 20  # bytes: more than can be used while one of them could come again
_LINE: Final = re.compile(rb"(\d{1,12}) ([0-9a-f]{32})")
_log = logging.getLogger(__name__)


def fingerprint(signature: bytes) -> bytes:
    return hashlib.sha256(signature).digest()[:16]


class KeptSignatures:
    """`file` None: nothing is kept. Never raises; trouble is logged once."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._descriptor: int | None = None

    def load(self, since: float) -> list[Used]:
        """Those that could come again, the oldest first; from here on `add` may be called."""
        if self._file is None:
            return []
        try:
            found = (_LINE.fullmatch(line) for line in _lines(self._file))
            lines = [(int(one[1]), bytes.fromhex(one[2].decode())) for one in found if one]
            used = sorted({one for one in lines if one[0] >= since})
            self.replace(used)
            return used
        except OSError as problem:
            self._give_up(problem)
            return []

    def add(self, used: Used) -> None:
        if self._descriptor is not None:
            try:
                os.write(self._descriptor, _line(used))
            except OSError as problem:
                self._give_up(problem)

    def replace(self, used: Iterable[Used]) -> None:
        """Instead of all that stands there."""
        if self._file is None:
            return
        self.close()
        try:
            replace_file(self._file, b"".join(map(_line, used)).decode())
            flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            self._descriptor = os.open(self._file, flags)
        except OSError as problem:
            self._give_up(problem)

    def close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _give_up(self, problem: OSError) -> None:
        _log.warning("used signatures are not kept over a restart: %s", problem.strerror)
        self.close()
        self._file = None


def _line(used: Used) -> bytes:
    return b"%d %s\n" % (used[0], used[1].hex().encode())


def _lines(file: Path) -> list[bytes]:
    """A link, a pipe or somebody else's file in its place is passed over."""
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        descriptor = os.open(file, os.O_RDONLY | flags)
    except FileNotFoundError:
        return []
    with os.fdopen(descriptor, "rb") as stream:
        status = os.fstat(descriptor)
        own = sys.platform == "win32" or status.st_uid == os.getuid()
        return stream.read(LARGEST).split(b"\n") if own and stat.S_ISREG(status.st_mode) else []
