"""`agentassist kb`: fill a knowledge base from files, search it, and see what is in it."""

import argparse
import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli import (
    kb_conflicts,
    kb_export,
    kb_gaps,
    kb_import,
    kb_rebuild,
    kb_semantic,
    kb_stats,
    kb_sync,
)
from agentassist.cli.kb_place import NUMBERS, SOME_REJECTED, add_place, on_base, say
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.domain.knowledge import SearchResult
    from agentassist.knowledge.database import Connection

_ELSEWHERE = {
    "import": kb_import.run_import,
    "sync": kb_sync.run_sync,
    "conflicts": kb_conflicts.run_conflicts,
    "export": kb_export.run_export,
    "stats": kb_stats.run_stats,
    "gaps": kb_gaps.run_gaps,
    "rebuild": kb_rebuild.run_rebuild,
    "semantic": kb_semantic.run_semantic,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    kb_import.add_arguments(actions)
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
    search.add_argument(
        "--semantic",
        action="store_true",
        help="questions by meaning, too (extra [semantic])",
    )
    add_place(search)
    kb_semantic.add_arguments(actions)
    kb_sync.add_arguments(actions)
    kb_conflicts.add_arguments(actions)
    kb_export.add_arguments(actions)
    kb_stats.add_arguments(actions)
    kb_gaps.add_arguments(actions)
    kb_rebuild.add_arguments(actions)


def run(args: argparse.Namespace) -> int:
    if args.action in _ELSEWHERE:
        return _ELSEWHERE[args.action](args)
    if args.semantic:
        return asyncio.run(_search_deeper(args))
    return on_base(args.db, lambda connection: _search(connection, args), must_exist=True)


def _positive(value: str) -> int:
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError("must be a whole number, at least 1")
    return int(value)


async def _search_deeper(args: argparse.Namespace) -> int:
    """With what questions mean; what was not read for that yet is read first."""
    from agentassist.domain.question import is_question
    from agentassist.knowledge.semantic.deepening import LIMIT

    async with (
        kb_semantic.place(args.db) as connect,
        kb_semantic.semantic_search(connect) as semantic,
    ):
        await kb_semantic.built(semantic)
        with closing(connect()) as connection:
            search = _Search(connection, args.synonyms)
            queries = _Queries(args.jsonl)
            for qid, query in queries:
                if not is_question(query):
                    search.tell(qid, search.engine.search(query, args.limit), args.limit)
                    continue
                result = search.engine.search(query, max(args.limit, LIMIT))
                search.tell(qid, await semantic.deepen(result) or result, args.limit)
    return queries.status


def _search(connection: "Connection", args: argparse.Namespace) -> int:
    search = _Search(connection, args.synonyms)
    queries = _Queries(args.jsonl)
    for qid, query in queries:
        search.tell(qid, search.engine.search(query, args.limit), args.limit)
    return queries.status


class _Search:
    """The engine over one connection, and ids as they were imported."""

    def __init__(self, connection: "Connection", words: Path | None) -> None:
        from agentassist.knowledge import synonyms
        from agentassist.knowledge.engine import SearchEngine
        from agentassist.knowledge.index import ArticleIndex

        same = None if words is None else synonyms.read(words)
        index = ArticleIndex(connection)
        while index.tidy():  # an index of an older version is filled first
            pass
        connection.execute(NUMBERS)
        self._numbers = {row[0] for row in connection.execute("SELECT id FROM imported_number")}
        self.engine = SearchEngine(index, same)

    def tell(self, qid: str | int, result: "SearchResult", limit: int) -> None:
        found = [hit.article_id for hit in result.hits[:limit]]
        ids = [int(one) if one in self._numbers else one for one in found]
        print(json.dumps({"qid": qid, "results": ids}, ensure_ascii=False))


class _Queries:
    """The rows of a file; what is no query is said on stderr and counts for the exit status."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.status = 0

    def __iter__(self) -> Iterator[tuple[str | int, str]]:
        for number, row in enumerate(_lines(self._file), start=1):
            if not row.strip():
                continue
            asked = _query(row)
            if asked is None:
                self.status = SOME_REJECTED
                say(f"{self._file}:{number}: not a row {{qid, query}}")
            else:
                yield asked


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
