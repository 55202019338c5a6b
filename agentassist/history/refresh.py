"""All sources asked at once about one caller; what they answer goes into the store."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ContactId
from agentassist.domain.linking.record_link import SourceRecord
from agentassist.domain.source import SourceKey
from agentassist.history.recently_asked import RecentlyAsked
from agentassist.history.source_turn import KeptRecords, SourceTurn, keys_of, together
from agentassist.ports.clock import Clock
from agentassist.ports.refresh import SourceReport
from agentassist.ports.source import Source

SAME_QUESTION = timedelta(seconds=60)  # asked again within this, the copy answers
_log = logging.getLogger(__name__)


class Contacts(Protocol):
    """What is asked of the history."""

    async def contact(self, contact_id: ContactId) -> Contact: ...


class SourcesRefresh:
    """Implements `ports.refresh.Refresh`. The failure of one source never touches the others."""

    def __init__(
        self,
        sources: Sequence[Source],
        records: KeptRecords,
        contacts: Contacts,
        clock: Clock,
        *,
        same_question: timedelta = SAME_QUESTION,
    ) -> None:
        self._sources = tuple(sources)
        self._records = records
        self._contacts = contacts
        self._clock = clock
        self._recent = RecentlyAsked(clock, same_question)
        self.before_again: Callable[[], None] = lambda: None  # an agent asks for a new try

    @property
    def sources(self) -> tuple[str, ...]:
        """See ports.refresh.Refresh."""
        return tuple(source.name for source in self._sources)

    async def ask(
        self,
        keys: Sequence[SourceKey],
        contact_id: ContactId | None = None,
        *,
        heard: Callable[[SourceReport], None],
        again: bool = False,
    ) -> None:
        """See ports.refresh.Refresh."""
        if again:
            self.before_again()
        recent = RecentlyAsked(self._clock, timedelta()) if again else self._recent
        known, own = await self._known(contact_id)
        turns = [
            SourceTurn(
                source,
                [record for record in known if record.source == source.name],
                self._records,
                recent=recent,
                heard=heard,
            )
            for source in self._sources
        ]
        for turn in turns:
            await turn.begin(keys, own)
        await together(turn.ask(keys, own) for turn in turns)
        learnt = [key for turn in turns for key in turn.learnt]
        await together(turn.ask_further(learnt) for turn in turns)

    async def _known(
        self, contact_id: ContactId | None
    ) -> tuple[tuple[SourceRecord, ...], tuple[SourceKey, ...]]:
        """Their records at the sources, and the keys that the store has of them."""
        if contact_id is None:
            return (), ()
        try:
            records = await self._records.of_person(contact_id)
            contact = await self._contacts.contact(contact_id)
        except AgentAssistError as error:  # erased meanwhile, or a store that is busy
            _log.info("asking sources without what is known: %s", error.code)
            return (), ()
        return records, tuple(keys_of(contact))

    def use(self, sources: Sequence[Source]) -> None:
        """From now on these are asked."""
        self._sources = tuple(sources)

    async def check_all(self) -> list[AgentAssistError]:
        """Ask each source for what nobody can have; what was wrong with which."""
        tried = await together(self._check(source) for source in self._sources)
        return [error for error in tried if error is not None]

    async def _check(self, source: Source) -> AgentAssistError | None:
        try:
            await source.canary()
        except AgentAssistError as error:
            _log.warning("source %s: %s", source.name, error.code)
            return error
        return None

    async def close(self) -> None:
        """See ports.refresh.Refresh."""
        await together(source.close() for source in self._sources)
