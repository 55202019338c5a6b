"""`agentassist watch` under load: does its memory stay, and does it miss a ring?

    python tests/benchmarks/watch_soak.py --events 1800000             as fast as they go
    python tests/benchmarks/watch_soak.py --rate 2000 --seconds 30     a burst, evenly

A process of its own plays recorded calls of Asterisk (queues, no answer, transfers, local channels)
for a hundred agents, forty at a time, with new ids each time; another is the real `watch`. Printed:
its resident memory after the first 100,000 events and at the end, rings sent and rings seen, and
the time from a ring's bytes to its line on standard output.
"""

import argparse
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "tests" / "data" / "asterisk"
CALLS = (
    "01b-answer-hold-hangup-channelvars",
    "01c-local-member",
    "02-ring-no-answer",
    "04-blind-transfer",
    "05b-attended-transfer-sip-refer",
)
SLOTS = 40  # calls at a time
APART = 7  # messages between the beginnings of two slots: no site's calls march in step
SETTLED = 100_000  # events after which memory is taken as what it needs
IDS = re.compile(rb"((?:Uniqueid|Linkedid): )(\d+\.\d+|[0-9a-f-]{36})")
CHANNELS = re.compile(rb"((?:PJSIP|Local)/[^\r;]*-)[0-9a-f]{8}")
Template = tuple[list[tuple[bytes, bytes | None]], int]  # (text with %d for ids, leg that rings)


def template(name: str, slot: int) -> Template:
    """A recorded call for the agents of one slot, its ids numbered from 0."""
    raw = (DATA / f"{name}.bridge.ami").read_bytes()
    for line in (b"101", b"102", b"103"):
        own = b"%d" % (1000 + slot * 10 + int(line) - 100)
        raw = re.sub(rb"\b%s\b(?=[-@\r])" % line, own, raw)
    numbers: dict[bytes, int] = {}

    def numbered(match: re.Match[bytes]) -> bytes:
        number = numbers.setdefault(match[2], len(numbers))
        return match[1] + b"1795000000.{%d}" % number

    messages: list[tuple[bytes, bytes | None]] = []
    for message in raw.split(b"\r\n\r\n"):
        if message.startswith(b"Event: ") and b"\r\nActionID: " not in message:
            text = CHANNELS.sub(rb"\g<1>%08x" % slot, IDS.sub(numbered, message)) + b"\r\n\r\n"
            rings = re.search(rb"\r\nDestUniqueid: \d+\.\{(\d+)\}", text)
            real = text.startswith(b"Event: DialBegin") and b"\r\nDestChannel: PJSIP/1" in text
            messages.append((text, rings[1] if rings and real else None))
    return messages, len(numbers)


def calls(slot: int, count: list[int]) -> Iterator[tuple[bytes, str | None]]:
    """Without end: (message, leg that rings with it)."""
    known = [template(name, slot) for name in CALLS]
    while True:
        for messages, ids in known:
            first = count[0]
            count[0] += ids
            fills = [(b"{%d}" % number, b"%d" % (first + number)) for number in range(ids)]
            for text, ring in messages:
                for place, own in fills:
                    text = text.replace(place, own)
                yield text, None if ring is None else f"1795000000.{first + int(ring)}"


class Line:
    """The server's end: lets everybody in, knows of no call before, allows every number."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._asked = b""

    def listen(self, wait: float = 0.0) -> str:
        """Answers what was asked; the last action's name."""
        name = ""
        while select.select([self._connection], [], [], wait)[0]:
            data = self._connection.recv(65_536)
            if not data:
                raise ConnectionResetError
            *actions, self._asked = (self._asked + data).split(b"\r\n\r\n")
            for raw in actions:
                lines = dict(one.split(": ", 1) for one in raw.decode().split("\r\n"))
                name, action_id = lines["Action"], f"ActionID: {lines['ActionID']}\r\n"
                more = "Value: allowed\r\n" if name == "Getvar" else "Challenge: 1\r\n"
                text = f"Response: Success\r\n{action_id}{more}\r\n"
                if name in ("CoreShowChannels", "Status", "QueueStatus"):
                    text += f"Event: {name}Complete\r\n{action_id}\r\n"
                self._connection.sendall(text.encode())
            wait = 0.0
        return name


def serve(events: int, rate: int) -> None:
    """Prints its port, then one line per ring, per hundred thousand events, and at the end."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        connection, _ = server.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as Asterisk does
    line = Line(connection)
    connection.sendall(b"Asterisk Call Manager/11.0.0\r\n")
    while line.listen(5.0) != "QueueStatus":
        pass
    line.listen(1.0)  # it looks around a second time
    count, sent, told, rounds = [0], 0, 0, 0
    slots = [calls(slot, count) for slot in range(SLOTS)]
    begun = time.monotonic()
    while sent < events:
        batch = [next(slot) for slot in slots[: 1 + rounds // APART]]
        rounds += 1
        while rate and (wait := begun + sent / rate - time.monotonic()) > 0:
            line.listen(wait)
        now = time.monotonic_ns()
        for _, ring in batch:
            if ring is not None:
                print(json.dumps({"ring": ring, "ns": now}), flush=bool(rate))
        connection.sendall(b"".join(text for text, _ in batch))
        line.listen()
        sent += len(batch)
        if sent // SETTLED > told:
            told = sent // SETTLED
            print(json.dumps({"sent": sent, "s": time.monotonic() - begun}), flush=True)
    print(json.dumps({"sent": sent, "s": time.monotonic() - begun, "end": True}), flush=True)
    try:
        while True:
            line.listen(10.0)
    except ConnectionResetError:  # it has seen enough
        return


def resident(pid: int) -> float:
    """MB."""
    text = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def at(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(events: int, rate: int) -> None:
    arguments = [sys.executable, __file__, "--serve", "--events", str(events), "--rate", str(rate)]
    pipe = subprocess.PIPE
    with (
        tempfile.TemporaryFile() as log,
        subprocess.Popen(arguments, stdout=pipe, text=True) as server,
    ):
        assert server.stdout is not None
        port = int(server.stdout.readline())
        agents = ",".join(str(1000 + slot * 10 + one) for slot in range(SLOTS) for one in (1, 2, 3))
        command = [sys.executable, "-m", "agentassist", "watch", "--ami", f"127.0.0.1:{port}"]
        with subprocess.Popen(
            [*command, "--agents", agents],
            cwd=ROOT,
            env={**os.environ, "AMI_SECRET": "benchmark"},
            stdout=pipe,
            stderr=log,
        ) as watch:
            told = follow(server, watch)
            watch.terminate()
        report(*told)


Told = tuple[dict[str, int], dict[str, int], list[tuple[int, float, float]]]


def follow(server: subprocess.Popen[str], watch: subprocess.Popen[bytes]) -> Told:
    """Rings sent, rings seen (both CLOCK_MONOTONIC ns), and (events, seconds, MB)."""
    assert server.stdout is not None
    assert watch.stdout is not None
    sent: dict[str, int] = {}
    seen: dict[str, int] = {}
    marks: list[tuple[int, float, float]] = []
    rests = {server.stdout.fileno(): b"", watch.stdout.fileno(): b""}
    ended = 0.0
    while not ended or time.monotonic() - ended < 10:
        ready = select.select(list(rests), [], [], 1.0)[0]
        for descriptor in ready:
            *lines, rest = (rests[descriptor] + os.read(descriptor, 1 << 20)).split(b"\n")
            rests[descriptor], now = rest, time.monotonic_ns()
            for raw in lines:
                if descriptor == watch.stdout.fileno():
                    if b'"state": "ringing"' in raw:
                        seen.setdefault(json.loads(raw)["leg"], now)
                    continue
                said = json.loads(raw)
                if "ring" in said:
                    sent[said["ring"]] = said["ns"]
                else:
                    marks.append((said["sent"], said["s"], resident(watch.pid)))
                    ended = time.monotonic() if said.get("end") else 0.0
        if ended and not ready and len(seen) >= len(sent):
            break
    marks.append((marks[-1][0], marks[-1][1], resident(watch.pid)))
    return sent, seen, marks


def report(
    sent: dict[str, int], seen: dict[str, int], marks: list[tuple[int, float, float]]
) -> None:
    events, seconds, _ = marks[-2]
    settled = marks[0][2]
    print(f"{events:,} events in {seconds:.1f} s: {events / seconds:,.0f} a second")
    print(
        f"resident: {settled:.1f} MB after the first {marks[0][0]:,} events,"
        f" {max(mark[2] for mark in marks):.1f} MB at most, {marks[-1][2]:.1f} MB at the end:"
        f" grew by {marks[-1][2] - settled:+.1f} MB"
    )
    missed = [leg for leg in sent if leg not in seen]
    print(f"rings: {len(sent):,} sent, {len(sent) - len(missed):,} seen, {len(missed)} missed")
    late = [(seen[leg] - ns) / 1e6 for leg, ns in sent.items() if leg in seen]
    print(
        f"from bytes to the line: p50 {at(late, 0.5):.1f} ms, p95 {at(late, 0.95):.1f},"
        f" p99 {at(late, 0.99):.1f}, worst {max(late):.1f}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--events", type=int, default=0)
    parser.add_argument("--rate", type=int, default=0, help="events a second; 0: no pauses")
    parser.add_argument("--seconds", type=float, default=30.0, help="with --rate")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    wanted = given.events or (int(given.rate * given.seconds) if given.rate else 1_800_000)
    if given.serve:
        serve(wanted, given.rate)
    else:
        measure(wanted, given.rate)
