"""`agentassist kb import`: articles of files and folders, of whatever format."""

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from agentassist.cli.import_telling import Rejects, Stop, interruptible
from agentassist.cli.kb_place import NUMBERS, SOME_REJECTED, STOPPED, add_place, on_base, say

if TYPE_CHECKING:
    from agentassist.domain.knowledge import Article
    from agentassist.knowledge.database import Connection
    from agentassist.knowledge.import_progress import Reached
    from agentassist.knowledge.importers import Input, Item
    from agentassist.knowledge.index import ArticleIndex

_BATCH = 500


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    from agentassist.knowledge.importers.opening import FORMATS

    imported = actions.add_parser(
        "import",
        help="add articles from files, replacing those with the same id",
        description="Rows that can't be used are named on stderr; the exit status is then 3."
        " Interrupted or broken off, the same command goes on where it was.",
    )
    imported.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="*.jsonl, *.csv, *.md, *.html, *.json (an export), or a folder or *.zip of these",
    )
    imported.add_argument(
        "--format", choices=FORMATS, help="what the files are, where that can't be seen"
    )
    imported.add_argument(
        "--mapping", type=Path, metavar="MAP.toml", help="which column of a CSV file is what"
    )
    imported.add_argument(
        "--rejects", type=Path, metavar="OUT.csv", help="where rows go that could not be used"
    )
    add_place(imported)


def run_import(args: argparse.Namespace) -> int:
    from agentassist.knowledge.importers.opening import open_input
    from agentassist.knowledge.importers.table_mapping import read_column_mapping

    mapping = None if args.mapping is None else read_column_mapping(args.mapping)
    inputs = [open_input(path, args.format, mapping) for path in args.files]
    with Rejects(args.rejects) as rejects, interruptible() as stop:
        telling = _Telling(rejects, args.rejects is not None)
        return on_base(args.db, lambda connection: _import(connection, inputs, telling, stop))


@dataclass(frozen=True, slots=True)
class _Told:
    """A rejected item as the report has it. Pages and exports have no row that would fit a cell."""

    file: Path
    line: int
    reason: str
    text: str
    raw: str = ""
    taken: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class _Telling:
    """Without a report every rejected row is named on stderr; with one the first of them."""

    rejects: Rejects
    reported: bool

    def reject(self, item: "Item") -> None:
        from agentassist.knowledge.importers import Rejection

        if isinstance(item.found, Rejection):
            said = str(item.found)
            if self.reported:
                reason = " ".join(filter(None, (item.found.reason, item.found.detail)))
                self.rejects(_Told(item.found.file, item.found.line, reason, said))
            else:
                say(said)


def _import(
    connection: "Connection", inputs: "Iterable[Input]", telling: _Telling, stop: Stop
) -> int:
    from agentassist.knowledge.index import ArticleIndex

    index = ArticleIndex(connection)
    connection.execute(NUMBERS)
    stored = rejected = 0
    for one in inputs:
        reached = _one(connection, index, one, telling, stop)
        stored, rejected = stored + reached.stored, rejected + reached.rejected
        if stop():
            say(f"{stored} articles imported, {rejected} rejected")
            say("stopped; the same command goes on from there")
            return STOPPED
    while index.tidy():
        pass
    say(f"{stored} articles imported, {rejected} rejected; {len(index.titles)} in all")
    return SOME_REJECTED if rejected else 0


def _one(
    connection: "Connection", index: "ArticleIndex", one: "Input", telling: _Telling, stop: Stop
) -> "Reached":
    from agentassist.domain.knowledge import Article
    from agentassist.knowledge.import_progress import ImportProgress

    progress = ImportProgress(connection, f"{one.format} {one.place.resolve()}", one.mark)
    reached = progress.reached()
    items = islice(one.items(), reached.items, None)
    while batch := list(islice(items, _BATCH)):
        for item in batch:
            telling.reject(item)
        good = [item for item in batch if isinstance(item.found, Article)]
        stored = index.put(item.found for item in good if isinstance(item.found, Article))
        _remember_numbers(connection, good)
        reached = replace(
            reached,
            items=reached.items + len(batch),
            stored=reached.stored + stored,
            rejected=reached.rejected + len(batch) - len(good),
        )
        progress.keep(reached)
        share = f", {100 * batch[-1].done // one.total} %" if one.total else ""
        say(f"{reached.stored} articles{share}", end="\r" if sys.stderr.isatty() else "\n")
        if stop():
            return reached
    progress.finish()
    return reached


def _remember_numbers(connection: "Connection", batch: "Iterable[Item]") -> None:
    for item in batch:
        found: Article = item.found  # type: ignore[assignment]
        if item.numeric:
            connection.execute("INSERT OR IGNORE INTO imported_number VALUES (?)", (found.id,))
        else:
            connection.execute("DELETE FROM imported_number WHERE id = ?", (found.id,))
