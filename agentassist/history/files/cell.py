"""What stands in a cell, as a value: times, dates, lengths, words. Never guessed at."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

import msgspec

from agentassist.domain.linking.birth_date import BirthDate, birth_date
from agentassist.history.files.mapping import folded

LONGEST_LINE, LONGEST_TEXT = 2_000, 100_000  # characters of a line and of a text that are kept
WORDS_KNOWN = 1000
_YEARS = range(1900, 2200)
_SECONDS = re.compile(r"\d{9,10}(?:\.\d{1,6})?")
_MILLIS = re.compile(r"\d{12,13}")
_DAY_FIRST = re.compile(
    r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?: Uhr)?)?"
)
_LENGTH = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d+)?)")
_YES = frozenset({"1", "true", "yes", "y", "x", "ja", "j", "si", "oui", "o", "wahr"})
_NO = frozenset({"0", "false", "no", "n", "nein", "non", "falsch"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is computed by spreadsheets


class BadCell(Exception):  # noqa: N818 - a row, not an error of the program
    """Says what is wrong with a cell, without its value."""


def line(text: str) -> str:
    """On one line, without what can't be seen."""
    text = _CONTROL.sub("", text)
    return (
        " ".join(text.split())[:LONGEST_LINE]
        if not text.isprintable()
        else text.strip()[:LONGEST_LINE]
    )


def long_text(text: str) -> str:
    if text.isprintable():
        return text.strip()[:LONGEST_TEXT]
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()[:LONGEST_TEXT]


class Times:
    """Reads times; `zone` is where one is that does not say."""

    def __init__(self, formats: Sequence[str], zone: str | None) -> None:
        self._formats = tuple(formats)
        self._zone: tzinfo | None = ZoneInfo(zone) if zone else None

    def moment(self, text: str) -> datetime:
        """Aware, in UTC. Raises BadCell."""
        found = self._parsed(text)
        if found.year not in _YEARS:
            raise BadCell("a year that can't be")
        try:
            if found.tzinfo is None:
                # without a zone: what this computer's clock would have said
                found = found.replace(tzinfo=self._zone) if self._zone else found.astimezone()
            return found.astimezone(UTC)
        except (OverflowError, OSError):
            raise BadCell("a time that can't be") from None

    def day(self, text: str) -> date:
        return self._parsed(text).date()

    def _parsed(self, text: str) -> datetime:
        for form in self._formats:
            try:
                return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is put to it above
            except ValueError:
                continue
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
        if _SECONDS.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        if _MILLIS.fullmatch(text):
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        if match := _DAY_FIRST.fullmatch(text):
            day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
            try:
                return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
            except ValueError:
                pass
        raise BadCell("no time that is understood; name its format under dates")


def duration(text: str) -> timedelta:
    """`95` seconds, `1:35`, `1:01:35`."""
    match = _LENGTH.fullmatch(text)
    if match is None or len(text) > 20:
        raise BadCell("no length of time: seconds, or h:mm:ss")
    hours, minutes, seconds = (float(part or 0) for part in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def yes(text: str) -> bool:
    word = folded(text)
    if word not in _YES | _NO:
        raise BadCell("neither yes nor no")
    return word in _YES


def whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise BadCell("no whole number")
    return int(text)


def word(kind: type[E], known: Mapping[str, str], also: Mapping[str, E]) -> Callable[[str], E]:
    """Of one of our words: as the mapping says it, as it is called here, or as it often is."""
    table: dict[str, E] = {**also, **{folded(each.value): each for each in kind}}
    table |= {text: kind(ours) for text, ours in known.items()}

    said: dict[str, E] = {}  # texts as they stand in the file: a few, over and over

    def read(text: str) -> E:
        found = said.get(text) or table.get(folded(text))
        if found is None:
            raise BadCell("a word that the mapping has no table for")
        if len(said) < WORDS_KNOWN:
            said[text] = found
        return found

    return read


def birth(text: str) -> BirthDate:
    """Several days, as an export writes them, are what one date could be."""
    parts = text.split()
    days = {day for part in parts if len(part) == 8 for day in birth_date(part)}
    return tuple(sorted(days)) if len(parts) > 1 and len(days) == len(parts) else birth_date(text)


def written(decoder: msgspec.json.Decoder[T]) -> Callable[[str], T]:
    """Reads what an export wrote as JSON."""

    def read(text: str) -> T:
        try:
            return decoder.decode(text)
        except (msgspec.MsgspecError, UnicodeEncodeError):
            raise BadCell("not as an export writes it") from None

    return read


def spreadsheet_safe(text: str) -> str:
    """A cell that a spreadsheet would compute gets an apostrophe: `=HYPERLINK(...)`, `+49 ...`."""
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def as_typed(text: str) -> str:
    """Without the apostrophe of `spreadsheet_safe`, and of spreadsheets themselves."""
    quoted = text.startswith("'") and text.lstrip("'").startswith(_FORMULA)
    return text[1:] if quoted else text
