"""The thread crossing: order, floods, results and errors on the main thread."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QThread

from agentassist.app.events import AgentChanged, CardChanged, KnowledgeReady, TimelineChanged
from agentassist.app.runtime import Runtime
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from ui.crossing import MOST_EVENTS, Crossing


@pytest.fixture
def crossing(qapp: Any) -> Iterator[Crossing]:
    runtime = Runtime()
    runtime.start()
    yield Crossing(runtime)
    runtime.stop()


def test_events_arrive_in_order_on_the_main_thread(crossing: Crossing, qtbot: Any) -> None:
    seen: list[tuple[int, bool]] = []
    main = QThread.currentThread()
    crossing.event_received.connect(
        lambda event: seen.append((event.articles, QThread.currentThread() is main))
    )

    def send() -> None:
        for number in range(100):
            crossing.post(KnowledgeReady(number))

    thread = threading.Thread(target=send)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(seen) == 100)
    assert seen == [(number, True) for number in range(100)]


def test_a_flood_keeps_the_last_of_each_kind(crossing: Crossing, qtbot: Any) -> None:
    seen: list[object] = []
    crossing.event_received.connect(seen.append)
    crossing.post(AgentChanged(AgentId("101")))
    for number in range(MOST_EVENTS * 2):
        crossing.post(KnowledgeReady(number))
    qtbot.waitUntil(lambda: KnowledgeReady(MOST_EVENTS * 2 - 1) in seen)
    assert AgentChanged(AgentId("101")) in seen
    assert len(seen) <= MOST_EVENTS


def test_a_window_that_is_behind_is_told_the_newest_card_and_history_only(
    crossing: Crossing, qtbot: Any
) -> None:
    seen: list[object] = []
    crossing.event_received.connect(seen.append)
    loading, loaded = TimelineChanged(None, loading=True), TimelineChanged(None)
    for event in (
        *(CardChanged(None), loading, KnowledgeReady(1), CardChanged(None)),
        *(KnowledgeReady(1), loaded, KnowledgeReady(2)),
    ):
        crossing.post(event)  # the main thread is busy: here
    qtbot.waitUntil(lambda: KnowledgeReady(2) in seen)
    assert seen == [
        *(KnowledgeReady(1), CardChanged(None)),
        *(KnowledgeReady(1), loaded, KnowledgeReady(2)),
    ]


def test_events_after_a_quiet_time_wake_the_window_again(crossing: Crossing, qtbot: Any) -> None:
    seen: list[object] = []
    crossing.event_received.connect(seen.append)
    for number in range(3):
        crossing.post(KnowledgeReady(number))
        qtbot.waitUntil(lambda wanted=number: KnowledgeReady(wanted) in seen)
        qtbot.waitUntil(lambda: not crossing._frame.isActive())


def test_results_and_errors_come_back_to_the_main_thread(crossing: Crossing, qtbot: Any) -> None:
    results: list[object] = []
    main = QThread.currentThread()

    async def answer() -> int:
        return 42

    async def refuse() -> int:
        raise AgentAssistError("call.none")

    async def break_down() -> int:
        raise ZeroDivisionError

    crossing.run(answer(), lambda value: results.append((value, QThread.currentThread() is main)))
    crossing.run(refuse(), results.append, lambda error: results.append(error.code))
    crossing.failed.connect(lambda error: results.append((error.code, error.params["kind"])))
    crossing.run(break_down())
    qtbot.waitUntil(lambda: len(results) == 3)
    assert sorted(map(str, results)) == [
        "('internal', 'ZeroDivisionError')",
        "(42, True)",
        "call.none",
    ]
