"""With a real window manager: ten calls ring while somebody types in another program's window."""

import asyncio
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from agentassist.app.runtime import Runtime
from agentassist.assets import resources
from agentassist.telephony.replay.demo import renumbered
from agentassist.telephony.replay.recording import Recording, load_recording
from agentassist.telephony.replay.server import ReplayServer
from agentassist.telephony.replay.session import SentEvent
from ui.presence.xcb import XConnection

pytestmark = pytest.mark.display
HERE = Path(__file__).resolve().parent
SECRET = "only-for-this-test"
RINGS = 10
SENTENCE = "nothing that rings may take a key from here "


def ten_calls() -> Recording:
    """The same recorded call ten times, each with ids of its own, 0.3 s apart."""
    stream = resources() / "samples/streams/01b-answer-hold-hangup-channelvars.bridge.ami"
    recording = load_recording(stream)
    events = [
        replace(renumbered(event, number), second=number * 0.3)
        for number in range(RINGS)
        for event in recording.events
    ]
    return replace(recording, events=tuple(events))


class Phone:
    def __init__(self) -> None:
        self.runtime = Runtime()
        self.runtime.start()
        self.rings = 0
        self.connected = threading.Event()
        self.all_rang = threading.Event()
        self.server = self.runtime.submit(self._start()).result(10)

    async def _start(self) -> ReplayServer:
        opened = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.let_it_ring = lambda: loop.call_soon_threadsafe(opened.set)

        async def gate(_: object) -> None:
            self.connected.set()
            await opened.wait()

        server = ReplayServer(
            [ten_calls()], secret=SECRET, speed=1.0, step_gate=gate, on_sent=self._sent
        )
        await server.start()
        return server

    def _sent(self, event: SentEvent) -> None:
        self.rings += event.name == "DialBegin"
        if self.rings == RINGS:
            self.all_rang.set()

    def stop(self) -> None:
        self.runtime.submit(self.server.stop()).result(10)
        self.runtime.stop()


@pytest.fixture
def phone() -> Iterator[Phone]:
    phone = Phone()
    yield phone
    phone.stop()


def is_above(window: int) -> bool:
    """As the window manager says it."""
    x = XConnection()
    states = x.property(window, x.atom("_NET_WM_STATE")) or ()
    above = x.atom("_NET_WM_STATE_ABOVE") in states
    x.close()
    return above


@pytest.mark.parametrize("behind", ["in_sight", "on_top", "minimized"])
def test_ten_rings_take_no_key_from_another_window(
    xvfb_display: dict[str, str],
    phone: Phone,
    tmp_path: Path,
    behind: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Among the others, over all of them, or put away."""
    if shutil.which("xdotool") is None:
        pytest.skip("xdotool is not installed (Debian package xdotool)")
    environment = {**xvfb_display, "AMI_SECRET": SECRET, "QT_QPA_PLATFORM": "xcb"}
    config = tmp_path / "agentassist.toml"
    config.write_text(
        '[agent]\nextension = "101"\n'
        f'[ui]\non_top = {str(behind == "on_top").lower()}\nring_notice = "flash"\n'
        f'[phone.ami]\nhost = "127.0.0.1"\nport = {phone.server.port}\nuser = "bridge"\n',
        "utf-8",
    )

    def xdotool(*words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=environment, capture_output=True, text=True, timeout=60
        )
        return done.stdout.strip()

    with ExitStack() as stack:

        def start(*arguments: str) -> "subprocess.Popen[str]":
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, *arguments],
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    text=True,
                )
            )
            stack.callback(process.kill)
            return process

        start(
            "-c",
            "import sys; from ui.entry import main; sys.exit(main(sys.argv[1:]))",
            "--config",
            str(config),
        )
        assert phone.connected.wait(30)
        ours = xdotool("search", "--sync", "--onlyvisible", "--name", "agentassist").split()[0]
        if behind == "minimized":
            xdotool("windowminimize", ours)
        typing = start(str(HERE / "typing_window.py"))
        other = xdotool("search", "--sync", "--onlyvisible", "--name", "typing-window").split()[0]
        xdotool("windowactivate", "--sync", other)
        phone.let_it_ring()
        while not phone.all_rang.is_set():
            xdotool("type", "--delay", "15", SENTENCE)
        active = xdotool("getactivewindow")
        shown = xdotool("search", "--onlyvisible", "--name", "agentassist").split()
        monkeypatch.setenv("DISPLAY", environment["DISPLAY"])
        above = is_above(int(ours))
        xdotool("type", "--delay", "15", "END")
        assert typing.stdout is not None
        text = ""
        for line in typing.stdout:
            text = line.rstrip("\n")
            if text.endswith("END"):
                break
        assert active == other
        assert above is (behind == "on_top")
        assert (ours in shown) is (behind != "minimized"), "nothing brought it back"
        assert text.removesuffix("END") == SENTENCE * (len(text) // len(SENTENCE))
