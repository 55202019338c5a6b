"""Cut a recording at the moments a person understands: ring, answer, hold, transfer, hang-up."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from agentassist.domain.ids import AgentId
from agentassist.ports.demo import DemoStep
from agentassist.telephony.replay.recording import RecordedEvent, Recording

# Several of these often fall into the same instant; the first in this list is what people see.
_TELLING: Final = (
    DemoStep.TRANSFER,
    DemoStep.NO_ANSWER,
    DemoStep.ANSWER,
    DemoStep.CONSULT,
    DemoStep.RING,
    DemoStep.RESUME,
    DemoStep.HOLD,
    DemoStep.HANG_UP,
)
_TOGETHER: Final = 0.25  # seconds: events closer than this belong to one moment
_AGENT_CHANNEL: Final = re.compile(r"(?:PJSIP|SIP|Local)/(\d+)[-@]")
_CHANNEL_KEYS: Final = (
    "Channel",
    "DestChannel",
    "TransfererChannel",
    "OrigTransfererChannel",
    "TransferTargetChannel",
)


@dataclass(frozen=True, slots=True)
class Segment:
    """Events that belong to one moment. `steps` says what it is for each agent it touches.

    `pause` is the recorded silence before it, in seconds. Before the first ring `steps` is empty.
    """

    events: tuple[RecordedEvent, ...]
    pause: float
    steps: Mapping[AgentId, DemoStep] = field(default_factory=dict)


def cut(recording: Recording) -> tuple[Segment, ...]:
    """The whole recording in order; nothing is lost and nothing is moved."""
    segments: list[Segment] = []
    last = 0.0
    for moment in _moments(recording.events):
        pause = moment[0].second - last
        last = moment[-1].second
        steps = _steps(moment)
        before = _before_the_agent(moment) if steps else len(moment)
        if 0 < before < len(moment):
            # The caller joins the queue in the same millisecond as the phone rings: the ring
            # waits for a key, the joining does not.
            segments.append(Segment(tuple(moment[:before]), pause))
            segments.append(Segment(tuple(moment[before:]), 0.0, steps))
        else:
            segments.append(Segment(tuple(moment), pause, steps))
    return tuple(segments)


def _moments(events: Sequence[RecordedEvent]) -> Iterator[list[RecordedEvent]]:
    moment: list[RecordedEvent] = []
    for event in events:
        if moment and event.second - moment[-1].second > _TOGETHER:
            yield moment
            moment = []
        moment.append(event)
    if moment:
        yield moment


def _steps(moment: Sequence[RecordedEvent]) -> dict[AgentId, DemoStep]:
    seen: dict[AgentId, set[DemoStep]] = {}
    for event in moment:
        for agent, step in _told_by(event):
            seen.setdefault(agent, set()).add(step)
    return {agent: min(steps, key=_TELLING.index) for agent, steps in seen.items()}


def _told_by(event: RecordedEvent) -> Iterator[tuple[AgentId, DemoStep]]:
    get = event.fields.get
    own, other = agent_of(get("Channel")), agent_of(get("DestChannel"))
    match event.name:
        case "DialBegin":
            if other:
                yield other, DemoStep.RING
                if own:
                    yield own, DemoStep.CONSULT
        case "DialEnd" if other:
            ending = {"ANSWER": DemoStep.ANSWER, "NOANSWER": DemoStep.NO_ANSWER}
            yield other, ending.get(get("DialStatus"), DemoStep.HANG_UP)
        case "Hold" if own:
            yield own, DemoStep.HOLD
        case "Unhold" if own:
            yield own, DemoStep.RESUME
        case "BlindTransfer" | "AttendedTransfer":
            for key in ("TransfererChannel", "OrigTransfererChannel", "TransferTargetChannel"):
                if agent := agent_of(get(key)):
                    yield agent, DemoStep.TRANSFER
        case "Hangup" if own:
            yield own, DemoStep.HANG_UP


def _before_the_agent(moment: Sequence[RecordedEvent]) -> int:
    """How many events come before the first that touches an agent's phone."""
    for index, event in enumerate(moment):
        if any(agent_of(event.fields.get(key)) for key in _CHANNEL_KEYS):
            return index
    return len(moment)


def agent_of(channel: str) -> AgentId | None:
    """`PJSIP/101-00000003` belongs to agent 101; a trunk belongs to nobody."""
    match = _AGENT_CHANNEL.match(channel)
    return AgentId(match[1]) if match else None
