"""Other ways to search the same articles, for `search_latency.py` to stand beside.

Each is built from rows (number, title, body) and answers with numbers, best first. They are set
up as their documentation advises for search as one types:

- `Fts5`: SQLite's full-text index, all words, the last as a prefix; any word when that finds
  nothing. https://www.sqlite.org/fts5.html
- `Trigrams`: the same index over all three-letter pieces of titles, which forgives errors.
- `Titles`: rapidfuzz's token_set_ratio over every title. https://rapidfuzz.github.io/RapidFuzz/
- `Tantivy`: fuzzy and prefix queries, all words, then any; only where `tantivy` is installed.
"""

import importlib
import re
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from rapidfuzz import fuzz, process

Row = tuple[int, str, str]
_WORD = re.compile(r"\w+")


class Peer(Protocol):
    name: str

    def build(self, rows: Iterable[Row]) -> None: ...
    def search(self, query: str, limit: int) -> list[int]: ...


class Fts5:
    name = "FTS5"

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.execute("CREATE VIRTUAL TABLE t USING fts5(title, body)")

    def build(self, rows: Iterable[Row]) -> None:
        self._db.executemany("INSERT INTO t(rowid, title, body) VALUES (?,?,?)", rows)
        self._db.execute("INSERT INTO t(t) VALUES ('optimize')")

    def search(self, query: str, limit: int) -> list[int]:
        words = [f'"{word}"' for word in _WORD.findall(query.lower())]
        if not words:
            return []
        words[-1] += "*"
        return self._best(" ".join(words), limit) or self._best(" OR ".join(words), limit)

    def _best(self, expression: str, limit: int) -> list[int]:
        sql = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 8, 1) LIMIT ?"
        return [row for (row,) in self._db.execute(sql, (expression, limit))]


class Trigrams:
    name = "FTS5 trigram"

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", isolation_level=None)
        self._db.execute("CREATE VIRTUAL TABLE t USING fts5(title, tokenize='trigram')")

    def build(self, rows: Iterable[Row]) -> None:
        self._db.executemany(
            "INSERT INTO t(rowid, title) VALUES (?,?)", ((row, title) for row, title, _ in rows)
        )
        self._db.execute("INSERT INTO t(t) VALUES ('optimize')")

    def search(self, query: str, limit: int) -> list[int]:
        words = _WORD.findall(query.lower())
        pieces = {word[at : at + 3] for word in words for at in range(len(word) - 2)}
        if not pieces:
            return []
        expression = " OR ".join(f'"{piece}"' for piece in sorted(pieces))
        sql = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT ?"
        return [row for (row,) in self._db.execute(sql, (expression, limit))]


class Titles:
    name = "rapidfuzz titles"

    def __init__(self) -> None:
        self._titles: dict[int, str] = {}

    def build(self, rows: Iterable[Row]) -> None:
        self._titles = {row: title.lower() for row, title, _ in rows}

    def search(self, query: str, limit: int) -> list[int]:
        found = process.extract(
            query.lower(), self._titles, scorer=fuzz.token_set_ratio, limit=limit
        )
        return [row for _, _, row in found]


class Tantivy:
    name = "tantivy"

    def __init__(self) -> None:
        """ImportError where it is not installed."""
        self._tantivy: Any = importlib.import_module("tantivy")
        builder = self._tantivy.SchemaBuilder()
        builder.add_integer_field("row", stored=True)
        for field in ("title", "body"):
            builder.add_text_field(field)
        self._schema = builder.build()
        self._index = self._tantivy.Index(self._schema)

    def build(self, rows: Iterable[Row]) -> None:
        writer = self._index.writer(64_000_000, 1)
        for row, title, body in rows:
            document = self._tantivy.Document(title=[title], body=[body])
            document.add_integer("row", row)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def search(self, query: str, limit: int) -> list[int]:
        words = _WORD.findall(query.lower())
        groups = [self._group(word, last=at == len(words) - 1) for at, word in enumerate(words)]
        if not groups:
            return []
        occur = self._tantivy.Occur
        found = self._rows([(occur.Must, group) for group in groups], limit)
        if len(found) < limit and len(groups) > 1:
            any_word = self._rows([(occur.Should, group) for group in groups], 2 * limit)
            found += [row for row in any_word if row not in found]
        return found[:limit]

    def _group(self, word: str, *, last: bool) -> Any:
        query, occur = self._tantivy.Query, self._tantivy.Occur
        parts: list[tuple[Any, Any]] = []
        for field, weight in (("title", 4.0), ("body", 1.0)):
            exact = query.term_query(self._schema, field, word)
            parts.append((occur.Should, query.boost_query(exact, weight)))
            if last:
                begun = query.fuzzy_term_query(self._schema, field, word, distance=0, prefix=True)
                parts.append((occur.Should, query.boost_query(begun, 0.3 * weight)))
            if len(word) >= 4:
                near = query.fuzzy_term_query(
                    self._schema,
                    field,
                    word,
                    distance=1 if len(word) < 8 else 2,
                    transposition_cost_one=True,
                    prefix=last,
                )
                parts.append((occur.Should, query.boost_query(near, 0.15 * weight)))
        return query.boolean_query(parts)

    def _rows(self, parts: Sequence[tuple[Any, Any]], limit: int) -> list[int]:
        query = self._tantivy.Query.boolean_query(list(parts))
        hits = self._searcher.search(query, limit, count=False).hits
        return [self._searcher.doc(address)["row"][0] for _, address in hits]


PEERS: tuple[type[Fts5] | type[Trigrams] | type[Titles] | type[Tantivy], ...] = (
    Fts5,
    Trigrams,
    Titles,
    Tantivy,
)
