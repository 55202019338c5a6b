"""What was said in a call, as text: a transcript's pieces, and the talk they make.

It lives as long as its call is followed and is kept nowhere; the agent's voice is never heard.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from agentassist.domain.backchannel import encourages
from agentassist.domain.ids import AgentId, CallId

KEPT: Final = 60  # turns of one talk
LONGEST: Final = 2_000  # characters of one utterance
OPEN_FOR: Final = timedelta(seconds=8)  # a partial one that nothing follows was the last of it
_FEWEST = 3  # words from which somebody is saying something that can be cut off


class Speaker(StrEnum):
    AGENT = "agent"
    CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Utterance:
    """A piece of a transcript, without card numbers. A partial one stands until the next comes."""

    call: CallId
    agent: AgentId
    speaker: Speaker
    text: str
    final: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """One turn. `elapsed` since answering; `cut_in`: it began while the other was speaking."""

    speaker: Speaker
    text: str
    elapsed: timedelta = timedelta()
    at: datetime | None = None
    cut_in: bool = False

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Talk:
    """Turns that are over, the oldest first, and what is being said now, one a speaker.

    `heard` counts every turn there ever was: of `turns` only the last are kept.
    """

    turns: tuple[Said, ...] = ()
    open: tuple[Said, ...] = ()
    heard: int = 0

    def hear(
        self, speaker: Speaker, text: str, *, final: bool, elapsed: timedelta, at: datetime | None
    ) -> "Talk":
        """With one more piece. What comes late, from before the speaker's last turn, is nothing."""
        if at is not None and any(
            one.at is not None and one.at > at for one in self._latest(speaker)
        ):
            return self
        before = self._speaking(speaker)
        other = next((one for one in self.open if one.speaker is not speaker), None)
        if before is not None:
            cut = before.cut_in
        else:
            cut = (
                other is not None and other.words >= _FEWEST and elapsed - other.elapsed < OPEN_FOR
            )
        said = Said(speaker, text, elapsed, at, cut)
        others = tuple(one for one in self.open if one.speaker is not speaker)
        if not final:
            return replace(self, open=(*others, said))
        if not text:
            return replace(self, open=others)
        if encourages(text):
            said = replace(said, cut_in=False)  # 'mm, go on' is listening
        return Talk((*self.turns, said)[-KEPT:], others, self.heard + 1)

    def speaks(self, speaker: Speaker, elapsed: timedelta) -> bool:
        """Whether they are speaking now, as far as partial pieces tell."""
        one = self._speaking(speaker)
        return one is not None and elapsed - one.elapsed < OPEN_FOR

    def since(self, heard: int) -> tuple[Said, ...]:
        """Turns that came after so many were heard."""
        new = self.heard - heard
        return self.turns[-new:] if new > 0 else ()

    def until(self, turn: Said) -> "Talk":
        """As it stood when that turn was over."""
        at = max(place for place, one in enumerate(self.turns) if one is turn)
        return Talk(self.turns[: at + 1], (), self.heard - (len(self.turns) - at - 1))

    def of(self, speaker: Speaker) -> tuple[Said, ...]:
        """Their turns that say something, the latest first."""
        return tuple(
            one
            for one in reversed(self.turns)
            if one.speaker is speaker and not encourages(one.text)
        )

    @property
    def in_one_go(self) -> int:
        """Words of whoever spoke last, since the other said something.

        'Mm' and 'yes' in between don't count, unless they answer a question.
        """
        if not self.turns:
            return 0
        speaker, words = self.turns[-1].speaker, 0
        for place in range(len(self.turns) - 1, -1, -1):
            turn = self.turns[place]
            if turn.speaker is speaker:
                words += turn.words
            elif not encourages(turn.text) or self.turns[place - 1].text.endswith("?"):
                break
        return words

    def words(self, speaker: Speaker) -> int:
        return sum(one.words for one in self.turns if one.speaker is speaker)

    def _speaking(self, speaker: Speaker) -> Said | None:
        return next((one for one in self.open if one.speaker is speaker), None)

    def _latest(self, speaker: Speaker) -> tuple[Said, ...]:
        last = next((one for one in reversed(self.turns) if one.speaker is speaker), None)
        now = self._speaking(speaker)
        return tuple(one for one in (last, now) if one is not None)


NOTHING_SAID: Final = Talk()
