"""Searches of a day at the desk: what of them is in the gap log, and what is not."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.events import ResultsDeepened
from agentassist.app.gap_watch import DAYS, LOG
from agentassist.assets import resources
from agentassist.domain.contact import Contact, IdentityStatus
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, CallId, ContactId, InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.knowledge import Article, MatchedIn, SearchHit, SearchResult
from agentassist.domain.search_gap import GapKind, Verdict
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.gaps import rows
from agentassist.knowledge.gaps.log import LocalSearchGaps
from agentassist.knowledge.gaps.rows import GapRow
from agentassist.settings.store import SettingsStore
from agentassist.storage.store import Store

NUMBER = "+442079460123"
DANA = Contact(ContactId("dana"), "Dana Kowalczuk", phones=(NUMBER,), city="Tarnobrzeg")
CHAT = Interaction(
    InteractionId("1"),
    DANA.id,
    Channel.CHAT,
    datetime(2026, 11, 20, 9, tzinfo=UTC),
    "Her brother Zbyszek wrote",
    agent="Ferdinand Okoye",
)
REFUND, ROUTER, LATE = (ArticleId(name) for name in ("refund", "router", "late"))
ARTICLES = (
    Article(REFUND, "Refund of a payment"),
    Article(ROUTER, "Restart the router"),
    Article(LATE, "Payment that comes late"),
)
TODAY = date(2026, 11, 21)


class Agent:
    """An agent who searches, with the rows that it leaves."""

    def __init__(self, scene: Any) -> None:
        self.scene = scene
        self.articles = scene.desk.articles

    async def searches(self, text: str, seconds: float = 5) -> None:
        await self.articles.search(text)
        self.after(seconds)

    def after(self, seconds: float) -> None:
        self.scene.clock.time += timedelta(seconds=seconds)

    async def rows(self) -> list[GapRow]:
        """Once everything that was begun is written."""
        writing = {task for task in asyncio.all_tasks() if "_write" in repr(task.get_coro())}
        await asyncio.gather(*writing)
        found: list[GapRow] = await self.scene.store.read(rows.all_rows)
        return found


@pytest.fixture
def worked(played: Callable[..., None], clock: Any) -> Callable[..., None]:
    """`worked(story)`: a story told to an agent with three articles and one customer."""

    def work(story: Callable[[Agent], Any], *, demo: bool = False, **changed: Any) -> None:
        settings = SettingsStore(None, clock)
        settings.set("agent.extension", "101")
        for key, value in changed.items():
            settings.set(f"knowledge.{key}", value)

        def ports(scene: Any) -> dict[str, Any]:
            knowledge = LocalKnowledgeBase(scene.store.connect)
            words = resources() / "words"
            gaps = LocalSearchGaps(scene.store, knowledge, folder=words, counts_searches=not demo)
            return {"knowledge": knowledge, "search_gaps": gaps, "settings": settings}

        async def told(scene: Any) -> None:
            await scene.desk._ports.knowledge.put(ARTICLES)
            scene.settings = settings
            await story(Agent(scene))
            await scene.desk._ports.knowledge.close()

        played(told, [DANA], [CHAT], ports=ports)

    return work


def test_what_found_nothing_is_kept_with_the_call_s_reason_and_what_helped(
    worked: Callable[..., None],
) -> None:
    async def story(agent: Agent) -> None:
        agent.scene.send(NUMBER, intent="Billing")
        await agent.scene.card_of(IdentityStatus.IDENTIFIED)
        await agent.searches("insurance dana")
        await agent.searches("refund", 1)
        await agent.articles.article_opened(REFUND)
        await agent.articles.article_used(REFUND)
        await agent.articles.search_left()

        (row,) = await agent.rows()
        assert row == GapRow(
            TODAY, GapKind.NOTHING, "insurance", "", "refund", "refund", "billing", "en"
        )

    worked(story)


def test_names_of_the_card_and_of_its_history_are_not_kept(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        agent.scene.send(NUMBER)
        await agent.scene.card_of(IdentityStatus.IDENTIFIED)
        for name in ("kowalczuk", "tarnobrzeg", "okoye", "zbyszek", "442079460123"):
            await agent.searches(f"insurance {name}")
            await agent.articles.search_left()

        (row,) = await agent.rows()
        assert (row.words, row.count) == ("insurance", 5)

    worked(story)


def test_a_search_belongs_to_the_call_it_was_made_in(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        agent.scene.send(intent="billing")
        await agent.scene.card(lambda card: card.call.intent == "billing")
        await agent.searches("insurance")
        agent.scene.send(call_id=CallId("2.1"), intent="tech")
        await agent.scene.card(lambda card: card.call.intent == "tech")
        await agent.searches("router")
        await agent.articles.article_used(ROUTER)
        await agent.articles.search_left()

        (row,) = await agent.rows()
        assert (row.kind, row.words, row.reason, row.then_article) == (
            GapKind.NOTHING,
            "insurance",
            "billing",
            "",
        )

    worked(story)


def test_an_article_that_was_left_at_once(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        await agent.searches("payment", 2)
        await agent.articles.article_opened(REFUND)
        agent.after(3)
        await agent.searches("late", 1)
        await agent.articles.article_opened(LATE)
        agent.after(20)
        await agent.articles.search_left()

        (row,) = await agent.rows()
        assert (row.kind, row.article, row.words) == (GapKind.LEFT, "refund", "payment")
        assert [article.id for article in await agent.articles.recent()] == [LATE, REFUND]

    worked(story)


def test_what_the_meaning_found_is_told_to_the_gap_log(worked: Callable[..., None]) -> None:
    question = "zebra zither zeppelin zinnia zodiac"

    class Meaning:
        """Finds the router for whatever is asked."""

        async def run(self, _told: object) -> None: ...

        def look_again(self) -> None: ...

        async def deepen(self, result: SearchResult) -> SearchResult:
            row = SearchHit(ROUTER, "Restart the router", "", 0.9, (MatchedIn.MEANING,))
            return replace(result, hits=(row,), semantic=True)

    async def story(agent: Agent) -> None:
        bus, deepened = Bus(), asyncio.Event()
        agent.articles.deepen_by(Meaning(), bus)
        bus.subscribe(lambda event: deepened.set() if isinstance(event, ResultsDeepened) else None)
        await agent.searches(question, 0)
        await deepened.wait()
        agent.after(5)
        await agent.articles.search_left()
        assert [row.kind for row in await agent.rows()] == [GapKind.ABANDONED]

    worked(story)


def test_the_searches_of_a_demo_are_nobody_s(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        await agent.searches("insurance")
        await agent.articles.search_left()
        assert await agent.rows() == []
        reported = await agent.articles.report(REFUND, Verdict.WRONG, "it takes five days")
        assert (await agent.articles.reports_of(REFUND))[0].id == reported.id

    worked(story, demo=True)


def test_switched_off_nothing_is_kept_and_what_was_there_goes(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        await agent.searches("insurance")
        await agent.articles.search_left()
        assert len(await agent.rows()) == 1
        assert agent.articles.keeps_gaps

        agent.scene.settings.set(LOG, False)
        assert not agent.articles.keeps_gaps
        await agent.searches("insurance")
        await agent.articles.search_left()
        with pytest.raises(AgentAssistError, match="gap_log_off"):
            await agent.articles.report(REFUND, Verdict.WRONG)
        with pytest.raises(AgentAssistError, match="gap_log_off"):
            await agent.articles.take_back_report(1)
        assert await agent.articles.reports_of(REFUND) == ()
        await _a_night(agent)
        assert await agent.rows() == []

    worked(story)


def test_old_days_go_by_themselves(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        for _ in range(3):
            await agent.searches("insurance")
            await agent.articles.search_left()
            await agent.rows()
            agent.scene.clock.time += timedelta(days=5)
        assert agent.scene.settings.get(DAYS).number == 7
        await _a_night(agent)
        assert [row.day.day for row in await agent.rows()] == [1]  # 21, 26 and 1 December

    worked(story, gap_days=7)


async def _a_night(agent: Agent) -> None:
    """The keeper looks once, and is stopped at its next rest."""
    rests: list[float] = []

    async def wait(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await agent.articles._watch.keep_no_longer(wait=wait)


def test_a_report_is_taken_back_for_a_while(worked: Callable[..., None]) -> None:
    async def story(agent: Agent) -> None:
        why = "new price, ask Kowalczuk"
        reported = await agent.articles.report(REFUND, Verdict.OUTDATED, why)
        assert (reported.dropped, reported.why, reported.day) == (True, "new price ask …", TODAY)
        missing = await agent.articles.report(None, Verdict.WRONG, "", "insurance for pets")
        assert (missing.dropped, missing.verdict) == (False, Verdict.MISSING)
        assert [row.kind for row in await agent.rows()] == [GapKind.MISSING, GapKind.OUTDATED]
        assert await agent.articles.take_back_report(reported.id)
        assert not await agent.articles.take_back_report(reported.id)
        assert await agent.articles.reports_of(REFUND) == ()

    worked(story)


def test_a_store_that_fails_keeps_nobody_from_searching(
    worked: Callable[..., None], expect_log: Any
) -> None:
    async def story(agent: Agent) -> None:
        expect_log("storage.closed")
        closed = await Store.open(clock=agent.scene.clock)
        await closed.close()
        agent.articles._watch._gaps._database = closed
        await agent.searches("insurance")
        await agent.articles.search_left()
        writing = {task for task in asyncio.all_tasks() if "_write" in repr(task.get_coro())}
        await asyncio.gather(*writing)
        assert (await agent.articles.search("refund")).hits

    worked(story)
