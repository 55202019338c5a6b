"""Recordings played through framing, parser and tracker, without a socket."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agentassist.domain.call import CallSnapshot
from agentassist.domain.call_tracker import CallTracker
from agentassist.domain.ids import AgentId
from agentassist.telephony.ami.framing import Framer
from agentassist.telephony.ami.parser import AmiParser

DATA = Path(__file__).parents[3] / "data" / "asterisk"
AGENTS = tuple(AgentId(agent) for agent in ("101", "102", "103"))
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def events_only(raw: bytes) -> list[bytes]:
    """The live events of a recording; answers to the recorder's own questions are left out."""
    return [
        message
        for message in Framer().feed(raw)
        if message.startswith(b"Event: ") and b"\r\nActionID: " not in message
    ]


class Played:
    """What every agent saw, in order, and what is left in the tracker."""

    def __init__(self, messages: list[bytes], agents: tuple[AgentId, ...] = AGENTS) -> None:
        self.parser = AmiParser()
        self.tracker = CallTracker(agents)
        self.seen: list[CallSnapshot] = []
        self.published: list[CallSnapshot] = []  # what the feed would not hold back
        for count, raw in enumerate(messages):
            event = self.parser.event(raw, count * 1_000_000, lambda: NOON)
            if event is not None:
                changes = self.tracker.apply(event)
                self.seen += [change.snapshot for change in changes]
                self.published += [one.snapshot for one in changes if one.pending is None]

    def story(self, agent: str) -> list[str]:
        return [told(snapshot) for snapshot in self.seen if snapshot.agent == agent]


def told(snapshot: CallSnapshot) -> str:
    """One line: state, who, from whom, what was given, how it ended."""
    caller = snapshot.caller
    parts = [snapshot.state.value, caller.number or caller.presentation.value]
    if snapshot.internal_from:
        parts.append(f"from {snapshot.internal_from}")
    if snapshot.transferred_from:
        parts.append(f"by {snapshot.transferred_from}")
    if snapshot.given:
        parts.append(" ".join(f"{f.kind}:{f.mask}:{f.result}" for f in snapshot.given))
    if snapshot.outcome:
        parts.append(snapshot.outcome.value)
    return re.sub("•••• ?", "*", " | ".join(parts))


@pytest.fixture
def recording() -> Callable[[str], bytes]:
    return lambda name: (DATA / f"{name}.ami").read_bytes()


@pytest.fixture
def live() -> Callable[[bytes], list[bytes]]:
    return events_only


@pytest.fixture
def play() -> type[Played]:
    return Played
