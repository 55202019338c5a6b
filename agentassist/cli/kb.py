"""`agentassist kb`: fill a knowledge base from files and search it without a window."""

import argparse
import asyncio
import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.domain.knowledge import Article
    from agentassist.knowledge.database import Connection
    from agentassist.knowledge.importers import Rejection

_BATCH = 500
_SOME_REJECTED = 3

# Ids that were numbers in the file, so that a search names them as they were imported.
_NUMBERS = "CREATE TABLE IF NOT EXISTS imported_number (id TEXT PRIMARY KEY) WITHOUT ROWID"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    imported = actions.add_parser(
        "import",
        help="add articles from files, replacing those with the same id",
        description="Rows that can't be used are named on stderr; the exit status is then 3.",
    )
    imported.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="*.jsonl, *.md, or a folder of *.md"
    )
    search = actions.add_parser(
        "search", help="answer each query of a file; the last word counts as unfinished"
    )
    search.add_argument(
        "--jsonl", required=True, type=Path, metavar="FILE", help='rows {"qid", "query"}'
    )
    search.add_argument(
        "--synonyms", type=Path, metavar="FILE", help="words that mean the same (TOML), checked"
    )
    search.add_argument(
        "--limit", type=_positive, default=10, metavar="N", help="articles a query (10)"
    )
    for action in (imported, search):
        action.add_argument(
            "--db",
            type=Path,
            metavar="PATH",
            help="a plain index file for tests and trials, instead of your encrypted store",
        )


def run(args: argparse.Namespace) -> int:
    try:
        if args.action == "import":
            return _on(args.db, lambda connection: _import(connection, args.files))
        if args.db is not None and not args.db.is_file():
            raise AgentAssistError("knowledge.no_database", file=str(args.db))
        return _on(args.db, lambda connection: _search(connection, args))
    except sqlite3.Error as error:
        raise AgentAssistError(
            "knowledge.unusable_database", file=str(args.db), reason=str(error)
        ) from error


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _on(db: Path | None, work: "Callable[[Connection], int]") -> int:
    if db is None:
        return asyncio.run(_in_store(work))
    with closing(_open(db)) as connection:
        return work(connection)


async def _in_store(work: "Callable[[Connection], int]") -> int:
    """The agent's own encrypted store. AgentAssistError("knowledge.no_store") when it is shut."""
    from agentassist.bootstrap import SystemClock
    from agentassist.secrets.os_keyring import OsKeyring
    from agentassist.settings.paths import user_paths
    from agentassist.storage.opening import open_user_store

    opened = await open_user_store(user_paths().database, OsKeyring(), clock=SystemClock())
    try:
        if opened.reason is not None:
            raise AgentAssistError("knowledge.no_store", why=opened.reason)
        with closing(opened.store.connect()) as connection:
            return work(connection)
    finally:
        await opened.store.close()


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = NORMAL"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _import(connection: "Connection", files: Iterable[Path]) -> int:
    from agentassist.knowledge.index import ArticleIndex

    rejected: list[Rejection] = []
    stored = 0
    index = ArticleIndex(connection)
    connection.execute(_NUMBERS)
    articles = _accepted(files, rejected)
    while batch := list(islice(articles, _BATCH)):
        stored += index.put(article for article, _ in batch)
        _remember_numbers(connection, batch)
        _say(f"{stored} articles", end="\r" if sys.stderr.isatty() else "\n")
    while index.tidy():
        pass
    _say(f"{stored} articles imported, {len(rejected)} rejected; {len(index.titles)} in all")
    return _SOME_REJECTED if rejected else 0


def _accepted(
    files: Iterable[Path], rejected: "list[Rejection]"
) -> "Iterator[tuple[Article, bool]]":
    """Articles, each with whether its id was a number; the others are named on stderr."""
    from agentassist.knowledge.importers import Rejection, jsonl, markdown

    read: Iterator[tuple[Article | Rejection, bool]]
    for path in files:
        if path.is_dir():
            read = ((item, False) for item in markdown.read_folder(path))
        elif path.suffix.lower() == ".md":
            read = ((item, False) for item in markdown.read_files([path]))
        else:
            read = jsonl.read_with_numbers(path)
        for item, numeric in read:
            if isinstance(item, Rejection):
                rejected.append(item)
                _say(str(item))
            else:
                yield item, numeric


def _remember_numbers(connection: "Connection", batch: "Iterable[tuple[Article, bool]]") -> None:
    for article, numeric in batch:
        if numeric:
            connection.execute("INSERT OR IGNORE INTO imported_number VALUES (?)", (article.id,))
        else:
            connection.execute("DELETE FROM imported_number WHERE id = ?", (article.id,))


def _search(connection: "Connection", args: argparse.Namespace) -> int:
    from agentassist.knowledge import synonyms
    from agentassist.knowledge.engine import SearchEngine
    from agentassist.knowledge.index import ArticleIndex

    bad = 0
    queries: Path = args.jsonl
    same = None if args.synonyms is None else synonyms.read(args.synonyms)
    index = ArticleIndex(connection)
    while index.tidy():  # an index of an older version is filled first
        pass
    connection.execute(_NUMBERS)
    numbers = {row[0] for row in connection.execute("SELECT id FROM imported_number")}
    engine = SearchEngine(index, same)
    for number, row in enumerate(_lines(queries), start=1):
        if not row.strip():
            continue
        asked = _query(row)
        if asked is None:
            bad += 1
            _say(f"{queries}:{number}: not a row {{qid, query}}")
            continue
        qid, query = asked
        hits = engine.search(query, args.limit).hits
        ids = [int(hit.article_id) if hit.article_id in numbers else hit.article_id for hit in hits]
        print(json.dumps({"qid": qid, "results": ids}, ensure_ascii=False))
    sys.stdout.flush()
    return _SOME_REJECTED if bad else 0


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as lines:
            yield from lines
    except OSError as error:
        raise AgentAssistError(
            "knowledge.unreadable_file", file=str(path), reason=error.strerror or ""
        ) from error


def _query(line: bytes) -> tuple[str | int, str] | None:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("query"), str):
        return None
    qid = row.get("qid")
    return (qid, row["query"]) if isinstance(qid, str | int) else None


def _say(line: str, end: str = "\n") -> None:
    print(line, end=end, file=sys.stderr, flush=True)
