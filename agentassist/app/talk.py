"""What is said in calls: from a transcript that comes in, and from text the agent pastes.

It stays with the record of its call, in memory; nothing here is written down.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.desk_command import command
from agentassist.app.events import TalkChanged
from agentassist.domain.apology import ApologyHelp, EarlierApology
from agentassist.domain.call import AgentState
from agentassist.domain.shown_text import one_line
from agentassist.domain.spoken_digits import redact_spoken
from agentassist.domain.transcript_text import turns_in
from agentassist.domain.utterance import LONGEST, Said, Speaker, Talk, Utterance
from agentassist.ports.clock import Clock
from agentassist.ports.coaching import Coach, HearsApologies
from agentassist.ports.talk_feed import TalkFeed

_SHOWN = 4  # turns


@dataclass(frozen=True, slots=True)
class TranscriptTaken:
    """How many turns were in a pasted text, by speaker, and how many of all were `new`."""

    agent: int
    caller: int
    new: int


class TalkDesk:
    """`desk.talk`."""

    _look: Callable[[CallRecord], None]
    _coach: Callable[[], Coach]

    def __init__(self, *, bus: Bus, clock: Clock, records: CallRecords) -> None:
        self._bus = bus
        self._clock = clock
        self._records = records
        self.opened = asyncio.Event()

    def open(
        self,
        feed: TalkFeed | None,
        look: Callable[[CallRecord], None],
        coach: Callable[[], Coach],
    ) -> None:
        """`look` shows the coach the call as it is now; `coach` is the one that counts now."""
        self._look, self._coach = look, coach
        if feed is not None:
            feed.listen(self.hear)
        self.opened.set()

    def hear(self, utterance: Utterance) -> None:
        """A piece of a transcript. Of another agent's call, or of none that is on, it is nothing.

        Of a call that waits it is kept, and nothing is said about it.
        """
        record = self._records.get(utterance.call)
        if record is None or record.snapshot.agent != utterance.agent or not _talking(record):
            return
        before = record.said
        record.said = before.hear(
            utterance.speaker,
            utterance.text,
            final=utterance.final,
            elapsed=record.talk(self._clock.now()),
            at=utterance.at,
        )
        if record.said.heard != before.heard:
            self._heard(record)

    @command
    async def take_text(self, text: str, otherwise: Speaker) -> TranscriptTaken:
        """A chat or transcript that the agent pasted. AgentAssistError("call.none").

        Pasted again with more at its end, only the new turns count.
        """
        record = self._records.on_card()
        turns = [
            (speaker, redact_spoken(one_line(words, LONGEST)))
            for speaker, words in turns_in(text, otherwise)
        ]
        new = turns[_known(record.said, turns) :]
        now = self._clock.now()
        for speaker, words in new:
            record.said = record.said.hear(
                speaker, words, final=True, elapsed=record.talk(now), at=None
            )
        if new:
            self._heard(record)
        count = [speaker for speaker, _ in turns].count
        return TranscriptTaken(count(Speaker.AGENT), count(Speaker.CALLER), len(new))

    @command
    async def apology_help(self) -> ApologyHelp:
        """For who builds one; outside a call nothing is known."""
        record, coach = self._records.front, self._coach()
        language = coach.language if isinstance(coach, HearsApologies) else "en"
        if record is None:
            return ApologyHelp(language=language)
        said = coach.apologies(record.said) if isinstance(coach, HearsApologies) else 0
        now = self._clock.now()
        topic = record.snapshot.intent
        rows = [
            row
            for row in record.rows(now).entries
            if row.apologies and (topic is None or row.interaction.topic == topic)
        ]
        return ApologyHelp(
            first_name=record.as_moment(now).first_name,
            language=language,
            now=now,
            in_call=max(said, record.apologies_built),
            on_file=tuple(
                EarlierApology(row.interaction.at, row.interaction.title, row.apologies)
                for row in rows
            ),
        )

    @command
    async def apology_built(self) -> None:
        """One was put into the draft: another for the same is worth less."""
        if self._records.front is not None:
            self._records.front.apologies_built += 1

    def _heard(self, record: CallRecord) -> None:
        if record.call_id is not None:
            latest = record.said.turns[-_SHOWN:]
            self._bus.publish(TalkChanged(record.call_id, record.said.heard, latest))
        if record is self._records.front:
            self._look(record)


def _talking(record: CallRecord) -> bool:
    there = (AgentState.TALKING, AgentState.HELD)
    return record.snapshot.state in there and not record.internal


def _known(talk: Talk, turns: list[tuple[Speaker, str]]) -> int:
    """How many of the first turns are the last ones that were heard."""
    heard = [_pair(one) for one in talk.turns]
    for many in range(min(len(heard), len(turns)), 0, -1):
        if heard[-many:] == turns[:many]:
            return many
    return _after_dropped(heard, turns)


def _after_dropped(heard: list[tuple[Speaker, str]], turns: list[tuple[Speaker, str]]) -> int:
    """The same for a talk so long that its beginning is kept no more."""
    for end in range(len(turns), len(heard) - 1, -1):
        if heard and turns[end - len(heard) : end] == heard:
            return end
    return 0


def _pair(said: Said) -> tuple[Speaker, str]:
    return said.speaker, said.text
