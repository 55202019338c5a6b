"""Vectors of articles in the knowledge base's own encrypted database, and which are still missing.

kb_meaning says which text an article has (by a digest), kb_meaning_vector has the vector of each
text: an article that is imported again as it was need not be read again. A trigger takes the
article's line away with the article, in the same transaction; its `number` is never used twice.
"""

import hashlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agentassist.domain.ids import ArticleId
from agentassist.domain.knowledge import Article
from agentassist.knowledge.article_rows import COLUMNS, article_of
from agentassist.knowledge.database import Connection
from agentassist.knowledge.semantic import model, passage
from agentassist.storage.transaction import transaction

_TABLES = (
    "CREATE TABLE IF NOT EXISTS kb_meaning (number INTEGER PRIMARY KEY AUTOINCREMENT,"
    " row INTEGER NOT NULL UNIQUE, text BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS kb_meaning_vector (text BLOB PRIMARY KEY, vector BLOB NOT NULL)"
    " WITHOUT ROWID",
    "CREATE TRIGGER IF NOT EXISTS kb_meaning_gone AFTER DELETE ON kb_article"
    " BEGIN DELETE FROM kb_meaning WHERE row = old.row; END",
    "CREATE TRIGGER IF NOT EXISTS kb_meaning_changed AFTER UPDATE ON kb_article"
    " BEGIN DELETE FROM kb_meaning WHERE row = old.row; END",
)
_VERSION = "meaning_version"
_NO_TEXT = b""  # an article in a language that the model does not know
_DIGEST = 16  # bytes
_LOADED_AT_ONCE = 1_000


def read_so_far(connection: Connection) -> tuple[int, int]:
    """Articles that were read for the model of this version, and all of them."""
    total = int(connection.execute("SELECT count(*) FROM kb_article").fetchone()[0])
    version = connection.execute("SELECT value FROM kb_meta WHERE key = ?", (_VERSION,)).fetchone()
    if version is None or version[0] != model.VERSION:
        return 0, total
    return int(connection.execute("SELECT count(*) FROM kb_meaning").fetchone()[0]), total


@dataclass(frozen=True, slots=True)
class Reading:
    """An article's text as the model reads it; `known`: there is a vector of it already."""

    row: int
    digest: bytes
    text: str
    known: bool


class Meanings:
    """Used from one thread, on a connection of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        with transaction(connection):
            for statement in _TABLES:
                connection.execute(statement)
            self._of_this_model()
            connection.execute(
                "DELETE FROM kb_meaning WHERE row NOT IN (SELECT row FROM kb_article)"
            )

    def _of_this_model(self) -> None:
        """Vectors of another model, or of another part of the text, can't be compared."""
        found = self._connection.execute(
            "SELECT value FROM kb_meta WHERE key = ?", (_VERSION,)
        ).fetchone()
        if found is not None and found[0] == model.VERSION:
            return
        self._connection.execute("DELETE FROM kb_meaning")
        self._connection.execute("DELETE FROM kb_meaning_vector")
        self._connection.execute(
            "INSERT OR REPLACE INTO kb_meta VALUES (?, ?)", (_VERSION, model.VERSION)
        )

    def changed_elsewhere(self) -> int:
        """Another number after another connection changed anything."""
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])

    def counts(self) -> tuple[int, int]:
        """Articles that were read, and all of them."""
        return read_so_far(self._connection)

    def unread(self) -> "array[int]":
        """Rows of articles that were not read yet, oldest first."""
        found = self._connection.execute(
            "SELECT row FROM kb_article EXCEPT SELECT row FROM kb_meaning"
        )
        return array("q", sorted(row for (row,) in found))

    def readings(self, rows: Sequence[int]) -> list[Reading]:
        """Of the articles that are still there."""
        read = [(row, *_read(article)) for row, article in self._articles(rows)]
        known = self._vectors({digest for _, digest, _ in read})
        return [
            Reading(row, digest, text, digest == _NO_TEXT or digest in known)
            for row, digest, text in read
        ]

    def put(self, rows: Sequence[int], new: Mapping[bytes, bytes]) -> tuple[list[int], bytes]:
        """Keep vectors by their text's digest, and what each article has.

        Their numbers and vectors. An article that has changed meanwhile stays unread.
        """
        with transaction(self._connection):
            self._connection.executemany(
                "INSERT OR REPLACE INTO kb_meaning_vector VALUES (?, ?)", new.items()
            )
            read = [(row, _read(article)[0]) for row, article in self._articles(rows)]
            vectors = self._vectors({digest for _, digest in read})
            numbers, kept = [], []
            for row, digest in read:
                if digest != _NO_TEXT and digest not in vectors:
                    continue
                found = self._connection.execute(
                    "INSERT INTO kb_meaning (row, text) VALUES (?, ?)"
                    " ON CONFLICT (row) DO NOTHING RETURNING number",
                    (row, digest),
                ).fetchone()
                if found is not None and digest in vectors:
                    numbers.append(int(found[0]))
                    kept.append(vectors[digest])
        return numbers, b"".join(kept)

    def after(self, number: int) -> tuple[list[int], bytes]:
        """Some numbers behind this one with their vectors, in order; empty at the end."""
        found = self._connection.execute(
            "SELECT number, vector FROM kb_meaning JOIN kb_meaning_vector USING (text)"
            " WHERE number > ? ORDER BY number LIMIT ?",
            (number, _LOADED_AT_ONCE),
        ).fetchall()
        return [number for number, _ in found], b"".join(bytes(vector) for _, vector in found)

    def with_vector(self) -> int:
        """How many articles can be found."""
        found = self._connection.execute("SELECT count(*) FROM kb_meaning WHERE text <> x''")
        return int(found.fetchone()[0])

    def tidy(self) -> None:
        """Forget vectors of texts that no article has any more."""
        with transaction(self._connection):
            self._connection.execute(
                "DELETE FROM kb_meaning_vector WHERE text NOT IN (SELECT text FROM kb_meaning)"
            )

    def ids(self, numbers: Sequence[int]) -> dict[int, ArticleId]:
        """Whose numbers they are; those of articles that are gone are not among them."""
        marks = ",".join("?" * len(numbers))
        found = self._connection.execute(
            "SELECT number, id FROM kb_meaning JOIN kb_article USING (row)"  # noqa: S608
            f" WHERE number IN ({marks})",
            numbers,
        )
        return {number: ArticleId(article_id) for number, article_id in found}

    def beginnings(self, article_ids: Sequence[ArticleId]) -> dict[ArticleId, Article]:
        """Articles with their bodies cut."""
        marks = ",".join("?" * len(article_ids))
        found = self._connection.execute(
            f"SELECT {_CUT} FROM kb_article WHERE id IN ({marks})",  # noqa: S608
            (passage.LOOKED_AT, *article_ids),
        )
        articles = map(article_of, found.fetchall())
        return {article.id: article for article in articles}

    def _articles(self, rows: Sequence[int]) -> Iterable[tuple[int, Article]]:
        marks = ",".join("?" * len(rows))
        found = self._connection.execute(
            f"SELECT row, {_CUT} FROM kb_article WHERE row IN ({marks})",  # noqa: S608
            (passage.LOOKED_AT, *rows),
        )
        return [(row, article_of(values)) for row, *values in found.fetchall()]

    def _vectors(self, digests: Iterable[bytes]) -> dict[bytes, bytes]:
        found = {}
        for digest in digests:
            row = self._connection.execute(
                "SELECT vector FROM kb_meaning_vector WHERE text = ?", (digest,)
            ).fetchone()
            if row is not None:
                found[digest] = bytes(row[0])
        return found


_CUT = COLUMNS.replace(" body,", " substr(body, 1, ?),")


def _read(article: Article) -> tuple[bytes, str]:
    if not passage.suits(article):
        return _NO_TEXT, ""
    text = passage.of_article(article)
    return hashlib.sha256(text.encode()).digest()[:_DIGEST], text
