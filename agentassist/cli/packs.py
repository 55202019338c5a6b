"""`agentassist packs`: check coaching packs and list those that ship with the program."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from agentassist import assets
from agentassist.cli.errors import error_text
from agentassist.coaching.engine import pack_folders
from agentassist.coaching.examples import check_examples
from agentassist.coaching.pack import Pack, read_pack
from agentassist.domain.errors import AgentAssistError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="read packs and run their own examples",
        description="What is wrong is named on stderr; the exit status is then 1.",
    )
    check.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    actions.add_parser("list", help="the packs that ship with the program")


def run(args: argparse.Namespace) -> int:
    """0: all is well. 1: a pack was refused, and why is on stderr."""
    if args.action == "check":
        return _check(args.folders)
    return _list()


def _check(folders: Sequence[Path]) -> int:
    status = 0
    for folder in folders:
        try:
            pack = read_pack(folder)
            pack.prepare()
        except AgentAssistError as refusal:
            status = 1
            print(error_text(refusal), file=sys.stderr)
            continue
        if problems := check_examples(pack):
            status = 1
            for problem in problems:
                print(error_text(problem), file=sys.stderr)
            continue
        examples = sum(len(rule.examples) for rule in pack.rules)
        print(f"{_name(pack)}: {len(pack.rules)} rules do what their {examples} examples say")
    return status


def _list() -> int:
    for folder in pack_folders(assets.bundled_plugins()):
        pack = read_pack(folder)
        print(f"{_name(pack)}: {pack.title}, by {pack.publisher}, {pack.language}")
        for rule in pack.rules:
            print(f"  {rule.id}: {rule.lines[-1]}")
    return 0


def _name(pack: Pack) -> str:
    return f"{pack.id} {pack.version}"
