"""A server of the tests: in a process group of its own, on a loopback port of its own.

Nobody polls for it to come up: a listening socket is made here and handed over, so the first
request waits in it until the server takes it; a server that can't be handed one says its port.
"""

import http.client
import os
import queue
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """What a server sees of this machine: little, so that it is the same everywhere."""
    return {"PATH": _PATH, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "UTC", **more}


def finished(arguments: list[str], environment: Mapping[str, str], *, seconds: float = 100) -> str:
    """Runs a step of a set-up to its end; what it said."""
    done = subprocess.run(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    assert done.returncode == 0, f"{arguments[0]}: {done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout + done.stderr


def listening() -> socket.socket:
    """A socket on a free port of this machine, for a server to inherit."""
    made = socket.create_server(("127.0.0.1", 0), backlog=64)
    made.set_inheritable(True)
    return made


@dataclass(slots=True)
class Running:
    """A server's processes."""

    process: "subprocess.Popen[bytes]"
    _lines: "queue.SimpleQueue[str | None]" = field(default_factory=queue.SimpleQueue)

    def listen(self, log: Path) -> None:
        """What it says goes into the file, to the end: a full pipe would stop it."""
        assert self.process.stdout is not None
        with log.open("ab") as file:
            for line in self.process.stdout:
                file.write(line)
                file.flush()
                self._lines.put(line.decode("utf-8", "replace"))
        self._lines.put(None)

    def said(self, pattern: "re.Pattern[str]", seconds: float = 60) -> "re.Match[str]":
        """The first line like that, when it comes."""
        while (line := self._lines.get(timeout=seconds)) is not None:
            if found := pattern.search(line):
                return found
        raise AssertionError(f"{self.process.args!r} ended before it said {pattern.pattern}")

    def stop(self) -> None:
        """Asks it to end, then makes it; also what it has started."""
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.kill()

    def freeze(self) -> None:
        """It goes on listening, and does nothing any more."""
        self._signal(signal.SIGSTOP)

    def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        self._signal(signal.SIGKILL)
        self.process.wait(10)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@contextmanager
def running(
    arguments: list[str],
    environment: Mapping[str, str],
    log: Path,
    *,
    handed: socket.socket | None = None,
) -> Iterator[Running]:
    """The server for the length of the block. `handed` is closed here: it is the server's then."""
    process = subprocess.Popen(
        arguments,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        pass_fds=() if handed is None else (handed.fileno(),),
    )
    if handed is not None:
        handed.close()
    server = Running(process)
    listener = threading.Thread(target=server.listen, args=(log,))
    listener.start()
    try:
        yield server
    except BaseException as problem:
        said = log.read_text("utf-8", "replace")[-2_000:] if log.exists() else ""
        problem.add_note(f"what {arguments[0]} said last:\n{said}")
        raise
    finally:
        server.stop()
        listener.join(10)
        assert process.stdout is not None
        process.stdout.close()


def answers(port: int, path: str, headers: Mapping[str, str] | None = None) -> str:
    """The body of its first answer, which may take as long as it takes to start."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers=dict(headers or {}))
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
    finally:
        connection.close()
    assert answer.status == 200, f"{path}: {answer.status} {body[:500]}"
    return body
