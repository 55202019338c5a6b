"""The window among others, on a real display: by its key, at an edge, on top, on two screens."""

import select
import shutil
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e.real_desktop import Program, RealDesktop
from ui.presence.x11_desktop import key_symbol
from ui.presence.xcb import XConnection

pytestmark = pytest.mark.display
NAME = "agentassist$"
CONTROL, F10, NUM_LOCK = 4, 0xFFC7, 16


@pytest.fixture
def desktop(
    xvfb_display: dict[str, str], home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealDesktop]:
    for program, package in (("xdotool", "xdotool"), ("xrandr", "x11-xserver-utils")):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed (Debian package {package})")
    monkeypatch.setenv("DISPLAY", xvfb_display["DISPLAY"])
    homes = {name: str(home) for name in ("HOME",)}
    state = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "STATE")}
    with ExitStack() as stack:
        yield RealDesktop({**xvfb_display, **homes, **state}, stack)


@pytest.fixture
def config(tmp_path: Path) -> str:
    file = tmp_path / "agentassist.toml"
    file.write_text('[agent]\nextension = "101"\n', "utf-8")
    return str(file)


@pytest.fixture
def x(desktop: RealDesktop) -> Iterator[XConnection]:
    connection = XConnection()
    yield connection
    connection.close()


def started(desktop: RealDesktop, config: str) -> Program:
    program = desktop.start("telling_window.py", config)
    program.until(lambda told: told["seen"] and told["key"] != "starting")
    return program


def wait_for(x: XConnection, window: int, condition: Callable[[], bool]) -> None:
    """Asked again whenever a property of the window changes."""
    x.watch(window)
    while not condition():
        x.flush()
        ready, _, _ = select.select([x.descriptor], [], [], 20)
        assert ready, "nothing changed any more"
        while x.next_event() is not None:
            pass


def wait_until_active(x: XConnection, window: str) -> None:
    """The window manager tells on the root window who has the keyboard."""
    active = x.atom("_NET_ACTIVE_WINDOW")
    wait_for(x, x.root, lambda: x.property(x.root, active) == (int(window),))


def is_said(x: XConnection, window: str, name: str) -> bool:
    """By the window manager, of a window."""
    states = x.property(int(window), x.atom("_NET_WM_STATE")) or ()
    return x.atom(f"_NET_WM_STATE_{name}") in states


def test_it_comes_by_one_key_from_another_program_and_goes_back(
    desktop: RealDesktop, config: str, x: XConnection
) -> None:
    desktop.start("typing_window.py")  # first: it comes forward when it starts
    other = desktop.window("typing-window")
    program = started(desktop, config)
    ours = desktop.window(NAME)
    assert program.last["key"] == "works"
    desktop.activate(other)
    wait_until_active(x, other)
    desktop.key("ctrl+F10")
    wait_until_active(x, ours)
    desktop.key("ctrl+F10")
    wait_until_active(x, other)
    desktop.run("xdotool", "windowminimize", ours)
    program.until(lambda told: told["minimized"])
    desktop.key("Num_Lock", "ctrl+F10", "Num_Lock")
    wait_until_active(x, ours)
    program.until(lambda told: told["active"] and not told["minimized"])
    desktop.key("ctrl+F8")
    program.until(lambda told: told["above"])
    desktop.key("ctrl+F9")
    wait_until_active(x, other)
    wait_for(x, int(ours), lambda: is_said(x, ours, "ABOVE"))
    assert desktop.active == other, "on top, and another has the keyboard"


def test_a_key_that_another_program_has_is_told(
    desktop: RealDesktop, config: str, x: XConnection
) -> None:
    code = x.key_code(F10)
    assert code is not None
    assert x.grab_key(code, CONTROL) == 0
    program = started(desktop, config)
    told = program.until(lambda told: "another program" in told["told"])
    assert told["key"] == "taken"
    assert "F10" in told["told"]


def test_a_side_panel_stands_at_an_edge_and_lives_through_a_screen_that_goes(
    desktop: RealDesktop, config: str
) -> None:
    def left(told: dict[str, object]) -> object:
        return told["at"][0] if isinstance(told["at"], list) else None

    desktop.run("xrandr", "--setmonitor", "L", "800/200x900/230+0+0", "screen")
    desktop.run("xrandr", "--setmonitor", "R", "640/160x900/230+800+0", "none")
    try:
        program = started(desktop, config)
        ours = desktop.window(NAME)
        desktop.activate(ours)
        desktop.run("xdotool", "windowsize", "--sync", ours, "500", "600")
        desktop.run("xdotool", "windowmove", ours, "850", "100")
        program.until(lambda told: left(told) in range(840, 860))
        desktop.key("ctrl+F12")
        told = program.until(lambda told: told["side"] == "right" and left(told) == 1440 - 402)
        assert told["at"][1:] == [0, 402, 900]
        program.until(lambda told: told["kept"] == "right")
        desktop.run("xrandr", "--delmonitor", "R")
        told = program.until(lambda told: left(told) == 800 - 402)
        assert told["at"][1:] == [0, 402, 900], "at the same edge of the screen that is left"
        desktop.run("xrandr", "--setmonitor", "R", "640/160x900/230+800+0", "none")
        told = program.until(lambda told: left(told) == 1440 - 402)
        assert told["side"] == "right"
        desktop.key("ctrl+F12")
        told = program.until(lambda told: told["side"] is None and left(told) in range(840, 860))
        assert told["at"][2] in range(500, 505), "where it stood before"
        desktop.run("xrandr", "--delmonitor", "R")
        program.until(lambda told: told["at"][0] + told["at"][2] <= 800)
    finally:
        desktop.run("xrandr", "--delmonitor", "R")
        desktop.run("xrandr", "--delmonitor", "L")


def test_a_ring_behind_marks_the_taskbar_and_nothing_else(
    desktop: RealDesktop, config: str, x: XConnection
) -> None:
    program = started(desktop, config)
    ours = desktop.window(NAME)
    desktop.start("typing_window.py")
    other = desktop.window("typing-window")
    desktop.activate(other)
    program.until(lambda told: not told["active"] and told["links"])
    assert not is_said(x, ours, "DEMANDS_ATTENTION")
    command = "import sys; from ui.entry import main; sys.exit(main(sys.argv[1:]))"
    desktop.run(sys.executable, "-c", command, "agentassist:call?from=%2B4930123456")
    program.until(lambda told: told["state"].startswith("Ringing"))
    wait_for(x, int(ours), lambda: is_said(x, ours, "DEMANDS_ATTENTION"))
    assert desktop.active == other
    desktop.key("ctrl+F10")
    wait_until_active(x, ours)


def test_symbols_of_keys() -> None:
    from PySide6.QtCore import Qt

    assert key_symbol(Qt.Key.Key_F10) == F10
    assert key_symbol(Qt.Key.Key_B) == ord("b")
    assert key_symbol(Qt.Key.Key_Home) is None
    assert struct.calcsize("BBHII5I") == 32
