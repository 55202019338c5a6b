"""A fault of ours in one widget: the others go on, it is told in one line and quotes nothing."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from agentassist.app.events import KnowledgeReady
from agentassist.app.runtime import Runtime
from agentassist.domain.errors import AgentAssistError
from ui.crossing import Crossing
from ui.faults import FaultHook, contained


@pytest.fixture
def crossing(qapp: Any) -> Iterator[Crossing]:
    runtime = Runtime()
    runtime.start()
    yield Crossing(runtime)
    runtime.stop()


def _fail(value: int) -> None:
    raise IndexError(value)


async def _answer() -> int:
    return 1


def test_a_callback_that_fails_does_not_keep_the_window_from_hearing_more(
    crossing: Crossing, qtbot: Any, expect_log: Any
) -> None:
    expect_log("a fault in the window")
    told: list[AgentAssistError] = []
    seen: list[object] = []
    crossing.event_received.connect(seen.append)
    with FaultHook(told.append):
        crossing.run(_answer(), _fail)
        qtbot.waitUntil(lambda: told != [])
        crossing.post(KnowledgeReady(1))
        qtbot.waitUntil(lambda: KnowledgeReady(1) in seen)
    assert [(error.code, error.params) for error in told] == [("internal", {"kind": "IndexError"})]


def test_a_listener_that_fails_does_not_keep_the_others_from_hearing(
    crossing: Crossing, qtbot: Any, expect_log: Any
) -> None:
    expect_log("a fault in the window")
    seen: list[object] = []
    crossing.event_received.connect(lambda event: event.no_such_thing)
    crossing.event_received.connect(seen.append)
    with FaultHook(lambda error: None):
        for number in range(3):
            crossing.post(KnowledgeReady(number))
        qtbot.waitUntil(lambda: len(seen) == 3)


def test_a_notice_that_fails_itself_ends_there(expect_log: Any) -> None:
    expect_log("a fault in the window")
    told: list[AgentAssistError] = []

    def tell(error: AgentAssistError) -> None:
        told.append(error)
        with contained():
            raise LookupError("the notice line is gone")

    with FaultHook(tell), contained():
        raise ValueError("first")
    assert [error.params["kind"] for error in told] == ["ValueError"]


def test_the_hook_of_before_is_back_afterwards(
    capsys: pytest.CaptureFixture[str], expect_log: Any
) -> None:
    expect_log("a fault in the window")
    before = sys.excepthook
    with FaultHook(lambda error: None), contained():
        raise ValueError("a value that a caller gave")
    assert sys.excepthook is before
    assert "a caller gave" not in capsys.readouterr().err
