"""A process of our own beside the program: nothing inherited, killed with all it started.

Coaching plugins, the search by meaning and the voice run in one each; every adapter says itself
how it speaks with its own.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress


class ChildProcess:
    """At most one at a time; those that were killed are waited for by `bury`."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._dying: list[asyncio.subprocess.Process] = []

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def kill(self) -> None:
        """At once, with whatever it may have started."""
        process, self._process = self._process, None
        if process is None:
            return
        self._dying.append(process)
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)

    async def bury(self) -> None:
        """Wait for those that were killed."""
        while self._dying:
            await self._dying.pop().communicate()

    async def _spawn(
        self,
        command: Sequence[str],
        *,
        longest_line: int,
        environment: Mapping[str, str] | None = None,
        background: bool = False,
    ) -> asyncio.subprocess.Process:
        """With pipes for lines of `longest_line` bytes at most. Raises OSError.

        `environment` is all that it gets of ours; None is what the system cannot do without.
        `background`: it gives way to other programs, where the system starts it so.
        """
        needed: dict[str, str] = {}
        flags = 0
        if sys.platform == "win32":
            needed["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
            flags = subprocess.CREATE_NO_WINDOW
            if background:
                flags |= subprocess.BELOW_NORMAL_PRIORITY_CLASS
        self._process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=longest_line,
            start_new_session=sys.platform != "win32",
            creationflags=flags,
            env=needed if environment is None else environment,
        )
        return self._process
