"""A source of record over HTTP, as its mapping says. Nothing it answers is believed unchecked."""

import asyncio
import unicodedata
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.interaction import Interaction
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.sealed import redact_cards
from agentassist.domain.source import KeyKind, SourceContact, SourceHistory, SourceKey
from agentassist.history.rest.canary import Canary
from agentassist.history.rest.dates import DateFormat
from agentassist.history.rest.escaping import UnsafeValueError
from agentassist.history.rest.fetching import Deadline, Fetcher, Page, Question, together
from agentassist.history.rest.key_forms import forms
from agentassist.history.rest.records import Holder, NumberParser, RecordReader
from agentassist.history.rest.spec import (
    CUSTOMER,
    AskedSpec,
    InteractionsSpec,
    MappingSpec,
    NoteSpec,
)
from agentassist.history.rest.trial import Journal, Trial
from agentassist.net.request import Request
from agentassist.net.sender import Sender
from agentassist.ports.clock import Clock

# Behind one key: with more nobody is meant, and a source that has gone mad fills no store.
MOST_PEOPLE = 25


class RestSource:
    """Implements `ports.source.Source` by a mapping.

    `settings` are the site's values for `${names}` of the mapping, `e164` parses numbers as the
    site writes them. AgentAssistError("source.no_setting") for a value that is missing.
    """

    def __init__(
        self,
        name: str,
        spec: MappingSpec,
        sender: Sender,
        *,
        e164: NumberParser,
        clock: Clock,
        settings: Mapping[str, str] | None = None,
        title: str = "",
        deadline: timedelta | None = None,
    ) -> None:
        given = settings or {}
        for setting in sorted(spec.settings - given.keys()):
            raise AgentAssistError("source.no_setting", source=name, setting=setting)
        self._name = name
        self._spec = spec
        self._sender = sender
        self._clock = clock
        self._title = title or spec.title
        self._deadline = deadline or spec.deadline
        self._fetcher = Fetcher(name, sender, clock, given)
        self._reader = RecordReader(name, spec.words, e164, spec.bare_international)
        self._canary = Canary(name, spec, self._fetcher, clock, self._deadline)

    @property
    def name(self) -> str:
        return self._name

    @property
    def title(self) -> str:
        return self._title

    @property
    def finds_by(self) -> frozenset[KeyKind]:
        return self._spec.finds_by

    @property
    def deadline(self) -> timedelta:
        return self._deadline

    @property
    def lag(self) -> timedelta:
        return self._spec.lag

    @property
    def takes_notes(self) -> bool:
        return bool(self._spec.notes)

    async def find(self, key: SourceKey) -> Sequence[SourceContact]:
        """See `Source.find`. An unparsable key sends no request."""
        return await self._find(key, Journal())

    async def interactions(self, record: SourceRecord, limit: int = 50) -> SourceHistory:
        return await self._interactions(record, limit, Journal())

    async def canary(self) -> None:
        await self._canary.check_all(Journal())

    async def trial(self, question: SourceKey | SourceRecord) -> Trial:
        """Ask, and tell each step and what became of its rows. Raises no AgentAssistError."""
        journal = Journal()
        if isinstance(question, SourceRecord):
            return await _told(self._interactions(question, 50, journal), journal)
        return await _told(self._find(question, journal), journal)

    async def try_canary(self) -> Trial:
        """`canary`, told step by step."""
        journal = Journal()
        return await _told(self._canary.check_all(journal), journal)

    async def try_canaries(self) -> Mapping[str, Trial]:
        """Each way of finding by itself, by its name (`phone`, `interactions.ticket`)."""
        told: dict[str, Trial] = {}
        for operation in self._canary.operations:
            journal = Journal()
            told[operation] = await _told(self._canary.ask_again(operation, journal), journal)
        return told

    async def write_note(self, target: Interaction | SourceRecord, text: str, key: str) -> None:
        """See `Source.write_note`. Cards are masked before it is sent.

        AgentAssistError("source.no_notes") where the mapping has none for such a target.
        """
        spec, own_id = self._note(target)
        values = {
            "id": own_id,
            "text": _sendable(text),
            "key": key,
            "now": DateFormat().write(self._clock.now()),
        }
        question = self._question(values, Journal())
        try:
            if await self._is_written(spec, question):
                return
            headers = {spec.key_header: "key"} if spec.key_header else {}
            await self._fetcher.send(spec.request, question, headers)
        except UnsafeValueError:
            raise self._unsafe(spec.request.where) from None

    async def close(self) -> None:
        await self._sender.close()

    async def _find(self, key: SourceKey, journal: Journal) -> tuple[SourceContact, ...]:
        values = forms(key)
        if self._spec.find is None or key.kind not in self.finds_by or values is None:
            return ()
        deadline = self._started()
        await self._canary.check(key.kind.value, journal, deadline)
        variants = self._spec.find.variants[key.kind]
        pages = await self._asked(
            variants, lambda one: self._question(_limited(values, one), journal, deadline)
        )
        rows = [row for page in pages for row in page.rows]
        reading = self._question(values, journal, deadline)
        holders = await asyncio.to_thread(self._reader.holders, rows, self._spec.find, reading)
        self._canary.still_trusted()
        return self._believed(holders, key, journal)

    def _believed(
        self, holders: Sequence[Holder], key: SourceKey, journal: Journal
    ) -> tuple[SourceContact, ...]:
        """Those that have the key in their own record, each once."""
        kept: dict[SourceRecord, SourceContact] = {}
        for holder in holders:
            if not holder.has(key):
                journal.drop("not_this_key")
            elif holder.found.record in kept:
                journal.drop("twice")
            elif len(kept) == MOST_PEOPLE:
                journal.drop("too_many_people")
            else:
                kept[holder.found.record] = holder.found
        journal.kept = len(kept)
        journal.first = next(iter(kept), None)
        return tuple(kept.values())

    async def _asked(
        self, variants: Sequence[AskedSpec], question: Callable[[AskedSpec], Question]
    ) -> Sequence[Page]:
        """Every variant that can write the key; an error when none can."""
        unsafe: list[str] = []
        sent: list[tuple[Request, AskedSpec]] = []

        async def ask(asked: AskedSpec) -> Page | None:
            try:
                request = self._fetcher.request(asked.first, question(asked))
                if any(request == one and asked.then == other.then for one, other in sent):
                    return None  # two forms of this number are the same
                sent.append((request, asked))
                return await self._fetcher.rows(asked, question(asked))
            except UnsafeValueError:
                unsafe.append(asked.first.where)
                return None

        pages = await together([ask(one) for one in variants])
        found = [page for page in pages if page is not None]
        if not found and unsafe:
            raise self._unsafe(unsafe[0])
        return found

    async def _interactions(
        self, record: SourceRecord, limit: int, journal: Journal
    ) -> SourceHistory:
        if record.source != self._name:
            return SourceHistory(record)
        deadline = self._started()
        found = await together(
            [
                self._of_kind(kind, record, limit, journal, deadline)
                for kind in self._spec.interactions
            ]
        )
        self._canary.still_trusted()
        every = {one.id: one for interactions, _ in found for one in interactions}
        newest = sorted(every.values(), key=lambda one: (one.at, one.id), reverse=True)
        journal.kept = len(newest)
        more = len(newest) > limit or any(older for _, older in found)
        return SourceHistory(record, tuple(newest[:limit]), more)

    async def _of_kind(
        self,
        spec: InteractionsSpec,
        record: SourceRecord,
        limit: int,
        journal: Journal,
        deadline: Deadline,
    ) -> tuple[list[Interaction], bool]:
        await self._canary.check(f"interactions.{spec.kind}", journal, deadline)
        values = _limited({"id": record.id}, spec.asked, limit)
        question = self._question(values, journal, deadline)
        pages = await self._asked((spec.asked,), lambda _: question)
        rows = [row for page in pages for row in page.rows]
        found = await asyncio.to_thread(self._reader.interactions, rows, spec, record, question)
        return found, any(not page.last for page in pages)

    def _note(self, target: Interaction | SourceRecord) -> tuple[NoteSpec, str]:
        if isinstance(target, SourceRecord):
            source, kind, own_id = target.source, CUSTOMER, target.id
        else:
            source, kind, own_id = (*target.id.split(":", 2), "", "")[:3]
        spec = self._spec.notes.get(kind)
        if source != self._name or spec is None or not own_id:
            raise AgentAssistError("source.no_notes", source=self._name)
        return spec, own_id

    async def _is_written(self, spec: NoteSpec, question: Question) -> bool:
        if spec.found is None:
            return False
        page = await self._fetcher.rows(AskedSpec(spec.found), question)
        key = question.values["key"]
        return any(isinstance(row.item, str) and key in row.item for row in page.rows)

    def _question(
        self, values: Mapping[str, str], journal: Journal, deadline: Deadline | None = None
    ) -> Question:
        return Question(values, deadline or self._started(), journal)

    def _started(self) -> Deadline:
        return Deadline(self._clock, self._deadline, self._name)

    def _unsafe(self, where: str) -> AgentAssistError:
        """The value can't be written in this source's query; nothing was sent."""
        return AgentAssistError("source.unsafe_value", source=self._name, where=where)


async def _told(asking: Awaitable[object], journal: Journal) -> Trial:
    try:
        await asking
    except AgentAssistError as error:
        return journal.trial(error)
    return journal.trial()


def _limited(
    values: Mapping[str, str], asked: AskedSpec, limit: int | None = None
) -> Mapping[str, str]:
    most = asked.requests[-1].limit
    return {**values, "limit": str(min(most, limit) if limit else most)}


def _sendable(text: str) -> str:
    """Without what no system takes (control characters), cards masked."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (ch for ch in lines if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cs"))
    return redact_cards("".join(kept)).strip()
