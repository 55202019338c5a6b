"""`agentassist kb rebuild`: the index made anew beside the one that answers."""

import argparse
import sys
from typing import TYPE_CHECKING

from agentassist.cli.import_telling import Stop, interruptible
from agentassist.cli.kb_place import STOPPED, add_place, on_base, say

if TYPE_CHECKING:
    from agentassist.knowledge.database import Connection


def add_arguments(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    rebuild = actions.add_parser(
        "rebuild",
        help="make the index anew; the old one answers until it is complete",
        description="Articles are kept as they are. Ctrl+C leaves the old index in its place.",
    )
    add_place(rebuild)


def run_rebuild(args: argparse.Namespace) -> int:
    with interruptible() as stop:
        return on_base(args.db, lambda connection: _rebuild(connection, stop), must_exist=True)


def _rebuild(connection: "Connection", stop: Stop) -> int:
    from agentassist.knowledge.index import ArticleIndex

    index = ArticleIndex(connection)
    index.rebuild()
    told = ""
    while (built := index.rebuilt()) is not None:
        if stop():
            index.cancel_rebuild()
            say("stopped; the old index stays in its place")
            return STOPPED
        line = f"{built[0]} of {built[1]} articles"
        if line != told:
            told = line
            say(line, end="\r" if sys.stderr.isatty() else "\n")
        index.tidy()
    say(f"the new index answers: {len(index.titles)} articles")
    return 0
