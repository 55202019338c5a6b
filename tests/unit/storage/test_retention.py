"""What has been kept long enough goes; what is younger, open or ours stays."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from agentassist.domain.contact import Contact
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, PromiseId, WrapUpId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.promise import Promise, PromiseStatus
from agentassist.domain.source import SourceContact
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.retention import KeptFor
from agentassist.storage import retention
from agentassist.storage.engine import Connection
from agentassist.storage.store import Store

ANA = ContactId("ana")
DAY = timedelta(days=1)


async def keys(store: Store, table: str) -> list[str]:
    def read(connection: Connection) -> list[str]:
        return [row[0] for row in connection.execute(f"SELECT key FROM {table} ORDER BY key")]

    return await store.read(read)


def test_each_kind_goes_after_its_own_time(opener: Any, now: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)  # several slices

    def event(number: int) -> Interaction:
        at = now - number * DAY
        return Interaction(InteractionId(f"i{number:02}"), ANA, Channel.MAIL, at, "t")

    def promise(number: int, status: PromiseStatus) -> Promise:
        due = now - number * DAY
        return Promise(PromiseId(f"p{number}"), ANA, "w", due, "o", due, status)

    def wrap_up(number: int) -> WrapUp:
        at = now - number * DAY
        return WrapUp(WrapUpId(f"w{number}"), CallId(f"c{number}"), AgentId("1"), ANA, "", at)

    async def scenario(store: Store) -> None:
        await store.import_center(
            [Contact(ANA, "Ana")],
            [event(number) for number in range(12)],
            [
                promise(3, PromiseStatus.KEPT),
                promise(9, PromiseStatus.KEPT),
                promise(8, PromiseStatus.OPEN),
            ],
        )
        for number in (1, 5, 20):
            await store.wrap_ups.save(wrap_up(number))
            await store.wrap_ups.save_draft(replace(wrap_up(number), id=WrapUpId(f"d{number}")))
        kept = KeptFor(interactions=7 * DAY, wrap_ups=3 * DAY, audit=None)
        gone = await store.retention.apply(kept)
        assert gone == {"interactions": 5, "wrap_ups": 4}
        assert await keys(store, "wrap_ups") == ["w1"]
        assert await keys(store, "wrap_up_drafts") == ["d1"]
        assert await keys(store, "promises") == ["p3", "p8"]
        left = [f"i{number:02}" for number in range(8)]
        assert await keys(store, "interactions") == [*left, "wrap-up:w1"]
        (line,) = await store.audit.newest()
        assert (line.action, line.agent, line.detail) == (
            "retention",
            "system",
            "interactions 5, wrap_ups 4",
        )
        assert await store.retention.apply(kept) == {}
        assert len(await store.audit.newest()) == 1

    opener.in_memory(scenario)


def test_a_copy_goes_unless_something_of_ours_hangs_on_it(opener: Any, now: Any) -> None:
    async def scenario(store: Store) -> None:
        for name in ("stale", "fresh", "linked", "called", "file"):
            record = SourceRecord("crm", name)
            await store.source_records.put(
                [SourceContact(record, Contact(ContactId("x"), name, emails=(f"{name}@x.de",)))]
            )
        await store.links.add(
            SourceRecord("crm", "linked"),
            SourceRecord("desk", "1"),
            method=LinkMethod.AGENT,
            by="1",
        )
        await store.wrap_ups.save(
            WrapUp(WrapUpId("w"), CallId("c"), AgentId("1"), ContactId("crm:called"), "", now)
        )
        age = "UPDATE source_records SET fetched_at = 5 WHERE id != 'fresh'"
        await store.write(lambda connection: connection.execute(age))
        imported = "UPDATE source_records SET imported = 1 WHERE id = 'file'"
        await store.write(lambda connection: connection.execute(imported))
        assert await store.retention.apply(KeptFor()) == {"copies": 1}
        assert await keys(store, "contacts") == [
            *("crm:called", "crm:file", "crm:fresh", "crm:linked"),
        ]

    opener.in_memory(scenario)


def test_a_year_of_audit_stays_whatever_is_asked_for(opener: Any, now: Any) -> None:
    async def scenario(store: Store) -> None:
        await store.audit.record("reveal", agent=AgentId("1"))
        for days in (300, 370, 800):
            at = int((now - days * DAY).timestamp() * 1e6)
            sql = f"INSERT INTO audit (at, action, agent, detail) VALUES ({at}, '{days}', '1', '')"
            await store.write(lambda connection, sql=sql: connection.execute(sql))
        assert await store.retention.apply(KeptFor(audit=DAY)) == {"audit": 2}
        actions = {line.action for line in await store.audit.newest()}
        assert actions == {"reveal", "300", "retention"}

    opener.in_memory(scenario)


def test_an_old_import_can_not_be_taken_back(opener: Any, now: Any) -> None:
    async def scenario(store: Store) -> None:
        run = await store.imports.begin("f.csv", "crm", b"x")
        sql = f"INSERT INTO imported_rows VALUES ({run.id}, 'contacts', 1, 0, '{{}}')"
        await store.write(lambda connection: connection.execute(sql))
        assert await store.retention.apply(KeptFor()) == {}
        assert await store.imports.undoable(run.id)
        await store.write(
            lambda connection: connection.execute("UPDATE imports SET started_at = 1")
        )
        assert await store.retention.apply(KeptFor()) == {"imports": 1}
        assert not await store.imports.undoable(run.id)

    opener.in_memory(scenario)
