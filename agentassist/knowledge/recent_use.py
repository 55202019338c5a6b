"""What was opened and searched lately, in the encrypted store beside the articles."""

from collections.abc import Callable
from typing import Final, Protocol, TypeVar

from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import ArticleId
from agentassist.domain.recent_use import RecentArticle, RecentUse
from agentassist.knowledge.base import LocalKnowledgeBase
from agentassist.knowledge.database import Connection

T = TypeVar("T")
KEPT: Final = 12  # of each kind
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS kb_recent (
    kind TEXT NOT NULL, what TEXT NOT NULL, at INTEGER NOT NULL,
    PRIMARY KEY (kind, what)) WITHOUT ROWID
"""
_WHAT: Final = "SELECT what FROM kb_recent WHERE kind = ? ORDER BY at DESC"
_NEWEST: Final = "SELECT coalesce(max(at), 0) + 1 FROM kb_recent"
_TRIM: Final = """
DELETE FROM kb_recent WHERE kind = ?1 AND what NOT IN
    (SELECT what FROM kb_recent WHERE kind = ?1 ORDER BY at DESC LIMIT ?2)
"""


class Database(Protocol):
    """The store: `change` is one transaction, on its thread."""

    async def write(self, change: Callable[[Connection], T]) -> T: ...


class LocalRecentUses:
    """Implements `agentassist.ports.recent_use.RecentUses`. No search waits for it."""

    def __init__(self, database: Database, knowledge: LocalKnowledgeBase) -> None:
        self._database, self._knowledge = database, knowledge

    async def recent(self) -> RecentUse:
        """See the port."""
        ids, searches = await self._database.write(_read)
        pinned = await self._knowledge.aside(lambda _index, engine, _: engine.priors.pinned)
        found: list[RecentArticle] = []
        for article_id in ids:
            try:
                article = await self._knowledge.article(article_id)
            except AgentAssistError as error:
                if error.code != "knowledge.no_article":
                    raise
                continue
            on = article_id in (pinned or ())
            found.append(RecentArticle(article_id, article.title, article.product, on))
        return RecentUse(tuple(found), searches)

    async def note(self, article_id: ArticleId, query: str) -> None:
        """See the port."""
        said = " ".join(query.split())

        def write(connection: Connection) -> None:
            connection.execute(_TABLE)
            _note(connection, "article", article_id)
            if said:
                _note(connection, "search", said)

        await self._database.write(write)

    async def forget(self) -> None:
        """See the port."""
        await self._database.write(_forget)


def _read(connection: Connection) -> tuple[tuple[ArticleId, ...], tuple[str, ...]]:
    connection.execute(_TABLE)
    articles, searches = (
        [row[0] for row in connection.execute(_WHAT, (kind,)).fetchall()]
        for kind in ("article", "search")
    )
    return tuple(map(ArticleId, articles)), tuple(searches)


def _note(connection: Connection, kind: str, what: str) -> None:
    at = connection.execute(_NEWEST).fetchone()[0]
    connection.execute("REPLACE INTO kb_recent VALUES (?, ?, ?)", (kind, what, at))
    connection.execute(_TRIM, (kind, KEPT))


def _forget(connection: Connection) -> None:
    connection.execute(_TABLE)
    connection.execute("DELETE FROM kb_recent")
