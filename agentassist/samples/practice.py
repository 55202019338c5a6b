"""The place to practise of the short tour: the demo's articles and a caller nobody knows."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from agentassist.domain.call import AgentState, CallSnapshot
from agentassist.domain.contact import Contact, Evidence, EvidenceKind, Identity, IdentityStatus
from agentassist.domain.ids import AgentId, CallId, ContactId, PromiseId
from agentassist.domain.ivr import ACCOUNT, GivenFact, InputResult
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.domain.party import Party, Presentation
from agentassist.domain.promise import Promise
from agentassist.domain.screen_pop import (
    Greeting,
    GreetingKind,
    LikelyWhy,
    NeededFact,
    ScreenPop,
)
from agentassist.domain.sealed import Sealed

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from agentassist.domain.ids import ArticleId
    from agentassist.knowledge.base import LocalKnowledgeBase
    from agentassist.ports.clock import Clock
    from agentassist.storage.store import Store

_NUMBER = "+442079460877"  # of the block that is kept free for stories
_WAITED = timedelta(seconds=161)


class SamplePractice:
    """Implements `ports.practice.Practice` on a store in memory of its own."""

    def __init__(self, store: Store, base: LocalKnowledgeBase, articles: int, clock: Clock) -> None:
        self._store, self._base, self._clock = store, base, clock
        self.articles = articles

    @classmethod
    async def open(cls, folder: Path, clock: Clock) -> SamplePractice:
        """`folder` holds the demo's articles as Markdown."""
        from agentassist.knowledge.base import LocalKnowledgeBase
        from agentassist.knowledge.importers import markdown
        from agentassist.storage.store import Store

        store = await Store.open(clock=clock)
        base = LocalKnowledgeBase(store.connect)
        found = await asyncio.to_thread(list, markdown.read_folder(folder))
        await base.put([one for one in found if isinstance(one, Article)])
        return cls(store, base, await base.size(), clock)

    def ringing(self) -> ScreenPop:
        return practice_card(self._clock.now())

    async def search(self, text: str) -> SearchResult:
        return await self._base.search(text)

    async def article(self, article_id: ArticleId) -> Article:
        return await self._base.article(article_id)

    async def close(self) -> None:
        await self._base.close()
        await self._store.close()


def practice_card(now: datetime) -> ScreenPop:
    """Verified in the IVR, an account given, something missed: each part of a card once."""
    dana = Contact(ContactId("practice"), "Dana Reyes", phones=(_NUMBER,))

    def given(kind: str, value: str | None, mask: str, result: InputResult | None) -> GivenFact:
        sealed = Sealed(value) if value is not None else None
        return GivenFact(kind, sealed, mask, result, at=now - timedelta(minutes=3))

    facts = (
        given(ACCOUNT, "40020018", "•••• 0018", InputResult.OK),
        given("menu", "2", "2", None),
        given("pin", None, "••••", InputResult.OK),
    )
    call = CallSnapshot(
        1,
        AgentId("practice"),
        AgentState.RINGING,
        call_id=CallId("practice"),
        caller=Party(_NUMBER, None, Presentation.ALLOWED),
        given=facts,
        intent="billing",
        verified=True,
        queue="support",
        wait=_WAITED,
    )
    promise = Promise(
        PromiseId("practice"),
        dana.id,
        "call back about the double charge",
        now - timedelta(hours=3),
        "M. Okafor",
        now - timedelta(days=1),
    )
    return ScreenPop(
        call,
        Identity(IdentityStatus.IDENTIFIED, dana, (Evidence(EvidenceKind.ACCOUNT_FROM_IVR),)),
        facts,
        (NeededFact("charge_date", "intent:dispute"),),
        overdue=(promise,),
        likely_why=LikelyWhy(
            "Charged twice for order 88-2041", True, (("open_ticket", "#4821"), ("ivr_path", "2"))
        ),
        greeting=Greeting(
            GreetingKind.NAMED_MISSED_PROMISE, "Dana", "billing", promise=promise.what
        ),
        rang_at=now,
    )
