"""Windows and macOS: what the system speaks with, through pyttsx3. Not tried on either.

Its loops can't be interrupted from outside without hanging now and then, so that whoever wants
silence ends the process (`stops`).
"""

from collections.abc import Iterable
from typing import Any, Final

from agentassist.speech.engine import DONE, FAULT, STARTED, KnownVoice, Order, Told, chosen

_TEXT: Final = "text"  # the name of what is said; a voice or speed that is refused is no fault


class SystemVoices:
    """Made and used on the worker's main thread only: COM and run loops belong to it."""

    stops = False

    def __init__(self, told: Told, driver: str | None = None) -> None:
        import pyttsx3

        self._told = told
        self._engine: Any = pyttsx3.init(driver)
        self._voices = tuple(_known(self._engine.getProperty("voices")))
        self._own = self._engine.getProperty("voice")

    def voices(self) -> tuple[KnownVoice, ...]:
        return self._voices

    def say(self, order: Order) -> None:
        """Returns when it was said."""
        voice = chosen(self._voices, order)
        # All that follows waits for the loop: what was over before it began would never end it.
        self._engine.proxy.setBusy(True)
        self._engine.setProperty("voice", voice.id if voice is not None else self._own)
        self._engine.setProperty("rate", order.rate)
        self._engine.setProperty("volume", order.volume / 100)
        failed: list[object] = []
        listening = self._engine.connect("error", lambda name, exception: failed.append(name))
        self._told(order.id, STARTED)
        try:
            self._engine.say(order.text, _TEXT)
            self._engine.runAndWait()
        finally:
            self._engine.disconnect(listening)
        self._told(order.id, FAULT if _TEXT in failed else DONE)

    def stop(self, number: int) -> None:
        """Never asked for: see `stops`."""


def _known(voices: Iterable[Any]) -> Iterable[KnownVoice]:
    for voice in voices:
        languages = tuple(
            one.decode(errors="ignore").strip("\x05") if isinstance(one, bytes) else str(one)
            for one in voice.languages or ()
        )
        yield KnownVoice(str(voice.id), str(voice.name), languages)
