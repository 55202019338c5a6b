"""`agentassist kb`: fill a knowledge base from files, search it, and see what is in it."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli import kb_conflicts, kb_export, kb_import, kb_stats, kb_sync
from agentassist.cli.kb_place import NUMBERS, SOME_REJECTED, add_place, on_base, say
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.knowledge.database import Connection

_ELSEWHERE = {
    "import": kb_import.run_import,
    "sync": kb_sync.run_sync,
    "conflicts": kb_conflicts.run_conflicts,
    "export": kb_export.run_export,
    "stats": kb_stats.run_stats,
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
    add_place(search)
    kb_sync.add_arguments(actions)
    kb_conflicts.add_arguments(actions)
    kb_export.add_arguments(actions)
    kb_stats.add_arguments(actions)


def run(args: argparse.Namespace) -> int:
    if args.action in _ELSEWHERE:
        return _ELSEWHERE[args.action](args)
    return on_base(args.db, lambda connection: _search(connection, args), must_exist=True)


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


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
    connection.execute(NUMBERS)
    numbers = {row[0] for row in connection.execute("SELECT id FROM imported_number")}
    engine = SearchEngine(index, same)
    for number, row in enumerate(_lines(queries), start=1):
        if not row.strip():
            continue
        asked = _query(row)
        if asked is None:
            bad += 1
            say(f"{queries}:{number}: not a row {{qid, query}}")
            continue
        qid, query = asked
        hits = engine.search(query, args.limit).hits
        ids = [int(hit.article_id) if hit.article_id in numbers else hit.article_id for hit in hits]
        print(json.dumps({"qid": qid, "results": ids}, ensure_ascii=False))
    sys.stdout.flush()
    return SOME_REJECTED if bad else 0


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
