"""`agentassist coach`: what the coach hears in turns of calls, for measuring it."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from agentassist.domain.errors import AgentAssistError

if TYPE_CHECKING:
    from agentassist.coaching.labels import Labeller

_SOME_REJECTED = 3
_Row: TypeAlias = tuple[str | int, str, tuple[str, ...]]  # id, text, turns before it


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    label = actions.add_parser(
        "label",
        help="name what each turn of a file asks for, does and feels",
        description=(
            "One row out for each row {id, text} in: asks, labels and cues take the text as the"
            " agent's turn, emotions and emphasis as the customer's. Rows that can't be used are"
            " named on stderr; the exit status is then 3."
        ),
    )
    label.add_argument(
        "--in", dest="source", required=True, type=Path, metavar="FILE", help="rows {id, text}"
    )
    label.add_argument(
        "--out", dest="target", required=True, type=Path, metavar="FILE", help="where to write"
    )


def run(args: argparse.Namespace) -> int:
    """0: all rows are labelled. 3: some could not be read, and are on stderr."""
    from agentassist.coaching.labels import Labeller

    labeller = Labeller.load()
    try:
        return _label(labeller, args.source, args.target)
    except OSError as error:
        raise AgentAssistError(
            "usage.unusable_file", file=str(error.filename), reason=error.strerror or ""
        ) from error


def _label(labeller: "Labeller", source: Path, target: Path) -> int:
    bad = 0
    with source.open("rb") as lines, target.open("w", encoding="utf-8", newline="\n") as out:
        for number, row in _rows(lines):
            if row is None:
                bad += 1
                print(f"{source}:{number}: not a row {{id, text}}", file=sys.stderr)
                continue
            key, text, context = row
            labelled = labeller.label(text, context)
            out.write(json.dumps({"id": key, **labelled}, ensure_ascii=False) + "\n")
    return _SOME_REJECTED if bad else 0


def _rows(lines: Iterable[bytes]) -> Iterator[tuple[int, _Row | None]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield number, _row(line)


def _row(line: bytes) -> _Row | None:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return None
    key = row.get("id")
    context = row.get("context")
    before = context if isinstance(context, list) else []
    if not isinstance(key, str | int):
        return None
    return key, row["text"], tuple(each for each in before if isinstance(each, str))
