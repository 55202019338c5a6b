"""A display with a window manager, driven like a person does; the program tells how it goes."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PATIENCE_S = 30.0
Told = dict[str, Any]


class Program:
    """A process whose lines are read as they come."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        self._descriptor = process.stdout.fileno()
        self._rest = b""
        self.last: Told = {}

    def line(self, deadline: float) -> str:
        while b"\n" not in self._rest:
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, left))
            assert ready, f"nothing more came; the last was {self.last}"
            more = os.read(self._descriptor, 65_536)
            assert more, f"it ended; the last was {self.last}"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode()

    def until(self, condition: Callable[[Told], object]) -> Told:
        """The first line from now on, or the last one, of which `condition` is true."""
        deadline = time.monotonic() + PATIENCE_S
        while not (self.last and condition(self.last)):
            self.last = json.loads(self.line(deadline))
        return self.last


class RealDesktop:
    """`environment` is that of the fixture `xvfb_display`."""

    def __init__(self, environment: dict[str, str], stack: ExitStack) -> None:
        self.environment, self._stack = environment, stack

    def start(self, script: str, *arguments: str) -> Program:
        """A script beside this file, until the end of the test."""
        process = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, str(HERE / script), *arguments],
                env={**self.environment, "PYTHONPATH": str(HERE.parents[1])},
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        )
        self._stack.callback(process.kill)
        return Program(process)

    def run(self, *words: str) -> str:
        done = subprocess.run(
            words, env=self.environment, capture_output=True, text=True, timeout=60, check=False
        )
        return done.stdout.strip()

    def key(self, *keys: str) -> None:
        self.run("xdotool", "key", *keys)

    def window(self, name: str) -> str:
        """Waits until it is shown."""
        shown = self.run("xdotool", "search", "--sync", "--onlyvisible", "--name", name)
        return shown.split()[0]

    def activate(self, window: str) -> None:
        self.run("xdotool", "windowactivate", "--sync", window)

    @property
    def active(self) -> str:
        return self.run("xdotool", "getactivewindow")
