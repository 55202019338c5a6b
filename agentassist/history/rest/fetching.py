"""Asks what a mapping says, page by page and step by step, within one deadline."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.history.rest.escaping import ESCAPES, UnsafeValueError, written
from agentassist.history.rest.expression import ExpressionError
from agentassist.history.rest.paging import Pages, first_request
from agentassist.history.rest.placeholder import shown_json
from agentassist.history.rest.spec import AskedSpec, Fields, RequestSpec, StepSpec
from agentassist.history.rest.trial import Journal, TrialStep
from agentassist.net.answer import Answer
from agentassist.net.json_value import JsonValue
from agentassist.net.request import Request
from agentassist.net.sender import Sender
from agentassist.ports.clock import Clock

_AT_ONCE = 4  # requests of one step beside each other
_ENTRIES = 100  # of a list in `each`
_SHOWN = 300  # characters of a request in a trial
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Row:
    """One row, and the row of the step before that led to it with the fields to take from that."""

    item: JsonValue = field(repr=False)
    outer_item: JsonValue = field(default=None, repr=False)
    outer: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """`first`: rows of the first request that it comes from; `last`: no page comes after it."""

    rows: tuple[Row, ...]
    first: int
    last: bool


class Deadline:
    """What is left of the time for one question."""

    def __init__(self, clock: Clock, whole: timedelta, source: str) -> None:
        self._clock = clock
        self._whole = int(whole.total_seconds() * 1e9)
        self._source = source
        self.begin_again()

    def begin_again(self) -> None:
        """The whole time from now on."""
        self._until = self._clock.monotonic_ns() + self._whole

    def left(self) -> timedelta:
        """AgentAssistError("source.too_slow") when it is over."""
        nanoseconds = self._until - self._clock.monotonic_ns()
        if nanoseconds <= 0:
            raise AgentAssistError("source.too_slow", retryable=True, source=self._source)
        return timedelta(microseconds=nanoseconds / 1000)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked and noted on the way. `settings` are the site's own, named `$url`."""

    values: Mapping[str, str] = field(repr=False)
    deadline: Deadline
    journal: Journal
    pages: int | None = None


class Fetcher:
    """`source` is its name, for errors."""

    def __init__(
        self, source: str, sender: Sender, clock: Clock, settings: Mapping[str, str]
    ) -> None:
        self._source = source
        self._sender = sender
        self._clock = clock
        self._settings = {f"${name}": value for name, value in settings.items()}

    async def rows(self, asked: AskedSpec, question: Question) -> Page:
        """Every page as one. AgentAssistError("source.*"); UnsafeValueError before it is sent."""
        rows: list[Row] = []
        first, last = 0, True
        async with aclosing(self.pages(asked, question)) as pages:
            async for page in pages:
                rows += page.rows
                first += page.first
                last = page.last
        most = asked.requests[-1].limit
        return Page(tuple(rows[:most]), first, last and len(rows) <= most)

    async def pages(self, asked: AskedSpec, question: Question) -> AsyncGenerator[Page, None]:
        """One page of the first request after another, each with the steps that follow from it."""
        count, most = 0, asked.first.limit
        async with aclosing(self._items(asked.first, question)) as pages:
            async for items, last in pages:
                rows = [Row(item) for item in items]
                count += len(rows)
                for step in asked.then:
                    rows = await self._step(step, rows, question)
                yield Page(tuple(rows), len(items), last)
                if count >= most:
                    return

    def request(self, spec: RequestSpec, question: Question) -> Request:
        """What is sent first. UnsafeValueError for a value that can't be written."""
        return first_request(spec, {**self._settings, **question.values})

    async def send(
        self, spec: RequestSpec, question: Question, headers: Mapping[str, str] | None = None
    ) -> None:
        """One request whose answer says nothing. `headers`: which value each one carries."""
        values = {**self._settings, **question.values}
        sent = tuple(
            (name, written(values[value], ESCAPES["token"]))
            for name, value in (headers or {}).items()
        )
        request = replace(first_request(spec, values), headers=sent)
        await self._send(spec, request, values, question)

    async def _items(
        self, spec: RequestSpec, question: Question
    ) -> AsyncGenerator[tuple[list[JsonValue], bool], None]:
        values = {**self._settings, **question.values}
        request = first_request(spec, values)
        pages = Pages(spec.paging, request, self._source, spec.where)
        most = min(spec.pages, question.pages or spec.pages)
        for number in range(1, most + 1):
            answer = await self._send(spec, request, values, question)
            if answer is None:
                yield [], True
                return
            # beside the loop: an answer may have hundreds of thousands of values
            items = await asyncio.to_thread(self._rows_of, spec, answer, question.journal)
            following = pages.after(answer, items)
            yield items[: spec.limit], following is None and len(items) <= spec.limit
            if following is None or number == most:
                return
            request = following

    async def _send(
        self, spec: RequestSpec, request: Request, values: Mapping[str, str], question: Question
    ) -> Answer | None:
        line, error = _line(spec, values), None
        started = self._clock.monotonic_ns()
        try:
            return await self._sender.send(request, deadline=question.deadline.left())
        except AgentAssistError as problem:
            error = problem.code
            if error == "source.not_found" and spec.none_if_missing:
                return None
            raise
        finally:
            took = (self._clock.monotonic_ns() - started) / 1e6
            question.journal.steps.append(TrialStep(spec.where, line, error, took))

    def _rows_of(self, spec: RequestSpec, answer: Answer, journal: Journal) -> list[JsonValue]:
        """AgentAssistError("source.unexpected") when the rows are not where they should be."""
        if spec.none_if_missing and answer.json is None and answer.status in (204, 205):
            return []
        try:
            found = spec.items.search(answer.json)
        except ExpressionError:
            found = None
        if not isinstance(found, list):
            raise AgentAssistError("source.unexpected", source=self._source, where=spec.where)
        rows: list[JsonValue] = [item for item in found if item is not None]
        if len(rows) < len(found):
            journal.drop("empty", len(found) - len(rows))
        journal.rows[spec.where] += len(rows)
        return rows

    async def _step(self, step: StepSpec, rows: Sequence[Row], question: Question) -> list[Row]:
        """The rows that a step brings for each row of the one before, at most `step.most`."""
        asked: dict[tuple[str, ...], tuple[Row, Mapping[str, str]]] = {}
        for row in rows:
            several = _each(step, row.item)
            if not several:
                question.journal.drop(f"{step.request.where}.each")
            for values in several:
                asked.setdefault(tuple(values.values()), (row, values))
        if len(asked) > step.most:
            question.journal.drop("too_many_to_follow", len(asked) - step.most)
        at_once = asyncio.Semaphore(_AT_ONCE)

        async def follow(row: Row, values: Mapping[str, str]) -> list[Row]:
            inner = replace(question, values={**question.values, **values}, pages=None)
            async with at_once:
                try:
                    return [
                        Row(item, row.item, step.outer)
                        async for items, _ in self._items(step.request, inner)
                        for item in items
                    ]
                except UnsafeValueError:  # out of the row before: it alone is left out
                    question.journal.drop(f"{step.request.where}.each")
                    return []

        found = await together(
            [follow(row, values) for row, values in list(asked.values())[: step.most]]
        )
        return [row for one in found for row in one][: step.request.limit]


async def together(work: Sequence[Awaitable[_T]]) -> list[_T]:
    """All at once; the first error counts, after all have ended."""

    async def outcome(one: Awaitable[_T]) -> _T | AgentAssistError | UnsafeValueError:
        try:
            return await one
        except (AgentAssistError, UnsafeValueError) as problem:
            return problem

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(outcome(one)) for one in work]
    done: list[_T] = []
    for task in tasks:
        result = task.result()
        if isinstance(result, AgentAssistError | UnsafeValueError):
            raise result
        done.append(result)
    return done


def _each(step: StepSpec, item: JsonValue) -> list[dict[str, str]]:
    """The placeholders of a step, once for each entry where one of them is a list."""
    found: list[dict[str, str]] = [{}]
    for name, path in step.each.items():
        try:
            value = path.search(item)
        except ExpressionError:
            return []
        texts = [text for one in _entries(value) if (text := _as_text(one))]
        found = [{**values, name: text} for values in found[:_ENTRIES] for text in texts]
    return found


def _entries(value: JsonValue) -> list[JsonValue]:
    return value[:_ENTRIES] if isinstance(value, list) else [value]


def _as_text(value: JsonValue) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def _line(spec: RequestSpec, values: Mapping[str, str]) -> str:
    params = "&".join(f"{name}={template.shown(values)}" for name, template in spec.params)
    body = f" {shown_json(spec.json, values)}" if spec.json is not None else ""
    line = f"{spec.method} {spec.path.shown(values)}{'?' if params else ''}{params}{body}"
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
