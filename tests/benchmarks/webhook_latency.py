"""A report's connection -> the agent's snapshot in the core, over real TCP on loopback.

    python tests/benchmarks/webhook_latency.py [--rings 1000]

The phone system is a process of its own: it notes CLOCK_MONOTONIC before it connects (or, on a
connection that is kept, before it writes), signs, sends, and waits for the 202; then the call ends.
The time is taken when the bridge hands the snapshot to the agent's listener. The burst: eight
senders for eight agents, as fast as they are answered. The floor is the answer alone, measured by
the sender, of a path that does not exist.
"""

import argparse
import asyncio
import contextlib
import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

from agentassist.bridge.feed import BridgeFeed
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.ids import AgentId
from agentassist.telephony.webhook import receiver
from agentassist.telephony.webhook.config import WebhookConfig
from agentassist.telephony.webhook.connection import WebhookPhoneSystem
from agentassist.telephony.webhook.signature import sign

SECRET = "only-for-the-benchmark-of-the-webhook"
SENDERS = 8
TYPED = [
    {"kind": "account", "value": "40027719", "result": "ok"},
    {"kind": "menu", "value": "2", "result": "ok"},
    {"kind": "pin", "result": "ok"},
]


def post(
    line: http.client.HTTPConnection, call: str, event: str = "ring", path: str = "/v1/calls"
) -> int:
    told = {
        "id": call,
        "event": event,
        "agent": f"10{call.split('-')[1]}",
        "from": "+493023125042",
        "to": "+4989123456",
        "queue": "support",
        "at": datetime.now(UTC).isoformat(),
        "inputs": TYPED,
    }
    body = json.dumps(told).encode()
    headers = {"X-AgentAssist-Signature": sign(SECRET, body, int(time.time()))}
    line.request("POST", path, body, {**headers, "Content-Type": "application/json"})
    answer = line.getresponse()
    answer.read()
    return answer.status


def send(mode: str, port: int, rings: int, name: str, gap: float) -> dict[str, int]:
    """Call id -> CLOCK_MONOTONIC ns of its start. The floor's are durations."""
    begun: dict[str, int] = {}
    kept = http.client.HTTPConnection("127.0.0.1", port)
    for number in range(rings):
        call = f"{mode}-{name}-{number}"
        start = time.monotonic_ns()
        line = kept if mode == "kept" else http.client.HTTPConnection("127.0.0.1", port)
        status = post(line, call, path="/v1/none" if mode == "floor" else "/v1/calls")
        if mode == "floor":
            begun[call] = time.monotonic_ns() - start
        elif status != 202:
            raise SystemExit(f"{call}: {status}")
        else:
            begun[call] = start
            post(line, call, "hangup")
        if line is not kept:
            line.close()
        time.sleep(gap)
    kept.close()
    return begun


def sender(mode: str, port: int, rings: int) -> None:
    """The other process: prints what it began, as JSON."""
    begun: dict[str, int] = {}

    def run(name: str) -> None:
        begun.update(send(mode, port, rings // SENDERS, name, 0.0))

    if mode == "burst":
        threads = [threading.Thread(target=run, args=(str(name),)) for name in range(SENDERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    else:
        begun = send(mode, port, rings, "0", 0.002)
    print(json.dumps(begun))


def report(what: str, times: list[float]) -> None:
    times.sort()
    at = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.95, 0.99)]
    print(
        f"{what}: p50 {statistics.median(times):.2f} ms, p95 {at[0]:.2f}, p99 {at[1]:.2f},"
        f" max {times[-1]:.2f} (n={len(times)})"
    )


async def main(rings: int) -> None:
    receiver.ACCEPTED_PER_SECOND = receiver.ACCEPTED_AT_ONCE = 1e9  # the limit is not measured
    system = WebhookPhoneSystem(WebhookConfig(0, SECRET))
    feed = BridgeFeed(system)
    shown: dict[str, int] = {}

    def on_snapshot(snapshot: CallSnapshot) -> None:
        if snapshot.state is AgentState.RINGING:
            shown.setdefault(str(snapshot.call_id), time.monotonic_ns())

    for agent in range(SENDERS):
        feed.subscribe(AgentId(f"10{agent}"), on_snapshot)
    system.open()
    async with asyncio.TaskGroup() as group:
        running = group.create_task(feed.run())
        for mode, what in (
            ("floor", "floor: answer 404, new connection each"),
            ("new", "connect -> snapshot, new connection each"),
            ("kept", "send -> snapshot, connection kept"),
            ("burst", f"connect -> snapshot, {SENDERS} senders at once"),
        ):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, __file__, "--as-sender", mode),
                *("--port", str(system.port), "--rings", str(rings)),
                stdout=subprocess.PIPE,
            )
            out, _ = await process.communicate()
            begun = json.loads(out)
            if mode == "floor":
                report(what, [ns / 1e6 for ns in begun.values()])
                continue
            missed = [call for call in begun if call not in shown]
            report(what, [(shown[call] - ns) / 1e6 for call, ns in begun.items() if call in shown])
            if missed:
                raise SystemExit(f"{len(missed)} rings were not shown")
        running.cancel()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rings", type=int, default=1000)
    parser.add_argument("--as-sender", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.as_sender:
        sender(given.as_sender, given.port, given.rings)
    else:
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(main(given.rings))
