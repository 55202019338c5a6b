"""One person, out of every table and every page; nobody else."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import (
    AgentId,
    ArticleId,
    CallId,
    ContactId,
    InteractionId,
    PromiseId,
    WrapUpId,
)
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.knowledge import Article
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.promise import Promise
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.domain.wrap_up import WrapUp
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.recent_use import LocalRecentUses
from agentassist.storage.engine import Connection
from agentassist.storage.erasure import erase, plan_erasure
from agentassist.storage.personal_data import IMPERSONAL, PLACES
from agentassist.storage.store import Store

PAGE, RESERVED = 4096, 80
MARK = "zweibruecken"  # stands in every text of the one who is erased, and nowhere else
DANA = ContactId("dana")
AGENT = AgentId("101")


def pages(database: Path, key: bytes) -> bytes:
    """Every page of the file as SQLCipher wrote it, decrypted: what is in use and what is not."""
    raw = database.read_bytes()
    clear = []
    for start in range(0, len(raw), PAGE):
        page = raw[start : start + PAGE]
        body = page[16 if start == 0 else 0 : PAGE - RESERVED]
        vector = page[PAGE - RESERVED : PAGE - RESERVED + 16]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
        clear.append(decryptor.update(body) + decryptor.finalize())
    return b"".join(clear)


def _contact(id_: str, name: str, phone: str, *, mark: str = "") -> Contact:
    return Contact(
        ContactId(id_),
        f"{name} {mark}".strip(),
        company=mark or None,
        phones=(phone, "+493055555"),
        emails=(f"{name}.{mark or 'x'}+tag@example.com",),
        accounts=(f"AC{name}{mark}",),
    )


def _event(key: str, contact: str, mark: str, now: Any) -> Interaction:
    return Interaction(
        InteractionId(key), ContactId(contact), Channel.MAIL, now, f"t {mark}", f"d {mark}"
    )


def _wrap_up(key: str, contact: str | None, mark: str, now: Any, caller: str = "") -> WrapUp:
    return WrapUp(
        WrapUpId(key),
        CallId(f"call-{key}"),
        AGENT,
        ContactId(contact) if contact else None,
        caller or mark,
        started_at=now,
        summary=f"said {mark}",
    )


def put(connection: Connection, table: str, **values: object) -> None:
    """A row with these values, and something in every other column that can't be empty."""
    columns = connection.execute(
        f"SELECT name, type, \"notnull\" FROM pragma_table_info('{table}')"
    )
    row = {name: 0 if kind == "INTEGER" else "" for name, kind, needed in columns if needed}
    row |= values
    connection.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})",
        list(row.values()),
    )


async def fill(store: Store, now: Any) -> None:
    dana = _contact("dana", "Dana", "+4930111111", mark=MARK)
    ben = _contact("ben", "Ben", "+4930222222")
    await store.import_center(
        [dana, ben],
        [_event("i1", "dana", MARK, now), _event("i2", "ben", "other", now)],
        [
            Promise(PromiseId("p1"), DANA, f"call {MARK}", now, "team", now),
            Promise(PromiseId("p2"), ContactId("ben"), "call other", now, "team", now),
        ],
    )
    crm = SourceRecord("crm", f"77-{MARK}")
    await store.source_records.put(
        [SourceContact(crm, _contact("x", "Dana", "+4930111112", mark=MARK), birth=(19840229,))]
    )
    await store.source_records.put_history(
        SourceHistory(crm, (_event(f"crm:{MARK}", "x", MARK, now),))
    )
    await store.links.add(
        SourceRecord("local", "dana"), crm, method=LinkMethod.AGENT, by="101", evidence=()
    )
    other = SourceRecord("desk", "5")
    link = await store.links.add(crm, other, method=LinkMethod.RULE, by="rules")
    assert link is not None
    await store.links.undo(link.id, by="101", why=MARK)
    await store.wrap_ups.save(_wrap_up("w1", "dana", MARK, now))
    await store.wrap_ups.save(_wrap_up("w2", "ben", "other", now))
    await store.wrap_ups.save(_wrap_up("w3", None, MARK, now, "030 11 11 11"))
    await store.wrap_ups.save_draft(_wrap_up("w4", "dana", MARK, now))
    await store.repeats.add(CallId("c9"), AGENT, DANA)
    await store.audit.record("reveal", agent=AGENT, contact_id=DANA, detail=MARK)
    await store.audit.record("reveal", agent=AGENT, contact_id=ContactId("ben"), detail="other")

    def rest(connection: Connection) -> None:
        row = connection.execute("SELECT id FROM contacts WHERE key = 'dana'").fetchone()[0]
        put(connection, "pick_hints", number="+4930111111", contact_key="dana")
        put(connection, "pick_hints", number="+4930222222", contact_key="ben")
        put(connection, "outbox", key="k1", source="crm", record=crm.id, body=MARK)
        put(connection, "outbox", key="k2", source="crm", record="6", contact_key="ben")
        put(connection, "key_uses", contact=row, kind="phone", value="+4930111111")
        put(connection, "imports", id=1)
        said = f'{{"contact": {row}, "title": "{MARK}"}}'
        put(connection, "imported_rows", **{"import": 1}, kind="contacts", row=row, before=MARK)
        put(connection, "imported_rows", **{"import": 1}, kind="interactions", row=9, before=said)

    await store.write(rest)


@pytest.fixture
def filled(opener: Any, now: Any) -> Any:
    opener.on_disk(lambda store: fill(store, now))
    return opener


def test_every_table_is_of_persons_or_said_not_to_be(opener: Any) -> None:
    async def tables(store: Store) -> set[str]:
        return await store.read(
            lambda connection: {
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
                if not row[0].startswith(("contact_words", "sqlite_"))
            }
        )

    known = {place.table for place in PLACES} | IMPERSONAL
    assert opener.in_memory(tables) == known


def test_the_mark_is_on_the_pages_before(filled: Any, now: Any) -> None:
    """Else the next test would prove nothing."""
    assert MARK.encode() in pages(filled.database, bytes(range(32)))


def test_nothing_of_the_erased_is_left_in_any_page(filled: Any) -> None:
    copy = filled.database.with_name("store.db.before-4")
    copy.write_bytes(b"an older one")

    async def scenario(store: Store) -> None:
        plan = await plan_erasure(store, DANA)
        assert set(plan.rows) == {place.table for place in PLACES}
        assert plan.elsewhere == (SourceRecord("crm", f"77-{MARK}"),)
        assert plan.copies == (copy,)
        await erase(store, DANA, by=AGENT)
        with pytest.raises(AgentAssistError, match=r"history\.unknown_contact"):
            await plan_erasure(store, DANA)

    filled.on_disk(scenario)
    assert not copy.exists()
    left = pages(filled.database, bytes(range(32)))
    for trace in (MARK, "dana", "Dana", "4930111111", "4930111112", "030 11 11 11", "19840229"):
        assert trace.encode() not in left, trace
        assert trace[::-1].encode() not in left, trace
    log = filled.database.with_name("store.db-wal")
    assert not log.exists() or log.stat().st_size == 0


def test_what_was_typed_into_the_search_goes_with_them(filled: Any) -> None:
    """It may name them, and nobody could say: twelve searches are no loss."""

    async def scenario(store: Store) -> None:
        knowledge = LocalKnowledgeBase(store.connect)
        try:
            await knowledge.put([Article(ArticleId("refund"), "Refund")])
            recents = LocalRecentUses(store, knowledge)
            await recents.note(ArticleId("refund"), f"refund of {MARK}")
            await erase(store, DANA, by=AGENT)
            left = await recents.recent()
        finally:
            await knowledge.close()
        assert left.searches == ()
        assert [one.article_id for one in left.articles] == ["refund"]

    filled.on_disk(scenario)
    assert MARK.encode() not in pages(filled.database, bytes(range(32)))


def test_everybody_else_stays_as_they_were(filled: Any, dumped: Any) -> None:
    async def scenario(store: Store) -> dict[str, int]:
        await erase(store, ContactId(f"crm:77-{MARK}"), by=AGENT)

        def read(connection: Connection) -> dict[str, int]:
            return {
                place.table: connection.execute(f"SELECT count(*) FROM {place.table}").fetchone()[0]
                for place in PLACES
            }

        lines = await store.audit.newest()
        assert [(line.action, line.contact_id, line.detail) for line in lines] == [
            ("erase", "erased", lines[0].detail),
            ("reveal", "ben", "other"),
            ("reveal", "erased", ""),
        ]
        return await store.read(read)

    counts = filled.on_disk(scenario)
    assert counts == {
        **dict.fromkeys(counts, 0),
        "contacts": 1,
        "contact_keys": 4,
        "link_keys": counts["link_keys"],
        "interactions": 2,
        "promises": 1,
        "wrap_ups": 1,
        "pick_hints": 1,
        "outbox": 1,
        "repeats": 1,
        "audit": 3,
    }


def test_an_audit_line_loses_whom_it_was_about_and_nothing_else(filled: Any) -> None:
    async def scenario(store: Store) -> None:
        for change in (
            "UPDATE audit SET agent = '9', contact_key = 'erased', detail = ''",
            "UPDATE audit SET contact_key = 'ben'",
            "DELETE FROM audit",
        ):
            with pytest.raises(AgentAssistError, match=r"storage\.failed"):
                await store.write(lambda connection, sql=change: connection.execute(sql))

    filled.on_disk(scenario)


def _records(now: Any) -> Iterator[tuple[SourceContact, bool]]:
    """Records a source brings later, and whether each is of the one who was erased."""
    crm = SourceRecord("crm", f"77-{MARK}")
    yield SourceContact(crm, Contact(ContactId("x"), "A", phones=("+4930999999",))), True
    desk = SourceRecord("desk", "1")
    mail = f"DANA.{MARK}@example.com"
    yield SourceContact(desk, Contact(ContactId("x"), "B", emails=(mail,))), True
    yield SourceContact(desk, Contact(ContactId("x"), "B", phones=("+4930111111",))), True
    yield SourceContact(desk, Contact(ContactId("x"), "B", accounts=(f"ACDana{MARK}",))), True
    # the number that Dana shared with Ben is still Ben's
    yield SourceContact(desk, Contact(ContactId("x"), "B", phones=("+493055555",))), False


def test_no_source_brings_the_erased_back(filled: Any, now: Any) -> None:
    async def scenario(store: Store) -> None:
        await erase(store, DANA, by=AGENT)
        for found, erased in _records(now):
            put = await store.source_records.put([found])
            assert (put == ()) is erased, found.contact
        hashes = await store.read(
            lambda connection: connection.execute("SELECT hash FROM tombstones").fetchall()
        )
        assert all(len(row[0]) == 32 for row in hashes)

    filled.on_disk(scenario)


def test_the_hashes_need_the_sealed_key() -> None:
    from agentassist.storage.tombstones import Tombstones

    def hashes() -> set[bytes]:
        connection = sqlite3.connect(":memory:")
        connection.executescript(
            "CREATE TABLE tombstones (hash BLOB PRIMARY KEY, erased_at INTEGER);"
            "CREATE TABLE sealed_values (name TEXT PRIMARY KEY, value TEXT);"
        )
        Tombstones(connection).add((), (), [("phone", "+4930111111")], 1)
        return {row[0] for row in connection.execute("SELECT hash FROM tombstones")}

    assert hashes() != hashes()
