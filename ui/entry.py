"""The command `agentassist`: opens the window, or hands a headless command to the core.

Each window command is a module with `add_arguments(parser)` and `run(args) -> int`, as in
`agentassist.cli`; it imports Qt inside `run`, so that `--help` costs nothing.
"""

import gc
import sys
from collections.abc import Mapping, Sequence

from agentassist import cli

APPLICATION = "ui.window_command"
WINDOWS: Mapping[str, str] = {"demo": "ui.demo.command", "open": "ui.link_command"}
_SCHEME = "agentassist:"  # a link alone: this is what a system runs for it


def main(argv: Sequence[str] | None = None) -> int:
    """Runs what `argv` (default: the process's) asks for; the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and words[0][: len(_SCHEME)].lower() == _SCHEME:
        words.insert(0, "open")
    if not words or (words[0].startswith("-") and words[0] not in cli.OPTIONS):
        hold_garbage()
        return cli.call(APPLICATION, "", "Open the window", words)
    if words[0] in WINDOWS:
        hold_garbage()
        return cli.call(WINDOWS[words[0]], words[0], cli.WINDOW_COMMANDS[words[0]], words[1:])
    return cli.main(words)


def hold_garbage() -> None:
    """What starts makes no garbage, and looking for it takes a tenth of the start.

    The window's own collector (`ui.garbage`) goes on from here.
    """
    gc.disable()
