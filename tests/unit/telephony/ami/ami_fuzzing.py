"""Fuzzing of the AMI path: broken streams in, what agents see out, and what must hold of both.

Everything between the socket and the printed line runs for real: framing, parser, session with
login and recovery, tracker, feed, `call_line`. Only the clock is virtual, so that an hour of a
phone system takes a moment and every run can be repeated from its seed.
"""

import asyncio
import heapq
import json
import logging
import re
import selectors
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from agentassist.bridge.call_line import call_line
from agentassist.bridge.feed import BridgeFeed
from agentassist.domain import call_events as ev
from agentassist.domain.call import CallSnapshot
from agentassist.domain.ids import AgentId, LegId
from agentassist.domain.shown_text import one_line, shown_number
from agentassist.ports.telephony import PhoneSink
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.framing import NotAmiError
from agentassist.telephony.ami.parser import AmiParser
from agentassist.telephony.ami.session import (
    AmiSession,
    LoginRefusedError,
    SessionEndedError,
    Stage,
)

BANNER: Final = b"Asterisk Call Manager/11.0.0\r\n"
END: Final = b"\r\n\r\n"
LISTS: Final = ("CoreShowChannels", "Status", "QueueStatus")
NAMED_ENDS: Final = (LoginRefusedError, SessionEndedError, NotAmiError)
CONFIG: Final = AmiConfig(user="bridge", secret="0ut-of-sight")


# --- a phone system with a clock of its own -------------------------------------------------------


class _NoWaiting(selectors.DefaultSelector):  # type: ignore[valid-type,misc]
    """Instead of waiting, the loop's clock is put forward."""

    forward: Callable[[float], None]

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout:
            self.forward(timeout)
        return list(super().select(0))


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which nothing is waited for."""

    def __init__(self) -> None:
        selector = _NoWaiting()
        selector.forward = self._forward
        self._virtual = 0.0
        super().__init__(selector)

    def time(self) -> float:
        return self._virtual

    def _forward(self, seconds: float) -> None:
        self._virtual += seconds


@dataclass(slots=True)
class Piece:
    """Bytes that come at second `at`, in reads of `chunk`; answers come between two pieces."""

    at: float
    data: bytes
    chunk: int = 1 << 20


@dataclass(slots=True)
class Seen:
    """What came of a stream."""

    snapshots: list[CallSnapshot] = field(default_factory=list)
    events: list[ev.CallEvent] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    most_legs: int = 0
    most_buffered: int = 0
    left: tuple[object, ...] = ()

    def lines(self, agents: Iterable[str] | None = None) -> list[str]:
        """What `watch` prints, without the time."""
        wanted = None if agents is None else set(agents)
        return [
            re.sub(r'^\{"t": \d+, ', "{", call_line(one))
            for one in self.snapshots
            if wanted is None or one.agent in wanted
        ]


class PhoneLine:
    """A PhoneSystem that plays pieces of a stream into a real session, then a life without calls.

    `answers` gives the items of a list by the action's name, or None for a refusal; `presentation`
    is the answer to every Getvar (None: an error), after `patience` seconds.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        *,
        answers: Mapping[str, Sequence[bytes] | None] | None = None,
        presentation: str | None = None,
        patience: float = 0.0,
        cut_at: float | None = None,
    ) -> None:
        self.seen = Seen()
        self._pieces = pieces
        self._answers = answers or {}
        self._presentation = presentation
        self._patience = patience
        self._cut_at = cut_at
        self._parser = AmiParser()
        self._sent = bytearray()
        self._coming: list[tuple[float, int, bytes, int]] = []
        self._count = 0
        self._session: AmiSession | None = None
        self._sink: PhoneSink | None = None
        self._first_life = True
        self.feed: BridgeFeed | None = None

    def ask_presentation(self, leg: LegId, channel: str) -> bool:
        if self._session is None or self._session.stage is not Stage.READY:
            return False
        self._session.ask_presentation(leg, channel)
        return True

    async def run(self, sink: PhoneSink) -> None:
        self._sink = sink
        await self._life(self._pieces)
        self._first_life = False
        await asyncio.sleep(0.5)
        await self._life([])

    async def _life(self, pieces: Sequence[Piece]) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self._sent.clear()
        self._coming.clear()
        session = self._session = AmiSession(CONFIG, self._parser, self._take, self._ns())
        for piece in (Piece(0.0, BANNER), *pieces):
            self._expect(begun + piece.at, piece.data, piece.chunk)
        end = begun + max([piece.at for piece in pieces], default=0.0) + 3.0
        if self._cut_at is not None and pieces:
            end = begun + self._cut_at
        ticks = begun + 0.2
        try:
            while loop.time() < end:
                due = min(self._coming[0][0] if self._coming else end, ticks, end)
                await asyncio.sleep(max(0.0, due - loop.time()))
                if due == ticks:
                    ticks += 1.0
                    self._told(session.tick(self._ns()))
                while self._coming and self._coming[0][0] <= loop.time():
                    self._hear(session, *heapq.heappop(self._coming)[2:])
                    self._answer()
                self._answer()
        except NAMED_ENDS as end_of_session:
            self.seen.ends.append(type(end_of_session).__name__)
        finally:
            self._session = None
            self._told(session.end(self._ns()))

    def _hear(self, session: AmiSession, data: bytes, chunk: int) -> None:
        for start in range(0, len(data), chunk):
            self._told(session.feed(data[start : start + chunk], self._ns()))
        buffered = len(session._framer._buffer)
        self.seen.most_buffered = max(self.seen.most_buffered, buffered)
        if self.feed is not None:
            self.seen.most_legs = max(self.seen.most_legs, self.feed._tracker.legs)

    def _told(self, events: list[ev.CallEvent]) -> None:
        if events and self._sink is not None:
            self.seen.events += events
            self._sink.on_events(events)

    def _ns(self) -> int:
        return int(asyncio.get_running_loop().time() * 1e9)

    def _expect(self, at: float, data: bytes, chunk: int = 1 << 20) -> None:
        self._count += 1
        heapq.heappush(self._coming, (at, self._count, data, chunk))

    # --- the phone system's answers ---------------------------------------------------------------

    def _take(self, data: bytes) -> None:
        self._sent += data

    def _answer(self) -> None:
        while (end := self._sent.find(END)) >= 0:
            lines = bytes(self._sent[:end]).decode().split("\r\n")
            del self._sent[: end + len(END)]
            asked = dict(line.split(": ", 1) for line in lines)
            name, told = asked["Action"], self._answer_to(asked["Action"])
            late = self._patience if name == "Getvar" else 0.0
            head = b"ActionID: " + asked["ActionID"].encode() + b"\r\n"
            data = b"".join(_with_line(one, head) for one in told)
            self._expect(asyncio.get_running_loop().time() + late, data)

    def _answer_to(self, name: str) -> Sequence[bytes]:
        """Messages, to each of which the ActionID is added as second line."""
        if name in LISTS:
            items = self._answers.get(name, ()) if self._first_life else ()
            if items is None:
                return [b"Response: Error\r\nMessage: Permission denied" + END]
            begin = b"Response: Success\r\nEventList: start" + END
            return [begin, *items, b"Event: " + name.encode() + b"Complete" + END]
        said = {
            "Challenge": b"Challenge: 163206724",
            "CoreSettings": b"AsteriskVersion: 22.10.1",
            "Getvar": b"Value: " + (self._presentation or "").encode(),
        }
        if name == "Getvar" and self._presentation is None:
            return [b"Response: Error\r\nMessage: No such channel" + END]
        return [b"Response: Success\r\n" + said.get(name, b"Message: ok") + END]


def _with_line(message: bytes, line: bytes) -> bytes:
    first, newline, rest = message.partition(b"\r\n")
    return first + newline + line + rest


class _Log(logging.Handler):
    def __init__(self, seen: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self._seen = seen

    def emit(self, record: logging.LogRecord) -> None:
        self._seen.append(logging.Formatter().format(record))


def play(line: PhoneLine, agents: Sequence[str]) -> Seen:
    """Plays the line through a feed to these agents."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: line.seen.faults.append(repr(context)))
        feed = line.feed = BridgeFeed(line, [AgentId(agent) for agent in agents])
        for agent in agents:
            feed.subscribe(AgentId(agent), line.seen.snapshots.append)
        await feed.run()
        table = feed._tracker._table
        line.seen.left = (table.legs, table.calls, table.bridges, table.by_line, feed._held)

    log, root = _Log(line.seen.log), logging.getLogger("agentassist")
    level = root.level
    root.addHandler(log)
    root.setLevel(logging.DEBUG)
    try:
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            runner.run(run())
    finally:
        root.removeHandler(log)
        root.setLevel(level)
    return line.seen


# --- what must hold of every stream ---------------------------------------------------------------


def check_shape(seen: Seen) -> None:
    """Each line is one that the contract allows, and nothing is left when the calls are gone."""
    assert not seen.faults, seen.faults
    last: dict[str, CallSnapshot] = {}
    ended_as: dict[str, dict[str, object] | None] = {}
    for shot, line in zip(seen.snapshots, seen.lines(), strict=True):
        told = json.loads(line)
        agent = told["agent"]
        assert "\n" not in line
        assert len(line) < 20_000
        assert last.get(agent) != replace(shot, at_ns=0), "the same was told twice"
        last[agent] = replace(shot, at_ns=0)
        for text in texts(told):
            assert len(text) <= 300
            assert text == one_line(text)
        caller, ended = told["caller"], told["state"] in ("idle", "wrapping")
        assert (told["outcome"] is not None) == ended
        rest = {name: value for name, value in told.items() if name != "caller"}
        before = ended_as.get(agent, {}) if ended else None
        # A call ends once. Only who it was may follow, when that was asked for and told late.
        assert not before or before == rest, "an end of no call"
        assert before != {}, "the end of a call that never began"
        ended_as[agent] = rest if ended else None
        if caller["presentation"] == "restricted":
            assert (caller["number"], caller["name"]) == (None, None)
        if caller["internal_from"]:
            assert (told["given"], told["verified"], told["intent"]) == ([], False, None)
        for given in told["given"]:
            assert given["kind"] != "pin" or given["value"] is None
            assert given["kind"] in ("menu", "pin") or _is_mask(given["value"])
        assert shot.call_id
    assert all(ended_as.values()), "a call is still shown, and the phone system has none"
    assert not any(seen.left), seen.left
    assert seen.most_buffered <= 260 * 1024


def texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)


def _is_mask(value: str | None) -> bool:
    return value is None or value.startswith("••••")


_CALLERS_OWN: Final = frozenset(
    {"Value", "Variable", "ChanVariable", "DestChanVariable", "AppData", "Account", "Customer"}
)

_SPOKEN: Final = re.compile(r"_{0,2}IVR_(INTENT|CUSTOMER|DID)=")


class Told:
    """What the stream itself says of callers: read by other means than the product's.

    `numbers(call)` are those that some leg had which the stream ties to this call: by a shared id,
    a message that names both, or a bridge.
    """

    def __init__(self, streams: Iterable[bytes]) -> None:
        self._parent: dict[str, str] = {}
        self._numbers: dict[str, set[str]] = {}
        self.public: list[str] = []
        self.legs: set[str] = set()
        for stream in streams:
            for raw in stream.split(END):
                self._read(raw.decode("utf-8", "replace"))

    def numbers(self, call: str) -> set[str]:
        root = self._root(call)
        return {
            number
            for key, numbers in self._numbers.items()
            if self._root(key) == root
            for number in numbers
        }

    def _root(self, key: str) -> str:
        while (above := self._parent.setdefault(key, key)) != key:
            key = above
        return key

    def _read(self, message: str) -> None:
        fields: dict[str, str] = {}
        for line in message.split("\r\n"):
            name, colon, value = line.partition(":")
            if colon:
                value = one_line(value.removeprefix(" "))
                fields.setdefault(name, value)
                if name not in _CALLERS_OWN or _SPOKEN.match(value):
                    self.public.append(value)
        if _SPOKEN.match(fields.get("Variable", "") + "="):
            self.public.append(fields.get("Value", ""))
        keys = [
            value
            for name, value in fields.items()
            if value and (name.endswith(("Uniqueid", "Linkedid", "BridgeId", "BridgeID")))
        ]
        self.legs.update(value for name, value in fields.items() if name.endswith("Uniqueid"))
        if not keys:
            return
        for key in keys[1:]:
            self._parent[self._root(key)] = self._root(keys[0])
        numbers = self._numbers.setdefault(keys[0], set())
        for name, value in fields.items():
            if name.endswith(("CallerIDNum", "Exten")):
                numbers |= {value, shown_number(value)}
            elif name.endswith("Channel"):
                rest = value.partition("/")[2]
                numbers.add(one_line(rest.rpartition("-")[0] or rest))
                numbers.add(one_line(rest.partition("@")[0]))


def check_callers(seen: Seen, told: Told) -> None:
    """No wrong caller: what is shown for a call was said of one of its own legs."""
    for shot in seen.snapshots:
        for number in (shot.caller.number, shot.internal_from, shot.transferred_from):
            if number is not None and shot.call_id is not None:
                known = told.numbers(shot.call_id)
                assert number in known, f"{number} is shown for {shot.call_id}: {sorted(known)}"


def check_secrets(seen: Seen, told: Told, secrets: Iterable[str]) -> None:
    """Nothing planted is in a line, a log or what an error report would print.

    A secret that the broken stream itself says to be a name or a number is one to the product.
    """
    spoken = "\n".join(
        [*seen.lines(), *seen.log, *map(repr, seen.snapshots), *map(repr, seen.events)]
    )
    public = "\n".join(told.public)
    for secret in secrets:
        assert secret not in spoken or secret in public, f"{secret} leaked"


def check_withheld(seen: Seen, hidden: Iterable[str]) -> None:
    spoken = "\n".join([*seen.lines(), *seen.log, *map(repr, seen.snapshots)])
    for text in hidden:
        assert text not in spoken, f"{text} is withheld, and shown"
