"""`agentassist open LINK`, and a link alone: what the system runs for `agentassist:` links.

The running window gets it, without Qt. With no window there, one opens, and the call is in it:
whoever clicks a link, or whose phone opens one, wants to see the call.
"""

import argparse

from agentassist.cli import hand_over


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("link", metavar="agentassist:call?from=...", help="the link of a call")


def run(args: argparse.Namespace) -> int:
    if hand_over.open_link(args.link):
        return 0
    from ui.application import open_window

    return open_window(link=args.link)
