"""A screen reader follows a whole call, over the accessibility bus of a real window.

What is read here is what Orca reads on Linux; Windows and macOS get the same names and roles
from Qt, and were not tried for real.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.accessibility_bus import (
    FOCUSABLE,
    FOCUSED,
    LAUNCHER,
    Heard,
    Reader,
    accessibility_bus,
    quiet_environment,
)

pytestmark = pytest.mark.display
ROOT = Path(__file__).resolve().parents[2]


class Call:
    """The story's program; `next` plays a step, and what is told and shown can be looked at."""

    def __init__(self, process: "subprocess.Popen[str]", reader: Reader) -> None:
        self._process, self._reader = process, reader
        self.tree: list[Heard] = []
        assert self._line() == "ready"

    def next(self, step: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        assert self._line() == step
        self.tree = self._reader.tree()

    def hears(self, words: str) -> None:
        self._reader.hear(words)

    def names(self, role: str) -> list[str]:
        return [one.name for one in self.tree if one.role == role]

    def reads(self, *parts: str) -> None:
        """One after the other, as one reads on."""
        names = iter([one.name for one in self.tree])
        for part in parts:
            assert any(part in name for name in names), part

    def has_focus(self, role: str, name: str) -> bool:
        focused = [one for one in self.tree if one.has(FOCUSED)]
        return any(one.role == role and one.name.startswith(name) for one in focused)

    def _line(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


@pytest.fixture
def call(keyring_session: dict[str, str], xvfb_display: dict[str, str]) -> Iterator[Call]:
    if not LAUNCHER.exists():
        pytest.skip("at-spi2-core is not installed (./run test --all installs it)")
    session = keyring_session["DBUS_SESSION_BUS_ADDRESS"]
    environment = {**xvfb_display, "DBUS_SESSION_BUS_ADDRESS": session}
    with (
        accessibility_bus(session, environment) as reader,
        subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.screen_reader_story"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=quiet_environment(environment),
        ) as process,
    ):
        try:
            yield Call(process, reader)
        finally:
            process.kill()


@pytest.mark.keystore
def test_a_screen_reader_follows_a_whole_call(call: Call) -> None:
    call.next("ring")
    call.hears("Ringing: Chidinma Okafor")
    assert call.has_focus(
        "filler", "agentassist"
    )  # no field: digits pick, nothing is typed by accident
    call.reads("Ringing: Chidinma Okafor", "PIN verified", "Matched by account number", "Promised")
    call.reads("Already given", "Account: •••• 7719. IVR", "Reason: Contract", "PIN: correct")
    call.reads("Likely why", "Ticket #4821", "Hi Chidinma, I have your account here")
    assert not [one for one in call.tree if "40027719" in one.name]

    call.next("talk")
    call.hears("Talking: Chidinma Okafor")
    call.hears("Name the missed promise first")  # the cue
    assert len(call.names("list item")) > 3
    assert any("Promise · Call back" in name for name in call.names("list item"))

    call.next("draft")
    call.hears("makes it conditional")  # of the draft
    assert call.has_focus("text", "")

    call.next("search")
    call.hears("1 of 12")
    assert call.has_focus("text", "Search")
    assert any("Billed for two addresses" in name for name in call.names("list item"))

    call.next("read")
    call.reads("Billed for two addresses after a move", "Say", "Do")
    assert "Copy what to say" in " ".join(call.names("push button"))

    call.next("wrap up")
    call.hears("On hold: Chidinma Okafor")
    call.reads("After call: Chidinma Okafor", "Reason", "Outcome", "Summary")
    assert call.has_focus("check box", "Resolved")
    for one in call.tree:  # whatever the focus can reach says what it is
        if one.has(FOCUSABLE) and one.role not in ("frame", "filler", "scroll bar"):
            assert one.name, one
