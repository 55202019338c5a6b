"""A fault of ours in one message costs the session, never the phone system until the next start."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain import call_events as ev
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from agentassist.telephony.ami import connection
from agentassist.telephony.ami.config import AmiConfig
from agentassist.telephony.ami.connection import AmiPhoneSystem
from agentassist.telephony.replay.recording import load_recording
from agentassist.telephony.replay.server import ReplayServer

DATA = Path(__file__).parents[3] / "data" / "asterisk"


class Stumbling:
    """A PhoneSink that fails at its first `falls` live calls."""

    def __init__(self, falls: int) -> None:
        self.falls = falls
        self.statuses: list[ConnectionStatus] = []
        self.lost = 0
        self.whole = asyncio.Event()

    def on_events(self, events: Sequence[ev.CallEvent]) -> None:
        self.lost += sum(isinstance(event, ev.SystemLost) for event in events)
        if any(isinstance(event, ev.Initiated) for event in events):
            if self.falls:
                self.falls -= 1
                raise KeyError("of this test")
            self.whole.set()

    def on_status(self, status: ConnectionStatus) -> None:
        self.statuses.append(status)


def test_a_fault_ends_the_session_and_the_next_one_begins(
    monkeypatch: pytest.MonkeyPatch, expect_log: Any
) -> None:
    expect_log("a message of the phone system could not be handled")
    monkeypatch.setattr(connection, "FIRST_RETRY", 0.01)

    async def story() -> Stumbling:
        recording = load_recording(DATA / "01a-answer-hold-hangup.bridge.ami")
        sink = Stumbling(falls=2)
        async with ReplayServer([recording], secret="s", speed=0) as server:
            system = AmiPhoneSystem(AmiConfig("127.0.0.1", server.port, "bridge", "s"))
            running = asyncio.create_task(system.run(sink))
            async with asyncio.timeout(20):
                await sink.whole.wait()
            running.cancel()
        return sink

    sink = asyncio.run(story())
    faults = [status for status in sink.statuses if status.detail == "fault"]
    assert [status.state for status in faults] == [ConnectionState.LOST] * 2
    assert sink.lost == 2
    assert sink.statuses[-1].state is ConnectionState.READY
