"""A day of one caller, whom the store and Request Tracker know, with a network that misbehaves."""

import asyncio
import contextlib
import sqlite3
from typing import TYPE_CHECKING

import httpx
import pytest

from agentassist.app.events import (
    OutboxChanged,
)
from agentassist.domain.source import SourceState
from tests.e2e.day import CUSTOMER_4, Day, fill
from tests.servers.gate import Gate

if TYPE_CHECKING:
    from tests.servers.mediawiki import MediaWiki
    from tests.servers.rt5 import RequestTracker


CANARY = 5  # requests by which each start asks it for what nobody has


def settings(day: Day, rt: str, wiki: str) -> None:
    day.config.write_text(
        '[agent]\nextension = "101"\n[knowledge]\nsync_minutes = 0\n[numbers]\nregion = "ES"\n'
        f"[phone.webhook]\nenabled = true\nport = {day.port}\n"
        f'[sources.rt]\nmapping = "rt5"\nurl = "{rt}"\nsecret_env = "RT_TOKEN"\n'
        f'write_back = true\n[sources.wiki]\nmapping = "mediawiki"\nurl = "{wiki}"\n',
        "utf-8",
    )


def questions(gate: Gate) -> int:
    """How many it has answered; a note that is sent again at the start is none."""
    return sum("/ticket/" not in head for head in gate.answered)


def notes_of(server: "RequestTracker") -> list[str]:
    """What stands in the tickets of the caller."""
    headers = {"Authorization": f"token {server.token}"}
    fields = {"fields": "Content", "per_page": "100"}
    with httpx.Client(headers=headers, params=fields, timeout=30, trust_env=False) as client:
        answers = [client.get(f"{server.url}/ticket/{at}/attachments").json() for at in (5, 6)]
    return [one["Content"] for answer in answers for one in answer["items"]]


def revoke(server: "RequestTracker", revoked: bool) -> None:
    """Its administrator makes the token worthless, or good again."""
    with contextlib.closing(sqlite3.connect(server.folder / "rt.sqlite", timeout=20)) as database:
        way = "+" if revoked else "-"
        database.execute(f"UPDATE AuthTokens SET Owner = Owner {way} 100000")
        database.commit()


@pytest.mark.keystore
def test_a_day_with_a_caller_whom_two_systems_know(
    day: Day,
    request_tracker: "RequestTracker",
    mediawiki: "MediaWiki",
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    day.secrets["RT_TOKEN"] = request_tracker.token
    asyncio.run(fill())
    with Gate(request_tracker.site) as gate:
        settings(day, rt=gate.url, wiki=mediawiki.url)
        for part in (morning, outage, note, afternoon):
            before = questions(gate)
            day.begin()
            day.until(lambda: questions(gate) >= before + CANARY)  # noqa: B023
            try:
                part(day, gate, request_tracker)
            finally:
                gate.open()
                day.end()


def morning(day: Day, gate: Gate, server: "RequestTracker") -> None:
    gate.shut()
    day.ring(CUSTOMER_4)
    day.sees("Probably Customer 4", "Asked where the engineer stays")
    day.answered("rt", SourceState.ASKING)
    assert "Change of address" not in day.screen
    gate.open()
    day.answered("rt", SourceState.ANSWERED)
    day.sees("Change of address", "Order for two", "Asked where the engineer stays")
    asked = len(gate.heads)
    day.hang_up()
    day.ring(CUSTOMER_4)
    day.sees("Change of address", "Order for two")
    day.answered("rt", SourceState.ANSWERED)
    assert len(gate.heads) == asked
    revoke(server, True)
    desk = day.application.core.desk
    try:
        day.application.crossing.run(desk.people.ask_again())
        status = day.answered("rt", SourceState.FAILED)
        assert status.error == "source.login_refused"
        assert status.last_good is not None
        day.sees("Change of address", "Unconfirmed")
    finally:
        revoke(server, False)  # others use the same server
    day.application.crossing.run(desk.people.ask_again())
    day.answered("rt", SourceState.ANSWERED)
    day.hang_up()


def outage(day: Day, gate: Gate, server: "RequestTracker") -> None:
    gate.lead_to("http://127.0.0.1:9")
    day.ring(CUSTOMER_4)
    day.sees("Probably Customer 4", "Change of address")
    status = day.answered("rt", SourceState.FAILED)
    assert status.last_good is not None
    gate.lead_to(server.site)
    day.application.crossing.run(day.application.core.desk.people.ask_again())
    day.answered("rt", SourceState.ANSWERED)
    day.until(lambda: "Unconfirmed" not in day.screen)
    day.hang_up()


def note(day: Day, gate: Gate, server: "RequestTracker") -> None:
    before = notes_of(server)
    day.ring(CUSTOMER_4)
    day.answered("rt", SourceState.ANSWERED)
    day.report("answer")
    gate.cut("/comment")
    day.hang_up()
    panel = day.application.window.wrap_up
    day.until(lambda: panel.isVisible())
    panel.form.summary.setPlainText("The new address is in. Card 4111 1111 1111 1111 not kept.")
    panel.save()
    day.until(lambda: gate.broken.is_set())
    day.until(lambda: day.of(OutboxChanged) and day.of(OutboxChanged)[-1].failed)
    (written,) = (one for one in notes_of(server) if one not in before)
    assert "The new address is in. Card •••• 1111 not kept." in written
    day.written = [*before, written]
    day.sees("1 note waits to be sent. Request Tracker can't be reached.")


def afternoon(day: Day, gate: Gate, server: "RequestTracker") -> None:
    gate.cut(None)
    day.application.crossing.run(day.application.core.desk.sources.send_notes())
    day.until(lambda: day.of(OutboxChanged) and not day.of(OutboxChanged)[-1].waiting)
    assert notes_of(server) == day.written  # it came once, although nobody told so
    gate.lead_to("http://127.0.0.1:9")
    day.ring(CUSTOMER_4)
    day.sees("Probably Customer 4", "Change of address", "Asked where the engineer stays")
    day.answered("rt", SourceState.FAILED)
