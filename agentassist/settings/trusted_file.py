"""Files that only an administrator can have written: machine policy, and secrets it names."""

import os
import stat
from pathlib import Path

from agentassist.domain.errors import AgentAssistError

LARGEST = 1 << 20  # bytes


def trusted_bytes(path: Path, *, owner: int = 0, top: Path = Path("/")) -> bytes:
    """The content of a file that, with every folder above it, belongs to `owner` alone.

    Taken only when nobody else can write them, and no part of the path is a symbolic link.
    `owner` and `top` (the folder from which owners are checked) differ in tests only. POSIX.
    Raises AgentAssistError("policy.untrusted"), OSError.
    """
    os.lstat(path)  # whatever the folders allow, nothing is there that could be trusted
    parts = path.relative_to(top).parts
    folder = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _check(folder, top, owner)
        for depth, part in enumerate(parts, 1):
            last = depth == len(parts)
            flags = os.O_RDONLY | os.O_NOFOLLOW | (os.O_NONBLOCK if last else os.O_DIRECTORY)
            # each part is opened from the one before, so that none can be swapped between
            inner = os.open(part, flags, dir_fd=folder)
            os.close(folder)
            folder = inner
            _check(folder, top.joinpath(*parts[:depth]), owner, regular=last)
        return os.read(folder, LARGEST)
    finally:
        os.close(folder)


def _check(descriptor: int, path: Path, owner: int, *, regular: bool = False) -> None:
    status = os.fstat(descriptor)
    open_to_others = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if status.st_uid != owner or open_to_others:
        raise AgentAssistError("policy.untrusted", file=str(path), reason="writable by others")
    if regular and not stat.S_ISREG(status.st_mode):
        raise AgentAssistError("policy.untrusted", file=str(path), reason="not a file")
