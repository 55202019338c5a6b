"""A source of record that the test gives its people to, and that waits, fails or hangs on demand.

It has the whole of the port and nothing of a network: what is tested with it is who is asked when.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from agentassist.domain.contact import Contact
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import Interaction
from agentassist.domain.linking.record_link import SourceRecord, contact_id
from agentassist.domain.source import KeyKind, SourceContact, SourceHistory, SourceKey

PHONE_AND_MAIL = frozenset({KeyKind.PHONE, KeyKind.EMAIL})


def has(contact: Contact, key: SourceKey) -> bool:
    values = {
        KeyKind.PHONE: contact.phones,
        KeyKind.EMAIL: tuple(map(str.lower, contact.emails)),
        KeyKind.ACCOUNT: contact.accounts,
    }
    return key.value in values.get(key.kind, ())


@dataclass
class AskedSource:
    """Implements `ports.source.Source`. `asked` is what it was asked, in order."""

    name: str
    title: str = ""
    finds_by: frozenset[KeyKind] = PHONE_AND_MAIL
    deadline: timedelta = timedelta(seconds=5)
    lag: timedelta = timedelta()
    takes_notes: bool = False
    people: dict[str, Contact] = field(default_factory=dict)
    past: dict[str, list[Interaction]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    notes: list[tuple[str, str, str]] = field(default_factory=list)
    error: AgentAssistError | Exception | None = None
    gate: asyncio.Event | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    left: bool = False  # somebody stopped waiting for it
    closed: bool = False

    async def find(self, key: SourceKey) -> Sequence[SourceContact]:
        await self._answer(f"{key.kind} {key.value}")
        return [
            SourceContact(self.record(name), contact)
            for name, contact in self.people.items()
            if has(contact, key)
        ]

    async def interactions(self, record: SourceRecord, limit: int = 50) -> SourceHistory:
        await self._answer(f"history {record.id}")
        return SourceHistory(record, tuple(self.past.get(record.id, ()))[:limit])

    async def write_note(self, target: Interaction | SourceRecord, text: str, key: str) -> None:
        await self._answer("note")
        if all(key != known for _, _, known in self.notes):
            self.notes.append((target.id, text, key))

    async def canary(self) -> None:
        await self._answer("canary")

    async def close(self) -> None:
        self.closed = True

    def record(self, name: str) -> SourceRecord:
        return SourceRecord(self.name, name)

    def own(self, name: str, past: Interaction, number: int = 1) -> Interaction:
        """`past` as this source tells it of that record."""
        return replace(
            past,
            id=InteractionId(f"{self.name}:{name}-{number}"),
            contact_id=contact_id(self.record(name)),
            source=self.name,
        )

    async def _answer(self, what: str) -> None:
        self.asked.append(what)
        self.reached.set()
        if self.gate is not None:
            try:
                await self.gate.wait()
            except asyncio.CancelledError:
                self.left = True
                raise
        if self.error is not None:
            raise self.error


@pytest.fixture
def asked_source() -> type[AskedSource]:
    return AskedSource
