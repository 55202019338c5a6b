"""What the worker's engines have in common. The worker is made of the standard library alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

Told = Callable[[int, str], None]  # number of the text, and what came of it

STARTED, DONE, NO_SOUND, FAULT = "started", "done", "no_sound", "fault"


@dataclass(frozen=True, slots=True)
class Order:
    """One text to say, and how; see `ports.speech.Manner`."""

    id: int
    text: str
    rate: int
    volume: int
    language: str
    voice: str
    device: str


@dataclass(frozen=True, slots=True)
class KnownVoice:
    """`id` is how the engine calls it; languages as "de" or "de-at"."""

    id: str
    name: str
    languages: tuple[str, ...]


class Engine(Protocol):
    """`stops`: `stop` silences it at once; else its process has to be ended for that."""

    stops: bool

    def voices(self) -> tuple[KnownVoice, ...]: ...

    def say(self, order: Order) -> None:
        """May return before it was said. STARTED is told, then DONE, NO_SOUND or FAULT."""
        ...

    def stop(self, number: int) -> None:
        """Silence, also of a text with that number that is still to come."""
        ...


def primary(language: str) -> str:
    """de of de-AT or de_AT."""
    return language.replace("_", "-").partition("-")[0].lower()


def chosen(voices: Iterable[KnownVoice], order: Order) -> KnownVoice | None:
    """The voice by its name if it speaks the language, else the first that does; None: whatever."""
    speaking = [
        voice
        for voice in voices
        if primary(order.language) in {primary(language) for language in voice.languages}
    ]
    wanted = order.voice.casefold()
    named = (voice for voice in speaking if wanted in (voice.id.casefold(), voice.name.casefold()))
    return next(named, speaking[0] if speaking else None)
