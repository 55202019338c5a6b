"""One running program per store: two would each think that the other's call is theirs."""

import os
import sys
from pathlib import Path

from agentassist.domain.errors import AgentAssistError


class InstanceLock:
    """Held by the operating system on an open file, so that a crash leaves no stale lock."""

    def __init__(self, path: Path) -> None:
        """Makes file and folder. Raises AgentAssistError("storage.in_use" | "storage.io")."""
        self._descriptor: int | None = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise AgentAssistError(
                "storage.io", retryable=True, reason=error.strerror, file=str(path)
            ) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            self.release()
            raise AgentAssistError(
                "storage.in_use", retryable=True, remedy="close_other", file=str(path)
            ) from error

    def release(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
