"""A phone system for benchmarks: the same recorded call, again and again, with new ids each time.

Run as a process of its own, so that its work is not counted as the app's:
    ring_server.py --rings 200 --gap 0.12
Prints its port on the first line, then one JSON line per ring: CLOCK_MONOTONIC ns just before the
DialBegin went out, and the call's id.
"""

import argparse
import asyncio
import json
from dataclasses import replace
from pathlib import Path

from agentassist.assets import resources
from agentassist.telephony.replay.demo import renumbered
from agentassist.telephony.replay.recording import RecordedEvent, Recording, load_recording
from agentassist.telephony.replay.server import ReplayServer
from agentassist.telephony.replay.session import SentEvent

CALL = "01b-answer-hold-hangup-channelvars"


def calls(recording: Recording, rings: int, gap: float) -> Recording:
    """One recording of `rings` calls; the ring of call n is due at second (n + 1) * gap.

    What comes before a ring is sent early in its gap, what follows it right after the next half.
    """
    ring_at = next(i for i, event in enumerate(recording.events) if event.name == "DialBegin")
    events: list[RecordedEvent] = []
    for number in range(rings):
        start = (number + 1) * gap
        for index, event in enumerate(recording.events):
            part = 0.0 if index < ring_at else 0.4 if index == ring_at else 0.8
            moved = replace(renumbered(event, number), second=start + part * gap)
            events.append(moved)
    return replace(recording, events=tuple(events))


def say(event: SentEvent) -> None:
    if event.name == "DialBegin":
        print(json.dumps({"ns": event.ns, "call": event.unique_id}), flush=True)


async def main(rings: int, gap: float) -> None:
    folder: Path = resources() / "samples" / "streams"
    recording = calls(load_recording(folder / f"{CALL}.bridge.ami"), rings, gap)
    async with ReplayServer([recording], secret="benchmark", speed=1.0, on_sent=say) as server:
        print(server.port, flush=True)
        await server.finished.wait()
        await asyncio.sleep(1.0)  # the client reads to the end before the port closes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rings", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.25, help="seconds between two rings")
    given = parser.parse_args()
    asyncio.run(main(given.rings, given.gap))
