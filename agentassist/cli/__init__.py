"""The headless commands: one module each, imported when it is called for. No Qt here.

A command is a module `agentassist.cli.<name>` with `add_arguments(parser)` and
`run(args) -> int` (its exit status), and a line in COMMANDS. `ui.entry` adds the two commands
that open a window. Exit status: the command's own, 1 for an error it named, 2 for wrong usage,
70 for a fault of ours, 130 when interrupted.
"""

import argparse
import difflib
import importlib
import logging
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from typing import Protocol

from agentassist import __version__
from agentassist.cli.errors import error_text
from agentassist.domain.errors import AgentAssistError
from agentassist.observability.logging import configure, redactor

PROGRAM = "agentassist"

COMMANDS: Mapping[str, str] = {
    "coach": "name what turns of calls ask for, do and feel",
    "data": "import, export, link and erase customers and their history",
    "kb": "fill a knowledge base from files, and search it",
    "packs": "write, check, sign, install and list coaching packs",
    "pop": "announce a call to the running window, for phones that can run a program",
    "sources": "name the systems of record that are asked, and seal their secrets",
    "verification": "check a verification file, and see what it would ask",
    "speech": "name the voices of this computer, and try one",
    "version": "print the version of agentassist and of what it runs on",
    "watch": "follow a phone system and print what agents see, as JSON lines",
}

# taken instead of a command: how a bundle runs a coaching plugin, the search by meaning, the voice
PLUGIN_HOST = "--plugin-host"
SEMANTIC_HOST = "--semantic-host"
SPEECH_WORKER = "--speech-worker"
OPTIONS = ("-h", "--help", "--version", PLUGIN_HOST, SEMANTIC_HOST, SPEECH_WORKER)

# opened by `ui.entry`; named here so that the overview is complete and a mistake is explained
WINDOW_COMMANDS: Mapping[str, str] = {
    "demo": "play recorded calls against a made-up contact center, in a window or offscreen",
    "open": "show the call of an agentassist: link, in the running window or a new one",
}


class Command(Protocol):
    """What a command's module has."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the headless command that `argv` (default: the process's) names; the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        _say(f"which command? Without one the window opens, by the command `{PROGRAM}` alone")
        _say(f"`{PROGRAM} --help` lists the commands")
        return 2
    name, rest = words[0], words[1:]
    if name in ("-h", "--help"):
        print(overview())
        return 0
    if name == PLUGIN_HOST:
        from agentassist.sdk import host

        return host.main()
    if name == SEMANTIC_HOST:
        return importlib.import_module("agentassist.knowledge.semantic.host").main()  # type: ignore[no-any-return]
    if name == SPEECH_WORKER:
        return importlib.import_module("agentassist.speech.worker").main()  # type: ignore[no-any-return]
    if name == "--version":
        name = "version"
    if name in COMMANDS:
        configure(logging.WARNING)  # to stderr, without secrets
        return call(f"agentassist.cli.{name}", name, COMMANDS[name], rest)
    if name in WINDOW_COMMANDS:
        _say(f"`python -m {PROGRAM}` opens no window: use `{PROGRAM} {name}`")
        return 2
    _say(unknown(name))
    return 2


def overview() -> str:
    """The text of `agentassist --help`."""
    lines = [
        f"usage: {PROGRAM} [COMMAND] [ARGUMENTS]",
        "",
        "Desktop companion for call-center agents. Without a command it opens its window.",
        "",
        "commands:",
    ]
    every = dict(sorted({**COMMANDS, **WINDOW_COMMANDS}.items()))
    width = max(map(len, every))
    lines += [f"  {name:<{width}}  {text}" for name, text in every.items()]
    lines += ["", f"`{PROGRAM} COMMAND --help` tells more about one of them."]
    return "\n".join(lines)


def unknown(name: str) -> str:
    """What to say about a word that is no command."""
    near = difflib.get_close_matches(name, [*COMMANDS, *WINDOW_COMMANDS], n=1)
    hint = f"did you mean `{near[0]}`?" if near else f"`{PROGRAM} --help` lists the commands"
    return f"there is no command {name!r}; {hint}"


def call(module: str, name: str, summary: str, argv: Sequence[str]) -> int:
    """Imports `module`, parses `argv` for it and runs it; errors become one line on stderr.

    Boundary function: nothing a command raises gets past it.
    """
    try:
        command: Command = importlib.import_module(module)
        parser = argparse.ArgumentParser(
            prog=f"{PROGRAM} {name}".strip(), description=f"{summary}."
        )
        command.add_arguments(parser)
        status = command.run(parser.parse_args(argv))
        sys.stdout.flush()
    except SystemExit as stop:  # argparse: 0 after --help, 2 after a usage line
        return stop.code if isinstance(stop.code, int) else 0 if stop.code is None else 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `agentassist ... | head`: the reader has left, which is no fault
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except AgentAssistError as error:
        _say(error_text(error))
        return 2 if error.code.startswith("usage.") else 1
    except Exception as fault:  # noqa: BLE001 - the last boundary before a person
        _say(_fault_text(fault))
        return 70
    else:
        return status


def _fault_text(fault: Exception) -> str:
    """One line without the exception's own text, which may quote a caller's data."""
    if os.environ.get("AGENTASSIST_TRACEBACK"):
        return redactor("".join(traceback.format_exception(fault)))
    frames = traceback.extract_tb(fault.__traceback__)
    place = next(frame for frame in reversed(frames) if not frame.filename.startswith("<"))
    where = f"{os.path.basename(place.filename)}:{place.lineno}"  # noqa: PTH119
    return (
        f"a fault of the program itself ({type(fault).__name__} at {where}, version {__version__});"
        " AGENTASSIST_TRACEBACK=1 shows the whole of it"
    )


def _say(text: str) -> None:
    print(f"{PROGRAM}: {text}", file=sys.stderr)
