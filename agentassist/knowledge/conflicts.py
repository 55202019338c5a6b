"""Conflicts between an article here and at its source, with both, until somebody settles them.

Settled for what is here, it is no conflict again until the source has yet another version. Either
choice can be undone until then. Opened on the connection of the articles, used on its thread.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, TypeVar

from agentassist.domain.article_sync import Clash, Conflict, Keep, NamedConflict
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.article_rows import article_of, values_of
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.database import Connection
from agentassist.knowledge.index import ArticleIndex

T = TypeVar("T")
ORIGINS: Final = (
    """CREATE TABLE IF NOT EXISTS kb_origin (
        id TEXT PRIMARY KEY, source TEXT NOT NULL, digest TEXT NOT NULL) WITHOUT ROWID""",
    "CREATE INDEX IF NOT EXISTS kb_origin_source ON kb_origin (source)",
)
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS kb_conflict (
    source TEXT NOT NULL, id TEXT NOT NULL, clash TEXT NOT NULL, other TEXT NOT NULL,
    theirs TEXT NOT NULL, digest TEXT NOT NULL, noticed TEXT NOT NULL, kept TEXT NOT NULL,
    mine TEXT NOT NULL, origin TEXT NOT NULL, PRIMARY KEY (source, id)) WITHOUT ROWID
"""
_COLUMNS: Final = "source, id, clash, other, theirs, digest, noticed, kept, mine, origin"
_REPLACE: Final = f"REPLACE INTO kb_conflict ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)"  # noqa: S608


def digest(article: Article | None) -> str:
    """What tells one version of an article from another; "" for none."""
    if article is None:
        return ""
    told = _written(article).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(told, digest_size=16).hexdigest()


class Conflicts:
    """Times are given by who calls, and aware. Every change is one the caller makes whole."""

    def __init__(self, connection: Connection, index: ArticleIndex) -> None:
        self._connection = connection
        self._index = index
        for statement in (*ORIGINS, _TABLE):
            connection.execute(statement)

    def declined(self, source: str, article_id: ArticleId, theirs: str) -> bool:
        """Somebody saw this version of theirs (its digest), and kept what is here."""
        found = self._connection.execute(
            "SELECT 1 FROM kb_conflict WHERE source = ? AND id = ? AND kept = ? AND digest = ?",
            (source, article_id, Keep.MINE, theirs),
        )
        return found.fetchone() is not None

    def note(self, source: str, conflict: Conflict, theirs: Article | None, now: datetime) -> None:
        """It is to be settled; one that is noted again keeps the time it was first noticed."""
        first = self._connection.execute(
            "SELECT noticed FROM kb_conflict WHERE source = ? AND id = ? AND kept = ''",
            (source, conflict.article_id),
        ).fetchone()
        self._write(
            source, conflict.article_id, conflict.clash, conflict.other, _written(theirs),
            digest(theirs), first[0] if first else now.isoformat(), "", "", "",
        )  # fmt: skip

    def over(self, source: str, article_ids: Sequence[ArticleId], *, settled: bool) -> None:
        """There is none any more; `settled`: nor can what was decided about it be undone."""
        only = "" if settled else " AND kept = ''"
        self._connection.executemany(
            f"DELETE FROM kb_conflict WHERE source = ? AND id = ?{only}",  # noqa: S608
            [(source, article_id) for article_id in article_ids],
        )

    def open_ids(self, source: str) -> list[ArticleId]:
        """Articles of conflicts with this source that nobody settled."""
        rows = self._connection.execute(
            "SELECT id FROM kb_conflict WHERE source = ? AND kept = ''", (source,)
        )
        return [ArticleId(row[0]) for row in rows.fetchall()]

    def all(self) -> list[NamedConflict]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM kb_conflict ORDER BY noticed DESC, source, id"  # noqa: S608
        ).fetchall()
        return [self._named(*row) for row in rows]

    def settle(self, source: str, article_id: ArticleId, keep: Keep) -> None:
        """See ports.article_conflicts.ArticleConflicts."""
        row = self._row(source, article_id, settled=False)
        _, _, clash, other, theirs, version, noticed, *_ = row
        mine, article = self._index.article(article_id), _read(theirs)
        origin = self._connection.execute(
            "SELECT source, digest FROM kb_origin WHERE id = ?", (article_id,)
        ).fetchone()
        if keep is Keep.THEIRS:
            self._put(article_id, article)
            self._own(article_id, None if article is None else (source, version))
        self._write(
            source, article_id, clash, other, theirs, version, noticed, keep,
            _written(mine), json.dumps(origin),
        )  # fmt: skip

    def undo(self, source: str, article_id: ArticleId) -> None:
        """See ports.article_conflicts.ArticleConflicts."""
        row = self._row(source, article_id, settled=True)
        _, _, clash, other, theirs, version, noticed, kept, mine, origin = row
        if kept == Keep.THEIRS:
            self._put(article_id, _read(mine))
            self._own(article_id, json.loads(origin))
        self._write(source, article_id, clash, other, theirs, version, noticed, "", "", "")

    def _put(self, article_id: ArticleId, article: Article | None) -> None:
        if article is None:
            self._index.remove([article_id])
        else:
            self._index.put([article])

    def _own(self, article_id: ArticleId, owner: Sequence[str] | None) -> None:
        if owner is None:
            self._connection.execute("DELETE FROM kb_origin WHERE id = ?", (article_id,))
        else:
            self._connection.execute(
                "REPLACE INTO kb_origin VALUES (?, ?, ?)", (article_id, *owner)
            )

    def _row(self, source: str, article_id: ArticleId, *, settled: bool) -> Sequence[str]:
        row: Sequence[str] | None = self._connection.execute(
            f"SELECT {_COLUMNS} FROM kb_conflict WHERE source = ? AND id = ?",  # noqa: S608
            (source, article_id),
        ).fetchone()
        if row is None or bool(row[7]) != settled:
            raise AgentAssistError("knowledge.no_conflict", article=article_id, source=source)
        return row

    def _write(self, *values: str) -> None:
        self._connection.execute(_REPLACE, values)

    def _named(
        self, source: str, article_id: str, clash: str, other: str, theirs: str, _version: str,
        noticed: str, kept: str, mine: str, _origin: str,
    ) -> NamedConflict:  # fmt: skip
        here = _read(mine) if kept else self._index.article(ArticleId(article_id))
        return NamedConflict(
            source,
            ArticleId(article_id),
            Clash(clash),
            other,
            here,
            _read(theirs),
            datetime.fromisoformat(noticed),
            Keep(kept) if kept else None,
        )


class LocalArticleConflicts:
    """Implements `ports.article_conflicts.ArticleConflicts` between the searches of a base."""

    def __init__(self, base: LocalKnowledgeBase) -> None:
        self._base = base

    async def conflicts(self) -> Sequence[NamedConflict]:
        return await self._do(lambda found: found.all())

    async def settle(self, source: str, article_id: ArticleId, keep: Keep) -> None:
        await self._do(lambda found: found.settle(source, article_id, keep))

    async def undo(self, source: str, article_id: ArticleId) -> None:
        await self._do(lambda found: found.undo(source, article_id))

    async def _do(self, work: Callable[[Conflicts], T]) -> T:
        return await self._base.change(lambda on, index: work(Conflicts(on, index)))


def _written(article: Article | None) -> str:
    return "" if article is None else json.dumps(values_of(article), ensure_ascii=False)


def _read(written: str) -> Article | None:
    return article_of(json.loads(written)) if written else None
