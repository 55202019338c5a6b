"""Which article came from where, and how it was when it came.

So that one that was changed here is never overwritten unseen, and only what a source brought can go
when it is there no more. Opened on the connection of the articles, used on its thread.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from agentassist.domain.article_sync import Clash, Conflict
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, without_cards
from agentassist.knowledge.article_rows import values_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.index import ArticleIndex
from agentassist.storage.transaction import transaction

_TABLES = (
    """CREATE TABLE IF NOT EXISTS kb_origin (
        id TEXT PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS kb_origin_source ON kb_origin (source)",
    """CREATE TABLE IF NOT EXISTS kb_sync (
        source TEXT PRIMARY KEY, since TEXT NOT NULL, whole_at TEXT, mark TEXT NOT NULL)
        WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True)
class Taken:
    stored: int = 0
    unchanged: int = 0
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class SyncState:
    """`since`: all changes up to then are here. `whole_at`: when all was last compared."""

    since: datetime | None = None
    whole_at: datetime | None = None
    mark: str = ""


class Origins:
    def __init__(self, connection: Connection, index: ArticleIndex) -> None:
        self._connection = connection
        self._index = index
        for statement in _TABLES:
            connection.execute(statement)

    def state(self, source: str) -> SyncState:
        row = self._connection.execute(
            "SELECT since, whole_at, mark FROM kb_sync WHERE source = ?", (source,)
        ).fetchone()
        if row is None:
            return SyncState()
        return SyncState(datetime.fromisoformat(row[0]), row[1] and _time(row[1]), row[2])

    def keep_state(self, source: str, state: SyncState) -> None:
        """Nothing is kept of one without `since`."""
        if state.since is None:
            return
        whole = state.whole_at and state.whole_at.isoformat()
        self._connection.execute(
            "REPLACE INTO kb_sync VALUES (?, ?, ?, ?)",
            (source, state.since.isoformat(), whole, state.mark),
        )

    def count(self, source: str) -> int:
        """Articles of this source."""
        found: int = self._connection.execute(
            "SELECT count(*) FROM kb_origin WHERE source = ?", (source,)
        ).fetchone()[0]
        return found

    def take(self, source: str, articles: Iterable[Article]) -> Taken:
        """Store what is new or changed there; what was changed here stays and is named."""
        fresh: dict[ArticleId, Article] = {}
        digests: dict[ArticleId, str] = {}
        conflicts: list[Conflict] = []
        unchanged = 0
        for article in map(without_cards, articles):
            theirs = _digest(article)
            match self._judge(source, article.id, theirs):
                case Conflict() as conflict:
                    conflicts.append(conflict)
                case True:
                    fresh[article.id] = article
                    digests[article.id] = theirs
                case _:
                    unchanged += 1
                    digests[article.id] = theirs
        # The articles first: after a crash in between they are as there, which is no conflict.
        if fresh:
            self._index.put(fresh.values())
        with transaction(self._connection):
            self._connection.executemany(
                "REPLACE INTO kb_origin VALUES (?, ?, ?)",
                [(article_id, source, digest) for article_id, digest in digests.items()],
            )
        return Taken(len(fresh), unchanged, tuple(conflicts))

    def drop_missing(self, source: str, seen: Collection[str]) -> Taken:
        """Articles of this source that it has no more go; `stored` counts them."""
        gone: list[ArticleId] = []
        conflicts = []
        for article_id, was in self._connection.execute(
            "SELECT id, digest FROM kb_origin WHERE source = ?", (source,)
        ).fetchall():
            if article_id in seen:
                continue
            here = self._index.article(article_id)
            if here is not None and _digest(here) != was:
                conflicts.append(Conflict(article_id, Clash.GONE_THERE))
            else:
                gone.append(article_id)
        removed = self._index.remove(gone)
        with transaction(self._connection):
            self._connection.executemany(
                "DELETE FROM kb_origin WHERE id = ?", [(article_id,) for article_id in gone]
            )
        return Taken(removed, 0, tuple(conflicts))

    def _judge(self, source: str, article_id: ArticleId, theirs: str) -> Conflict | bool:
        """True: to be stored; False: it is here as it is there, or only changed here."""
        row = self._connection.execute(
            "SELECT source, digest FROM kb_origin WHERE id = ?", (article_id,)
        ).fetchone()
        found = self._index.article(article_id)
        here = None if found is None else _digest(found)
        if row is not None and row[0] != source:
            return Conflict(article_id, Clash.OTHER_SOURCE, row[0])
        if here is None:
            return True
        if here == theirs:
            return False
        if row is None:
            return Conflict(article_id, Clash.NOT_FROM_THERE)
        if here == row[1]:
            return True
        return Conflict(article_id, Clash.CHANGED_BOTH)


def _digest(article: Article) -> str:
    told = json.dumps(values_of(article), ensure_ascii=False)
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
