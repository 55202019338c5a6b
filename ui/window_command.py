"""`agentassist` alone: opens the window. If one is open already, that one comes forward."""

import argparse
import sys
from pathlib import Path

from agentassist.cli import hand_over


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings to use, a TOML file")


def run(args: argparse.Namespace) -> int:
    if hand_over.show_window():  # asked before Qt is there: the second start is a matter of moments
        if args.config is not None:
            words = "--config is not used: a window is open already, and comes forward"
            sys.stderr.write(f"agentassist: {words}\n")
        return 0
    from ui.application import open_window

    return open_window(config=args.config)
