"""`agentassist version`: what runs here, for a report to IT."""

import argparse
import platform

from agentassist import __version__


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None so far."""


def run(args: argparse.Namespace) -> int:
    """Prints one line."""
    print(f"agentassist {__version__} (Python {platform.python_version()}, {platform.platform()})")
    return 0
