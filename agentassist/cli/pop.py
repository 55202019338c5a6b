"""`agentassist pop`: announces a call to the running window, for phones that can run a program.

What the caller gave is read from standard input, never from the arguments: every program of this
computer can read those.
"""

import argparse
import sys

from agentassist.cli import hand_over
from agentassist.domain.errors import AgentAssistError
from agentassist.telephony.url.config import FIELDS, LONGEST_LINE, MOST_GIVEN


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", metavar="NUMBER", help="who calls; empty or anonymous: withheld")
    parser.add_argument("--to", metavar="NUMBER", help="the number that was dialled")
    parser.add_argument("--id", metavar="ID", help="the phone's own id of the call")
    parser.add_argument("--name", metavar="NAME", help="the name that the phone shows")
    parser.add_argument("--event", metavar="ring|answer|hangup", help="without it: ring")
    parser.add_argument(
        "--direction", metavar="inbound|outbound", help="outbound: --to is the other party"
    )
    parser.add_argument(
        "--given",
        metavar="-",
        help="read what the caller gave from standard input, one a line: account=... or JSON"
        ' {"kind": "account", "value": "..."}',
    )


def run(args: argparse.Namespace) -> int:
    fields = {name: text for name in FIELDS if (text := getattr(args, name)) is not None}
    hand_over.pop(fields, _given(args.given))
    return 0


def _given(place: str | None) -> list[str]:
    """Lines of standard input. AgentAssistError("usage.given_place") for a value in its place."""
    if place is None:
        return []
    if place != "-":
        raise AgentAssistError("usage.given_place")
    text = sys.stdin.buffer.read(LONGEST_LINE + 1)
    if len(text) > LONGEST_LINE:
        raise AgentAssistError("link.too_long", most=LONGEST_LINE)
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise AgentAssistError(
            "link.bad_given", line=text[: error.start].count(b"\n") + 1
        ) from None
    if len(lines) > 2 * MOST_GIVEN:
        raise AgentAssistError("link.too_much_given", most=MOST_GIVEN)
    return lines
