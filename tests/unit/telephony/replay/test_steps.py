"""Cutting recordings where a person would."""

import pytest

from agentassist.ports.demo import DemoStep
from agentassist.telephony.replay.steps import agent_of, cut

RING, ANSWER, HOLD, RESUME = DemoStep.RING, DemoStep.ANSWER, DemoStep.HOLD, DemoStep.RESUME
CONSULT, TRANSFER = DemoStep.CONSULT, DemoStep.TRANSFER
NO_ANSWER, HANG_UP = DemoStep.NO_ANSWER, DemoStep.HANG_UP


@pytest.mark.parametrize(
    ("prefix", "agent", "steps"),
    [
        ("01b", "101", [RING, ANSWER, HOLD, RESUME, HANG_UP]),
        ("02", "101", [RING, NO_ANSWER]),
        ("02", "102", [RING, ANSWER, HANG_UP]),
        ("03", "101", [RING, HANG_UP]),
        ("04", "101", [RING, ANSWER, TRANSFER]),
        ("04", "102", [RING, ANSWER, HANG_UP]),
        ("05b", "101", [RING, ANSWER, HOLD, CONSULT, TRANSFER]),
        ("05b", "102", [RING, ANSWER, TRANSFER, HANG_UP]),
        ("06c", "101", [RING, ANSWER, HANG_UP]),
        ("07", "101", [RING, ANSWER, HANG_UP]),
    ],
)
def test_the_story_of_each_agent(sample, prefix: str, agent: str, steps: list[DemoStep]) -> None:
    told = [part.steps[agent] for part in cut(sample(prefix)) if agent in part.steps]
    assert told == steps


@pytest.mark.parametrize("prefix", ["01b", "02", "03", "04", "05b", "06c", "07", "10a-crash.part1"])
def test_no_event_is_lost_or_moved(sample, prefix: str) -> None:
    recording = sample(prefix)
    assert tuple(e for part in cut(recording) for e in part.events) == recording.events


@pytest.mark.parametrize("prefix", ["01b", "02", "03", "04", "05b", "06c", "07"])
def test_the_typing_is_over_and_no_agent_is_touched_before_the_ring(sample, prefix: str) -> None:
    parts = cut(sample(prefix))
    first = next(index for index, part in enumerate(parts) if part.steps)
    before = [event for part in parts[:first] for event in part.events]
    assert before[-1].name == "QueueCallerJoin"
    assert any(event.fields.get("UserEvent") == "IvrDone" for event in before)
    assert not any(agent_of(event.fields.get("Channel")) for event in before)
    assert parts[first].events[0].name == "Newchannel"
    assert any(event.name == "DialBegin" for event in parts[first].events)


def test_whose_channel_it_is() -> None:
    assert agent_of("PJSIP/101-00000003") == "101"
    assert agent_of("Local/103@agents-00000001;2") == "103"
    assert agent_of("PJSIP/trunk-00000002") is None
    assert agent_of("") is None
