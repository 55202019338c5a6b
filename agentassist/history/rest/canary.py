"""The canary: asked for what nobody can have, a source has to bring nobody.

Help desks that don't know a filter leave it out without a word, and answer with every customer
they have. Such a source is not believed in anything.
"""

import asyncio
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.source import KeyKind
from agentassist.history.rest.escaping import UnsafeValueError
from agentassist.history.rest.fetching import Deadline, Fetcher, Question, together
from agentassist.history.rest.key_forms import impossible
from agentassist.history.rest.placeholder import JsonTemplate, Slot, Template
from agentassist.history.rest.spec import AskedSpec, MappingSpec, RequestSpec
from agentassist.history.rest.trial import Journal
from agentassist.ports.clock import Clock

GOOD_FOR = timedelta(hours=24)
REFUSED_FOR = timedelta(hours=1)  # then it is tried again: IT may have set it right
_ROWS = 5  # one would be enough
# It looked at the key, and said that there is no such thing.
_NOBODY = frozenset({"source.not_found", "source.bad_request"})


@dataclass(slots=True)
class Canary:
    """Which operations passed, and until when. `name` is the source's."""

    name: str
    spec: MappingSpec
    fetcher: Fetcher
    clock: Clock
    deadline: timedelta
    _passed: dict[str, int] = field(default_factory=dict)  # operation -> ns until which
    _refused: dict[str, tuple[str, int]] = field(default_factory=dict)  # where, ns until which
    _locks: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def check_all(self, journal: Journal) -> None:
        """Every operation, whatever was known. Raises like `check`."""
        self._passed.clear()
        self._refused.clear()
        for operation in self.operations:
            await self.check(operation, journal, Deadline(self.clock, self.deadline, self.name))

    async def ask_again(self, operation: str, journal: Journal) -> None:
        """This one alone, whatever is known of it or others. Raises like `check`."""
        async with self._locks.setdefault(operation, asyncio.Lock()):
            deadline = Deadline(self.clock, self.deadline, self.name)
            await self._ask(operation, journal, deadline)

    async def check(self, operation: str, journal: Journal, deadline: Deadline) -> None:
        """Ask, unless that was done today.

        `operation` is the name of a KeyKind, or interactions.KIND. AgentAssistError
        ("source.refused", where=...) if anybody comes back, and until that is set right; other
        codes when it could not be asked: then nothing is known about it.
        """
        async with self._locks.setdefault(operation, asyncio.Lock()):
            for other, (where, until) in list(self._refused.items()):
                if self.clock.monotonic_ns() < until:
                    raise self._refusal(where)
                if other != operation:  # nothing is believed before that is right
                    await self._ask(other, journal, deadline)
            now = self.clock.monotonic_ns()
            if operation in self._refused or now >= self._passed.get(operation, now):
                await self._ask(operation, journal, deadline)

    def still_trusted(self) -> None:
        """AgentAssistError("source.refused") if another question found out meanwhile."""
        for where, until in self._refused.values():
            if self.clock.monotonic_ns() < until:
                raise self._refusal(where)

    async def _ask(self, operation: str, journal: Journal, deadline: Deadline) -> None:
        questions = self._questions(operation)
        brought = await together(
            [
                self._brings(asked, Question(values, deadline, journal, pages=1))
                for _, asked, values in questions
            ]
        )
        now = self.clock.monotonic_ns()
        for (where, _, _), somebody in zip(questions, brought, strict=True):
            if somebody:
                self._refused[operation] = (where, now + _ns(REFUSED_FOR))
                raise self._refusal(where)
        self._refused.pop(operation, None)
        self._passed[operation] = now + _ns(GOOD_FOR)

    @property
    def operations(self) -> list[str]:
        """What is guarded, by the names that `check` takes."""
        kinds = [f"interactions.{one.kind}" for one in self.spec.interactions]
        return [*sorted(self.spec.finds_by), *kinds]

    def _questions(self, operation: str) -> list[tuple[str, AskedSpec, Mapping[str, str]]]:
        if not operation.startswith("interactions."):
            kind = KeyKind(operation)
            variants = self.spec.find.variants.get(kind, ()) if self.spec.find else ()
            given = self.spec.canary.get(kind.value)
            return [(one.first.where, one, _key(kind, given, one.first)) for one in variants]
        return [
            (one.asked.first.where, one.asked, self._id(one.asked.first))
            for one in self.spec.interactions
            if operation == f"interactions.{one.kind}"
        ]

    def _id(self, request: RequestSpec) -> Mapping[str, str]:
        given = self.spec.canary.get("id")
        return {"id": given or _fitting(request, "id"), "limit": str(_ROWS)}

    async def _brings(self, asked: AskedSpec, question: Question) -> bool:
        first_step = AskedSpec(asked.first)  # whoever it brings is one too many
        try:
            page = await self.fetcher.rows(first_step, question)
        except UnsafeValueError:
            raise AgentAssistError(
                "source.no_canary", source=self.name, where=asked.first.where
            ) from None
        except AgentAssistError as error:
            if error.code in _NOBODY:
                return False
            raise
        return page.first > 0

    def _refusal(self, where: str) -> AgentAssistError:
        return AgentAssistError("source.refused", source=self.name, where=where)


def _ns(span: timedelta) -> int:
    return int(span.total_seconds() * 1e9)


def _key(kind: KeyKind, given: str | None, request: RequestSpec) -> Mapping[str, str]:
    values = dict(impossible(kind, given))
    if given is None and kind in (KeyKind.ACCOUNT, KeyKind.ORDER):
        values = {name: _fitting(request, name, values[name]) for name in values}
    return values | {"limit": str(_ROWS)}


def _fitting(request: RequestSpec, name: str, word: str = "") -> str:
    """Something impossible that the request can write: digits where it writes digits only."""
    ways = {slot.escape.name for slot in _slots(request) if slot.name == name}
    if "guid" in ways:
        return str(uuid.uuid4())
    if ways & {"digits", "number"}:
        return f"999{secrets.randbelow(10**9):09d}"
    return word or f"zz{secrets.token_hex(6)}"


def _slots(request: RequestSpec) -> list[Slot]:
    templates = [request.path, *(template for _, template in request.params)]
    templates += _templates(request.json)
    return [part for one in templates for part in one.parts if isinstance(part, Slot)]


def _templates(value: JsonTemplate) -> list[Template]:
    if isinstance(value, Template):
        return [value]
    if isinstance(value, list):
        return [template for inner in value for template in _templates(inner)]
    if isinstance(value, dict):
        return [template for inner in value.values() for template in _templates(inner)]
    return []
