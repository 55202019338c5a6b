"""Every field of a customer and an interaction, read by its type."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.call import Direction
from agentassist.domain.discretion import Discretion
from agentassist.domain.interaction import Interaction
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import KeyKind, SourceContact, SourceKey
from agentassist.history.identity import PhoneKeyParser
from agentassist.history.rest.reading import mapping_of
from agentassist.history.rest.source import RestSource
from agentassist.history.rest.trial import Trial
from agentassist.net.answer import Answer
from agentassist.net.json_value import JsonValue
from agentassist.net.request import Request

MAPPING = """
format = 1
title = "CRM"
system = "CRM 1"
connection = { base = "https://crm.example" }
auth = { style = "none" }
[words.kind]
org = "company"
"*" = "person"
[words.discretion]
private = "hide"
"*" = "say"
[find.fields]
id = "id"
name = "name"
kind = "kind"
company = "company"
phones = "phone"
emails = "email"
accounts = "account"
city = "city"
language = "language"
customer_since = { path = "since", date = "%d.%m.%Y" }
vip = "vip"
recognition = "recognition"
updated = { path = "updated", date = "epoch_ms" }
birth = "birth"
[[find.email]]
path = "/customers"
method = "POST"
json = { email = "{email|plain}" }
[[interactions]]
kind = "call"
path = "/customers/{id|path}/calls"
owner_unchecked = true
[interactions.fields]
id = "id"
at = "at"
channel = "'phone'"
direction = "direction"
discretion = "seen"
duration = { path = "minutes", unit = "min" }
agent = "agent"
title = { path = "title", html = true }
unanswered = "missed"
answered_at = "answered"
parent = "case"
thread = "thread"
"""
ROW: dict[str, JsonValue] = {
    **{"id": 7, "name": " Dana\tExample ", "kind": "ORG", "company": "Example & Co"},
    **{"phone": "0711 5550100", "email": ["dana@example.com", None, ""], "account": "ac 10-482"},
    **{"city": "Köln", "language": "DE-at", "since": "03.05.2019", "vip": "yes"},
    **{"recognition": "reported a fault", "updated": 1795339800000, "birth": "6.8.1951"},
}
CALL: dict[str, JsonValue] = {
    **{"id": "c-1", "at": "2026-11-22T09:30:00Z", "direction": "inbound", "seen": "private"},
    **{"minutes": "1.5", "agent": "Ines", "title": "About <b>invoice</b> 7 &amp; 8", "missed": 1},
    **{"answered": "2026-11-22T10:00:00Z", "case": 4711, "thread": "t-9"},
}


class Desk:
    """A Sender: nothing for what is impossible, else `rows`."""

    def __init__(self, rows: list[JsonValue]) -> None:
        self._rows = rows

    async def send(self, request: Request, *, deadline: timedelta) -> Answer:
        known = (
            request.json == {"email": "dana@example.com"} or request.path == "/customers/7/calls"
        )
        return Answer(200, {}, list(self._rows) if known else [], "")

    async def close(self) -> None:
        return None


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


def source(rows: list[JsonValue], mapping: str = MAPPING) -> RestSource:
    spec = mapping_of(mapping, Path("crm.toml"))
    return RestSource("crm", spec, Desk(rows), e164=PhoneKeyParser("DE").e164, clock=Clock())


def found(**changes: JsonValue) -> SourceContact:
    (one,) = asyncio.run(source([{**ROW, **changes}]).find(EMAIL))
    return one


EMAIL = SourceKey(KeyKind.EMAIL, "dana@example.com")
RECORD = SourceRecord("crm", "7")


def call(**changes: JsonValue) -> Interaction:
    (one,) = asyncio.run(source([{**CALL, **changes}]).interactions(RECORD)).interactions
    return one


def tried(question: SourceKey | SourceRecord, row: dict[str, Any]) -> Trial:
    return asyncio.run(source([row]).trial(question))


def test_a_customer_with_everything() -> None:
    one = found()
    contact = one.contact
    assert one.record == RECORD
    assert (contact.name, contact.kind, contact.company) == (
        "Dana Example",
        "company",
        "Example & Co",
    )
    assert contact.phones == ("+497115550100",)
    assert (contact.emails, contact.accounts) == (("dana@example.com",), ("AC10482",))
    assert (contact.city, contact.language, contact.vip) == ("Köln", "de", True)
    assert contact.customer_since == date(2019, 5, 3)
    assert contact.recognition == "reported a fault"
    assert one.updated == datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
    assert one.birth == (19510608, 19510806)


def test_a_customer_with_little() -> None:
    contact = found(**dict.fromkeys(ROW, None) | {"id": "x7", "email": "dana@example.com"}).contact
    assert contact.name == "dana@example.com"
    assert (contact.kind, contact.phones, contact.language, contact.vip) == (
        "person",
        (),
        None,
        False,
    )
    assert (contact.customer_since, contact.company, contact.city) == (None, None, None)


def test_an_interaction_with_everything() -> None:
    one = call()
    assert (one.id, one.title, one.agent) == ("crm:call:c-1", "About invoice 7 & 8", "Ines")
    assert (one.direction, one.discretion) == (Direction.INBOUND, Discretion.HIDE)
    assert one.duration == timedelta(seconds=90)
    assert (one.parent, one.thread, one.unanswered) == ("4711", "t-9", True)
    assert one.answered_at == datetime(2026, 11, 22, 10, tzinfo=UTC)


def test_an_interaction_with_little() -> None:
    little = dict.fromkeys(CALL, None) | {"id": 1, "at": "2026-11-22T09:30:00Z"}
    one = call(**little)
    assert (one.duration, one.agent, one.direction, one.unanswered) == (None, None, None, False)
    assert one.discretion is Discretion.SAY


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("since", "2019", "customer_since:date"),
        ("updated", "yesterday", "updated:date"),
        ("vip", "gold", "vip:yes_or_no"),
        ("vip", [True], "vip:yes_or_no"),
        ("city", {"name": "Köln"}, "city:text"),
        ("phone", [["0711"]], "phones:text"),
        ("language", 1.5, "language:text"),
    ],
)
def test_a_customer_with_a_wrong_type_is_counted(field: str, value: Any, reason: str) -> None:
    trial = tried(EMAIL, {**ROW, field: value})
    assert (trial.kept, trial.dropped) == (0, ((reason, 1),))


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("minutes", "long", "duration:number"),
        ("minutes", -1, "duration:number"),
        ("minutes", 1e300, "duration:number"),
        ("minutes", True, "duration:number"),
        ("minutes", "nan", "duration:number"),
        ("direction", "sideways", "direction:word"),
        ("answered", 7, "answered_at:date"),
    ],
)
def test_an_interaction_with_a_wrong_type_is_counted(field: str, value: Any, reason: str) -> None:
    trial = tried(RECORD, {**CALL, field: value})
    assert (trial.kept, trial.dropped) == (0, ((reason, 1),))


def test_a_field_whose_expression_does_not_fit_is_counted() -> None:
    mapping = MAPPING.replace('name = "name"', "name = \"join(' ', [name, city])\"")
    trial = asyncio.run(source([{**ROW, "city": None}], mapping).trial(EMAIL))
    assert trial.dropped == (("name:expression", 1),)


def test_the_canary_is_told_step_by_step() -> None:
    trial = asyncio.run(source([ROW]).try_canary())
    assert trial.error is None
    assert [step.where for step in trial.steps] == ["find.email[0]", "interactions[0]"]
    assert trial.steps[0].request.startswith('POST /customers {"email": "••••')


def test_a_mapping_whose_canary_cannot_be_asked_is_not_used() -> None:
    mapping = MAPPING + '[canary]\nid = "a/b"\n'
    trial = asyncio.run(source([CALL], mapping).trial(RECORD))
    assert (trial.error, trial.kept) == ("source.no_canary", 0)
