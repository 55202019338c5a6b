"""The core thread: one asyncio loop, and every task of the app in one TaskGroup."""

import asyncio
import concurrent.futures
import logging
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from agentassist.domain.errors import AgentAssistError

T = TypeVar("T")
StartTask = Callable[[Coroutine[Any, Any, object], str], None]  # `Runtime.start_task`
FINISH_S = 1.0  # what was asked for before the end may take so long
_log = logging.getLogger(__name__)


class Runtime:
    """Owns the thread "core". `start` returns when its loop accepts work."""

    def __init__(self) -> None:
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._group: asyncio.TaskGroup | None = None
        self._stopping: asyncio.Event | None = None
        self._tasks: set[asyncio.Task[object]] = set()
        self._asked: set[concurrent.futures.Future[Any]] = set()
        self._closers: list[Callable[[], Coroutine[Any, Any, None]]] = []
        self.on_failure: Callable[[AgentAssistError], None] = lambda error: None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="core", daemon=True)
        self._thread.start()
        self._ready.wait()

    def submit(self, work: Coroutine[Any, Any, T]) -> "concurrent.futures.Future[T]":
        """Run `work` on the core thread, from any thread. After `stop` it never starts."""
        loop = self._loop
        if loop is None or loop.is_closed() or self._stopping is None or self._stopping.is_set():
            work.close()
            cancelled: concurrent.futures.Future[T] = concurrent.futures.Future()
            cancelled.cancel()
            return cancelled
        future = asyncio.run_coroutine_threadsafe(work, loop)
        self._asked.add(future)
        future.add_done_callback(self._asked.discard)
        return future

    def after_this_turn(self, callback: Callable[[], None]) -> None:
        """On the core thread: when what runs now has had its say. On any other thread: at once."""
        loop = self._loop
        if threading.current_thread() is self._thread and loop is not None and not loop.is_closed():
            loop.call_soon(callback)
        else:
            callback()

    def start_task(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """Start a background task, on the core thread. Its failure is logged and reported."""
        if self._group is None or self._stopping is None or self._stopping.is_set():
            work.close()
            return
        task = self._group.create_task(self._guarded(work, name), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def on_stop(self, closer: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """`closer` runs once every task has ended; the last one added runs first."""
        self._closers.append(closer)

    def stop(self, timeout: float = 5.0) -> None:
        """Finish what was submitted, cancel the tasks, join; for `timeout` seconds at most."""
        if self._loop is None or self._thread is None or self._stopping is None:
            return
        with suppress(RuntimeError):  # the loop has ended by itself
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(timeout)

    async def _guarded(self, work: Coroutine[Any, Any, object], name: str) -> None:
        """A named boundary: one failing task must not take the others of the group with it."""
        try:
            await work
        except AgentAssistError as error:
            _log.error("task %s failed: %s", name, error.code)
            self.on_failure(error)
        except Exception as error:  # noqa: BLE001 - the boundary of a background task
            _log.exception("task %s failed", name)
            self.on_failure(AgentAssistError("internal", what=name, kind=type(error).__name__))

    def _run(self) -> None:
        """The end of a thread is a boundary: nobody above would hear why it ended."""
        try:
            asyncio.run(self._main())
        except BaseException as fault:  # noqa: BLE001 - as said
            _log.critical("the core thread ended", exc_info=True)
            self.on_failure(AgentAssistError("core.ended", kind=type(fault).__name__))
        finally:
            self._ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            self._group = group
            self._ready.set()
            await self._stopping.wait()
            await self._finish()
            for task in tuple(self._tasks):
                task.cancel()
        self._group = None
        remaining = asyncio.all_tasks() - {asyncio.current_task()}
        for waiting in remaining:
            waiting.cancel()
        await asyncio.gather(*remaining, return_exceptions=True)
        for close in reversed(self._closers):
            await self._guarded(close(), "close")

    async def _finish(self) -> None:
        """The last words typed are on their way when the window closes."""
        asked = [asyncio.wrap_future(future) for future in tuple(self._asked)]
        try:
            async with asyncio.timeout(FINISH_S):
                await asyncio.gather(*asked, return_exceptions=True)
        except TimeoutError:
            _log.info("not everything asked for was finished", extra={"count": len(self._asked)})
