"""A ring -> the sentence asked for -> its first sound; and how soon there is silence.

    python tests/benchmarks/whisper_latency.py [--rings 50]

The demo's window, offscreen, with the real worker and espeak-ng; the sound device is ALSA's null
device through a pipe (tests/servers/sound_sink.py), so that what a headset adds is not in it. The
card is `CardChanged` in the window; `asked` is when the worker is given the sentence; `heard` when
its first samples are played. Silence: from the call for it to espeak-ng being gone, in a text of
minutes. Beside it: what the worker holds in memory, and espeak-ng alone on the same sentence.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
HOME = tempfile.TemporaryDirectory(prefix="agentassist-whisper-")
for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"):
    os.environ[name] = HOME.name
os.environ.pop("DBUS_SESSION_BUS_ADDRESS", None)
sys.path.insert(0, str(Path(__file__).parents[2]))

from agentassist import speech  # noqa: E402
from agentassist.app.events import CardChanged, SpeechChanged  # noqa: E402
from agentassist.bootstrap import Options  # noqa: E402
from agentassist.domain.call import AgentState  # noqa: E402
from agentassist.domain.speech import SpeechState  # noqa: E402
from agentassist.ports.demo import DemoState  # noqa: E402
from agentassist.ports.speech import Manner  # noqa: E402
from agentassist.speech.process import SpeechProcess  # noqa: E402
from agentassist.speech.speaker import LocalSpeaker  # noqa: E402
from tests.servers.sound_sink import SoundSink  # noqa: E402
from ui.application import Application  # noqa: E402
from ui.demo.command import Demo  # noqa: E402

LONG = "This goes on for a while. " * 300
WAIT_S = 10.0


class Marks:
    """When what happened in one ring, `time.monotonic()`."""

    def __init__(self) -> None:
        self.card: float | None = None
        self.asked: float | None = None
        self.text = ""
        self.state = SpeechState()
        self.demo: DemoState | None = None

    def forget(self) -> None:
        self.card = self.asked = None

    def take(self, event: object) -> None:
        if isinstance(event, CardChanged) and event.card is not None and self.card is None:
            if event.card.call.state is AgentState.RINGING and event.card.brief is not None:
                self.card = time.monotonic()
        elif isinstance(event, SpeechChanged):
            self.state = event.state
        elif isinstance(event, DemoState):
            self.demo = event


MARKS = Marks()
_SAY = SpeechProcess.say


async def _noted(self: SpeechProcess, text: str, manner: Manner) -> None:
    MARKS.asked, MARKS.text = time.monotonic(), text
    await _SAY(self, text, manner)


def told(what: str, seconds: list[float]) -> None:
    ms = sorted(1000 * one for one in seconds)
    p95 = ms[min(len(ms) - 1, int(0.95 * len(ms)))]
    print(
        f"{what:44} median {statistics.median(ms):6.1f} ms   p95 {p95:6.1f}   worst {ms[-1]:6.1f}"
    )


def resident(pid: int) -> float:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Room:
    def __init__(self, sink: SoundSink) -> None:
        self.sink = sink
        self.made: list[LocalSpeaker] = []
        SpeechProcess.say = _noted  # type: ignore[method-assign]
        speech.local_speaker = self._voice  # type: ignore[assignment]
        self.application = Application(Options(demo=True, speed=0))
        self.demo = Demo(self.application)
        self.application.crossing.event_received.connect(MARKS.take)
        self.application.core.settings.set("speech.enabled", True)
        self.application.window.resize(1240, 800)
        self.application.show()
        self.until(lambda: MARKS.demo is not None and MARKS.demo.connected)
        self.until(lambda: self.made and self.made[0].pid and MARKS.state.on)

    def _voice(self) -> LocalSpeaker:
        self.made.append(LocalSpeaker())
        return self.made[-1]

    def until(self, condition: Any) -> None:
        end = time.monotonic() + WAIT_S
        while not condition():
            self.application.qt.processEvents()
            if time.monotonic() > end:
                raise SystemExit("it took too long")

    def do(self, work: Any) -> None:
        before = MARKS.demo
        self.application.crossing.run(work)
        self.until(lambda: before != MARKS.demo)

    def ring(self) -> tuple[float, float]:
        """Seconds from the card to the sentence asked for, and from there to its first sound."""
        self.sink.heard()
        MARKS.forget()
        self.application.crossing.run(self.demo.player.advance())
        self.until(lambda: MARKS.card and MARKS.asked)
        heard = self.sink.first(WAIT_S)
        self.until(lambda: MARKS.state.speaking is None)
        return MARKS.asked - MARKS.card, heard - MARKS.asked  # type: ignore[operator]

    def silence(self) -> float:
        self.sink.heard()
        core, desk = self.application.core.runtime, self.application.core.desk.speech
        core.submit(desk.sample(LONG, "en")).result(WAIT_S)
        self.sink.first(WAIT_S)
        began = time.monotonic()
        core.submit(desk.stop()).result(WAIT_S)
        return time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rings", type=int, default=50)
    rings = parser.parse_args().rings
    with tempfile.TemporaryDirectory() as folder:
        sink = SoundSink(Path(folder))
        os.environ.update(sink.surroundings)
        room = Room(sink)
        asked, heard = [], []
        for _ in range(rings):
            to_asked, to_heard = room.ring()
            asked.append(to_asked)
            heard.append(to_heard)
            room.do(room.demo.player.restart())
        silent = [room.silence() for _ in range(rings)]
        print(MARKS.text if len(MARKS.text) < 200 else "")
        told("card in the window -> worker asked", asked)
        told("worker asked -> first sound", heard)
        told(
            "card in the window -> first sound",
            [sum(one) for one in zip(asked, heard, strict=True)],
        )
        told("silence wanted -> nobody speaks", silent)
        print(f"the worker: {resident(room.made[0].pid or 0):.1f} MB resident")
        room.application.close()
        alone = []
        for _ in range(10):
            sink.heard()
            began = time.monotonic()
            text = b"Chidinma is calling about billing."
            with subprocess.Popen(["espeak-ng", "--stdin"], stdin=subprocess.PIPE) as bare:
                assert bare.stdin is not None
                bare.stdin.write(text)
                bare.stdin.close()
                alone.append(sink.first(WAIT_S) - began)
        told("espeak-ng alone: start -> first sound", alone)


if __name__ == "__main__":
    main()
