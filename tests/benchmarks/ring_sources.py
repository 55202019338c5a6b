"""A ring with several sources over HTTP: the first card, and all of it after the slowest answer.

    python tests/benchmarks/ring_sources.py --rings 50

Three help desks on loopback, each on a thread of its own, through the real connector, over an
encrypted store on disk; each takes its time for every request. Half of the callers are known to the
store. Prints JSON, milliseconds: `first` is ring -> first card, `complete` the last event of the
ring minus the moment at which the last server had its last answer ready.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))
from help_desk import MAPPING
from json_server import Answered, Asked, JsonServer

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecords
from agentassist.app.discreet_history import DiscreetHistory
from agentassist.app.events import AppEvent, CardChanged, SourcesChanged
from agentassist.app.screen_pop import ScreenPops
from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import Contact
from agentassist.domain.discretion_policy import DiscretionPolicy
from agentassist.domain.ids import AgentId, CallId, ContactId
from agentassist.domain.party import Party
from agentassist.domain.source import SourceState
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.local.source import LocalHistory
from agentassist.history.refresh import SourcesRefresh
from agentassist.history.rest.reading import mapping_of
from agentassist.history.rest.source import RestSource
from agentassist.net.client import Client
from agentassist.net.site import Site
from agentassist.storage.store import Store
from agentassist.system_clock import SystemClock

DELAYS = {"quick": 0.02, "usual": 0.1, "slow": 0.3}  # seconds an answer takes
AGENT = AgentId("101")


def number(at: int) -> str:
    return f"+4971155{at:05d}"


@dataclass
class Desk:
    """Knows everybody, each with two tickets."""

    delay: float
    answered: float = 0.0

    def __call__(self, asked: Asked) -> Answered:
        time.sleep(self.delay)
        answer = self._answer(asked)
        self.answered = time.perf_counter()
        return answer

    def _answer(self, asked: Asked) -> Answered:
        page = int(asked.params.get("page", "1"))
        if asked.path.endswith("/customers"):
            wanted = asked.params.get("phone", "")
            at = wanted.removeprefix("4971155")
            if page > 1 or not wanted.startswith("4971155") or len(at) != 5:
                return Answered({"customers": []})
            row = {"id": int(at), "name": f"Caller {at}", "phones": [f"+{wanted}"]}
            return Answered({"customers": [row | {"email": None, "number": None}]})
        customer = asked.params.get("customer", "")
        known = page == 1 and customer.isdigit() and len(customer) <= 5
        return Answered({"tickets": [ticket(customer, n) for n in (1, 2)] if known else []})


def ticket(customer: str, at: int) -> dict[str, object]:
    return {
        "id": f"{customer}{at}",
        "customer": int(customer),
        "subject": f"Ticket {at}",
        "state": "open",
        "via": "email",
        "updated": f"2026-11-0{at}T09:00:00Z",
        "body": "text",
    }


class Served:
    """A desk on a thread of its own."""

    def __init__(self, desk: Desk) -> None:
        self.url = ""
        self._desk = desk
        self._ready = threading.Event()
        threading.Thread(target=lambda: asyncio.run(self._serve()), daemon=True).start()
        self._ready.wait(20)

    async def _serve(self) -> None:
        async with JsonServer(self._desk) as server:
            self.url = server.url
            self._ready.set()
            await asyncio.Event().wait()


@dataclass
class Ring:
    began: float = 0.0
    first: float = 0.0
    last: float = 0.0
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, event: AppEvent) -> None:
        now = time.perf_counter()
        self.last = now
        if isinstance(event, CardChanged) and event.card is not None and not self.first:
            self.first = now
        if isinstance(event, SourcesChanged) and event.statuses:
            ready = all(one.state is SourceState.ANSWERED for one in event.statuses)
            if ready and len(event.statuses) == len(DELAYS):
                self.done.set()


async def measure(rings: int) -> dict[str, object]:
    clock, folder = SystemClock(), Path(tempfile.mkdtemp(prefix="ring-sources-"))
    store = await Store.open(folder / "store.db", bytes(range(32)), clock=clock)
    known = [
        Contact(ContactId(f"c{n}"), f"Caller {n:05d}", phones=(number(n),))
        for n in range(0, rings, 2)
    ]
    await store.import_center(known)
    desks = {name: Desk(delay) for name, delay in DELAYS.items()}
    first, complete = [], []
    spec = mapping_of(MAPPING, Path("desk.toml"))
    bus, records, history = Bus(), CallRecords(), LocalHistory(store)
    async with asyncio.TaskGroup() as tasks:
        servers = [Served(desk) for desk in desks.values()]
        sources = [
            RestSource(
                name,
                spec,
                Client(Site(name, f"{server.url}/api"), clock=clock),
                e164=PhoneKeyParser("DE").e164,
                clock=clock,
                settings={"url": server.url},
            )
            for name, server in zip(DELAYS, servers, strict=True)
        ]
        refresh = SourcesRefresh(sources, store.source_records, history, clock)
        await refresh.check_all()
        pops = ScreenPops(
            bus=bus,
            clock=clock,
            history=DiscreetHistory(history, DiscretionPolicy()),
            keys=PhoneKeyParser("DE"),
            records=records,
            start_task=lambda work, name: tasks.create_task(work, name=name) and None,
            refresh=refresh,
        )
        pops.start_over(AGENT)
        for at in random.Random(7).sample(range(rings), rings):
            ring = Ring(time.perf_counter())
            leave = bus.subscribe(ring.hear)
            call = CallId(f"{at}.1")
            ringing = AgentState.RINGING
            pops.follow(CallSnapshot(1, AGENT, ringing, call_id=call, caller=Party(number(at))))
            await asyncio.wait_for(ring.done.wait(), 20)
            await asyncio.sleep(0.1)  # whatever still follows
            leave()
            first.append((ring.first - ring.began) * 1000)
            slowest = max(desk.answered for desk in desks.values())
            complete.append((ring.last - slowest) * 1000)
        await refresh.close()
    await store.close()
    return {"rings": rings, "first": spread(first), "complete": spread(complete)}


def spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {
        name: round(ordered[min(len(ordered) - 1, int(len(ordered) * part))], 1)
        for name, part in (("p50", 0.5), ("p95", 0.95), ("max", 1.0))
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rings", type=int, default=50)
    print(json.dumps(asyncio.run(measure(parser.parse_args().rings))))


if __name__ == "__main__":
    main()
