"""What was used lately: kept in the encrypted store over a restart, and forgotten when asked."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agentassist.app.recent_desk import RecentDesk
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.domain.recent_use import RecentArticle, RecentUse
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.recent_use import KEPT, LocalRecentUses
from agentassist.storage.store import Store

KEY = bytes(range(32))
REFUND = Article(ArticleId("refund"), "Refund of a payment", product="Billing")
ROUTER = Article(ArticleId("router"), "Restart the router")


class StillClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, 10, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


def _played(path: Path | None, story: Any) -> None:
    async def play() -> None:
        store = await Store.open(path, KEY if path else None, clock=StillClock())
        knowledge = LocalKnowledgeBase(store.connect)
        try:
            desk = RecentDesk()
            desk.open(LocalRecentUses(store, knowledge))
            await story(desk, knowledge)
        finally:
            await knowledge.close()
            await store.close()

    asyncio.run(play())


def test_it_is_kept_over_a_restart_the_latest_first(tmp_path: Path) -> None:
    path = tmp_path / "store.db"

    async def first(desk: RecentDesk, knowledge: LocalKnowledgeBase) -> None:
        await knowledge.put([REFUND, ROUTER])
        await desk.article_opened(ROUTER.id, "ruoter  blinks")
        await desk.article_opened(REFUND.id, "refund")
        await desk.article_opened(ROUTER.id, "")
        await knowledge.pin(REFUND.id, True)

    async def then(desk: RecentDesk, knowledge: LocalKnowledgeBase) -> None:
        assert await desk.recent() == RecentUse(
            (
                RecentArticle(ROUTER.id, ROUTER.title),
                RecentArticle(REFUND.id, REFUND.title, "Billing", pinned=True),
            ),
            ("refund", "ruoter blinks"),
        )
        await knowledge.remove([REFUND.id])
        assert [one.article_id for one in (await desk.recent()).articles] == [ROUTER.id]
        await desk.forget()

    async def forgotten(desk: RecentDesk, _knowledge: LocalKnowledgeBase) -> None:
        assert await desk.recent() == RecentUse()

    _played(path, first)
    assert b"ruoter" not in path.read_bytes()
    _played(path, then)
    _played(path, forgotten)


def test_numbers_of_callers_are_masked_before_they_are_kept() -> None:
    async def story(desk: RecentDesk, knowledge: LocalKnowledgeBase) -> None:
        await knowledge.put([REFUND])
        spoken = "four one one one one one one one one one"
        await desk.article_opened(
            REFUND.id, f"refund 4111 1111 1111 1111 account 400700188 {spoken} pin 4711"
        )
        (kept,) = (await desk.recent()).searches
        assert "one" not in kept
        assert "4711" not in kept
        assert kept.startswith("refund")
        assert "4111 1111" not in kept
        assert "400700188" not in kept

    _played(None, story)


def test_only_the_latest_are_kept() -> None:
    async def story(desk: RecentDesk, knowledge: LocalKnowledgeBase) -> None:
        articles = [Article(ArticleId(f"a{at}"), f"Article {at}") for at in range(KEPT + 3)]
        await knowledge.put(articles)
        for article in articles:
            await desk.article_opened(article.id, f"words of {article.id}")
        recent = await desk.recent()
        assert len(recent.articles) == len(recent.searches) == KEPT
        assert recent.articles[0].article_id == articles[-1].id

    _played(None, story)


def test_without_a_place_nothing_is_remembered() -> None:
    async def story() -> None:
        desk = RecentDesk()
        desk.open(None)
        await desk.article_opened(REFUND.id, "refund")
        assert await desk.recent() == RecentUse()
        await desk.forget()

    asyncio.run(story())
