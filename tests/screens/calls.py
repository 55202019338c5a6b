"""The demo's calls, and four more made of the same recordings, for what those do not show."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from agentassist.telephony.replay.demo import RecordedCall, load_demo_calls, rewritten
from agentassist.telephony.replay.recording import RecordedEvent

KNOWN = "okafor-contract"
UNKNOWN, CANDIDATES, WITHHELD, HANDED_OVER = "unknown", "candidates", "nobody", "handed-over"
_CALLER = re.compile(rb"\+442079460123")
_NAME = re.compile(rb"C OKAFOR")
_NOBODYS, _NOBODYS_NAME = b"+493012345678", b"L BRANDT"
_SHARED, _NO_NAME = b"+493023125042", b"<unknown>"
_LEFT_BY_IVR = re.compile(rb"(?m)^(?:Dest)?ChanVariable: IVR_[^\n]*\n")
_AGENTS = re.compile(rb"\b10[12]\b")


def screen_calls(samples: Path) -> tuple[RecordedCall, ...]:
    """Every call that a picture needs, by its key; the demo's own come first."""
    calls = load_demo_calls(samples)
    known = {call.key: call for call in calls}
    plain, hidden = known[KNOWN], known["withheld"]
    return (
        *calls,
        _made(plain, UNKNOWN, 11, _silent, _caller(_NOBODYS, _NOBODYS_NAME)),
        _made(plain, CANDIDATES, 12, _silent, _caller(_SHARED, _NO_NAME)),
        _made(hidden, WITHHELD, 13, _silent, lambda raw: raw),
        _made(known["petrov-transfer"], HANDED_OVER, 14, list, _other_agent),
    )


def _made(
    call: RecordedCall,
    key: str,
    number: int,
    chosen: Callable[[Iterable[RecordedEvent]], list[RecordedEvent]],
    change: Callable[[bytes], bytes],
) -> RecordedCall:
    """With ids of its own: a phone system never gives one twice."""
    events = [
        _renumbered(rewritten(event, change(event.raw)), number)
        for event in chosen(call.recording.events)
    ]
    return replace(call, key=key, recording=replace(call.recording, name=key, events=tuple(events)))


def _renumbered(event: RecordedEvent, number: int) -> RecordedEvent:
    raw = re.sub(rb"(?m)^(\w*(?:Uniqueid|Linkedid): )\d", rb"\g<1>%d" % (number % 10), event.raw)
    return rewritten(event, raw)


def _silent(events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
    """As if no IVR had asked: neither what it reported, nor what it left on the channel."""
    return [
        rewritten(event, _LEFT_BY_IVR.sub(b"", event.raw))
        for event in events
        if event.name != "UserEvent" and not event.fields.get("Variable").startswith("__IVR_")
    ]


def _caller(number: bytes, name: bytes) -> Callable[[bytes], bytes]:
    return lambda raw: _NAME.sub(name, _CALLER.sub(number, raw))


def _other_agent(raw: bytes) -> bytes:
    """101 for 102 and the other way round: what the colleague sees, seen here."""
    return _AGENTS.sub(lambda match: b"102" if match[0] == b"101" else b"101", raw)
