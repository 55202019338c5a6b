"""A voice in the agent's own device."""

from dataclasses import dataclass
from typing import Protocol

from agentassist.domain.speech import SpeechTrouble


@dataclass(frozen=True, slots=True)
class Manner:
    """`rate`: words a minute. `volume`: percent. `language`: of the text, such as "en".

    `voice` and `device` are names as the system has them, "" for its own choice. A voice that
    does not speak the language is passed over.
    """

    rate: int = 180
    volume: int = 80
    language: str = "en"
    voice: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Voice:
    name: str
    languages: tuple[str, ...] = ()


class SpeechFailedError(Exception):
    """Nothing is heard, and why."""

    def __init__(self, trouble: SpeechTrouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


class Speaker(Protocol):
    """Says one text at a time, the newest; all of it in a process of its own.

    What is said is written nowhere: not to a file, not to a command line, not to a log.
    """

    async def start(self) -> None:
        """Get ready, so that the first word comes soon. SpeechFailedError when it can't."""
        ...

    async def say(self, text: str, manner: Manner) -> None:
        """Returns when it was said, or stopped. SpeechFailedError."""
        ...

    async def stop(self) -> None:
        """Silence, within 100 ms; nothing to do when nothing is said."""
        ...

    async def voices(self) -> tuple[Voice, ...]:
        """SpeechFailedError when there is nobody to ask."""
        ...

    async def close(self) -> None: ...
