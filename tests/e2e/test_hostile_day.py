"""Whatever a source answers in a call, the card stays as it is, and one clear line says what is."""

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from agentassist.app.events import CardChanged, SourcesChanged
from agentassist.domain.source import SourceState
from tests.e2e.day import CUSTOMER_4, Day, fill
from ui import times
from ui.history.source_words import source_line, status_text

sys.path.insert(0, str(Path(__file__).parents[1] / "servers"))
try:
    from hostile import Behaviour, HostileServer, Wire, answer
    from hostile_answers import BEHAVIOURS, malformed
finally:
    sys.path.pop(0)

MALFORMED = 240
TOKEN, MAIL = "planted-token-of-the-hostile-day", "cust4@example.com"
USER = {
    "id": MAIL,
    "RealName": "Customer 4",
    "EmailAddress": MAIL,
    "CustomFields": [{"name": "Phone", "values": [CUSTOMER_4]}],
}
TICKET = {
    "id": "5",
    "Subject": "Change of address",
    "Status": "open",
    "LastUpdated": "2026-11-19T10:00:00Z",
    "Requestor": [{"id": MAIL}],
}


async def _well(wire: Wire) -> None:
    """As Request Tracker answers: what nobody has brings nobody."""
    asked = wire.path.encode() + wire.body
    known = CUSTOMER_4.encode() in asked or MAIL.split("@")[0].encode() in asked
    row = TICKET if "/tickets" in wire.path else USER
    await wire.send(answer(json.dumps({"items": [row] if known else []}).encode()))


WELL = Behaviour("well", _well, keeps=True)


class Served:
    """The hostile server on a thread of its own."""

    def __init__(self) -> None:
        self.server = HostileServer()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))

    def __enter__(self) -> HostileServer:
        self._thread.start()
        assert self._ready.wait(20)
        return self.server

    def __exit__(self, *_details: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(20)

    async def _serve(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with self.server:
            self._ready.set()
            await self._end.wait()


def table() -> Iterator[Behaviour]:
    """Those that ask for a pause last: nothing is sent until it is over."""
    told = [*BEHAVIOURS.values(), *malformed(MALFORMED, 20261122)]
    assert len(told) >= 500
    yield from sorted(told, key=lambda one: (_asks_for_a_pause(one), one.slow))


def _asks_for_a_pause(behaviour: Behaviour) -> bool:
    if behaviour.code != "any":
        return behaviour.code == "source.rate_limited"
    taken = Taken()
    asyncio.run(behaviour.play(taken))
    return b"429" in taken.sent or b"Retry" in taken.sent


class Taken(Wire):
    """What a behaviour sends."""

    def __init__(self) -> None:
        self.sent = b""

    async def send(self, piece: bytes) -> None:
        self.sent += piece

    def reset(self) -> None:
        pass


@pytest.mark.keystore
@pytest.mark.timeout(180)
def test_every_answer_leaves_one_clear_line_and_the_card(day: Day) -> None:
    asyncio.run(fill())
    day.secrets["RT_TOKEN"] = TOKEN
    with Served() as server:
        server.behaviour = WELL
        day.config.write_text(
            '[agent]\nextension = "101"\n[knowledge]\nsync_minutes = 0\n[numbers]\nregion = "ES"\n'
            f"[phone.webhook]\nenabled = true\nport = {day.port}\n"
            f'[sources.rt]\nmapping = "rt5"\nurl = "{server.url}"\nsecret_env = "RT_TOKEN"\n'
            "deadline_ms = 600\n",
            "utf-8",
        )
        day.begin()
        try:
            day.ring(CUSTOMER_4)
            well(day)
            day.sees("Probably Customer 4", "Asked where the engineer stays", "Change of address")
            day.answered("rt", SourceState.ANSWERED)
            wrong = [found for one in table() for found in after(day, server, one)]
            server.behaviour = WELL
        finally:
            day.end()
    assert wrong == [], "\n".join(wrong)


def well(day: Day) -> None:
    """Its first answers may take longer than its deadline is here."""
    people = day.application.core.desk.people
    for _ in range(20):
        day.events.clear()
        day.application.crossing.run(people.ask_again())
        day.until(lambda: any(_over(event) for event in day.of(SourcesChanged)))
        status = day.status("rt")
        if status is not None and status.state is SourceState.ANSWERED:
            return


def after(day: Day, server: HostileServer, behaviour: Behaviour) -> Iterator[str]:
    """What is not as it should be after this answer."""
    server.behaviour = behaviour
    day.events.clear()
    people = day.application.core.desk.people
    day.application.crossing.run(people.ask_again())
    day.until(lambda: any(_over(event) for event in day.of(SourcesChanged)))
    status = day.status("rt")
    assert status is not None
    line, told = source_line((status,), times.now()).text, status_text(status, times.now())
    for text in (line, told):
        if not text.startswith("Request Tracker ") or "\n" in text or "?" in text:
            yield f"{behaviour.name}: {text}"
    shown = "\n".join(day.screen.texts())
    if TOKEN in f"{line} {told} {shown} {day.of(CardChanged)!r}":
        yield f"{behaviour.name}: tells the token"
    for part in ("Probably Customer 4", "Asked where the engineer stays", "Ringing"):
        if part not in shown:
            yield f"{behaviour.name}: {part} is gone"
    if status.state is SourceState.FAILED and "Change of address" not in shown:
        yield f"{behaviour.name}: the copy is gone"
    if status.state is SourceState.ANSWERED:  # perhaps: there is nothing any more
        server.behaviour = WELL
        well(day)
        day.sees("Change of address")


def _over(event: SourcesChanged) -> bool:
    return bool(event.statuses) and event.statuses[0].state is not SourceState.ASKING
