"""A thread that owns one database connection and does one job at a time."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.storage.engine import DatabaseError, is_damage, storage_error

T = TypeVar("T")


class Worker:
    """Runs jobs in the order they were asked for, away from the event loop.

    `on_damage` is called, on the worker's thread, when a job met a damaged page.
    """

    def __init__(self, name: str, on_damage: Callable[[], None] = lambda: None) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"agentassist-{name}")
        self._on_damage = on_damage

    async def run(self, job: Callable[[], T]) -> T:
        """A job whose caller has gone is dropped if it has not begun. For reading."""
        return await self._submit(job)

    async def finish(self, job: Callable[[], T]) -> T:
        """Once asked for, the job is done, even when its caller is cancelled. For writing."""
        return await asyncio.shield(self._submit(job))

    def _submit(self, job: Callable[[], T]) -> "asyncio.Future[T]":
        try:
            return asyncio.wrap_future(self._pool.submit(self._translated, job))
        except RuntimeError as error:  # the pool takes nothing after shutdown
            raise AgentAssistError("storage.closed") from error

    def _translated(self, job: Callable[[], T]) -> T:
        try:
            return job()
        except DatabaseError as error:
            if is_damage(error):
                self._on_damage()
            raise storage_error(error) from error
        except OSError as error:  # making or renaming the file, at the start
            raise AgentAssistError(
                "storage.io", retryable=True, reason=error.strerror, file=error.filename
            ) from error

    def stop(self) -> None:
        """Takes no more jobs; those in the queue are still done."""
        self._pool.shutdown(wait=False)
