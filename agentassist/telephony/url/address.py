"""The file that says where the window listens: port and token, for its owner alone."""

import json
import os
import secrets
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from agentassist.domain.errors import AgentAssistError

_LONGEST: Final = 4_096


@dataclass(frozen=True, slots=True)
class Address:
    """A port of this computer, and what proves that one may talk there."""

    port: int
    token: bytes = field(repr=False)


def write_address(file: Path, port: int) -> Address:
    """As a whole, mode 0600, with a token of its own. Raises OSError."""
    token = secrets.token_hex(32)
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            json.dump({"port": port, "token": token}, handle)
        temporary.replace(file)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return Address(port, token.encode())


def read_address(file: Path) -> Address:
    """AgentAssistError("link.no_window") without one, "link.untrusted" when others may write it."""
    try:  # a link, a pipe or a folder in its place is not waited for and not followed
        flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(file, os.O_RDONLY | flags)
    except FileNotFoundError:
        raise AgentAssistError("link.no_window", remedy="start_window") from None
    except OSError:
        raise AgentAssistError("link.untrusted", file=str(file)) from None
    try:
        if not _own(os.fstat(descriptor)):
            raise AgentAssistError("link.untrusted", file=str(file))
        return _parsed(os.read(descriptor, _LONGEST))
    finally:
        os.close(descriptor)


def remove_address(file: Path, address: Address) -> None:
    """Unless another window wrote its own meanwhile."""
    try:
        if read_address(file) == address:
            file.unlink()
    except (AgentAssistError, OSError):
        return


def _own(status: os.stat_result) -> bool:
    if not stat.S_ISREG(status.st_mode):
        return False
    if sys.platform == "win32":  # the folder in the user's profile is closed to others there
        return True
    return status.st_uid == os.getuid() and not status.st_mode & 0o077


def _parsed(text: bytes) -> Address:
    try:
        row: object = json.loads(text)
    except ValueError:
        row = None
    port, token = (row.get("port"), row.get("token")) if isinstance(row, dict) else (None, None)
    good = isinstance(token, str) and token and token.isascii()
    if not good or not isinstance(port, int) or not 0 < port < 65_536:
        raise AgentAssistError(
            "link.no_window", remedy="start_window"
        )  # half a file, or of some other version
    return Address(port, str(token).encode())
