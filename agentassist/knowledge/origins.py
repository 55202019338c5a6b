"""Which article came from where, and how it was when it came.

So that one that was changed here is never overwritten unseen, and only what a source brought can go
when it is there no more. Opened on the connection of the articles, used on its thread.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from agentassist.domain.article_sync import Clash, Conflict
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, without_cards
from agentassist.knowledge.conflicts import ORIGINS, Conflicts, digest
from agentassist.knowledge.database import Connection
from agentassist.knowledge.index import ArticleIndex
from agentassist.storage.transaction import transaction

_TABLES = (
    *ORIGINS,
    """CREATE TABLE IF NOT EXISTS kb_sync (
        source TEXT PRIMARY KEY, since TEXT NOT NULL, whole_at TEXT, mark TEXT NOT NULL)
        WITHOUT ROWID""",
)


@dataclass(frozen=True, slots=True)
class Taken:
    """`changed` are those of `stored` that were here before."""

    stored: int = 0
    unchanged: int = 0
    conflicts: tuple[Conflict, ...] = ()
    changed: int = 0


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
        self._open = Conflicts(connection, index)

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

    def take(self, source: str, articles: Iterable[Article], now: datetime) -> Taken:
        """Store what is new or changed there; what was changed here stays and is named."""
        fresh: dict[ArticleId, Article] = {}
        digests: dict[ArticleId, str] = {}
        clashing: list[tuple[Conflict, Article]] = []
        unchanged = changed = 0
        for article in map(without_cards, articles):
            theirs = digest(article)
            here = self._index.article(article.id)
            match self._judge(source, article.id, here, theirs):
                case Conflict() as conflict:
                    clashing.append((conflict, article))
                case True:
                    changed += here is not None and article.id not in fresh
                    fresh[article.id] = article
                    digests[article.id] = theirs
                case False:
                    unchanged += 1
                    digests[article.id] = theirs
                case None:
                    unchanged += 1
        # The articles first: after a crash in between they are as there, which is no conflict.
        if fresh:
            self._index.put(fresh.values())
        with transaction(self._connection):
            self._connection.executemany(
                "REPLACE INTO kb_origin VALUES (?, ?, ?)",
                [(article_id, source, version) for article_id, version in digests.items()],
            )
            self._open.over(source, tuple(digests), settled=False)
            self._open.over(source, tuple(fresh), settled=True)
            for conflict, article in clashing:
                self._open.note(source, conflict, article, now)
        return Taken(len(fresh), unchanged, tuple(one for one, _ in clashing), changed)

    def drop_missing(self, source: str, seen: Collection[str], now: datetime) -> Taken:
        """Articles of this source that it has no more go; `stored` counts them."""
        gone: list[ArticleId] = []
        conflicts = []
        for article_id, was in self._connection.execute(
            "SELECT id, digest FROM kb_origin WHERE source = ?", (source,)
        ).fetchall():
            if article_id in seen:
                continue
            here = self._index.article(article_id)
            if here is None or digest(here) == was:
                gone.append(article_id)
            elif not self._open.declined(source, article_id, ""):
                conflicts.append(Conflict(article_id, Clash.GONE_THERE))
        clashing = {one.article_id for one in conflicts}
        removed = self._index.remove(gone)
        with transaction(self._connection):
            self._connection.executemany(
                "DELETE FROM kb_origin WHERE id = ?", [(article_id,) for article_id in gone]
            )
            unsettled = self._open.open_ids(source)
            over = [one for one in unsettled if one not in seen and one not in clashing]
            self._open.over(source, (*over, *gone), settled=True)
            for conflict in conflicts:
                self._open.note(source, conflict, None, now)
        return Taken(removed, 0, tuple(conflicts))

    def _judge(
        self, source: str, article_id: ArticleId, found: Article | None, theirs: str
    ) -> Conflict | bool | None:
        """True: to be stored; False: it is here as it is there, or changed here alone.

        None: somebody saw this version of theirs, and kept what is here.
        """
        row = self._connection.execute(
            "SELECT source, digest FROM kb_origin WHERE id = ?", (article_id,)
        ).fetchone()
        here = None if found is None else digest(found)
        clash: Conflict | None = None
        if row is not None and row[0] != source:
            clash = Conflict(article_id, Clash.OTHER_SOURCE, row[0])
        elif here is None:
            return True
        elif here == theirs or (row is not None and row[1] == theirs):
            return False
        elif row is None:
            clash = Conflict(article_id, Clash.NOT_FROM_THERE)
        elif here != row[1]:
            clash = Conflict(article_id, Clash.CHANGED_BOTH)
        if clash is None:
            return True
        return None if self._open.declined(source, article_id, theirs) else clash


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
