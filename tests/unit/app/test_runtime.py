"""The core thread: starts ready, reports failures, stops in time."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from agentassist.app.runtime import Runtime
from agentassist.domain.errors import AgentAssistError


@pytest.fixture
def runtime() -> Iterator[Runtime]:
    runtime = Runtime()
    runtime.start()
    yield runtime
    runtime.stop()


def test_work_runs_on_the_core_thread_and_its_result_comes_back(runtime: Runtime) -> None:
    async def where() -> str:
        return threading.current_thread().name

    assert runtime.submit(where()).result(2) == "core"


def test_a_failing_task_is_reported_and_the_others_go_on(runtime: Runtime, expect_log: Any) -> None:
    expect_log("task bad failed")
    reported: list[AgentAssistError] = []
    told = threading.Event()

    def report(error: AgentAssistError) -> None:
        reported.append(error)
        told.set()

    runtime.on_failure = report

    async def bad() -> None:
        raise RuntimeError("boom")

    async def start() -> "asyncio.Future[str]":
        going_on: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        async def good() -> None:
            while not told.is_set():  # noqa: ASYNC110 - set by the reporting thread
                await asyncio.sleep(0)
            going_on.set_result("still here")

        runtime.start_task(good(), "good")
        runtime.start_task(bad(), "bad")
        return going_on

    async def outcome() -> str:
        return await (await start())

    assert runtime.submit(outcome()).result(2) == "still here"
    assert [error.code for error in reported] == ["internal"]


def test_stopping_cancels_tasks_and_ends_the_thread() -> None:
    runtime = Runtime()
    runtime.start()
    cancelled = threading.Event()

    async def forever() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    async def start() -> None:
        runtime.start_task(forever(), "forever")
        await asyncio.sleep(0)

    runtime.submit(start()).result(2)
    runtime.stop()
    assert cancelled.is_set()
    assert "core" not in {thread.name for thread in threading.enumerate()}


def test_work_after_stopping_is_cancelled_without_a_warning() -> None:
    runtime = Runtime()
    runtime.start()
    runtime.stop()

    async def late() -> None:
        raise AssertionError("must not start")

    assert runtime.submit(late()).cancelled()


def test_what_was_asked_for_before_the_end_is_finished() -> None:
    runtime = Runtime()
    runtime.start()
    done = threading.Event()

    async def save() -> None:
        for _ in range(20):  # several turns of the loop, as a write to the disk takes
            await asyncio.sleep(0)
        done.set()

    runtime.submit(save())
    runtime.stop()
    assert done.is_set()


def test_what_never_ends_does_not_hold_up_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agentassist.app.runtime.FINISH_S", 0.01)
    runtime = Runtime()
    runtime.start()

    async def forever() -> None:
        await asyncio.Event().wait()

    future = runtime.submit(forever())
    runtime.stop()
    assert future.cancelled()
    assert "core" not in {thread.name for thread in threading.enumerate()}


def test_a_core_that_ends_by_itself_says_so(expect_log: Any) -> None:
    expect_log("the core thread ended")
    told: list[AgentAssistError] = []
    runtime = Runtime()
    runtime.on_failure = told.append
    runtime.start()

    async def leave() -> None:
        raise SystemExit(3)

    runtime.submit(leave())
    runtime.stop()  # waits for the thread
    assert [(error.code, error.params) for error in told] == [
        ("core.ended", {"kind": "SystemExit"})
    ]
    runtime.after_this_turn(lambda: told.clear())
    assert told == []

    async def late() -> None:
        """Never starts."""

    assert runtime.submit(late()).cancelled()
