"""What is exported is imported back as it was; one person's export has all there is."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agentassist.domain.call import Direction
from agentassist.domain.consent import Consent, Purpose
from agentassist.domain.contact import Contact
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import AgentId, ContactId, InteractionId, PromiseId
from agentassist.domain.interaction import Channel, Interaction, InteractionStatus, Mood
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.history.files.exporting import export
from agentassist.history.files.person_export import TITLES, export_person
from agentassist.storage.personal_data import PLACES
from agentassist.storage.store import Store

WHEN = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
DANA = Contact(
    ContactId("c1"),
    "=HYPERLINK(\"http://x\") 'Dana'",
    kind="household",
    company='Ärzte; "Partner"\nGmbH'.replace("\n", " "),
    phones=("+4930111111", "+4930222222"),
    emails=("Dana@Example.com", "d@x.de"),
    accounts=("AC104821",),
    city="Köln",
    language="de",
    customer_since=date(2019, 5, 1),
    vip=True,
    recognition="reported a fault",
    consents=(Consent(Purpose.MARKETING, False, "crm", WHEN),),
    discretion=(("city", Discretion.KNOW),),
)
EVENT = Interaction(
    InteractionId("t:1"),
    ContactId("c1"),
    Channel.MESSAGE,
    WHEN,
    "-1 refund",
    '\'=said\nmore, "lines"',
    topic="billing",
    status=InteractionStatus.WAITING,
    duration=timedelta(minutes=2, seconds=3.5),
    mood_start=Mood.ANGRY,
    mood_end=Mood.RELIEVED,
    agent="101",
    reference="#WO-1",
    source="desk",
    apologies=2,
    article_ids=("a1", "a2"),
    direction=Direction.INBOUND,
    thread="th",
    parent="p",
    unanswered=True,
    answered_at=WHEN + timedelta(hours=1),
    discretion=Discretion.KNOW,
    due=WHEN + timedelta(days=1),
    done_at=WHEN + timedelta(days=2),
)
PROMISE = Promise(
    PromiseId("p1"),
    ContactId("c1"),
    "+call back",
    WHEN,
    "team",
    WHEN,
    PromiseStatus.KEPT,
    Discretion.KNOW,
)


async def fill(store: Store) -> None:
    await store.import_center([DANA], [EVENT], [PROMISE])
    record = SourceRecord("crm", "c:77")
    await store.source_records.put(
        [
            SourceContact(
                record,
                Contact(ContactId("x"), "D. Okafor", phones=("+4930333333",)),
                updated=WHEN,
                birth=(19840308, 19840803),
            )
        ]
    )
    await store.source_records.put_history(
        SourceHistory(record, (replace(EVENT, id=InteractionId("crm:9"), source="crm"),))
    )
    await store.links.add(
        SourceRecord("local", "c1"), record, method=LinkMethod.AGENT, by="101", evidence=()
    )


def _texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_export_import_export_is_the_same(place: Any, form: str) -> None:
    async def first(store: Store) -> None:
        await fill(store)
        written = await export(store, place.folder / "one", form)
        assert list(written.values()) == [2, 2, 1]

    place.run(first)
    place.database = place.folder / "other.db"

    async def second(store: Store) -> None:
        for name in ("contacts", "interactions", "promises"):
            await place.take(store, place.folder / "one" / f"{name}.{form}")
        await export(store, place.folder / "two", form)

    place.run(second)
    assert place.reasons == []
    assert _texts(place.folder / "two") == _texts(place.folder / "one")


def test_no_cell_is_a_formula(place: Any) -> None:
    async def scenario(store: Store) -> None:
        await fill(store)
        await export(store, place.folder / "one", "csv")

    place.run(scenario)
    for path in (place.folder / "one").iterdir():
        with path.open(newline="", encoding="utf-8") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []
        assert path.stat().st_mode & 0o777 == 0o600


def test_nothing_is_written_over(place: Any) -> None:
    async def scenario(store: Store) -> None:
        await export(store, place.folder / "one", "csv")
        with pytest.raises(FileExistsError):
            await export(store, place.folder / "one", "csv")

    place.run(scenario)


def test_a_person_gets_every_record_with_its_source(place: Any) -> None:
    async def scenario(store: Store) -> None:
        await fill(store)
        await store.audit.record("reveal", agent=AgentId("101"), contact_id=ContactId("c1"))
        found = await export_person(store, ContactId("crm:c:77"))
        said = json.loads(found.data)
        assert set(said["data"]) == {place.table for place in PLACES} == set(TITLES)
        assert [(one["source"], one["id"]) for one in said["records"]] == [
            ("local", "c1"),
            ("crm", "c:77"),
        ]
        rows = said["data"]
        assert {row["value"] for row in rows["contact_keys"]} >= {"AC104821", "+4930333333"}
        assert rows["interactions"][0]["at"] == WHEN.isoformat()
        assert rows["audit"][0]["action"] == "reveal"
        assert rows["links"][0]["made_by"] == "101"
        assert "&#x27;=said" in found.page
        assert "<script" not in found.page
        assert "=HYPERLINK(&quot;http://x&quot;)" in found.page

    place.run(scenario)
