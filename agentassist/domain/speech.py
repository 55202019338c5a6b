"""What is spoken to the agent: what it is about just now, and why it may not work."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from agentassist.domain.ids import ArticleId


class Speaking(StrEnum):
    WHISPER = "whisper"  # the one sentence at a ring
    STEP = "step"  # of an article
    SAMPLE = "sample"  # so that the agent hears the voice


class SpeechTrouble(StrEnum):
    NO_ENGINE = "no_engine"  # this computer has no program that speaks
    NO_SOUND = "no_sound"  # it has, and the output device can't be opened
    FAILED = "failed"  # it hung or died more often than is put up with


CODES: Final = {  # of the errors
    SpeechTrouble.NO_ENGINE: "speech.no_engine",
    SpeechTrouble.NO_SOUND: "speech.no_sound",
    SpeechTrouble.FAILED: "speech.failed",
}


@dataclass(frozen=True, slots=True)
class SpeechState:
    """`on`: the settings want it; `locked`: the organisation decided that.

    `step` of `steps` of `article` was read last, from 1; 0 of 0 when none is being read.
    """

    on: bool = False
    locked: bool = False
    muted: bool = False
    speaking: Speaking | None = None
    trouble: SpeechTrouble | None = None
    article: ArticleId | None = None
    step: int = 0
    steps: int = 0

    @property
    def reads(self) -> bool:
        """An article is being read, step by step; a voice need not be heard just now."""
        return self.article is not None
