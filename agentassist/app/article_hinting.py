"""Articles named beside the call in front, while nobody asked: what fits it, and what was tried.

In the background, once the card stands and typing has paused. It gives way to every search, and
says nothing where nothing fits well enough.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.events import (
    AppEvent,
    ArticlesSuggested,
    CardChanged,
    KnowledgeReady,
    TriedArticles,
)
from agentassist.domain.article_choice import Fit, suggested
from agentassist.domain.article_hint import SuggestedArticle, SuggestedBy, TriedArticle
from agentassist.domain.discretion import Discretion
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ivr import MENU
from agentassist.domain.sealed import redact_cards, redact_long_numbers
from agentassist.domain.tried_articles import known, traces
from agentassist.ports.article_hints import ArticleHints
from agentassist.ports.clock import Clock

CARD_PAUSE_S: Final = 0.15  # the card is painted first
TYPING_PAUSE_S: Final = 0.7
AGAIN_S: Final = 0.5  # after it gave way to a search
_WORDS: Final = 20  # the last ones written: what is being talked about now
_SHORTEST: Final = 3  # letters of a menu's text; "2" says nothing


class ArticleHinting:
    """Hears on the bus what the card shows; `run` until cancelled."""

    def __init__(self, *, bus: Bus, clock: Clock, records: CallRecords) -> None:
        self._bus = bus
        self._clock = clock
        self._records = records
        self._wake = asyncio.Event()
        self._due = 0.0
        self._draft = ""
        self._suggested = ArticlesSuggested(None)
        self._tried = TriedArticles(None)
        bus.subscribe(self._heard)

    def typed(self, draft: str | None = None) -> None:
        """The agent writes: notes, which the call's record has, or this draft."""
        if draft is not None:
            self._draft = draft
        self._soon(TYPING_PAUSE_S)

    async def run(self, hints: ArticleHints) -> None:
        """One look at a time, each when things have been still for a moment."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if await self._goes_on():
                continue
            try:
                seen = await self._look(hints)
            except AgentAssistError:  # the knowledge base says itself what it suffers from
                seen = True
            if not seen:
                self._soon(AGAIN_S)

    async def _goes_on(self) -> bool:
        """Whether something more happens before it is time to look."""
        try:
            async with asyncio.timeout_at(self._due):
                return await self._wake.wait()
        except TimeoutError:
            return False

    def _heard(self, event: AppEvent) -> None:
        if isinstance(event, CardChanged):
            call = event.card.call.call_id if event.card is not None else None
            if call != self._suggested.call_id or event.card is None:
                self._draft = ""
                self._tell(None, (), ())
            if event.card is not None:
                self._soon(CARD_PAUSE_S)
        elif isinstance(event, KnowledgeReady):
            self._soon(CARD_PAUSE_S)

    def _soon(self, pause: float) -> None:
        self._due = asyncio.get_running_loop().time() + pause
        self._wake.set()

    async def _look(self, hints: ArticleHints) -> bool:
        """False: somebody searched meanwhile."""
        record = self._records.front
        if record is None or record.internal:
            self._tell(None, (), ())
            return True
        tried = await self._tried_by(record, hints)
        if tried is None:
            return False
        chosen: tuple[SuggestedArticle, ...] | None = self._suggested.suggestions
        if record.call_id is None or record.snapshot.state.in_call:
            chosen = await self._fitting(record, hints, tried)
        if chosen is None:
            return False
        if self._records.front is record:
            self._tell(record, chosen, tried)
        return True

    async def _tried_by(
        self, record: CallRecord, hints: ArticleHints
    ) -> tuple[TriedArticle, ...] | None:
        page = record.page
        found = traces(
            record.ledger().facts,
            page.interactions if page is not None else (),
            self._clock.now(),
        )
        if not found:
            return ()
        articles = await hints.called({trace.name for trace in found})
        return None if articles is None else known(found, articles)

    async def _fitting(
        self, record: CallRecord, hints: ArticleHints, tried: Sequence[TriedArticle]
    ) -> tuple[SuggestedArticle, ...] | None:
        today = self._clock.now().astimezone().date()
        found: dict[SuggestedBy, tuple[str, Sequence[Fit]]] = {}
        for by, words in self._words(record):
            fits = await hints.fitting(words.replace("_", " "), today)
            if fits is None:
                return None
            found[by] = words, fits
        return suggested(found, {one.article_id for one in tried})

    def _words(self, record: CallRecord) -> list[tuple[SuggestedBy, str]]:
        """What may be searched by. Numbers of the caller's are never among it."""
        told = [(SuggestedBy.MENU, _chosen(record))]
        why = record.card.likely_why
        if why is not None and why.from_record and why.discretion is Discretion.SAY:
            told.append((SuggestedBy.RECORD, why.headline))
        notes = f"{record.notes} {self._draft}".split()
        told.append((SuggestedBy.NOTES, " ".join(notes[-_WORDS:])))
        return [
            (by, safe)
            for by, words in told
            if len(safe := redact_long_numbers(redact_cards(words)).strip()) >= _SHORTEST
        ]

    def _tell(
        self,
        record: CallRecord | None,
        chosen: tuple[SuggestedArticle, ...],
        tried: tuple[TriedArticle, ...],
    ) -> None:
        """What is the same as before is no news."""
        call = record.call_id if record is not None else None
        suggestions, again = ArticlesSuggested(call, chosen), TriedArticles(call, tried)
        if again != self._tried:
            self._tried = again
            self._bus.publish(again)
        if suggestions != self._suggested:
            self._suggested = suggestions
            self._bus.publish(suggestions)


def _chosen(record: CallRecord) -> str:
    """The menu's word for it, else what the menu calls it where that is in words."""
    if record.snapshot.intent:
        return record.snapshot.intent
    menu = (fact.mask or "" for fact in reversed(record.snapshot.given) if fact.kind == MENU)
    return next((words for words in menu if any(ch.isalpha() for ch in words)), "")
