"""Search by meaning as the app sees it: read in the background, asked after the words were."""

import asyncio
import logging
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Final, TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.knowledge import SearchResult
from agentassist.domain.semantic import SemanticState, SemanticStatus
from agentassist.knowledge.database import Connection
from agentassist.knowledge.semantic import deepening, fusion, messages, model, passage
from agentassist.knowledge.semantic.meanings import Meanings, Reading
from agentassist.knowledge.semantic.model import ModelFiles
from agentassist.knowledge.semantic.process import SemanticFailedError, SemanticProcess
from agentassist.ports.settings import Settings

SETTING: Final = "knowledge.semantic"
RESTARTS: Final = 3  # of the process, while the program runs
LOOK_S: Final = 60.0  # between two looks for articles that others have changed
_BATCH: Final = 16  # articles a transaction
_PIECE: Final = 2  # articles at once: as long as a question waits for its turn
_ENOUGH: Final = 90  # percent: before, what was read would hide what was not
_STALE: Final = 1_000  # vectors of articles that are gone, then all are loaded anew

T = TypeVar("T")
_log = logging.getLogger(__name__)


class LocalSemantic:
    """Implements `agentassist.ports.semantic.SemanticSearch`.

    `connect` opens a connection for it alone, on its own thread; `allowed` says whether settings
    and policy want it now; `files` finds the model. Without `run` nothing is opened or started.
    """

    def __init__(
        self,
        connect: Callable[[], Connection],
        allowed: Callable[[], bool],
        *,
        files: Callable[[], ModelFiles] = ModelFiles.installed,
    ) -> None:
        self._connect, self._allowed, self._files = connect, allowed, files
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="meanings")
        self._connection: Connection | None = None
        self._opened: Meanings | None = None
        self._process = SemanticProcess()
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._paused = False
        self._failures = 0
        self._loaded = False  # the process has the vectors of the database
        self._sent = self._last = 0  # vectors that the process has, and the last one's number
        self._seen = -1  # the database's state that was looked at
        self._told: Callable[[SemanticStatus], None] = lambda status: None
        self.status = SemanticStatus()

    @classmethod
    def of_settings(cls, connect: Callable[[], Connection], settings: Settings) -> "LocalSemantic":
        """As `knowledge.semantic` says, at any time."""
        made = cls(connect, lambda: settings.get(SETTING).value is True)
        settings.on_change(lambda changed: made.look_again() if changed.key == SETTING else None)
        return made

    # --- the port -------------------------------------------------------------------------------

    async def run(self, told: Callable[[SemanticStatus], None]) -> None:
        """See the port."""
        self.listen(told)
        self._loop = asyncio.get_running_loop()
        while True:
            self._news.clear()
            if self._failures > RESTARTS:
                self._tell(replace(self.status, state=SemanticState.FAILED))
                return
            if not self._allowed():
                await self._put_away()
                self._tell(SemanticStatus(SemanticState.OFF))
            elif not await self._tried():
                return
            await self._look_later()

    def listen(self, told: Callable[[SemanticStatus], None]) -> None:
        """`told` hears of every change of the status."""
        self._told = told

    async def deepen(self, result: SearchResult) -> SearchResult | None:
        """See the port."""
        if not (self._loaded and self.status.percent >= _ENOUGH and self._allowed()):
            return None
        question = passage.of_question(result.query)
        try:
            near = await self._process.find(question, fusion.NAMED)
            alike = {number: how for number, how in near if how >= fusion.LEAST_ALIKE}
            return await self._do(lambda meanings: deepening.deeper(meanings, result, alike))
        except SemanticFailedError as failed:
            self._failed(failed)
        except AgentAssistError as error:
            _log.warning("%s", error)
        return None

    def pause(self, paused: bool) -> None:
        """See the port."""
        self._paused = paused
        self.look_again()

    def look_again(self) -> None:
        """See the port."""
        if self._loop is not None:  # settings are changed by any thread
            self._loop.call_soon_threadsafe(self._look_at_once)

    def _look_at_once(self) -> None:
        self._seen = -1
        self._news.set()

    async def close(self) -> None:
        """End the process and the connection. Nothing may be called afterwards."""
        await self._process.close()
        await asyncio.wrap_future(self._worker.submit(self._shut))
        self._worker.shutdown(wait=False)

    # --- in the background ----------------------------------------------------------------------

    async def keep_up(self) -> None:
        """Read what was not read yet; the process runs afterwards, and has all vectors.

        SemanticFailedError; AgentAssistError("semantic.not_installed" | "semantic.wrong_model").
        """
        if not self._process.alive:
            await self._start()
        seen = await self._do(Meanings.changed_elsewhere)
        if seen == self._seen:
            return
        await self._load()
        rows = await self._do(Meanings.unread)
        for start in range(0, len(rows), _BATCH):
            await self._count(SemanticState.PAUSED if self._paused else SemanticState.BUILDING)
            if self._paused or not self._allowed():
                return
            await self._read(rows[start : start + _BATCH])
        if rows:
            await self._do(Meanings.tidy)
        self._seen = seen
        await self._count(SemanticState.READY)

    async def _tried(self) -> bool:
        """Whether there is any use in trying again."""
        try:
            await self.keep_up()
        except SemanticFailedError as failed:
            self._failed(failed)
            await self._process.bury()
        except AgentAssistError as error:
            _log.warning("%s", error)
            if error.code == "semantic.wrong_model":
                file = str(error.params["file"])
                self._tell(SemanticStatus(SemanticState.WRONG_MODEL, file=file))
                return False
            if error.code == "semantic.not_installed":
                self._tell(SemanticStatus(SemanticState.NOT_INSTALLED, missing=model.missing()))
                return False
        return True  # the database may answer at the next look

    def _failed(self, failed: SemanticFailedError) -> None:
        """One end of the process is one failure, whoever of two who asked hears of it first."""
        self._process.kill()
        self._loaded = False
        if failed.code == "gone":
            return
        self._failures += 1
        _log.warning("search by meaning: %s, failure %d", failed, self._failures)
        self.look_again()

    async def _start(self) -> None:
        self._tell(replace(self.status, state=SemanticState.STARTING))
        found = self._files()
        contents = await asyncio.to_thread(found.read)
        self._empty()
        self._seen = -1
        await self._process.start(*contents)

    def _empty(self) -> None:
        self._loaded, self._sent, self._last = False, 0, 0

    async def _load(self) -> None:
        """What is in the database and not in the process yet."""
        there = await self._do(Meanings.with_vector)
        if self._sent - there > _STALE:
            self._empty()
            await self._process.forget()
        while True:
            last = self._last
            numbers, vectors = await self._do(lambda meanings, last=last: meanings.after(last))  # type: ignore[misc]
            if not numbers:
                self._loaded = True
                return
            await self._keep(numbers, vectors)

    async def _keep(self, numbers: list[int], vectors: bytes) -> None:
        await self._process.keep(numbers, vectors)
        self._sent += len(numbers)
        self._last = max(self._last, *numbers)

    async def _read(self, rows: "array[int]") -> None:
        wanted = rows.tolist()
        readings = await self._do(lambda meanings: meanings.readings(wanted))
        new = [reading for reading in readings if not reading.known]
        vectors: dict[bytes, bytes] = {}
        for start in range(0, len(new), _PIECE):
            vectors.update(await self._vectors(new[start : start + _PIECE]))
        numbers, kept = await self._do(lambda meanings: meanings.put(wanted, vectors))
        if numbers:
            await self._keep(numbers, kept)

    async def _vectors(self, readings: list[Reading]) -> dict[bytes, bytes]:
        made = await self._process.embed([reading.text for reading in readings])
        size = messages.VECTOR
        if not messages.are_vectors(made, len(readings)):
            raise SemanticFailedError("answer")
        return {
            reading.digest: made[place * size : (place + 1) * size]
            for place, reading in enumerate(readings)
        }

    async def _look_later(self) -> None:
        """When something has changed, and once a minute: another program may have changed it."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_S):
                await self._news.wait()

    async def _put_away(self) -> None:
        self._process.kill()
        self._empty()
        await self._process.bury()

    async def _count(self, state: SemanticState) -> None:
        done, total = await self._do(Meanings.counts)
        self._tell(SemanticStatus(state, done, total))

    def _tell(self, status: SemanticStatus) -> None:
        if status != self.status:
            self.status = status
            self._told(status)

    # --- on the worker thread -------------------------------------------------------------------

    async def _do(self, work: Callable[[Meanings], T]) -> T:
        def done() -> T:
            if self._connection is None:
                self._connection = self._connect()
            if self._opened is None:
                self._opened = Meanings(self._connection)
            return work(self._opened)

        def named() -> T:
            """Boundary: an error of the database, whichever module it is of, gets a name."""
            try:
                return done()
            except Exception as error:
                if self._connection is None or not isinstance(error, self._connection.Error):
                    raise
                raise AgentAssistError(
                    "knowledge.database", retryable=True, reason=type(error).__name__
                ) from error

        try:
            return await asyncio.wrap_future(self._worker.submit(named))
        except RuntimeError as error:  # the worker has ended
            raise AgentAssistError("knowledge.closed") from error

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._opened = None
