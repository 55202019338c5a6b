"""`agentassist data`: customers' records in files and in the store."""

import argparse
import sys
import time
from pathlib import Path

from agentassist.cli import data_export, data_import
from agentassist.domain.errors import AgentAssistError

_SOME_REJECTED = 3
_PAUSE = 2.0  # seconds between two words on the progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    data_import.add_arguments(actions)
    data_export.add_arguments(actions)
    link = actions.add_parser(
        "link",
        help="find the records of a file that are one customer",
        description=(
            "One row out for each row in: {rec_id, name, phone, email, dob, address, account,"
            " order}, all but rec_id optional. It has the row's cluster (rows of one are one"
            " customer) and up to ten candidates, best first. Rows that can't be used are named on"
            " stderr; the exit status is then 3."
        ),
    )
    link.add_argument("--in", dest="source", required=True, type=Path, metavar="FILE")
    link.add_argument("--out", dest="target", required=True, type=Path, metavar="FILE")
    link.add_argument(
        "--region",
        metavar="CODE",
        help="where numbers without a country code are (DE, AU, ...); else the numbers tell it",
    )


def run(args: argparse.Namespace) -> int:
    """0: all of it is done. 3: some rows could not be used, and are on stderr."""
    match args.action:
        case "import":
            return data_import.run_import(args)
        case "imports":
            return data_import.run_list()
        case "undo":
            return data_import.run_undo(args.number)
        case "export":
            return data_export.run_export(args)
        case "audit":
            return data_export.run_audit(args.limit)
        case "erase":
            return data_export.run_erase(args)
    return _link(args)


def _link(args: argparse.Namespace) -> int:
    from agentassist.history.linking.file import link_file
    from agentassist.settings.schema import BY_KEY

    source: Path = args.source
    target: Path = args.target
    if target.exists() and source.exists() and target.samefile(source):
        raise AgentAssistError(
            "usage.unusable_file", file=str(target), reason="it is the file that is read"
        )

    def reject(line: int, reason: str) -> None:
        _say(f"{source}:{line}: {reason}")

    try:
        report = link_file(
            source,
            target,
            region=args.region.upper() if args.region else None,
            default_region=str(BY_KEY["numbers.region"].default),
            reject=reject,
            progress=_Progress(),
        )
    except OSError as error:
        raise AgentAssistError(
            "usage.unusable_file", file=str(error.filename or target), reason=error.strerror or ""
        ) from error
    _say(
        f"{report.rows} rows, {report.rejected} rejected; {report.grouped} of them in"
        f" {report.groups} clusters of two and more; numbers without a country code are of"
        f" {report.region}"
    )
    return _SOME_REJECTED if report.rejected else 0


class _Progress:
    """A line now and then on what a long run is at; nothing in a short one."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, step: str, done: int, whole: int) -> None:
        if time.monotonic() - self._told >= _PAUSE:
            self._told = time.monotonic()
            _say(f"{done} of {whole} {step}" if whole else f"{done} {step}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
