"""A recorded AMI conversation: the events after the login, each with the second it came at."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agentassist.domain.errors import AgentAssistError

_END: Final = b"\r\n\r\n"
# List events answer the recorder's own questions; these say what was there when it connected.
_PRESENT: Final = frozenset({"CoreShowChannel", "Status", "QueueEntry", "QueueMember"})


class Fields:
    """The `Key: Value` lines of one message, in order; a key may come more than once."""

    __slots__ = ("pairs",)

    def __init__(self, raw: bytes) -> None:
        self.pairs: tuple[tuple[str, str], ...] = tuple(_lines(raw))

    def get(self, key: str, default: str = "") -> str:
        """The first value of the key."""
        return next((value for name, value in self.pairs if name == key), default)

    def all(self, key: str) -> list[str]:
        return [value for name, value in self.pairs if name == key]

    def __contains__(self, key: str) -> bool:
        return any(name == key for name, _ in self.pairs)


def _lines(raw: bytes) -> Iterator[tuple[str, str]]:
    for line in raw.decode("utf-8", "replace").split("\r\n"):
        key, colon, value = line.partition(":")
        if colon:
            yield key, value[1:] if value.startswith(" ") else value


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """`raw` is what the phone system sent, byte for byte; `second` counts from the login.

    `name` is empty for the last piece of a recording that ends in the middle of a message.
    """

    second: float
    name: str
    raw: bytes
    fields: Fields

    @property
    def unique_id(self) -> str:
        return self.fields.get("Uniqueid")

    @property
    def dest_unique_id(self) -> str:
        return self.fields.get("DestUniqueid")


@dataclass(frozen=True, slots=True)
class Recording:
    """`present` tells what was already there when the recorder connected in mid-call."""

    name: str
    banner: bytes
    events: tuple[RecordedEvent, ...]
    present: tuple[Fields, ...] = ()


def load_recording(path: Path) -> Recording:
    """Read `NAME.ami` and, for the pace, `NAME.idx` beside it (second, offset, length per line).

    Without an index every event is at second 0. Raises AgentAssistError
    `recording.unreadable`, `recording.bad_index` or `recording.no_login`.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise AgentAssistError(
            "recording.unreadable", file=str(path), reason=error.strerror
        ) from None
    arrivals = _read_index(path.with_suffix(".idx"))
    banner, _, _ = raw.partition(b"\r\n")
    events: list[RecordedEvent] = []
    present: list[Fields] = []
    login_second: float | None = None
    for end, message in _messages(raw, len(banner) + 2):
        second = arrivals.second_of(end)
        fields = Fields(message)
        if login_second is None:
            if fields.get("Message") == "Authentication accepted":
                login_second = second
        elif "ActionID" in fields:
            if fields.get("Event") in _PRESENT:
                present.append(fields)
        elif "Response" not in fields:
            name = fields.get("Event") if message.endswith(_END) else ""
            events.append(RecordedEvent(second - login_second, name, message, fields))
    if login_second is None:
        raise AgentAssistError("recording.no_login", file=str(path))
    name = path.name.removesuffix(".ami").removesuffix(".bridge")
    return Recording(name, banner + b"\r\n", tuple(events), tuple(present))


def _messages(raw: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Each message with the offset of its end; the last may be cut off."""
    while start < len(raw):
        found = raw.find(_END, start)
        end = len(raw) if found < 0 else found + len(_END)
        if raw[start:end].strip():
            yield end, raw[start:end]
        start = end


@dataclass(frozen=True, slots=True)
class _Arrivals:
    ends: tuple[int, ...] = ()
    seconds: tuple[float, ...] = ()

    def second_of(self, end: int) -> float:
        """When the byte before offset `end` had been received."""
        if not self.ends:
            return 0.0
        return self.seconds[min(bisect_right(self.ends, end - 1), len(self.ends) - 1)]


def _read_index(path: Path) -> _Arrivals:
    if not path.exists():
        return _Arrivals()
    ends: list[int] = []
    seconds: list[float] = []
    for number, line in enumerate(path.read_text("ascii").splitlines(), 1):
        try:
            second, offset, length = line.split("\t")
            ends.append(int(offset) + int(length))
            seconds.append(float(second))
        except ValueError:
            raise AgentAssistError("recording.bad_index", file=str(path), line=number) from None
    return _Arrivals(tuple(ends), tuple(seconds))
