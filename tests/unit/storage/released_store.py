"""Writes a store with something in every table: the fixture of a released schema.

Before a schema is released: `python tests/unit/storage/released_store.py
tests/data/storage/schema-N.db`. What is written here is what test_released_schemas.py reads back;
fixtures of earlier schemas are never written anew.
"""

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agentassist.domain.call import Direction
from agentassist.domain.contact import Contact, IdentityKeys
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId, WrapUpId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.promise import Promise
from agentassist.domain.secret import Secret
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.domain.wrap_up import Disposition, WrapUp
from agentassist.storage.store import Store

KEY = bytes(range(32))
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AGENT, ANNA = AgentId("101"), ContactId("anna")
CRM, DESK = SourceRecord("crm", "7"), SourceRecord("desk", "3")
NUMBER, BORIS_MAIL = "+12025550177", "Boris+crm@example.com"
SECRET_NAME = "phone.ami.secret"
SECRET = Secret("correct horse battery")


class Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic_ns(self) -> int:
        return 0


def contact() -> Contact:
    return Contact(
        ANNA,
        "Anna Exempla",
        company="Exempla Ltd",
        phones=("+12025550143",),
        emails=("anna@example.com",),
        accounts=("AC4821",),
        city="Springfield",
        language="en",
        customer_since=date(2011, 4, 1),
        vip=True,
        recognition="fifteen years with us",
    )


def wrap_up(key: str, call: str) -> WrapUp:
    return WrapUp(
        WrapUpId(key),
        CallId(call),
        AGENT,
        ANNA,
        "Anna Exempla",
        NOW,
        talk=timedelta(minutes=4),
        reason="billing",
        disposition=Disposition.WAITING,
        summary=f"summary of {key}",
        saved_at=NOW,
    )


def of_source(record: SourceRecord, *phones: str) -> SourceContact:
    contact = Contact(contact_id(record), "Boris Exempli", phones=phones, emails=(BORIS_MAIL,))
    return SourceContact(record, contact, updated=NOW, birth=(19700203,))


async def fill_sources(store: Store) -> None:
    """What schema 4 added: records of sources, linked; hints; uses of keys; what may be said."""
    await store.source_records.put([of_source(CRM, NUMBER), of_source(DESK)])
    ticket = Interaction(
        InteractionId("desk:1"),
        contact_id(DESK),
        Channel.TICKET,
        NOW,
        "a ticket",
        source="desk",
        direction=Direction.INBOUND,
        thread="t1",
        parent="#1",
        unanswered=True,
        discretion=Discretion.KNOW,
    )
    await store.source_records.put_history(SourceHistory(DESK, (ticket,)))
    await store.pick_hints.remember(NUMBER, contact_id(CRM), AGENT)
    await store.key_uses.used(contact_id(CRM), IdentityKeys(NUMBER), verified=True)


async def fill(store: Store) -> None:
    rows = [
        Interaction(InteractionId("i1"), ANNA, Channel.MAIL, NOW - timedelta(days=2), "a mail"),
        Interaction(InteractionId("i2"), ANNA, Channel.CHAT, NOW - timedelta(days=1), "a chat"),
    ]
    promise = Promise(PromiseId("p1"), ANNA, "call back", NOW + timedelta(days=1), "M. Okafor", NOW)
    await store.import_center([contact()], rows, [promise])
    await store.wrap_ups.save(wrap_up("w1", "c1"))
    await store.wrap_ups.save_draft(wrap_up("w2", "c2"))
    await store.repeats.add(CallId("c1"), AGENT, ANNA)
    await store.audit.record("reveal", agent=AGENT, call_id=CallId("c1"), detail="account")
    await store.sealed_values.put(SECRET_NAME, SECRET)
    await fill_sources(store)


async def write(path: Path) -> None:
    store = await Store.open(path, KEY, clock=Clock())
    await fill(store)
    await store.close()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1])))
