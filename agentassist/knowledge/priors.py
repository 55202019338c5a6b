"""What is known of an article before anything is typed: pinned, opened often, new, out of date.

    prior = 1                                                       if pinned, else
            usage_share * opened / (opened + half) + recency_share * 0.5 ** (age / half_life)
            and 1 less for what is out of date, pinned or not

It is one term of the ranking, at most `ranking.PRIOR`: enough to order articles that match alike,
too little to lift one over another that says more of the query. Age counts from the newest
article, not from today, so that a knowledge base left alone keeps its order.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.database import Connection
from agentassist.storage.transaction import transaction

TABLE = """
CREATE TABLE IF NOT EXISTS kb_use (
    id TEXT PRIMARY KEY, opened REAL NOT NULL, pinned INTEGER NOT NULL) WITHOUT ROWID
"""
USAGE_SHARE = 0.6
RECENCY_SHARE = 0.4
HALF_OPENED = 5  # times opened that count half
HALF_LIFE_DAYS = 180
_MOST_OPENED = 500  # then all counts are halved: what is no longer opened fades


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


class Priors:
    """Uses and pins of this agent, in the articles' database. Used from the index's thread.

    `today` is there for tests.
    """

    def __init__(self, connection: Connection, today: Callable[[], date] | None = None) -> None:
        self._connection = connection
        self._today = today or _today
        connection.execute(TABLE)
        self._opened: dict[str, float] = {}
        self._pinned: set[str] = set()
        self._newest: date | None = None
        self.loaded = 0  # how often: what was ordered by earlier ones is no longer right
        self.load()

    def load(self) -> None:
        """Read again what may have changed."""
        self.loaded += 1
        used = self._connection.execute("SELECT id, opened, pinned FROM kb_use").fetchall()
        self._opened = {article_id: opened for article_id, opened, _ in used}
        self._pinned = {article_id for article_id, _, pinned in used if pinned}
        newest = self._connection.execute(
            "SELECT max(updated) FROM kb_article WHERE updated IS NOT NULL"
        ).fetchone()[0]
        self._newest = min(date.fromisoformat(newest), self._today()) if newest else None

    def of(self, article: Article) -> float:
        """-1..1, the higher the likelier to be wanted."""
        late = article.valid_until is not None and article.valid_until < self._today()
        return self._liked(article) - (1.0 if late else 0.0)

    def _liked(self, article: Article) -> float:
        if article.id in self._pinned:
            return 1.0
        opened = self._opened.get(article.id, 0.0)
        prior = USAGE_SHARE * opened / (opened + HALF_OPENED)
        if article.updated is not None and self._newest is not None:
            age = max(0, (self._newest - article.updated).days)
            prior += RECENCY_SHARE * 0.5 ** (age / HALF_LIFE_DAYS)
        return prior

    def opened(self, article_id: ArticleId) -> float:
        """How often, older times counting less."""
        return self._opened.get(article_id, 0.0)

    def note_opened(self, article_id: ArticleId) -> None:
        opened = self._opened.get(article_id, 0.0) + 1
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO kb_use VALUES (?, 1, 0)"
                " ON CONFLICT (id) DO UPDATE SET opened = opened + 1",
                (article_id,),
            )
            if opened > _MOST_OPENED:
                self._connection.execute("UPDATE kb_use SET opened = opened / 2")
                self._connection.execute("DELETE FROM kb_use WHERE opened < 0.1 AND NOT pinned")
        self.load()

    def pin(self, article_id: ArticleId, pinned: bool) -> None:
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO kb_use VALUES (?, 0, ?)"
                " ON CONFLICT (id) DO UPDATE SET pinned = excluded.pinned",
                (article_id, int(pinned)),
            )
        self.load()

    @property
    def pinned(self) -> frozenset[str]:
        return frozenset(self._pinned)
