"""`agentassist kb export`: every article as a line of JSON that `kb import` reads again."""

import argparse
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from agentassist.cli.kb_place import NUMBERS, add_place, on_base, say
from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.domain.knowledge import Article
    from agentassist.knowledge.database import Connection


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    exported = actions.add_parser("export", help="write all articles as JSON lines, one an article")
    exported.add_argument(
        "--out", type=Path, metavar="FILE.jsonl", help="a file instead of standard output"
    )
    exported.add_argument(
        "--without-internal",
        action="store_true",
        help="leave out what is not to leave the house: sections called internal",
    )
    exported.add_argument(
        "--feed",
        action="store_true",
        help="write the zip that desktops fetch (knowledge.feed): --out articles.zip",
    )
    add_place(exported)


def run_export(args: argparse.Namespace) -> int:
    return on_base(args.db, lambda connection: _export(connection, args), must_exist=True)


def _export(connection: "Connection", args: argparse.Namespace) -> int:
    if args.feed:
        return _feed(connection, args)
    if args.out is None:
        _write(connection, sys.stdout, args.without_internal)
        sys.stdout.flush()
        return 0
    fresh: Path = args.out.with_name(f"{args.out.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as stream:
            count = _write(connection, stream, args.without_internal)
        fresh.replace(args.out)
    except OSError as error:
        raise AgentAssistError(
            "usage.unusable_file", file=str(args.out), reason=error.strerror or ""
        ) from error
    say(f"{count} articles written to {args.out}")
    return 0


def _feed(connection: "Connection", args: argparse.Namespace) -> int:
    from agentassist.knowledge.feed import written_zip

    if args.out is None:
        raise AgentAssistError("usage.no_out")
    rows = io.StringIO()
    count = _write(connection, rows, args.without_internal)
    fresh: Path = args.out.with_name(f"{args.out.name}.new")
    try:
        fresh.write_bytes(written_zip(rows.getvalue().encode()))
        fresh.replace(args.out)
    except OSError as error:
        raise AgentAssistError(
            "usage.unusable_file", file=str(args.out), reason=error.strerror or ""
        ) from error
    say(f"{count} articles written to {args.out}")
    return 0


def _write(connection: "Connection", stream: TextIO, without_internal: bool) -> int:
    from agentassist.knowledge.index import ArticleIndex
    from agentassist.knowledge.inventory import all_articles

    ArticleIndex(connection)  # makes the tables of an empty file
    connection.execute(NUMBERS)
    numbers = {row[0] for row in connection.execute("SELECT id FROM imported_number")}
    count = 0
    for article in all_articles(connection):
        row = {key: value for key, value in fields(article, without_internal) if value}
        row["id"] = int(article.id) if article.id in numbers else article.id
        row["body"] = article.body
        stream.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def fields(article: "Article", without_internal: bool) -> Iterator[tuple[str, object]]:
    from agentassist.domain.knowledge import SectionKind

    yield "id", article.id
    yield "title", article.title
    yield "body", article.body
    yield (
        "sections",
        [
            {"kind": section.kind.value, "text": section.text}
            for section in article.sections
            if not (without_internal and section.kind is SectionKind.INTERNAL)
        ],
    )
    for key in ("product", "path", "language", "audience", "owner", "version"):
        yield key, getattr(article, key)
    yield "tags", list(article.tags)
    for key in ("updated", "valid_until"):
        day = getattr(article, key)
        yield key, day and day.isoformat()
