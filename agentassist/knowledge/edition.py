"""One edition of the index: its full-text table, journal and snapshot, and what of it is in memory.

There is one edition as a rule. While the index is built anew there are two: the old one answers
until the new one is complete. Tables and keys of the second carry `_2`; each rebuilding uses the
names that are free. `index.py` decides when, and begins the transaction that each change is in.
"""

from collections.abc import Iterable, Iterator, Sequence

from agentassist.domain.knowledge import Article
from agentassist.knowledge import snapshot, tables
from agentassist.knowledge.article_rows import COLUMNS, article_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.indexed import COLUMNS as INDEXED
from agentassist.knowledge.indexed import IndexedArticle
from agentassist.knowledge.snapshot import Change, SnapshotWriter

NAMES = ("", "_2")

_MERGE_PAGES = 400
_MUCH = 5  # a fifth of the articles new: worth merging the whole index
_JOURNAL_TITLES = 500  # and a twentieth of the articles: changes that are worth a new snapshot
_JOURNAL_SHARE = 20
_BATCH = 50  # articles indexed anew in a transaction
_LINES_A_STEP = 4  # of the journal, taken out at once

Numbered = Iterable[tuple[int, Article]]


class Meta:
    """The facts about the index, by name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str | None:
        row = self._connection.execute("SELECT value FROM kb_meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, key: str, value: str) -> None:
        self._connection.execute("INSERT OR REPLACE INTO kb_meta VALUES (?, ?)", (key, value))

    def forget(self, key: str) -> None:
        self._connection.execute("DELETE FROM kb_meta WHERE key = ?", (key,))


class Edition:
    """`vocabulary` and `titles` agree with what its tables held at the last `catch_up`.

    `changes` is the number of the last change that they hold.
    """

    def __init__(self, connection: Connection, meta: Meta, name: str) -> None:
        self.name = name
        self._connection = connection
        self._meta = meta
        self._text, self._journal = f"kb_text{name}", f"kb_journal{name}"
        self._blobs = f"kb_snapshot{name}"
        self._loose = 0  # articles put since the parts of the full-text table were merged
        self._writer: SnapshotWriter | None = None  # while a snapshot is written
        self._load()

    # --- what a search asks -------------------------------------------------------------------

    def matching(self, expression: str, limit: int) -> list[tuple[int, float]]:
        """Rows that match an FTS5 expression made of `any_of`, without an order."""
        sql = f"SELECT rowid FROM {self._text} WHERE {self._text} MATCH ? LIMIT ?"  # noqa: S608
        found = self._connection.execute(sql, (expression, limit))
        return self._known([(row, 0.0) for (row,) in found])

    def best_matching(
        self, expression: str, limit: int, weights: Sequence[float]
    ) -> list[tuple[int, float]]:
        """Rows and BM25 (higher is better), best first. `weights`: of each column indexed."""
        rank = f"bm25({', '.join(str(float(weight)) for weight in weights)})"
        sql = (
            f"SELECT rowid, rank FROM {self._text} WHERE {self._text} MATCH ?"  # noqa: S608
            " AND rank MATCH ? ORDER BY rank LIMIT ?"
        )
        found = self._connection.execute(sql, (expression, rank, limit))
        return self._known([(row, -score) for row, score in found])

    def _known(self, found: list[tuple[int, float]]) -> list[tuple[int, float]]:
        """An edition of older rules cannot take texts out: rows that are gone still match."""
        return found if self.current else [pair for pair in found if pair[0] in self.titles]

    # --- what is in memory --------------------------------------------------------------------

    def _load(self) -> None:
        self._writer = None
        self.current = self._meta.get(f"version{self.name}") == tables.VERSION
        generation, changes = self._snapshot_meta()
        self.vocabulary, self.titles = snapshot.read(self._connection, generation, self._blobs)
        self._generation, self.changes = generation, changes
        self._replay()

    def catch_up(self) -> bool:
        """Take in what other connections changed; whether there was anything."""
        if int(self._meta.get(f"changes{self.name}") or 0) == self.changes:
            return False
        self._writer = None
        if self._snapshot_meta()[0] == self._generation:
            self._replay()
        else:
            self._load()
        return True

    def _snapshot_meta(self) -> tuple[int, int]:
        """Generation of the snapshot in force, and the last change that it holds."""
        generation, changes = (self._meta.get(f"snapshot{self.name}") or "0 0").split()
        return int(generation), int(changes)

    def _replay(self) -> None:
        journal = self._connection.execute(
            f"SELECT number, change FROM {self._journal}"  # noqa: S608
            " WHERE number > ? ORDER BY number",
            (self.changes,),
        )
        for number, written in journal.fetchall():
            Change.read(written).apply(self.vocabulary, self.titles)
            self.changes = number

    # --- changes ------------------------------------------------------------------------------

    def store(self, gone: Numbered, new: Numbered) -> Change:
        """Take articles out and in; `apply` what comes back once it is committed."""
        change = Change()
        marks = ",".join("?" * len(INDEXED))
        columns = ", ".join(INDEXED)
        self._connection.executemany(
            f"INSERT INTO {self._text} ({self._text}, rowid, {columns})"  # noqa: S608
            f" VALUES ('delete', ?, {marks})",
            self._taken_out(gone, change),
        )
        self._connection.executemany(
            f"INSERT INTO {self._text} (rowid, {columns}) VALUES (?, {marks})",  # noqa: S608
            self._put_in(new, change),
        )
        number = self.changes + 1
        self._connection.execute(
            f"INSERT INTO {self._journal} VALUES (?, ?)",  # noqa: S608
            (number, change.written()),
        )
        self._meta.set(f"changes{self.name}", str(number))
        return change

    def apply(self, change: Change) -> None:
        self._writer = None  # its beginning would not fit its end
        change.apply(self.vocabulary, self.titles)
        self.changes += 1
        self._loose += len(change.new)

    def _put_in(self, articles: Numbered, change: Change) -> Iterator[tuple[object, ...]]:
        for row, article in articles:
            indexed = IndexedArticle.of(article)
            change.new.append((row, indexed.title))
            change.words.update(indexed.words)
            yield row, *indexed.columns

    def _taken_out(self, articles: Numbered, change: Change) -> Iterator[tuple[object, ...]]:
        for row, article in articles:
            if row not in self.titles:
                continue  # it was never indexed: see `fill`
            change.gone.append(row)
            if self.current:  # else nobody knows the words that it was indexed by
                indexed = IndexedArticle.of(article)
                change.words.subtract(indexed.words)
                yield row, *indexed.columns

    # --- building, in short steps -------------------------------------------------------------

    @property
    def complete(self) -> bool:
        return self._meta.get(f"reached{self.name}") is None

    def fill(self) -> Change | None:
        """Index some articles that are not in it yet; None when there are none left."""
        key = f"reached{self.name}"
        reached = self._meta.get(key)
        if reached is None:
            return None
        sql = (
            f"SELECT {COLUMNS}, row FROM kb_article WHERE row > ?"  # noqa: S608
            f" ORDER BY row LIMIT {_BATCH}"
        )
        found = self._connection.execute(sql, (int(reached),)).fetchall()
        if not found:
            self._meta.forget(key)
            return None
        rows = [(row, article_of(values)) for *values, row in found]
        self._meta.set(key, str(rows[-1][0]))
        return self.store((), [(row, of) for row, of in rows if row not in self.titles])

    def merge(self) -> bool:
        """One step; all parts after an import, which searches like best, else only small ones."""
        pages = _MERGE_PAGES
        if self._loose > len(self.titles) // _MUCH:
            pages, self._loose = -pages, 0  # a negative number takes every part in
        before = self._connection.total_changes
        sql = f"INSERT INTO {self._text}({self._text}, rank) VALUES ('merge', ?)"  # noqa: S608
        self._connection.execute(sql, (pages,))
        return self._connection.total_changes - before >= 2

    def write_snapshot(self, least: int = _JOURNAL_TITLES, share: int = _JOURNAL_SHARE) -> bool:
        """One step of a snapshot in place of a long journal; False when there is nothing to do.

        It is long with `least` articles in it, and one of `share` of all.
        """
        if self._writer is None:
            if self._clear_away():
                return True
            if self.titles.changed < max(least, len(self.titles) // share):
                return False
            self._writer = SnapshotWriter(
                self._connection, self._generation + 1, self.vocabulary, self.titles, self._blobs
            )
        if self._writer.step():
            return True
        generation = self._writer.generation
        self._meta.set(f"snapshot{self.name}", f"{generation} {self.changes}")
        self.titles, self._generation = self._writer.titles, generation
        self._writer = None
        return True

    def _clear_away(self) -> bool:
        """Delete some of what the snapshot in force took the place of, or what was left half done.

        Whether there was anything. All of it at once is overwritten for a second.
        """
        _, changes = self._snapshot_meta()
        for table, key, condition, value in (
            (self._journal, "number", "number <= ?", changes),
            (self._blobs, "generation, part", "generation <> ?", self._generation),
        ):
            most = _LINES_A_STEP if table == self._journal else 1
            found = f"SELECT {key} FROM {table} WHERE {condition} LIMIT {most}"  # noqa: S608
            sql = f"DELETE FROM {table} WHERE ({key}) IN ({found}) RETURNING 1"  # noqa: S608
            if self._connection.execute(sql, (value,)).fetchall():
                return True
        return False


def create(connection: Connection, meta: Meta, name: str) -> None:
    """Make the tables of an edition that is to be filled, in place of what has their names."""
    for table in (f"kb_text{name}", *(tables.OF_OLDER_LAYOUTS if not name else ())):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in tables.of_edition(name):
        connection.execute(statement)
    connection.execute(f"DELETE FROM kb_journal{name}")  # noqa: S608
    connection.execute(f"DELETE FROM kb_snapshot{name}")  # noqa: S608
    generation = int((meta.get(f"snapshot{name}") or "0 0").split()[0])
    # A generation without parts: other connections notice, and read what is filled in.
    changes = int(meta.get(f"changes{name}") or 0) + 1
    meta.set(f"changes{name}", str(changes))
    meta.set(f"snapshot{name}", f"{generation + 1} {changes}")
    meta.set(f"version{name}", tables.VERSION)
    if connection.execute("SELECT 1 FROM kb_article LIMIT 1").fetchone():
        meta.set(f"reached{name}", "0")


def drop(connection: Connection, meta: Meta, name: str) -> None:
    """Delete an edition that nobody asks any more.

    What is deleted is not overwritten as everything else is, which would take seconds and hold up
    whoever searches: the same words stand in the edition that took its place.
    """
    thorough = connection.execute("PRAGMA secure_delete").fetchone()[0]
    connection.execute("PRAGMA secure_delete = FAST").fetchall()
    try:
        for table in (f"kb_text{name}", f"kb_snapshot{name}", f"kb_journal{name}"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
    finally:
        connection.execute(f"PRAGMA secure_delete = {int(thorough)}").fetchall()
    for key in ("version", "reached"):  # numbers go on: whoever slept meanwhile has to notice
        meta.forget(f"{key}{name}")
