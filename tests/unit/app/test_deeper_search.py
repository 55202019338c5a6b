"""When the search by meaning is asked, and what of its answers is told."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from agentassist.app.bus import Bus
from agentassist.app.deeper_search import PAUSE_S, DeeperSearch
from agentassist.app.events import (
    AppEvent,
    KnowledgeReady,
    Notified,
    ResultsDeepened,
    SemanticChanged,
)
from agentassist.domain.knowledge import SearchResult
from agentassist.domain.semantic import SemanticState, SemanticStatus

QUESTION = "why was my card charged twice"


class Meaning:
    """Answers when the test says so, and writes down what it was asked."""

    def __init__(self) -> None:
        self.status = SemanticStatus(SemanticState.READY)
        self.asked: list[str] = []
        self.looked = 0
        self.may_answer = asyncio.Event()
        self.told: Callable[[SemanticStatus], None] | None = None

    async def run(self, told: Callable[[SemanticStatus], None]) -> None:
        self.told = told

    async def deepen(self, result: SearchResult) -> SearchResult | None:
        self.asked.append(result.query)
        await self.may_answer.wait()
        return None if "nothing" in result.query else SearchResult(result.query, semantic=True)

    def pause(self, paused: bool) -> None: ...

    def look_again(self) -> None:
        self.looked += 1


class Stage:
    """A search whose pauses end when the test says so."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self.meaning, self.heard = Meaning(), list[AppEvent]()
        self.pauses: list[tuple[float, asyncio.Event]] = []
        bus = self.bus = Bus()
        bus.subscribe(self.heard.append)
        self.search = DeeperSearch(
            bus, lambda work, name: group.create_task(work), self.meaning, wait=self._wait
        )

    async def _wait(self, seconds: float) -> None:
        self.pauses.append((seconds, asyncio.Event()))
        await self.pauses[-1][1].wait()

    async def typed(self, query: str) -> None:
        self.search.typed()
        self.search.found(SearchResult(query))
        await self.settle()

    async def pause_over(self) -> None:
        for _, over in self.pauses:
            over.set()
        await self.settle()

    async def answered(self) -> None:
        self.meaning.may_answer.set()
        await self.settle()

    async def settle(self) -> None:
        for _ in range(8):
            await asyncio.sleep(0)

    @property
    def deepened(self) -> list[str]:
        return [event.query for event in self.heard if isinstance(event, ResultsDeepened)]


def on_stage(story: Callable[[Stage], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with asyncio.TaskGroup() as group:
            await story(Stage(group))

    asyncio.run(run())


def test_a_question_is_looked_for_again_after_a_pause() -> None:
    async def story(stage: Stage) -> None:
        await stage.typed(QUESTION)
        assert [seconds for seconds, _ in stage.pauses] == [PAUSE_S] == [0.1]
        assert stage.meaning.asked == []
        await stage.pause_over()
        assert stage.meaning.asked == [QUESTION]
        assert stage.heard == []
        await stage.answered()
        assert stage.heard == [ResultsDeepened(QUESTION, SearchResult(QUESTION, semantic=True))]

    on_stage(story)


@pytest.mark.parametrize(
    "query", ["refund", "reset forgotten password now", "error E-4042 is on it"]
)
def test_keywords_and_codes_are_never_asked_about(query: str) -> None:
    async def story(stage: Stage) -> None:
        await stage.typed(query)
        assert stage.pauses == []
        await stage.answered()
        assert stage.meaning.asked == []
        assert stage.heard == []

    on_stage(story)


def test_who_types_on_asks_once() -> None:
    async def story(stage: Stage) -> None:
        for end in ("", " t", " to", " today"):
            await stage.typed(QUESTION + end)
        await stage.pause_over()
        await stage.answered()
        assert stage.meaning.asked == [f"{QUESTION} today"] == stage.deepened

    on_stage(story)


def test_an_answer_to_what_is_no_longer_typed_is_not_told() -> None:
    async def story(stage: Stage) -> None:
        await stage.typed(QUESTION)
        await stage.pause_over()
        await stage.typed("refund")
        await stage.answered()
        assert stage.meaning.asked == [QUESTION]
        assert stage.deepened == []

    on_stage(story)


def test_without_anything_to_add_nothing_is_told() -> None:
    async def story(stage: Stage) -> None:
        await stage.typed("there is nothing to be found")
        await stage.pause_over()
        await stage.answered()
        assert stage.heard == []

    on_stage(story)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (SemanticStatus(SemanticState.BUILDING, 3, 10), None),
        (SemanticStatus(SemanticState.OFF), None),
        (SemanticStatus(SemanticState.FAILED), ("semantic.failed", ())),
        (
            SemanticStatus(SemanticState.NOT_INSTALLED, missing=("numpy", "tokenizers")),
            ("semantic.not_installed", (("packages", "numpy, tokenizers"),)),
        ),
        (
            SemanticStatus(SemanticState.WRONG_MODEL, file="/x/model.onnx"),
            ("semantic.wrong_model", (("file", "/x/model.onnx"),)),
        ),
    ],
)
def test_how_it_does_is_told_and_what_is_wrong_in_words(
    status: SemanticStatus, told: tuple[str, tuple[tuple[str, str], ...]] | None
) -> None:
    async def story(stage: Stage) -> None:
        stage.search.start()
        await stage.settle()
        assert stage.meaning.told is not None
        stage.meaning.told(status)
        assert stage.heard[0] == SemanticChanged(status)
        notices = [(one.code, one.params) for one in stage.heard if isinstance(one, Notified)]
        assert notices == ([told] if told else [])

    on_stage(story)


def test_other_articles_are_read_at_once() -> None:
    async def story(stage: Stage) -> None:
        stage.search.start()
        stage.bus.publish(KnowledgeReady(12))
        assert stage.meaning.looked == 1

    on_stage(story)
