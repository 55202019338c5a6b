"""The desk: every command a window may give. All of it runs on the core thread."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from agentassist.app.article_hinting import ArticleHinting
from agentassist.app.article_source_desk import ArticleSourceDesk
from agentassist.app.bus import Bus
from agentassist.app.calls import CallRecord, CallRecords
from agentassist.app.coaching import Coaching
from agentassist.app.connections import Connections
from agentassist.app.cue_taking import CueTaking
from agentassist.app.desk_command import command
from agentassist.app.desk_ports import Ports as Ports
from agentassist.app.discreet_history import DiscreetHistory
from agentassist.app.events import KnowledgeReady
from agentassist.app.given import Given
from agentassist.app.knowledge_desk import KnowledgeDesk
from agentassist.app.packs import PackDesk
from agentassist.app.person_desk import PersonDesk
from agentassist.app.phone_desk import PhoneDesk
from agentassist.app.reading import Reading
from agentassist.app.recent_desk import RecentDesk
from agentassist.app.runtime import StartTask
from agentassist.app.screen_pop import ScreenPops
from agentassist.app.source_desk import SourceDesk
from agentassist.app.talk import TalkDesk
from agentassist.app.told_course import tell_course
from agentassist.app.whisper import WhisperDesk
from agentassist.app.wrap_up import WrapUpDesk
from agentassist.domain.coaching import DraftReport, Fault
from agentassist.domain.contact import Candidate
from agentassist.domain.ids import AgentId, CallId, ContactId, FactId
from agentassist.domain.interaction import Mood
from agentassist.domain.ivr import InputResult
from agentassist.domain.sealed import redact_cards
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.clock import Clock
from agentassist.ports.history import TimelinePage
from agentassist.ports.told_calls import CallStep


class Desk:
    """Commands raise AgentAssistError for what can't be done."""

    _ports: Ports
    _pops: ScreenPops
    _given: Given
    _coaching: Coaching
    _wrap_ups: WrapUpDesk
    _connections: Connections

    def __init__(self, *, bus: Bus, clock: Clock, start_task: StartTask) -> None:
        self._bus, self._clock, self._start_task = bus, clock, start_task
        self._records = CallRecords()
        self.opened = asyncio.Event()
        self.phones, self.packs, self.people = PhoneDesk(bus), PackDesk(bus), PersonDesk()
        self.articles = KnowledgeDesk(clock=clock, records=self._records, start_task=start_task)
        self.article_sources, self.recents = ArticleSourceDesk(bus), RecentDesk()
        self._hinting = ArticleHinting(bus=bus, clock=clock, records=self._records)
        self.talk = TalkDesk(bus=bus, clock=clock, records=self._records)
        self.sources = SourceDesk(bus=bus, clock=clock, start_task=start_task)
        self.speech = WhisperDesk(bus, clock, self._records, start_task)

    async def open(self, ports: Ports) -> None:
        """Follow the agent's calls and offer what an earlier run left."""
        bus, clock, records = self._bus, self._clock, self._records
        self._ports, self._history = ports, DiscreetHistory(ports.history, ports.discretion)
        self._pops = ScreenPops(
            bus=bus,
            clock=clock,
            history=self._history,
            keys=ports.keys,
            records=records,
            start_task=self._start_task,
            policy=ports.verification,
            refresh=ports.refresh,
            hints=ports.hints,
        )
        self.sources.open(ports, self._history, self._pops)
        self._given = Given(
            bus=bus,
            clock=clock,
            records=records,
            feed=ports.feed,
            audit=ports.audit,
            repeats=ports.repeats,
            policy=ports.verification,
            may_reveal=lambda: bool(ports.settings.get("privacy.reveal").value),
            on_change=self._pops.look_again,
        )
        self._coaching = Coaching(
            bus=bus,
            clock=clock,
            records=records,
            coach=ports.coach,
            budget=lambda: ports.settings.get("coaching.budget").number,
            plugins=ports.plugins,
            start_task=self._start_task,
            taking=CueTaking(ports.cue_counts, self._start_task),
        )
        self.packs.open(ports.packs, ports.cue_counts, self._coaching.equip)
        self.talk.open(ports.talk, self._coaching.observe, lambda: self._coaching.coach)
        self._wrap_ups = WrapUpDesk(
            bus=bus,
            clock=clock,
            records=records,
            wrap_ups=ports.wrap_ups,
            history=self._history,
            write_back=self.sources.write_back,
            uses=ports.key_uses,
        )
        self._connections = Connections(
            bus, ports.settings, ports.feed, self._pops.follow, self._agent_changed
        )
        self._connections.credentials_here = self.phones.open(ports.phones)
        self.people.open(self._pops, ports.linking, self._history, ports.audit, ports.settings)
        self._reading = Reading(ports.audit, self._start_task)
        self._pops.on_progress = self._progress
        self._pops.on_ended = self._ended
        self.articles.open(ports)
        self.recents.open(ports.recent_uses)
        self.article_sources.open(
            ports.article_keeper, ports.article_conflicts, self.knowledge_changed
        )
        if ports.article_hints is not None:
            self._start_task(self._hinting.run(ports.article_hints), "article hints")
        self.opened.set()
        self._start_task(self._coaching.tick(), "coaching clock")
        self._connections.start()
        await self.knowledge_changed()

    async def close(self) -> None:
        """The program ends: notes of a call that still runs are kept as a draft."""
        for record in self._records.unfinished():
            await self._wrap_ups.keep(record)

    async def knowledge_changed(self) -> None:
        self._bus.publish(KnowledgeReady(await self._ports.knowledge.size()))

    @command
    async def set_extension(self, text: str) -> None:
        self._connections.set_extension(text)

    @command
    async def pick_candidate(self, contact_id: ContactId) -> None:
        await self._pops.pick(contact_id)

    @command
    async def unpick(self) -> None:
        self._pops.unpick()

    @command
    async def look_up(self, text: str) -> Sequence[Candidate]:
        return await self.sources.look_up(text)

    @command
    async def open_contact(self, contact_id: ContactId) -> None:
        await self._pops.open_contact(contact_id)

    @command
    async def close_card(self) -> None:
        """Put away a card without a call."""
        self._pops.close()

    @command
    async def more_history(self, contact_id: ContactId, before: datetime) -> TimelinePage:
        return await self._history.timeline(contact_id, before=before)

    @command
    async def note_changed(self, text: str) -> None:
        front = self._records.on_card()
        before, front.notes = front.notes, redact_cards(text)
        self._coaching.observe(front)
        self._hinting.typed()
        await self._wrap_ups.notes_changed(front, before)

    @command
    async def set_fault(self, fault: Fault) -> None:
        self._records.on_card().fault = fault

    @command
    async def set_mood(self, mood: Mood | None) -> None:
        front = self._records.on_card()
        if front.mood_start is None:
            front.mood_start = mood
        front.mood_end = mood

    @command
    async def check_draft(self, text: str) -> DraftReport:
        self._hinting.typed(text)
        return await self._coaching.check_draft(text)

    @command
    async def dismiss_cue(self) -> None:
        self._coaching.dismiss()

    @command
    async def bring_cue_back(self) -> None:
        self._coaching.bring_back()

    @command
    async def use_cue(self) -> None:
        self._coaching.use()

    @command
    async def wording_decided(self, report: DraftReport, used: bool) -> None:
        """What became of the findings in a draft: the better wording, or the agent's own."""
        self._coaching.wording_decided(report, used=used)

    @command
    async def set_listening(self, on: bool) -> None:
        self._coaching.listen(on)

    @command
    async def caller_repeated(self) -> None:
        """Our defect, counted: the caller had to say something again."""
        await self._given.repeated()

    @command
    async def undo_repeat(self) -> None:
        """The key was pressed by mistake."""
        await self._given.not_repeated()

    @command
    async def give_fact(
        self,
        kind: str,
        text: str = "",
        result: InputResult | None = None,
        *,
        call: CallId | None = None,
    ) -> FactId:
        """What came of asking: told, right, wrong, or TIMEOUT: they did not know.

        `call` is the one that was on the screen: nothing is noted in another one.
        """
        return await self._given.give(kind, text, result, call)

    @command
    async def undo_fact(self, fact_id: FactId) -> None:
        """Take back what this agent noted."""
        await self._given.take_back(fact_id)

    @command
    async def tell_call(self, step: CallStep) -> None:
        """What the agent did with a call whose phone tells nothing but the ring."""
        tell_course(self._records.on_card(), self._ports.told_calls, step)

    @command
    async def reveal(self, index: int) -> str:
        """The value of the given fact at `index` of the card. Audited before it is returned."""
        return await self._given.reveal(index)

    @command
    async def copied(self, index: int) -> None:
        """A shown value was copied: audited."""
        await self._given.copied(index)

    @command
    async def open_wrap_up(self) -> None:
        await self._wrap_ups.open()

    @command
    async def draft_wrap_up(self, wrap_up: WrapUp) -> None:
        await self._wrap_ups.draft(wrap_up)

    @command
    async def save_wrap_up(self, wrap_up: WrapUp) -> None:
        await self._wrap_ups.save(wrap_up)
        self._put_away(wrap_up)

    @command
    async def later_wrap_up(self, wrap_up: WrapUp) -> None:
        await self._wrap_ups.later(wrap_up)
        self._put_away(wrap_up)

    def _put_away(self, wrap_up: WrapUp) -> None:
        front = self._records.front
        if front is not None and front.call_id == wrap_up.call_id:
            self._pops.close()

    def _progress(self, record: CallRecord) -> None:
        """After the card, so that nothing stands in its way to the screen."""
        if record.snapshot.state.in_call:
            self._wrap_ups.step_back(record)
        self._given.sync(record)
        self._reading.seen(record)
        self._coaching.observe(record)

    def _ended(self, record: CallRecord) -> None:
        self._start_task(self._wrap_ups.offer(record), "wrap-up")

    def _agent_changed(self, extension: AgentId | None) -> None:
        self._pops.start_over(extension or AgentId(""))
        if extension is not None:
            self._start_task(self._wrap_ups.restore(extension), "drafts")
