"""What becomes of the agent's searches, told to the gap log without the agent or the caller."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.runtime import StartTask
from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.search_gap import (
    Around,
    ArticleReport,
    Attempt,
    Reported,
    Verdict,
    reason_code,
)
from agentassist.domain.search_session import SearchSession
from agentassist.ports.clock import Clock
from agentassist.ports.search_gaps import SearchGaps
from agentassist.ports.settings import Settings

LOG = "knowledge.gap_log"
DAYS = "knowledge.gap_days"
FIRST_S = 90.0  # the first calls of the day come first
EVERY_S = 24 * 60 * 60.0
_LOOKED_AT = 60  # interactions whose words may be somebody's
_log = logging.getLogger(__name__)


class GapWatch:
    """Follows one search after the other; each belongs to the call that it was begun in."""

    def __init__(
        self,
        gaps: SearchGaps | None,
        *,
        records: CallRecords,
        clock: Clock,
        settings: Settings,
        start_task: StartTask,
    ) -> None:
        self._gaps = gaps
        self._records = records
        self._clock = clock
        self._settings = settings
        self._start_task = start_task
        self._session = SearchSession()
        self._call: CallRecord | None = None  # that the searches are made for

    @property
    def on(self) -> bool:
        """Whether anything is kept. IT may switch it off."""
        return self._gaps is not None and bool(self._settings.get(LOG).value)

    def searched(self, text: str, hits: int) -> None:
        self._look_at_call()
        self._note(self._session.searched(text, hits, self._clock.now()))

    def deepened(self, text: str, hits: int) -> None:
        """What the words found was found by its meaning, too, or only so."""
        self._session.deepened(text, hits)

    def opened(self, article_id: ArticleId) -> None:
        self._look_at_call()
        self._note(self._session.opened(article_id, self._clock.now()))

    def used(self, article_id: ArticleId) -> None:
        self._look_at_call()
        self._note(self._session.used(article_id, self._clock.now()))

    def left(self) -> None:
        self._note(self._session.ended(self._clock.now()))

    async def report(self, report: ArticleReport) -> Reported:
        """AgentAssistError("knowledge.gap_log_off" | "knowledge.no_article").

        Without an article nothing can be wrong or outdated: it is missing.
        """
        if report.article_id is None:
            report = replace(report, verdict=Verdict.MISSING)
        return await self._kept().report(report, self._around(self._records.front))

    async def take_back(self, report_id: int) -> bool:
        return await self._kept().take_back(report_id)

    async def reports_of(self, article_id: ArticleId) -> Sequence[Reported]:
        return () if self._gaps is None or not self.on else await self._gaps.reports_of(article_id)

    async def keep_no_longer(
        self, *, wait: Callable[[float], Awaitable[object]] = asyncio.sleep
    ) -> None:
        """Until cancelled: what is old enough goes, and all of it once the log is switched off."""
        await wait(FIRST_S)
        while self._gaps is not None:
            try:
                await self._gaps.forget(self._oldest())
            except AgentAssistError as error:  # tried again tomorrow
                _log.warning("%s", error)
            await wait(EVERY_S)

    def _oldest(self) -> date | None:
        """The first day that is kept; None: nothing is."""
        days = timedelta(days=self._settings.get(DAYS).number)
        return self._today() - days if self.on else None

    def _kept(self) -> SearchGaps:
        if self._gaps is None or not self.on:
            raise AgentAssistError("knowledge.gap_log_off")
        return self._gaps

    def _look_at_call(self) -> None:
        """What was searched for one caller is not said anew for the next."""
        front = self._records.front
        if front is not self._call:
            self.left()
            self._call = front

    def _note(self, failed: Sequence[Attempt]) -> None:
        if failed and self.on:
            self._start_task(self._write(failed, self._around(self._call)), "search in vain")

    async def _write(self, failed: Sequence[Attempt], around: Around) -> None:
        try:
            await self._kept().note(failed, around)
        except AgentAssistError as error:  # counts that are missing keep nobody from their work
            _log.warning("%s", error)

    def _around(self, record: CallRecord | None) -> Around:
        if record is None:
            return Around(self._today())
        contact, number = record.card.identity.contact, record.snapshot.caller.number
        return Around(
            self._today(),
            reason_code(record.snapshot.intent),
            (contact.language or "")[:2].lower() if contact is not None else "",
            tuple(_names(record)),
            tuple(_mentions(record)),
            number or (contact.id if contact is not None else ""),
        )

    def _today(self) -> date:
        return self._clock.now().astimezone().date()


def _names(record: CallRecord) -> Iterator[str]:
    """Whatever of a call is a name: of callers it may be, and of colleagues on file."""
    call, identity = record.snapshot, record.card.identity
    for text in (call.caller.name, call.caller_customer, call.internal_from):
        if text:
            yield text
    contacts = [candidate.contact for candidate in identity.candidates]
    if identity.contact is not None:
        contacts.append(identity.contact)
    if record.person is not None:
        contacts += (one.contact for one in record.person.records)
    for contact in contacts:
        yield from _of_contact(contact)
    if record.page is not None:
        yield from (one.agent for one in record.page.interactions if one.agent)
        yield from (one.owner for one in record.page.promises if one.owner)
    for fact in record.ledger().facts:
        if fact.value is not None:
            yield fact.value.reveal()  # compared with, and forgotten


def _of_contact(contact: Contact) -> Iterator[str]:
    yield contact.name
    yield from (text for text in (contact.company, contact.city) if text)
    yield from contact.emails
    yield from contact.accounts


def _mentions(record: CallRecord) -> Iterator[str]:
    """Texts in which further names may stand."""
    yield record.notes
    if record.page is not None:
        for one in record.page.interactions[:_LOOKED_AT]:
            yield f"{one.title} {one.detail}"
    yield from (said.text for said in (*record.said.turns, *record.said.open))
