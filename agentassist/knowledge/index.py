"""Articles and their index in one SQLite database, plain or encrypted.

The full-text table keeps no copy of the text (the articles do) and is fed with folded words, so
taking an article out means telling it the same words again. Every change is one transaction over
articles, full-text index and word counts: a crash never leaves half of it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge import text
from agentassist.knowledge.article_rows import COLUMNS, article_of, values_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.plain_text import PlainText
from agentassist.knowledge.titles import Title, TitleIndex
from agentassist.knowledge.vocabulary import Vocabulary
from agentassist.storage.transaction import transaction

_LAYOUT = 2
_VERSION = f"{_LAYOUT}.{text.RULES}"
_MERGE_PAGES = 400
_MUCH = 5  # a fifth of the articles new: worth merging the whole index

_TABLES = """
CREATE TABLE IF NOT EXISTS kb_meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kb_article (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, product TEXT NOT NULL,
    path TEXT NOT NULL, tags TEXT NOT NULL, sections TEXT NOT NULL, body TEXT NOT NULL,
    language TEXT NOT NULL, audience TEXT NOT NULL, owner TEXT NOT NULL,
    version INTEGER NOT NULL, updated TEXT, valid_until TEXT);
CREATE TABLE IF NOT EXISTS kb_title (row INTEGER PRIMARY KEY, words TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS kb_word (word TEXT PRIMARY KEY, articles INTEGER NOT NULL) WITHOUT ROWID;
"""
_FULL_TEXT = """
CREATE VIRTUAL TABLE IF NOT EXISTS kb_text
USING fts5(title, labels, body, others, content='', tokenize='ascii')
"""


@dataclass(frozen=True, slots=True)
class _Indexed:
    """What the index holds of one article."""

    title: Title
    columns: tuple[str, str, str, str]
    words: frozenset[str]

    @classmethod
    def of(cls, article: Article) -> "_Indexed":
        title = Title(article.title)
        labels = " ".join((article.product, article.path, *article.tags))
        body = PlainText.of(article).text
        label_words, body_words = text.words(labels), text.words(body)
        others = text.other_words("\n".join((article.title, labels, body)))
        return cls(
            title,
            (" ".join(title.words), " ".join(label_words), " ".join(body_words), " ".join(others)),
            frozenset((*title.words, *label_words, *body_words, *others)),
        )


class ArticleIndex:
    """Open on one connection, used from one thread. Opening an empty database makes the tables.

    `vocabulary` and `titles` always agree with what the database holds.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.vocabulary = Vocabulary()
        self.titles = TitleIndex()
        self._changes = 0
        self._data_version = 0
        self._loose = 0  # articles put since the parts of the index were merged
        self._prepare()
        self._load()

    # --- what a search asks -------------------------------------------------------------------

    def matching(self, expression: str, limit: int) -> list[tuple[int, float]]:
        """Rows that match an FTS5 expression made of `any_of`, without an order."""
        found = self._connection.execute(
            "SELECT rowid, 0.0 FROM kb_text WHERE kb_text MATCH ? LIMIT ?", (expression, limit)
        )
        return [(row, 0.0) for row, _ in found]

    def best_matching(
        self, expression: str, limit: int, weights: Sequence[float]
    ) -> list[tuple[int, float]]:
        """Rows and BM25 (higher is better), best first. `weights`: title, labels, body, others."""
        rank = f"bm25({', '.join(str(float(weight)) for weight in weights)})"
        found = self._connection.execute(
            "SELECT rowid, rank FROM kb_text WHERE kb_text MATCH ? AND rank MATCH ?"
            " ORDER BY rank LIMIT ?",
            (expression, rank, limit),
        )
        return [(row, -score) for row, score in found]

    def beginnings(self, rows: Sequence[int], most: int) -> dict[int, Article]:
        """The articles of these rows, bodies cut after `most` characters."""
        columns = COLUMNS.replace(" body,", " substr(body, 1, ?),")
        marks = ",".join("?" * len(rows))
        sql = f"SELECT row, {columns} FROM kb_article WHERE row IN ({marks})"  # noqa: S608
        found = self._connection.execute(sql, (most, *rows))
        return {row: article_of(values) for row, *values in found}

    def article(self, article_id: ArticleId) -> Article | None:
        sql = f"SELECT {COLUMNS} FROM kb_article WHERE id = ?"  # noqa: S608
        values = self._connection.execute(sql, (article_id,)).fetchone()
        return None if values is None else article_of(values)

    def changed_elsewhere(self) -> bool:
        """Another process wrote to the database: what is in memory was then read again."""
        data_version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if data_version == self._data_version:
            return False
        self._data_version = data_version
        if self._meta("changes") == str(self._changes):
            return False
        self._load()
        return True

    # --- changes ------------------------------------------------------------------------------

    def put(self, articles: Iterable[Article]) -> int:
        """Add or replace a batch, all of it or nothing. The number stored."""
        latest = {article.id: article for article in articles}
        with transaction(self._connection):
            changes = _Changes(self)
            for article in latest.values():
                self._take_out(article.id, changes)
                self._put_in(article, changes)
            changes.write(self._connection)
        changes.apply()
        self._loose += len(latest)
        return len(latest)

    def remove(self, article_ids: Iterable[ArticleId]) -> int:
        """Take articles out, all or nothing; unknown ids are no error. The number taken out."""
        with transaction(self._connection):
            changes = _Changes(self)
            removed = sum(self._take_out(article_id, changes) for article_id in article_ids)
            changes.write(self._connection)
        changes.apply()
        return removed

    def tidy(self) -> bool:
        """One short step of merging the index's parts; False when there is nothing left to do.

        After an import all parts become one, which searches like best; after small changes only
        what has become many small parts is merged.
        """
        pages = _MERGE_PAGES
        if self._loose > len(self.titles) // _MUCH:
            pages, self._loose = -pages, 0  # a negative number takes every part in
        before = self._connection.total_changes
        self._connection.execute("INSERT INTO kb_text(kb_text, rank) VALUES ('merge', ?)", (pages,))
        return self._connection.total_changes - before >= 2

    def note_change(self) -> None:
        """This index committed a change of its own."""
        self._changes += 1

    # --- inside -------------------------------------------------------------------------------

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM kb_meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _prepare(self) -> None:
        for statement in filter(str.strip, _TABLES.split(";")):
            self._connection.execute(statement)
        if self._meta("version") == _VERSION:
            return
        with transaction(self._connection):
            self._connection.execute("DROP TABLE IF EXISTS kb_text")
            self._connection.execute(_FULL_TEXT)
            self._connection.execute("DELETE FROM kb_word")
            self._connection.execute("DELETE FROM kb_title")
            changes = _Changes(self)
            sql = f"SELECT {COLUMNS}, row FROM kb_article"  # noqa: S608
            for *values, row in self._connection.execute(sql).fetchall():
                self._index(row, _Indexed.of(article_of(values)), changes)
            changes.write(self._connection)
            self._connection.execute(
                "INSERT OR REPLACE INTO kb_meta VALUES ('version', ?)", (_VERSION,)
            )

    def _load(self) -> None:
        self.vocabulary, self.titles = Vocabulary(), TitleIndex()
        in_titles: Counter[str] = Counter()
        for row, written in self._connection.execute("SELECT row, words FROM kb_title"):
            title = Title.restored(written)
            self.titles.add(row, title)
            in_titles.update(title.distinct())
        counts = dict(self._connection.execute("SELECT word, articles FROM kb_word").fetchall())
        self.vocabulary.change(counts, in_titles)
        self._changes = int(self._meta("changes") or 0)
        self._data_version = self._connection.execute("PRAGMA data_version").fetchone()[0]

    def _put_in(self, article: Article, changes: "_Changes") -> None:
        row = self._connection.execute(
            f"INSERT INTO kb_article ({COLUMNS})"  # noqa: S608
            " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) RETURNING row",
            values_of(article),
        ).fetchone()[0]
        self._index(row, _Indexed.of(article), changes)

    def _index(self, row: int, indexed: _Indexed, changes: "_Changes") -> None:
        self._connection.execute(
            "INSERT INTO kb_text (rowid, title, labels, body, others) VALUES (?,?,?,?,?)",
            (row, *indexed.columns),
        )
        self._connection.execute(
            "INSERT INTO kb_title VALUES (?, ?)", (row, indexed.title.written())
        )
        changes.added(row, indexed)

    def _take_out(self, article_id: ArticleId, changes: "_Changes") -> bool:
        sql = f"SELECT row, {COLUMNS} FROM kb_article WHERE id = ?"  # noqa: S608
        found = self._connection.execute(sql, (article_id,)).fetchone()
        if found is None:
            return False
        row, *values = found
        indexed = _Indexed.of(article_of(values))
        self._connection.execute(
            "INSERT INTO kb_text (kb_text, rowid, title, labels, body, others)"
            " VALUES ('delete',?,?,?,?,?)",
            (row, *indexed.columns),
        )
        self._connection.execute("DELETE FROM kb_title WHERE row = ?", (row,))
        self._connection.execute("DELETE FROM kb_article WHERE row = ?", (row,))
        changes.removed(row, indexed)
        return True


class _Changes:
    """What a transaction does to the counts and, once it is committed, to what is in memory."""

    def __init__(self, index: ArticleIndex) -> None:
        self._index = index
        self._words: Counter[str] = Counter()
        self._in_titles: Counter[str] = Counter()
        self._gone: list[int] = []
        self._new: list[tuple[int, Title]] = []

    def added(self, row: int, indexed: _Indexed) -> None:
        self._words.update(indexed.words)
        self._in_titles.update(indexed.title.distinct())
        self._new.append((row, indexed.title))

    def removed(self, row: int, indexed: _Indexed) -> None:
        self._words.subtract(indexed.words)
        self._in_titles.subtract(indexed.title.distinct())
        self._gone.append(row)

    def write(self, connection: Connection) -> None:
        connection.executemany(
            "INSERT INTO kb_word VALUES (?, ?)"
            " ON CONFLICT (word) DO UPDATE SET articles = articles + excluded.articles",
            [(word, change) for word, change in sorted(self._words.items()) if change],
        )
        if self._gone:
            connection.execute("DELETE FROM kb_word WHERE articles <= 0")
        connection.execute(
            "INSERT INTO kb_meta VALUES ('changes', '1')"
            " ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1"
        )

    def apply(self) -> None:
        # ArticleIndex keeps its own counter beside the database's: see changed_elsewhere.
        self._index.note_change()
        for row in self._gone:
            self._index.titles.remove(row)
        for row, title in self._new:
            self._index.titles.add(row, title)
        self._index.vocabulary.change(self._words, self._in_titles)
