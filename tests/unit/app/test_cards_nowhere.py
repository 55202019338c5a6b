"""A card number, a code or a PIN that comes in anywhere stands nowhere afterwards.

What phone systems say is cleaned before it is a snapshot; `ami_rounds.py` and the tests of each
phone system plant it there.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from agentassist.domain.call import AgentState
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.ids import ArticleId, CallId, ContactId, InteractionId, PromiseId, WrapUpId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.knowledge import Article, Section, SectionKind
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.domain.promise import Promise
from agentassist.domain.source import SourceContact, SourceHistory
from agentassist.domain.wrap_up import WrapUp
from agentassist.history.files.importing import Reject, import_file, open_file
from agentassist.history.files.mapping import FileMapping
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.observability.logging import JsonLines, redactor
from agentassist.storage.engine import Connection

DIGITS = "4111111111111111"
CARD = "4111 1111 1111 1111"
PLANTED = f"paid by {CARD} 12/27 123, CVV 987, PIN 4711"
SECRETS = ("411111111111", "CVV 987", "PIN 4711", "12/27 123")
ANA = ContactId("ana")


def planted(value: Any, keep: frozenset[str]) -> Any:
    """The same value with the card in every field that is free text."""
    texts = {
        field.name: PLANTED
        for field in fields(value)
        if field.name not in keep and field.type in ("str", "str | None", str, str | None)
    }
    return replace(value, **texts)


def contact(now: Any) -> Contact:
    return replace(  # type: ignore[no-any-return]
        planted(Contact(ANA, "Ana"), frozenset({"id", "kind", "language"})),
        phones=("+442079999999",),
        emails=(f"{DIGITS}@example.com", "ana@example.com"),
        accounts=(DIGITS, "AC1"),
    )


def interaction(now: Any) -> Interaction:
    event = Interaction(InteractionId("i1"), ANA, Channel.MAIL, now, "t")
    return planted(event, frozenset({"id", "contact_id", "source"}))  # type: ignore[no-any-return]


def promise(now: Any) -> Promise:
    made = Promise(PromiseId("p1"), ANA, "w", now, "o", now)
    return planted(made, frozenset({"id", "contact_id"}))  # type: ignore[no-any-return]


def wrap_up(key: str, now: Any) -> WrapUp:
    return planted(  # type: ignore[no-any-return]
        WrapUp(WrapUpId(key), CallId("1.1"), "101", ANA, "n", now),  # type: ignore[arg-type]
        frozenset({"id", "call_id", "agent", "contact_id"}),
    )


def rows(connection: Connection) -> Iterator[str]:
    """Every row of every table, and the parts of a full-text index as they lie there."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        for row in connection.execute(f'SELECT * FROM "{name}"'):
            yield f"{name}: {row!r}"


def leaks(said: str) -> list[str]:
    plain = "".join(ch for ch in said if ch.isalnum() or ch in "/ ")
    return [secret for secret in SECRETS if secret in said or secret in plain] + (
        ["digits"] if DIGITS[:12] in "".join(ch for ch in said if ch.isdecimal()) else []
    )


def test_what_is_planted_everywhere_is_found_nowhere(
    played: Callable[..., None], tmp_path: Path
) -> None:
    rejected: list[Reject] = []

    async def story(scene: Any) -> None:
        store, now = scene.store, scene.clock.now()
        knowledge = LocalKnowledgeBase(store.connect)
        await store.import_center([contact(now)], [interaction(now)], [promise(now)])
        record = SourceRecord("crm", "7")
        await store.source_records.put([SourceContact(record, contact(now))])
        await store.source_records.put_history(SourceHistory(record, (interaction(now),)))
        link = await store.links.add(
            SourceRecord("local", "ana"), SourceRecord("desk", "1"), method=LinkMethod.AGENT, by="1"
        )
        await store.links.undo(link.id, by="1", why=PLANTED)
        await store.audit.record("reveal", agent="1", detail=PLANTED)
        sections = (Section(SectionKind.SAY, f"say {CARD}"),)
        article = Article(ArticleId("a"), CARD, sections, f"body {CARD}", CARD, (CARD,))
        await knowledge.put([replace(article, path=CARD, owner=CARD)])

        scene.send("+442079999999", state=AgentState.TALKING)
        await scene.card_of(IdentityStatus.IDENTIFIED)
        await scene.desk.note_changed(PLANTED)
        await scene.desk.look_up(CARD)
        await scene.desk.articles.search(PLANTED)
        await scene.desk.give_fact("order", CARD)
        await scene.desk.give_fact("email", PLANTED)
        await scene.desk.open_wrap_up()
        await scene.desk.draft_wrap_up(wrap_up("w1", now))
        await scene.desk.later_wrap_up(wrap_up("w1", now))
        await scene.desk.save_wrap_up(wrap_up("w2", now))

        file = tmp_path / f"{DIGITS}.csv"
        head = "id,name,city,account,birth,recognition\n"
        file.write_text(f"{head}1,{CARD},{CARD},,{CARD},{CARD}\n2,B,,{CARD},,\n", encoding="utf-8")
        read = await asyncio.to_thread(open_file, file, FileMapping(), region="GB")
        await import_file(store, read, rejected.append)

        found: dict[str, list[str]] = {}
        for said in await store.read(lambda connection: list(rows(connection))):
            if at := leaks(said):
                found[said[:160]] = at
        connection = store.connect()
        for said in rows(connection):
            if at := leaks(said):
                found[said[:160]] = at
        connection.close()
        assert not found, "\n".join(found)
        assert [str(event)[:200] for event in scene.events if leaks(repr(event))] == []
        await knowledge.close()

    played(story, [])
    assert [reject.taken for reject in rejected] == [True, False]  # a birth date; an account
    assert [leaks(f"{reject.reason} {reject.raw}") for reject in rejected] == [[], []]


def test_no_log_line_has_it_either() -> None:
    lines = JsonLines(redactor)
    try:
        raise ValueError(PLANTED)
    except ValueError as error:
        trouble = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "%s", (PLANTED,), trouble)
    record.note = PLANTED
    said = lines.format(record)
    assert leaks(said) == []
    assert json.loads(said)["note"].startswith("paid by •••• 1111")
