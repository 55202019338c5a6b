"""A phone system for benchmarks: the same recorded call, again and again, with new ids each time.

Run as a process of its own, so that its work is not counted as the app's:
    ring_server.py --rings 200 --gap 0.12      a call for agent 101 every 0.12 s
    ring_server.py --rings 200 --people 1000000    the same from callers of filled_store.py
    ring_server.py --rate 1000 --seconds 20    a busy site: so many events a second, evenly;
                                               one call in a hundred is for 101
Prints its port on the first line, then one JSON line per ring: CLOCK_MONOTONIC ns just before the
DialBegin went out, and the call's id.
"""

import argparse
import asyncio
import json
from dataclasses import replace

from filled_store import caller

from agentassist.assets import resources
from agentassist.telephony.replay.demo import renumbered
from agentassist.telephony.replay.recording import (
    Fields,
    RecordedEvent,
    Recording,
    load_recording,
)
from agentassist.telephony.replay.server import ReplayServer
from agentassist.telephony.replay.session import SentEvent

CALL = "01b-answer-hold-hangup-channelvars"
NUMBER, ACCOUNT = b"+442079460123", b"40027719"


def calls(recording: Recording, rings: int, gap: float, people: int = 0) -> Recording:
    """One recording of `rings` calls; the ring of call n is due at second (n + 1) * gap.

    With `people` each has another caller. What comes before a ring is sent early in its gap, what
    follows it right after the next half.
    """
    ring_at = next(i for i, event in enumerate(recording.events) if event.name == "DialBegin")
    events: list[RecordedEvent] = []
    for number in range(rings):
        start = (number + 1) * gap
        for index, event in enumerate(recording.events):
            part = 0.0 if index < ring_at else 0.4 if index == ring_at else 0.8
            raw = renumbered(event, number).raw
            if people:
                ani, account = caller(number, people)
                raw = raw.replace(NUMBER, ani.encode())
                raw = raw.replace(ACCOUNT, (account or "").encode())
            events.append(RecordedEvent(start + part * gap, event.name, raw, Fields(raw)))
    return replace(recording, events=tuple(events))


def busy(recording: Recording, rate: int, seconds: float) -> Recording:
    """Calls for a hundred agents, one after the other, as evenly as the clock allows."""
    events: list[RecordedEvent] = []
    for number in range(int(rate * seconds / len(recording.events))):
        agent = b"101" if number % 100 == 0 else b"%d" % (199 + number % 100)
        for event in recording.events:
            raw = renumbered(event, number).raw
            raw = raw.replace(b"PJSIP/101", b"PJSIP/" + agent).replace(
                b": 101\r", b": %s\r" % agent
            )
            second = 1.0 + len(events) / rate
            events.append(RecordedEvent(second, event.name, raw, Fields(raw)))
    return replace(recording, events=tuple(events))


def say(event: SentEvent) -> None:
    if event.name == "DialBegin":
        print(json.dumps({"ns": event.ns, "call": event.unique_id}), flush=True)


async def main(recording: Recording) -> None:
    async with ReplayServer([recording], secret="benchmark", speed=1.0, on_sent=say) as server:
        print(server.port, flush=True)
        await server.finished.wait()
        await asyncio.sleep(1.0)  # the client reads to the end before the port closes


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rings", type=int, default=200)
    parser.add_argument("--gap", type=float, default=0.25, help="seconds between two rings")
    parser.add_argument("--people", type=int, default=0, help="spread over so many callers")
    parser.add_argument("--rate", type=int, help="events a second, instead of --rings")
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    call = load_recording(resources() / "samples" / "streams" / f"{CALL}.bridge.ami")
    if given.rate:
        asyncio.run(main(busy(call, given.rate, given.seconds)))
    else:
        asyncio.run(main(calls(call, given.rings, given.gap, given.people)))
