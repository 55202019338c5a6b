"""Notes to the sources that take them; see `app/outbox.py` for when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.ports.outbox import NoteTaker, WaitingNote
from agentassist.ports.source import Source

TO_CUSTOMER: Final = "customer"
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)  # a target is known by its id alone


@dataclass(frozen=True, slots=True)
class NoteWay:
    """A source that may be written to. `kinds`: "customer", and the kinds of its interactions."""

    source: Source
    language: str
    kinds: frozenset[str]


class SourceNotes:
    """Implements `ports.outbox.NoteSender`. An interaction's id is `source:kind:its own id`."""

    def __init__(self) -> None:
        self._ways: Mapping[str, NoteWay] = {}

    def use(self, ways: Sequence[NoteWay]) -> None:
        """From now on these take notes."""
        self._ways = {way.source.name: way for way in ways}

    @property
    def takers(self) -> Sequence[NoteTaker]:
        """See ports.outbox.NoteSender."""
        return [NoteTaker(name, way.language, way.source.title) for name, way in self._ways.items()]

    def takes(self, record: SourceRecord, interaction: InteractionId | None) -> bool:
        """See ports.outbox.NoteSender."""
        way = self._ways.get(record.source)
        kind = TO_CUSTOMER if interaction is None else _kind(interaction)
        return way is not None and kind in way.kinds

    async def send(self, note: WaitingNote) -> None:
        """See ports.outbox.NoteSender."""
        way = self._ways.get(note.record.source)
        if way is None:
            raise AgentAssistError("source.no_notes", source=note.record.source)
        target: SourceRecord | Interaction = note.record
        if note.interaction is not None:
            owner = contact_id(note.record)
            target = Interaction(note.interaction, owner, Channel.TICKET, _NO_TIME, "")
        await way.source.write_note(target, note.text, note.key)


def _kind(interaction: InteractionId) -> str:
    return (*interaction.split(":", 2), "", "")[1]
