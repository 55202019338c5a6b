"""Articles and their index in one SQLite database, plain or encrypted.

The full-text table keeps no copy of the text (the articles do) and is fed with folded words, so
taking an article out means telling it the same words again. Every change is one transaction over
articles, full-text index and journal: a crash never leaves half of it.

An index by older rules, and one that `rebuild` was asked for, is built anew beside the one that
answers (`edition.py`), in short steps, and takes its place in one transaction. What changes
meanwhile is written to both.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article, without_cards
from agentassist.knowledge import edition, tables
from agentassist.knowledge.article_rows import COLUMNS, article_of, values_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.edition import NAMES, Edition, Meta
from agentassist.knowledge.priors import Priors
from agentassist.knowledge.titles import TitleIndex
from agentassist.knowledge.vocabulary import Vocabulary
from agentassist.storage.transaction import transaction

# Keys of kb_meta: which edition answers, which one is being built, that somebody wants a new one.
_ACTIVE, _NEXT, _WANTED = "edition", "next", "rebuild"
# Articles that the journal may hold in the middle of an import (a second of the next opening), and
# one in so many of all: each snapshot takes longer than the one before.
_JOURNAL_OF_IMPORT, _SHARE_OF_IMPORT = 20_000, 4


class ArticleIndex:
    """Open on one connection, used from one thread. Opening an empty database makes the tables.

    `vocabulary` and `titles` always agree with what the database holds.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._meta = Meta(connection)
        self._prepare()
        self._data_version = self._read_data_version()
        self._active = Edition(connection, self._meta, self._meta.get(_ACTIVE) or "")
        self._next: Edition | None = None  # while one is built, and only where it is written to

    @property
    def vocabulary(self) -> Vocabulary:
        return self._active.vocabulary

    @property
    def titles(self) -> TitleIndex:
        return self._active.titles

    @property
    def revision(self) -> tuple[str, int]:
        """Another one whenever the articles that answer changed."""
        return self._active.name, self._active.changes

    # --- what a search asks -------------------------------------------------------------------

    def matching(self, expression: str, limit: int) -> list[tuple[int, float]]:
        """Rows that match an FTS5 expression made of `any_of`, without an order."""
        return self._active.matching(expression, limit)

    def best_matching(
        self, expression: str, limit: int, weights: Sequence[float]
    ) -> list[tuple[int, float]]:
        """Rows and BM25 (higher is better), best first. `weights`: of each column indexed."""
        return self._active.best_matching(expression, limit, weights)

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
        data_version = self._read_data_version()
        if data_version == self._data_version:
            return False
        self._data_version = data_version
        return self._catch_up()

    def priors(self, today: Callable[[], date] | None = None) -> Priors:
        """What is known of articles without a query, kept in the same database."""
        return Priors(self._connection, today)

    # --- changes ------------------------------------------------------------------------------

    def put(self, articles: Iterable[Article]) -> int:
        """Add or replace a batch, all of it or nothing. The number stored."""
        latest = {article.id: without_cards(article) for article in articles}
        with transaction(self._connection):
            editions = self._written_to()
            # All rows first, then all of the full-text index: a statement on another table in
            # between makes FTS5 write out what it holds, which is slower by a half.
            gone = self._delete(latest)
            new = [(self._insert(article), article) for article in latest.values()]
            changes = [(one, one.store(gone, new)) for one in editions]
        for one, change in changes:
            one.apply(change)
        return len(new)

    def remove(self, article_ids: Iterable[ArticleId]) -> int:
        """Take articles out, all or nothing; unknown ids are no error. The number taken out."""
        with transaction(self._connection):
            editions = self._written_to()
            gone = self._delete(article_ids)
            changes = [(one, one.store(gone, ())) for one in editions]
        for one, change in changes:
            one.apply(change)
        return len(gone)

    def tidy(self) -> bool:
        """One short step of what can wait; False when there is nothing left to do.

        Articles indexed by older rules are indexed anew. The parts of the full-text index are
        merged: all of them after an import, which searches like best, otherwise only what has
        become many small ones. A long journal becomes a snapshot.
        """
        change = None
        with transaction(self._connection):
            self._catch_up()
            if self._begin():
                return True
            building = self._building() or self._active
            change = building.fill()
            more = change is not None or building.merge() or building.write_snapshot()
            finished = not more and building is not self._active
            if finished:
                self._meta.set(_ACTIVE, building.name)
                self._meta.forget(_NEXT)
                edition.drop(self._connection, self._meta, self._active.name)
        if change is not None:
            building.apply(change)
        if finished:
            self._active, self._next = building, None
        return more or finished

    def shorten_journal(self) -> bool:
        """One short step during a long import; False when there is nothing to do.

        Otherwise, if it were killed, the next opening would read a journal of half a million lines.
        """
        if self.titles.changed < _JOURNAL_OF_IMPORT:
            return False
        with transaction(self._connection):
            self._catch_up()
            return self._active.write_snapshot(_JOURNAL_OF_IMPORT, _SHARE_OF_IMPORT)

    # --- building anew ------------------------------------------------------------------------

    def rebuild(self) -> None:
        """Ask for a new index; `tidy` builds it, here or in another process."""
        with transaction(self._connection):
            if self._meta.get(_NEXT) is None:
                self._meta.set(_WANTED, "1")

    def cancel_rebuild(self) -> None:
        """Leave the old index in its place.

        If that one is by older rules, the next `tidy` begins anew.
        """
        with transaction(self._connection):
            self._meta.forget(_WANTED)
            self._give_up()
        self._next = None

    def rebuilt(self) -> tuple[int, int] | None:
        """Articles in the new index, and in all; None when none is being built."""
        if self._meta.get(_NEXT) is None:
            return None if self._meta.get(_WANTED) is None else (0, len(self.titles))
        return len(self._next.titles) if self._next is not None else 0, len(self.titles)

    def _begin(self) -> bool:
        """Make the tables of a new edition, if one is due."""
        wanted = self._meta.get(_WANTED) is not None
        if self._meta.get(_NEXT) is not None or (self._active.current and not wanted):
            return False
        name = next(name for name in NAMES if name != self._active.name)
        edition.create(self._connection, self._meta, name)
        self._meta.set(_NEXT, name)
        self._meta.forget(_WANTED)
        return True

    def _building(self) -> Edition | None:
        """The edition that is being built, as far as it is; read when it is first written to."""
        name = self._meta.get(_NEXT)
        if name is None:
            self._next = None
        elif self._next is None or self._next.name != name:
            self._next = Edition(self._connection, self._meta, name)
        else:
            self._next.catch_up()
        return self._next

    def _give_up(self) -> None:
        """Within a transaction: drop what is being built."""
        name = self._meta.get(_NEXT)
        if name is not None:
            edition.drop(self._connection, self._meta, name)
            self._meta.forget(_NEXT)

    # --- inside -------------------------------------------------------------------------------

    def _read_data_version(self) -> int:
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def _prepare(self) -> None:
        """Make the tables; an index that this version can't read is emptied, and `tidy` fills it.

        One that is being built by the rules of another version is given up.
        """
        for statement in filter(str.strip, tables.TABLES.split(";")):
            self._connection.execute(statement)
        if self._up_to_date():
            return
        with transaction(self._connection):
            if self._up_to_date():
                return
            active = self._meta.get(_ACTIVE) or ""
            if not tables.readable(self._meta.get(f"version{active}")):
                edition.create(self._connection, self._meta, active)
            self._give_up()

    def _up_to_date(self) -> bool:
        active, being_built = self._meta.get(_ACTIVE) or "", self._meta.get(_NEXT)
        if not tables.readable(self._meta.get(f"version{active}")):
            return False
        return being_built is None or self._meta.get(f"version{being_built}") == tables.VERSION

    def _catch_up(self) -> bool:
        """Take in what other connections changed; whether there was anything."""
        name = self._meta.get(_ACTIVE) or ""
        if name != self._active.name:
            self._active = Edition(self._connection, self._meta, name)
            return True
        return self._active.catch_up()

    def _written_to(self) -> list[Edition]:
        """Within a transaction: the editions, as the database holds them now."""
        self._catch_up()
        building = self._building()
        return [self._active] if building is None else [self._active, building]

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
