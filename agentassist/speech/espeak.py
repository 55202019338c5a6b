"""Linux: espeak-ng, one short process a text. The text goes through a pipe, never elsewhere."""

import shutil
import subprocess
import threading
from typing import Final

from agentassist.speech.engine import (
    DONE,
    FAULT,
    NO_SOUND,
    STARTED,
    KnownVoice,
    Order,
    Told,
    chosen,
)

PROGRAM: Final = "espeak-ng"
_LIST_S: Final = 5.0
_LOUDEST: Final = 200  # its amplitude; 100 is what it takes by itself
_BY_OTHERS: Final = "mb/"  # voices of mbrola, which is another program
_TROUBLE: Final = b"error:"  # how it says that the device can't be opened; it ends with 0 then


class Espeak:
    """`found` is its path. Safe from any thread."""

    stops = True

    def __init__(self, found: str, told: Told) -> None:
        self._program, self._told = found, told
        self._guard = threading.Lock()
        self._speaking: subprocess.Popen[bytes] | None = None
        self._silenced = 0  # the newest text that nobody wants to hear any more
        self._voices = _voices(found)

    def voices(self) -> tuple[KnownVoice, ...]:
        return self._voices

    def say(self, order: Order) -> None:
        self.stop(order.id - 1)
        with self._guard:
            wanted = order.id > self._silenced
            if wanted:
                # no shell, and every argument is a number, a voice it listed, or a checked name
                self._speaking = process = subprocess.Popen(  # noqa: S603
                    self._command(order),
                    stdin=subprocess.PIPE,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
        if wanted:
            threading.Thread(target=self._follow, args=(process, order), daemon=True).start()
        else:
            self._told(order.id, DONE)

    def stop(self, number: int) -> None:
        """Gone, with what its device still had to play, when this returns."""
        with self._guard:
            self._silenced = max(self._silenced, number)
            process, self._speaking = self._speaking, None
        if process is not None:
            process.kill()
            process.wait()

    def _command(self, order: Order) -> list[str]:
        command = [self._program, "--stdin", "-b", "1", "-z", "-s", str(order.rate)]
        command += ["-a", str(order.volume * _LOUDEST // 100)]
        voice = chosen(self._voices, order)
        if voice is not None:
            command += ["-v", voice.id]
        if order.device:
            command += ["-d", order.device]
        return command

    def _follow(self, process: "subprocess.Popen[bytes]", order: Order) -> None:
        self._told(order.id, STARTED)
        _, complaint = process.communicate(order.text.encode())
        with self._guard:
            if self._speaking is process:
                self._speaking = None
            stopped = order.id <= self._silenced
        if stopped or (process.returncode == 0 and not _no_sound(complaint)):
            self._told(order.id, DONE)
        else:
            self._told(order.id, NO_SOUND if _no_sound(complaint) else FAULT)


def _no_sound(complaint: bytes) -> bool:
    return any(line.startswith(_TROUBLE) for line in complaint.splitlines())


def program() -> str | None:
    return shutil.which(PROGRAM)


def _voices(found: str) -> tuple[KnownVoice, ...]:
    """Of its table: priority, language, age and gender, name, file; the foremost first."""
    asked = [found, "--voices"]
    listed = subprocess.run(asked, capture_output=True, timeout=_LIST_S, check=False)  # noqa: S603
    made: list[tuple[int, KnownVoice]] = []
    for line in listed.stdout.decode(errors="replace").splitlines()[1:]:
        columns = line.split()
        known = len(columns) >= 5 and columns[0].isdecimal()
        if known and not columns[4].startswith(_BY_OTHERS):
            voice = KnownVoice(columns[4], columns[3].replace("_", " "), (columns[1],))
            made.append((int(columns[0]), voice))
    return tuple(voice for _, voice in sorted(made, key=lambda one: one[0]))
