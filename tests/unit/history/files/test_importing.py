"""Files into the encrypted store: resumed where they were, taken back exactly."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agentassist.domain.contact import Contact, IdentityKeys
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId, CallId, ContactId, InteractionId, WrapUpId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.wrap_up import WrapUp
from agentassist.history.files import importing
from agentassist.history.local.source import LocalHistory
from agentassist.storage.engine import Connection
from agentassist.storage.import_undo import Undone
from agentassist.storage.store import Store

HEAD = ("id", "name", "phone", "email")
TABLES = ("contacts", "contact_keys", "interactions", "promises", "source_records")


def people(count: int) -> list[tuple[object, ...]]:
    return [HEAD, *((i, f"Ana {i}", f"+4930{i:07d}", f"p{i}@example.com") for i in range(count))]


async def contents(store: Store) -> dict[str, list[Any]]:
    def read(connection: Connection) -> dict[str, list[Any]]:
        return {
            table: sorted(map(repr, connection.execute(f"SELECT * FROM {table}")))
            for table in TABLES
        }

    return await store.read(read)


def test_an_imported_record_is_found_with_source_and_age(place: Any) -> None:
    async def scenario(store: Store) -> None:
        run = await place.take(store, place.csv("c.csv", people(3)), source="crm")
        assert (run.counts.contacts, run.position) == (3, 3)
        (found,) = await LocalHistory(store).find(IdentityKeys(e164="+49300000002"))
        assert found.contact.id == "crm:2"
        last = await store.source_records.last_good("crm")
        assert last == place.now()

    place.run(scenario)


def test_interactions_find_their_contact_by_id_or_by_key(place: Any) -> None:
    events = place.csv(
        "i.csv",
        [
            ("customer no", "email", "created", "subject"),
            ("1", "", "2026-03-01", "by id"),
            ("99", "", "2026-03-01", "nobody"),
        ],
    )
    by_mail = place.csv(
        "m.csv",
        [
            ("e-mail", "created", "subject"),
            ("P2@Example.com", "2026-03-01", "by mail"),
            ("x@example.com", "2026-03-01", "nobody"),
            ("", "2026-03-01", "nothing"),
        ],
    )

    async def scenario(store: Store) -> None:
        await place.take(store, place.csv("c.csv", people(3)))
        await place.take(store, events)
        await place.take(store, by_mail)
        history = LocalHistory(store)
        for contact, title in (("import:1", "by id"), ("import:2", "by mail")):
            page = await history.timeline(ContactId(contact))
            assert [event.title for event in page.interactions] == [title]

    place.run(scenario)
    assert place.reasons == [
        (3, "there is no contact of this id"),
        (4, "nothing says whose it is"),
        (3, "nobody has these keys"),
    ]


def test_the_same_file_again_changes_nothing(place: Any) -> None:
    async def scenario(store: Store) -> None:
        path = place.csv("c.csv", people(5))
        await place.take(store, path)
        before = await contents(store)
        again = await place.take(store, path)
        assert await contents(store) == before
        assert await store.imports.undo(again.id) == Undone()
        assert await contents(store) == before

    place.run(scenario)


def test_an_import_that_was_stopped_goes_on_where_it_was(place: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing, "SLICE_ON_DISK", 10)
    path = place.csv("c.csv", [*people(35), ("", "", "", "")])

    async def stopped(store: Store) -> None:
        asked = iter([False, False, True])
        run = await place.take(store, path, stop=lambda: next(asked))
        assert run.position == 20
        (listed,) = await store.imports.all()
        assert listed.finished_at is None
        assert len((await contents(store))["contacts"]) == 20

    async def resumed(store: Store) -> None:
        run = await place.take(store, path)
        assert (run.position, run.counts.contacts) == (35, 35)
        (listed,) = await store.imports.all()
        assert listed.finished_at is not None
        assert len((await contents(store))["contacts"]) == 35

    place.run(stopped)
    place.run(resumed)


def test_a_failure_between_two_slices_loses_and_repeats_nothing(
    place: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(importing, "SLICE_ON_DISK", 10)
    path = place.csv("c.csv", people(30))

    async def crash(store: Store) -> None:
        put = store.imports.put
        slices = 0

        async def failing(*args: Any) -> Any:
            nonlocal slices
            slices += 1
            if slices == 2:
                raise AgentAssistError("storage.full")
            return await put(*args)

        monkeypatch.setattr(store.imports, "put", failing)
        with pytest.raises(AgentAssistError, match=r"storage\.full"):
            await place.take(store, path)

    async def resumed(store: Store) -> None:
        assert len((await contents(store))["contacts"]) == 10
        run = await place.take(store, path)
        assert (run.id, run.counts.contacts) == (1, 30)

    place.run(crash)
    place.run(resumed)


def test_undo_gives_back_exactly_what_was_there(place: Any) -> None:
    changed = [HEAD, (0, "Other", "+49301111111", ""), (7, "New", "", "new@example.com")]
    events = [
        ("key", "contact", "at", "title"),
        ("t:1", "0", "2026-03-01", "new"),
        ("i0", "0", "2026-03-01", "replaced"),
    ]

    async def scenario(store: Store) -> None:
        await place.take(store, place.csv("c.csv", people(3)))
        await store.import_center(
            [Contact(ContactId("local1"), "Local")],
            [_event("i0", "local1"), _event("i1", "local1")],
        )
        before = await contents(store)
        first = await place.take(store, place.csv("d.csv", changed))
        second = await place.take(store, place.csv("e.csv", events))
        assert await contents(store) != before
        assert await store.imports.undo(second.id) == Undone(removed=1, restored=1)
        assert await store.imports.undo(first.id) == Undone(removed=1, restored=1)
        assert await contents(store) == before
        history = LocalHistory(store)
        assert await history.search_contacts("Other") == []
        assert [c.contact.name for c in await history.search_contacts("Ana 0")] == ["Ana 0"]

    place.run(scenario)


def test_what_changed_since_and_what_others_hang_on_stays(place: Any) -> None:
    async def scenario(store: Store) -> None:
        run = await place.take(store, place.csv("c.csv", people(3)))
        await store.import_center([Contact(ContactId("import:0"), "Changed by hand")])
        await store.wrap_ups.save(
            WrapUp(
                WrapUpId("w"),
                CallId("c"),
                agent=AgentId("101"),
                contact_id=ContactId("import:1"),
                caller_name="Ana 1",
                started_at=place.now(),
            )
        )
        assert await store.imports.undo(run.id) == Undone(removed=1, kept=2)
        names = [row for row in (await contents(store))["contacts"] if "import:2" in row]
        assert names == []
        (listed,) = await store.imports.all()
        assert listed.undone_at == place.now()

    place.run(scenario)


def test_a_wrap_up_stays_joined_to_an_interaction_that_an_import_replaces(place: Any) -> None:
    async def scenario(store: Store) -> None:
        await place.take(store, place.csv("c.csv", people(1)))
        await store.wrap_ups.save(
            WrapUp(
                WrapUpId("w"),
                CallId("c"),
                agent=AgentId("101"),
                contact_id=ContactId("import:0"),
                caller_name=None,
                started_at=place.now(),
                repeated=2,
            )
        )
        rows = [("key", "contact", "at", "title"), ("wrap-up:w", "0", "2026-03-01", "better")]
        await place.take(store, place.csv("i.csv", rows))
        page = await LocalHistory(store).timeline(ContactId("import:0"))
        assert [(event.title, event.repeated) for event in page.interactions] == [("better", 2)]

    place.run(scenario)


def test_memory_does_not_grow_with_the_file(place: Any) -> None:
    """No more than two slices of rows are read ahead of what is stored."""

    async def scenario(store: Store) -> None:
        read = 0
        path = place.csv("c.csv", people(50))
        file = place.open(path)
        table = file.table
        original = type(table).records

        def counting(self: Any) -> Any:
            nonlocal read
            for record in original(self):
                read += 1
                yield record

        most = 0
        put = store.imports.put

        async def watching(run: Any, rows: Any, position: int, rejected: int) -> Any:
            nonlocal most
            result = await put(run, rows, position, rejected)
            most = max(most, read - position)
            return result

        store.imports.put = watching  # type: ignore[method-assign]
        type(table).records = counting  # type: ignore[method-assign]
        try:
            importing.SLICE_ON_DISK, size = 10, importing.SLICE_ON_DISK
            await importing.import_file(store, file, place.rejected.append)
        finally:
            importing.SLICE_ON_DISK = size
            type(table).records = original  # type: ignore[method-assign]
        assert read == 50
        assert most <= 11

    place.run(scenario)


def _event(key: str, contact: str) -> Interaction:
    return Interaction(
        InteractionId(key), ContactId(contact), Channel.MAIL, datetime(2026, 1, 1, tzinfo=UTC), "t"
    )


def test_imported_records_are_linked_with_those_of_the_same_customer(place: Any) -> None:
    async def scenario(store: Store) -> None:
        rows = [HEAD, (7, "Dana Okafor", "+4930123456", "dana@example.com")]
        await place.take(store, place.csv("a.csv", rows), source="crm")
        rows = [HEAD, ("x", "Dana Okafor", "030 123456", "dana@example.com")]
        run = await place.take(store, place.csv("b.csv", rows), source="desk")
        (found,) = await LocalHistory(store).find(IdentityKeys(e164="+4930123456"))
        person = await LocalHistory(store).person(found.contact.id)
        assert {one.record.source for one in person.records} == {"crm", "desk"}
        assert await store.imports.undo(run.id) == Undone(removed=1)
        person = await LocalHistory(store).person(found.contact.id)
        assert [one.record.source for one in person.records] == ["crm"]

    place.run(scenario)
