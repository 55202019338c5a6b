"""Links are made with evidence, undone with a reason, and a person's word outlasts a rule's."""

import pytest

from agentassist.domain.linking.comparison import Reason
from agentassist.domain.linking.record_link import LinkMethod, SourceRecord
from agentassist.storage.store import Store

CRM, DESK, SHOP = SourceRecord("crm", "17"), SourceRecord("desk", "3"), SourceRecord("shop", "9")
WHY = (Reason.PHONE, Reason.NAME)


def test_a_link_says_who_when_and_why(opener) -> None:
    async def scenario(store: Store) -> None:
        link = await store.links.add(DESK, CRM, method=LinkMethod.RULE, by="rules", evidence=WHY)
        assert link is not None
        assert (link.one, link.other) == (CRM, DESK)
        assert (link.method, link.made_by, link.evidence) == (LinkMethod.RULE, "rules", WHY)
        assert link.made_at == opener.clock.now()
        assert link.undone_at is None
        assert await store.links.of(CRM) == await store.links.of(DESK) == [link]

    opener.on_disk(scenario)

    async def later(store: Store) -> None:
        assert [link.evidence for link in await store.links.of(CRM)] == [WHY]

    opener.on_disk(later)


def test_the_same_pair_again_is_the_same_link(opener) -> None:
    async def scenario(store: Store) -> None:
        first = await store.links.add(CRM, DESK, method=LinkMethod.RULE, by="rules")
        again = await store.links.add(DESK, CRM, method=LinkMethod.AGENT, by="101")
        assert first == again
        with pytest.raises(ValueError, match="itself"):
            await store.links.add(CRM, CRM, method=LinkMethod.AGENT, by="101")

    opener.in_memory(scenario)


def test_what_a_person_took_apart_no_rule_joins_again(opener) -> None:
    async def scenario(store: Store) -> None:
        link = await store.links.add(CRM, DESK, method=LinkMethod.RULE, by="rules")
        assert link is not None
        assert await store.links.undo(link.id, by="101", why="two sisters, 4111 1111 1111 1111")
        assert not await store.links.undo(link.id, by="102")
        assert not await store.links.undo(999, by="102")
        assert await store.links.of(CRM) == []
        (kept,) = await store.links.of(CRM, undone=True)
        assert (kept.undone_by, kept.undone_at) == ("101", opener.clock.now())
        assert kept.undone_why is not None
        assert kept.undone_why.startswith("two sisters")
        assert "4111 1111" not in kept.undone_why
        assert await store.links.add(CRM, DESK, method=LinkMethod.RULE, by="rules") is None
        assert await store.links.add(CRM, DESK, method=LinkMethod.AGENT, by="102") is not None
        assert len(await store.links.of(DESK, undone=True)) == 2

    opener.in_memory(scenario)


def test_a_person_is_all_records_that_hang_together(opener) -> None:
    async def scenario(store: Store) -> None:
        await store.links.add(CRM, DESK, method=LinkMethod.RULE, by="rules")
        last = await store.links.add(SHOP, DESK, method=LinkMethod.AGENT, by="101")
        assert last is not None
        for record in (CRM, DESK, SHOP):
            assert await store.links.person(record) == [CRM, DESK, SHOP]
        await store.links.undo(last.id, by="101")
        assert await store.links.person(CRM) == [CRM, DESK]
        assert await store.links.person(SHOP) == [SHOP]

    opener.in_memory(scenario)


def test_a_link_is_not_rewritten(opener) -> None:
    async def scenario(store: Store) -> None:
        link = await store.links.add(CRM, DESK, method=LinkMethod.RULE, by="rules")
        assert link is not None
        for change in ("made_by = 'x'", "undone_by = 'x'", "evidence = '[]', undone_at = 1"):
            with pytest.raises(Exception, match=r"rewritten|storage|constraint"):
                await store.write(lambda db, sql=change: db.execute(f"UPDATE links SET {sql}"))
        assert await store.links.undo(link.id, by="101")
        with pytest.raises(Exception, match=r"rewritten|storage"):
            await store.write(lambda db: db.execute("UPDATE links SET undone_why = 'x'"))
        assert (await store.links.of(CRM, undone=True))[0].undone_why == ""

    opener.in_memory(scenario)
