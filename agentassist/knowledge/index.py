"""Articles and their index in one SQLite database, plain or encrypted.

The full-text table keeps no copy of the text (the articles do) and is fed with folded words, so
taking an article out means telling it the same words again. Every change is one transaction over
articles, full-text index and journal: a crash never leaves half of it.
"""

from collections.abc import Iterable, Iterator, Sequence

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, without_cards
from agentassist.knowledge import snapshot, tables
from agentassist.knowledge.article_rows import COLUMNS, article_of, values_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.indexed import IndexedArticle
from agentassist.knowledge.priors import Priors
from agentassist.knowledge.snapshot import Change, SnapshotWriter
from agentassist.knowledge.titles import TitleIndex
from agentassist.knowledge.vocabulary import Vocabulary
from agentassist.storage.transaction import transaction

_MERGE_PAGES = 400
_MUCH = 5  # a fifth of the articles new: worth merging the whole index
_JOURNAL_TITLES = 500  # and a twentieth of the articles: changes that are worth a new snapshot
_JOURNAL_SHARE = 20
_BATCH = 50  # articles indexed anew in a transaction


class ArticleIndex:
    """Open on one connection, used from one thread. Opening an empty database makes the tables.

    `vocabulary` and `titles` always agree with what the database holds.
    """

    vocabulary: Vocabulary
    titles: TitleIndex

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._changes = 0  # number of the last change in memory
        self._generation = 0  # of the snapshot in memory
        self._data_version = 0
        self._loose = 0  # articles put since the parts of the index were merged
        self._snapshot: SnapshotWriter | None = None  # while one is written
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
        """Rows and BM25 (higher is better), best first. `weights`: of each column indexed."""
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
        """Another connection changed articles: what is in memory has then caught up."""
        data_version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if data_version == self._data_version:
            return False
        self._data_version = data_version
        return self._catch_up()

    def priors(self) -> Priors:
        """What is known of articles without a query, kept in the same database."""
        return Priors(self._connection)

    # --- changes ------------------------------------------------------------------------------

    def put(self, articles: Iterable[Article]) -> int:
        """Add or replace a batch, all of it or nothing. The number stored."""
        latest = {article.id: without_cards(article) for article in articles}
        with transaction(self._connection):
            change = self._begin()
            # All rows first, then all of the full-text index: a statement on another table in
            # between makes FTS5 write out what it holds, which is slower by a half.
            gone = self._delete(latest)
            new = [(self._insert(article), article) for article in latest.values()]
            self._take_out(gone, change)
            self._put_in(new, change)
            self._write(change)
        self._apply(change)
        self._loose += len(new)
        return len(new)

    def remove(self, article_ids: Iterable[ArticleId]) -> int:
        """Take articles out, all or nothing; unknown ids are no error. The number taken out."""
        with transaction(self._connection):
            change = self._begin()
            gone = self._delete(article_ids)
            self._take_out(gone, change)
            self._write(change)
        self._apply(change)
        return len(gone)

    def tidy(self) -> bool:
        """One short step of what can wait; False when there is nothing left to do.

        Articles indexed by older rules are indexed anew. The parts of the full-text index are
        merged: all of them after an import, which searches like best, otherwise only what has
        become many small ones. A long journal becomes a snapshot.
        """
        return self._index_anew() or self._merge() or self._write_snapshot()

    # --- what can wait --------------------------------------------------------------------------

    def _index_anew(self) -> bool:
        reached = self._meta("reached")
        if reached is None:
            return False
        with transaction(self._connection):
            change = self._begin()
            sql = (
                f"SELECT {COLUMNS}, row FROM kb_article WHERE row > ?"  # noqa: S608
                f" ORDER BY row LIMIT {_BATCH}"
            )
            found = self._connection.execute(sql, (int(reached),)).fetchall()
            rows = [(row, article_of(values)) for *values, row in found]
            self._put_in([(row, of) for row, of in rows if row not in self.titles], change)
            if rows:
                self._set_meta("reached", str(rows[-1][0]))
                self._write(change)
            else:
                self._connection.execute("DELETE FROM kb_meta WHERE key = 'reached'")
        if rows:
            self._apply(change)
            self._loose += len(rows)
        return bool(rows)

    def _merge(self) -> bool:
        pages = _MERGE_PAGES
        if self._loose > len(self.titles) // _MUCH:
            pages, self._loose = -pages, 0  # a negative number takes every part in
        before = self._connection.total_changes
        self._connection.execute("INSERT INTO kb_text(kb_text, rank) VALUES ('merge', ?)", (pages,))
        return self._connection.total_changes - before >= 2

    def _write_snapshot(self) -> bool:
        if self._snapshot is None:
            many = max(_JOURNAL_TITLES, len(self.titles) // _JOURNAL_SHARE)
            if self.titles.changed < many:
                return False
            self._snapshot = SnapshotWriter(
                self._connection, self._generation + 1, self.vocabulary, self.titles
            )
        if self._snapshot.step():
            return True
        with transaction(self._connection):
            if self._catch_up():
                return True  # somebody else changed articles: begin again
            generation = self._snapshot.generation
            self._set_meta("snapshot", f"{generation} {self._changes}")
            self._connection.execute("DELETE FROM kb_journal")
            self._connection.execute("DELETE FROM kb_snapshot WHERE generation <> ?", (generation,))
        self.titles, self._generation = self._snapshot.titles, generation
        self._snapshot = None
        return True

    # --- inside -------------------------------------------------------------------------------

    def _meta(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM kb_meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def _set_meta(self, key: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO kb_meta VALUES (?, ?)", (key, value))

    def _snapshot_meta(self) -> tuple[int, int]:
        """Generation of the snapshot in force, and the last change that it holds."""
        generation, changes = (self._meta("snapshot") or "0 0").split()
        return int(generation), int(changes)

    def _prepare(self) -> None:
        """Make the tables; an index made by older rules starts empty, and `tidy` fills it."""
        for statement in filter(str.strip, tables.TABLES.split(";")):
            self._connection.execute(statement)
        if self._meta("version") == tables.VERSION:
            return
        with transaction(self._connection):
            for table in ("kb_text", *tables.OF_OLDER_LAYOUTS):
                self._connection.execute(f"DROP TABLE IF EXISTS {table}")
            self._connection.execute(tables.FULL_TEXT)
            self._connection.execute("DELETE FROM kb_journal")
            self._connection.execute("DELETE FROM kb_snapshot")
            generation, _ = self._snapshot_meta()
            # A generation without parts: other connections notice, and read what tidy makes.
            self._set_meta("snapshot", f"{generation + 1} {int(self._meta('changes') or 0)}")
            self._set_meta("version", tables.VERSION)
            if self._connection.execute("SELECT 1 FROM kb_article LIMIT 1").fetchone():
                self._set_meta("reached", "0")

    def _load(self) -> None:
        self._snapshot = None
        generation, changes = self._snapshot_meta()
        self.vocabulary, self.titles = snapshot.read(self._connection, generation)
        self._generation, self._changes = generation, changes
        self._data_version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        self._replay()

    def _catch_up(self) -> bool:
        """Take in what other connections changed; whether there was anything."""
        if int(self._meta("changes") or 0) == self._changes:
            return False
        self._snapshot = None
        generation, _ = self._snapshot_meta()
        if generation == self._generation:
            self._replay()
        else:
            self._load()
        return True

    def _replay(self) -> None:
        journal = self._connection.execute(
            "SELECT number, change FROM kb_journal WHERE number > ? ORDER BY number",
            (self._changes,),
        )
        for number, written in journal.fetchall():
            Change.read(written).apply(self.vocabulary, self.titles)
            self._changes = number

    def _begin(self) -> Change:
        """Within a transaction: what is in memory is now what the database holds."""
        self._catch_up()
        return Change()

    def _write(self, change: Change) -> None:
        number = self._changes + 1
        self._connection.execute("INSERT INTO kb_journal VALUES (?, ?)", (number, change.written()))
        self._set_meta("changes", str(number))

    def _apply(self, change: Change) -> None:
        """Once it is committed."""
        self._snapshot = None  # its beginning would not fit its end
        change.apply(self.vocabulary, self.titles)
        self._changes += 1

    def _delete(self, article_ids: Iterable[ArticleId]) -> list[tuple[int, Article]]:
        """Take rows out of the articles alone; those that were there."""
        found = []
        sql = f"DELETE FROM kb_article WHERE id = ? RETURNING row, {COLUMNS}"  # noqa: S608
        for article_id in article_ids:
            for row, *values in self._connection.execute(sql, (article_id,)).fetchall():
                found.append((int(row), article_of(values)))
        return found

    def _insert(self, article: Article) -> int:
        row: int = self._connection.execute(tables.INSERT, values_of(article)).fetchone()[0]
        return row

    def _put_in(self, articles: Iterable[tuple[int, Article]], change: Change) -> None:
        def rows() -> Iterator[tuple[object, ...]]:
            for row, article in articles:
                indexed = IndexedArticle.of(article)
                change.new.append((row, indexed.title))
                change.words.update(indexed.words)
                yield row, *indexed.columns

        self._connection.executemany(tables.INSERT_TEXT, rows())

    def _take_out(self, articles: Iterable[tuple[int, Article]], change: Change) -> None:
        def rows() -> Iterator[tuple[object, ...]]:
            for row, article in articles:
                if row in self.titles:  # else it was never indexed: see `_index_anew`
                    indexed = IndexedArticle.of(article)
                    change.gone.append(row)
                    change.words.subtract(indexed.words)
                    yield row, *indexed.columns

        self._connection.executemany(tables.DELETE_TEXT, rows())
