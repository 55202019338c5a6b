"""Recorded calls to try a pack on: who said what and when, as text or as JSON lines.

    intent = "delivery"
    waited_seconds = 200
    ---
    0:00 agent: Thank you for waiting, how can I help?
    0:06 caller: My parcel is a week late.
    0:20 note: parcel a week late
    0:30 mood: angry

The head, if there is one, has the keys of an example's table (see pack_file.Situation). Times may
be missing: a turn then takes as long as it takes to say. A transcript with `Agent:` and
`Customer:` reads as well. In JSON lines a turn is
`{"who": "agent", "text": "...", "at": 12.5}`, and the head `{"call": {...}}`.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from agentassist.coaching.compiling import moment_of
from agentassist.coaching.pack_file import Situation
from agentassist.coaching.pack_source import pack_problem
from agentassist.domain.coaching import CallMoment, Fault
from agentassist.domain.interaction import Mood
from agentassist.domain.transcript_text import speaker_called
from agentassist.domain.utterance import Speaker

ENDINGS: Final = (".txt", ".talk", ".jsonl")
LARGEST: Final = 1 << 20
_HEAD_ENDS: Final = "---"
_WORDS_A_SECOND: Final = 2.5
_LONGEST: Final = timedelta(hours=10)


class Who(StrEnum):
    """Who spoke, or what the agent marked meanwhile."""

    AGENT = "agent"
    CALLER = "caller"
    NOTE = "note"
    MOOD = "mood"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Turn:
    who: Who
    text: str
    at: timedelta
    line: int


@dataclass(frozen=True, slots=True)
class Talk:
    """`start` is the call as it was answered."""

    file: Path
    start: CallMoment
    turns: tuple[Turn, ...] = ()

    @property
    def length(self) -> timedelta:
        return self.turns[-1].at if self.turns else timedelta()


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    who: Who | None = None
    text: Annotated[str, Meta(max_length=10_000)] = ""
    at: Annotated[float, Meta(ge=0, le=36_000)] | None = None
    call: Situation | None = None


@dataclass(slots=True)
class _Reading:
    """What was read so far; `clock` is when the last turn was over."""

    file: Path
    start: CallMoment = field(default_factory=lambda: moment_of(Situation()))
    turns: list[Turn] = field(default_factory=list)
    clock: timedelta = timedelta()

    def add(self, who: Who, text: str, at: timedelta | None, line: int) -> None:
        if who is Who.MOOD and text not in set(Mood):
            raise self.problem(line, f"no mood: {text[:40]}")
        if who is Who.FAULT and text not in set(Fault):
            raise self.problem(line, f"neither ours, not_ours nor unknown: {text[:40]}")
        begin = max(self.clock, at) if at is not None else self.clock
        if begin > _LONGEST:
            raise self.problem(line, "after more than ten hours")
        self.turns.append(Turn(who, text, begin, line))
        spoken = len(text.split()) / _WORDS_A_SECOND if who in (Who.AGENT, Who.CALLER) else 0
        self.clock = begin + timedelta(seconds=spoken if at is None else 0)

    def problem(self, line: int, what: str) -> Exception:
        return pack_problem("pack.talk_line", self.file, line=line, problem=what)


def read_talks(place: Path) -> Iterator[Talk]:
    """Every call in a folder, by name, or the one in a file.

    Raises AgentAssistError pack.no_talks, pack.talk_line, pack.not_utf8, pack.file_too_large.
    """
    files = [place] if place.is_file() else sorted(place.rglob("*"))
    found = [file for file in files if file.suffix in ENDINGS and file.is_file()]
    if not found:
        raise pack_problem("pack.no_talks", place)
    for file in found:
        yield read_talk(file)


def read_talk(file: Path) -> Talk:
    """See the head of this module."""
    lines = read_lines(file)
    reading = _Reading(file)
    if file.suffix == ".jsonl":
        _read_rows(reading, lines)
    else:
        _read_text(reading, lines)
    return Talk(file, reading.start, tuple(reading.turns))


def read_lines(file: Path) -> list[str]:
    with file.open("rb") as stream:
        content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise pack_problem("pack.file_too_large", file, limit=LARGEST)
    try:
        return content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise pack_problem("pack.not_utf8", file, line=line) from None


def _read_rows(reading: _Reading, lines: list[str]) -> None:
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            row = msgspec.json.decode(text, type=_Row)
        except msgspec.MsgspecError as wrong:
            raise reading.problem(number, str(wrong)[:120]) from None
        if row.call is not None:
            reading.start = moment_of(row.call)
        if row.who is not None:
            at = timedelta(seconds=row.at) if row.at is not None else None
            reading.add(row.who, row.text.strip(), at, number)


def _read_text(reading: _Reading, lines: list[str]) -> None:
    head = lines.index(_HEAD_ENDS) if _HEAD_ENDS in lines else -1
    if head >= 0:
        try:
            table = tomllib.loads("\n".join(lines[:head]))
            reading.start = moment_of(msgspec.convert(table, Situation))
        except (tomllib.TOMLDecodeError, msgspec.ValidationError) as wrong:
            raise reading.problem(head + 1, str(wrong)[:120]) from None
    for number, text in enumerate(lines[head + 1 :], head + 2):
        if not text.strip() or text.startswith("#"):
            continue
        before, colon, said = text.partition(": ")
        time, _, name = before.strip().rpartition(" ")
        who = _who(name)
        if not colon or who is None:
            raise reading.problem(number, "not like `0:12 agent: Good morning`")
        reading.add(who, said.strip(), _time(reading, time.strip("[] "), number), number)


def _who(name: str) -> Who | None:
    """Also as chats and transcripts name them: `Agent`, `Customer`, `Kundin`."""
    if name in set(Who):
        return Who(name)
    speaker = speaker_called(name)
    return Who(speaker) if speaker is not None else None


def _time(reading: _Reading, text: str, line: int) -> timedelta | None:
    """`0:12`, `1:02:03`, `12.5`, or nothing."""
    if not text:
        return None
    try:
        parts = [float(part) for part in text.strip().split(":")]
        seconds = sum(part * 60**power for power, part in enumerate(reversed(parts)))
        if len(parts) > 3 or not 0 <= seconds <= _LONGEST.total_seconds():
            raise ValueError
    except ValueError:
        raise reading.problem(line, f"no time: {text[:20]}") from None
    return timedelta(seconds=seconds)


def after(moment: CallMoment, turn: Turn) -> CallMoment:
    """The call once a turn is over."""
    match turn.who:
        case Who.NOTE:
            return replace(moment, notes=f"{moment.notes}\n{turn.text}".strip())
        case Who.MOOD:
            return replace(moment, mood=Mood(turn.text))
        case Who.FAULT:
            return replace(moment, fault=Fault(turn.text))
        case Who.AGENT | Who.CALLER:
            speaker, since = Speaker(turn.who), moment.elapsed
            talk = moment.talk.hear(speaker, turn.text, final=True, elapsed=since, at=None)
            return replace(moment, talk=talk)
