"""`agentassist open LINK`, and a link alone: what the system runs for `agentassist:` links.

The running window gets it, without Qt. With no window there, one opens, and the call is in it:
whoever clicks a link, or whose phone opens one, wants to see the call.
"""

import argparse

from agentassist.cli import hand_over


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "link",
        nargs="?",
        metavar="agentassist:call?from=...",
        help="the link of a call; without one the window comes, as it does for `agentassist` alone",
    )


def run(args: argparse.Namespace) -> int:
    done = hand_over.show_window() if args.link is None else hand_over.open_link(args.link)
    if done:
        return 0
    from ui.application import open_window

    return open_window(link=args.link)
