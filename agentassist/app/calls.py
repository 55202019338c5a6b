"""What the app knows of each call of this agent: the one mutable place."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from agentassist.app.arranged_page import NOTHING, ArrangedPage
from agentassist.app.events import TimelineChanged
from agentassist.app.noted_facts import NotedFacts
from agentassist.domain.call import AgentState, CallOrigin, CallSnapshot, Direction
from agentassist.domain.coaching import CallMoment, Fault
from agentassist.domain.contact import Identity, IdentityKeys
from agentassist.domain.cue_budget import CueBudget
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId, CallId, ContactId
from agentassist.domain.interaction import Mood
from agentassist.domain.ledger import TOLD_TO_AGENTS, Ledger
from agentassist.domain.person import Person
from agentassist.domain.screen_pop import IvrNote, ScreenPop
from agentassist.domain.source import SourceStatus
from agentassist.domain.timeline.entry import Timeline
from agentassist.domain.utterance import NOTHING_SAID, Talk
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.history import TimelinePage

KEPT_CALLS = 50


@dataclass(slots=True, eq=False)
class CallRecord:
    """One call. Times are wall clock; `card` is the last one composed."""

    snapshot: CallSnapshot
    card: ScreenPop
    started_at: datetime
    keys: IdentityKeys | None = None
    identity: Identity = field(default_factory=Identity)
    before_pick: Identity | None = None
    page: TimelinePage | None = None
    person: Person | None = None
    sources: dict[str, SourceStatus] = field(default_factory=dict)  # in the order of the settings
    looking: bool = False
    question: object | None = None  # what the sources are asked about it now
    asking: asyncio.Task[Any] | None = None
    timeline: TimelineChanged | None = None  # as it was last shown
    arranged: ArrangedPage | None = None
    rang_at: datetime | None = None
    answered_at: datetime | None = None
    held_at: datetime | None = None
    ended_at: datetime | None = None
    notes: str = ""
    said: Talk = NOTHING_SAID  # by both, as far as there is a transcript
    fault: Fault = Fault.UNKNOWN
    mood_start: Mood | None = None
    mood_end: Mood | None = None
    apologies_built: int = 0  # put into a draft
    articles: list[ArticleId] = field(default_factory=list)
    repeated: int = 0
    wrap_up: WrapUp | None = None  # once it is saved
    moment: CallMoment | None = None  # the last one the coach saw
    cues: CueBudget = field(default_factory=CueBudget)
    noted: NotedFacts = field(default_factory=NotedFacts)
    read: set[ContactId] = field(default_factory=set)  # whose cards were audited as looked at

    @property
    def call_id(self) -> CallId | None:
        return self.snapshot.call_id

    @property
    def internal(self) -> bool:
        return (
            self.snapshot.direction is Direction.INTERNAL or self.snapshot.internal_from is not None
        )

    @property
    def contact_id(self) -> ContactId | None:
        return self.identity.contact.id if self.identity.contact is not None else None

    def doubt(self) -> None:
        """It may be about somebody else: nobody is picked and nothing was told."""
        self.forget_who()
        self.noted.forget()
        self.said = NOTHING_SAID

    def forget_who(self) -> None:
        """Nobody is on the card yet."""
        self.identity, self.before_pick = Identity(), None
        self.page, self.person = None, None
        self.sources.clear()

    def ledger(self) -> Ledger:
        """What the caller gave, to whomever."""
        own = self.noted.facts(self.contact_id)
        return Ledger(self.snapshot.given).with_told(own, self.noted.taken_back)

    def rows(self, now: datetime) -> Timeline:
        """The page as rows; none while nobody is known."""
        if self.page is None:
            return NOTHING
        if self.arranged is None or not self.arranged.holds(self.page, now):
            self.arranged = ArrangedPage.of(self.page, now)
        return self.arranged.timeline

    def ivr_note(self) -> IvrNote | None:
        """Why nothing from the IVR, or not all of it, stands in the ledger."""
        call = self.snapshot
        from_phone = call.origin is CallOrigin.PHONE_SYSTEM
        if self.internal or not from_phone or call.direction is not Direction.INBOUND:
            return IvrNote.NOT_APPLICABLE
        if call.unmapped:
            return IvrNote.NOT_MAPPED
        sent = any(fact.source not in TOLD_TO_AGENTS for fact in call.given)
        return None if sent else IvrNote.SENT_NOTHING

    def talk(self, now: datetime) -> timedelta:
        """From answering to the end, holding included (handle time without AfterCallWork)."""
        if self.answered_at is None:
            return timedelta()
        return (self.ended_at or now) - self.answered_at

    def take(self, snapshot: CallSnapshot, now: datetime) -> None:
        """Move the clocks on with the state."""
        self.snapshot = snapshot
        if snapshot.state is AgentState.RINGING and self.rang_at is None:
            self.rang_at = now
        if snapshot.state in (AgentState.TALKING, AgentState.HELD) and self.answered_at is None:
            self.answered_at = now
        self.held_at = (self.held_at or now) if snapshot.state is AgentState.HELD else None
        self.ended_at = None if snapshot.state.in_call else (self.ended_at or now)

    def as_moment(self, now: datetime) -> CallMoment:
        """What the coach may look at. Apologies count for the topic of this call only."""
        topic = self.snapshot.intent
        past = [*self.rows(now).entries]  # what two systems noted counts once
        sorry = [row for row in past if topic is None or row.interaction.topic == topic]
        contact, verified = self.card.identity.contact, self.card.call.verified
        return CallMoment(
            state=self.snapshot.state,
            given=self.card.given,
            intent=self.snapshot.intent,
            verified=verified,
            first_name=contact.first_name if contact and verified else None,
            overdue_promise=bool(self.card.overdue),
            mood=self.mood_start,
            fault=self.fault,
            elapsed=self.talk(now),
            wait=self.snapshot.wait,
            transfers=self.snapshot.transfers,
            notes=self.notes,
            apologies_on_file=sum(row.apologies for row in sorry),
            open_contacts=sum(row.open for row in past),
            recognition=self.card.recognition,
            refused=frozenset(consent.purpose for consent in self.card.refused),
            talk=self.said,
        )


class CallRecords:
    """Calls by id, the oldest dropped beyond `KEPT_CALLS`; `front` is the one on the card."""

    def __init__(self) -> None:
        self._records: OrderedDict[CallId, CallRecord] = OrderedDict()
        self.front: CallRecord | None = None

    def on_card(self) -> CallRecord:
        """The one in front. AgentAssistError("call.none") when there is none."""
        if self.front is None:
            raise AgentAssistError("call.none")
        return self.front

    def get(self, call_id: CallId) -> CallRecord | None:
        return self._records.get(call_id)

    def take_over(self, snapshot: CallSnapshot) -> CallRecord | None:
        """The record of the call that this one replaces: what was written in it stays.

        Looked up anew. Near in time is all that a withheld call has in common with a link that any
        page may open: who was picked there, and what was told, is not said of this caller.
        """
        new, old = snapshot.call_id, snapshot.replaces
        record = self._records.pop(old, None) if old is not None and new is not None else None
        if record is None or new is None:
            return None
        if snapshot.caller.number is None or record.snapshot.caller.number is None:
            record.doubt()
        if record.before_pick is None:
            record.keys = None
        self._records[new] = record
        return record

    def open(self, snapshot: CallSnapshot, now: datetime) -> CallRecord:
        record = CallRecord(snapshot, ScreenPop(snapshot), started_at=now)
        if snapshot.call_id is not None:
            self._records[snapshot.call_id] = record
            while len(self._records) > KEPT_CALLS:
                self._records.popitem(last=False)
        return record

    def unfinished(self) -> tuple[CallRecord, ...]:
        """Answered calls that nobody wrapped up yet, the oldest first."""
        return tuple(
            record
            for record in self._records.values()
            if record.answered_at is not None and record.wrap_up is None and not record.internal
        )

    def all(self) -> tuple[CallRecord, ...]:
        return tuple(self._records.values())

    def forget(self) -> None:
        self._records.clear()
        self.front = None
