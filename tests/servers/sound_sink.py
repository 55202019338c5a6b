"""A sound device that gives what is played to the test: ALSA's null device through a pipe.

Nothing of it is a file. Whoever plays waits when nobody listens and the pipe is full, 23 s of a
voice: so that a text of minutes is being said for as long as the test likes.
"""

import array
import fcntl
import os
import select
import time
from pathlib import Path

RATE = 22_050  # what espeak-ng plays, 16 bits, one channel
DEVICE = "agentassist_test"  # a second one, by its name
_LIBRARY = Path("/usr/share/alsa/alsa.conf")


class SoundSink:
    """Its device is the default one for whoever is given `surroundings`."""

    def __init__(self, folder: Path) -> None:
        self._pipe = folder / "played"
        os.mkfifo(self._pipe)
        self._reading = os.open(self._pipe, os.O_RDWR | os.O_NONBLOCK)
        fcntl.fcntl(self._reading, fcntl.F_SETPIPE_SZ, 1 << 20)
        played = f'type file slave.pcm "null" file "{self._pipe}" format "raw"'
        device = f"{{ type plug slave.pcm {{ {played} }} }}"
        config = folder / "alsa.conf"
        config.write_text(f"<{_LIBRARY}>\npcm.!default {device}\npcm.{DEVICE} {device}\n")
        self.surroundings = {"ALSA_CONFIG_PATH": str(config)}

    def fileno(self) -> int:
        return self._reading

    def heard(self) -> array.array:
        """Samples that were played since the last look."""
        played = b""
        while True:
            try:
                played += os.read(self._reading, 1 << 16)
            except BlockingIOError:
                return array.array("h", played[: len(played) // 2 * 2])

    def first(self, within: float = 10.0) -> float:
        """`time.monotonic()` when something begins to be played."""
        readable, _, _ = select.select([self._reading], [], [], within)
        if not readable:
            raise AssertionError("nothing was played")
        return time.monotonic()

    def close(self) -> None:
        os.close(self._reading)


def voiced(samples: array.array) -> float:
    """Seconds in which something is heard: 50 ms each that are louder than a rustle."""
    step = RATE // 20
    parts = [samples[at : at + step] for at in range(0, len(samples), step)]
    return sum(max(map(abs, part)) > 500 for part in parts) / 20
