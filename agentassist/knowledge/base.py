"""The knowledge base as the app sees it: asynchronous, on one worker thread of its own."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Lock
from typing import TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, SearchResult
from agentassist.knowledge.database import Connection
from agentassist.knowledge.engine import SearchEngine
from agentassist.knowledge.index import ArticleIndex
from agentassist.knowledge.synonyms import Synonyms
from agentassist.storage.transaction import transaction

_BATCH = 50  # articles a transaction: a waiting search is held up by some 40 ms at most

T = TypeVar("T")


class _SupersededError(Exception):
    """Inside the worker: nobody waits for this search any more."""


class LocalKnowledgeBase:
    """Implements `agentassist.ports.knowledge.KnowledgeBase` on a SQLite database.

    It has one thread, so that nothing needs a lock: searches and batches of changes take turns.
    `connect` is called once, on the worker thread, at the first use; it returns a connection in
    autocommit mode (`isolation_level=None`) that nobody else uses. Errors of the database become
    AgentAssistError("knowledge.database"). The database may be shared with
    other connections: the tables are called kb_*, every write is one short transaction.
    """

    def __init__(self, connect: Callable[[], Connection], synonyms: Synonyms | None = None) -> None:
        self._connect = connect
        self._synonyms = synonyms
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="knowledge")
        self._opened: tuple[Connection, ArticleIndex, SearchEngine] | None = None
        self._wanted = 0  # number of the newest search; older ones give up
        self._reading: Connection | None = None  # while a search runs, which can be interrupted
        self._reading_lock = Lock()

    async def search(self, query: str, *, limit: int = 20) -> SearchResult:
        """See the port. Raises asyncio.CancelledError when a newer search took over."""
        self._wanted += 1
        number = self._wanted
        with self._reading_lock:
            if self._reading is not None:
                self._reading.interrupt()
        try:
            return await self._do(lambda: self._search(query, limit, number))
        except _SupersededError:
            raise asyncio.CancelledError("a newer search took over") from None

    async def article(self, article_id: ArticleId) -> Article:
        found = await self._do(lambda: self._index().article(article_id))
        if found is None:
            raise AgentAssistError("knowledge.no_article", article=article_id)
        return found

    async def put(
        self, articles: Iterable[Article], progress: Callable[[int], None] | None = None
    ) -> None:
        source = iter(articles)
        stored = 0
        while number := await self._do(lambda: self._put_batch(source)):
            stored += number
            while await self._do(lambda: self._index().shorten_journal()):
                pass
            if progress is not None:
                progress(stored)
        await self._tidy()

    async def remove(self, article_ids: Iterable[ArticleId]) -> int:
        """Take articles out; ids that are not there are no error. The number taken out."""
        ids = tuple(article_ids)
        return await self._do(lambda: self._remove(ids))

    async def change(self, work: Callable[[Connection, ArticleIndex], T]) -> T:
        """Short work on the articles between two searches, whose result is seen at once."""

        def changed() -> T:
            connection, index, engine = self._open()
            result = work(connection, index)
            engine.refresh()
            return result

        return await self._do(changed)

    async def aside(
        self, work: Callable[[ArticleIndex, SearchEngine, Callable[[], None]], T]
    ) -> T | None:
        """Reading that nobody waits for; None when a search came, to which it gave way.

        `work` calls its last argument between its steps: it raises when a search waits.
        """
        number = self._wanted

        def read() -> T:
            connection, index, engine = self._open()
            if index.changed_elsewhere():
                engine.refresh()
            return self._interruptible(
                connection, number, lambda give_way: work(index, engine, give_way)
            )

        try:
            return await self._do(read)
        except _SupersededError:
            return None

    async def size(self) -> int:
        return await self._do(lambda: len(self._index().titles))

    async def pin(self, article_id: ArticleId, pinned: bool) -> None:
        """See the port."""
        await self._do(lambda: self._engine().priors.pin(article_id, pinned))

    async def opened(self, article_id: ArticleId) -> None:
        """See the port."""
        await self._do(lambda: self._engine().priors.note_opened(article_id))

    async def warm_up(self) -> None:
        """Open the database and prepare the first keystrokes; nothing has to wait for it.

        Then finish what an import or an older version left to do, in steps between searches.
        """
        await self._do(lambda: self._engine().warm_up())
        await self._tidy()

    async def _tidy(self) -> None:
        while await self._do(self._tidy_step):
            pass

    async def close(self) -> None:
        """Close the connection and end the worker. Nothing may be called afterwards."""
        await self._do(self._close)
        self._worker.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            waiting = self._worker.submit(self._named, work)
        except RuntimeError as error:  # the worker has ended
            raise AgentAssistError("knowledge.closed") from error
        return await asyncio.wrap_future(waiting)

    # --- on the worker thread -----------------------------------------------------------------

    def _named(self, work: Callable[[], T]) -> T:
        """Boundary: an error of the database, whichever module it is of, gets a name."""
        try:
            return work()
        except Exception as error:
            if self._opened is None or not isinstance(error, self._opened[0].Error):
                raise
            raise _database_error(error) from error

    def _open(self) -> tuple[Connection, ArticleIndex, SearchEngine]:
        if self._opened is None:
            connection = self._connect()
            try:
                index = ArticleIndex(connection)
            except connection.Error as error:
                connection.close()
                raise _database_error(error) from error
            self._opened = (connection, index, SearchEngine(index, self._synonyms))
        return self._opened

    def _index(self) -> ArticleIndex:
        return self._open()[1]

    def _engine(self) -> SearchEngine:
        return self._open()[2]

    def _search(self, query: str, limit: int, number: int) -> SearchResult:
        if number != self._wanted:
            raise _SupersededError
        connection, index, engine = self._open()
        # All of a search sees one state of the database, whatever other processes do meanwhile.
        with transaction(connection, write=False):
            if index.changed_elsewhere():
                engine.refresh()
            return self._interruptible(
                connection, number, lambda superseded: engine.search(query, limit, superseded)
            )

    def _interruptible(
        self, connection: Connection, number: int, work: Callable[[Callable[[], None]], T]
    ) -> T:
        """Ends with _SupersededError as soon as there is a newer search than `number`."""

        def superseded() -> None:
            if number != self._wanted:
                raise _SupersededError

        superseded()
        with self._reading_lock:
            self._reading = connection
        try:
            return work(superseded)
        except Exception:
            # An interrupted statement raises the database module's own error; which one that is
            # depends on the connection given. It means "superseded" exactly when we are.
            superseded()
            raise
        finally:
            with self._reading_lock:
                self._reading = None

    def _put_batch(self, source: Iterator[Article]) -> int:
        batch = list(islice(source, _BATCH))
        if not batch:
            return 0
        self._index().put(batch)
        self._engine().refresh()
        return len(batch)

    def _tidy_step(self) -> bool:
        index = self._index()
        before = index.revision
        more = index.tidy()
        if index.revision != before:
            self._engine().refresh()
        return more

    def _remove(self, article_ids: Iterable[ArticleId]) -> int:
        removed = self._index().remove(article_ids)
        self._engine().refresh()
        return removed

    def _close(self) -> None:
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None


def _database_error(error: Exception) -> AgentAssistError:
    """The error's name, never a value out of a row."""
    reason = str(getattr(error, "sqlite_errorname", "")) or type(error).__name__
    busy = reason.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))
    return AgentAssistError("knowledge.database", retryable=busy, reason=reason)
