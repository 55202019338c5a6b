"""What gets imported when: no window in the core, nothing heavy for nothing."""

import ast
import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agentassist import cli
from ui import entry

EVERYTHING = """
import importlib, pkgutil, sys
import agentassist
for module in pkgutil.walk_packages(agentassist.__path__, "agentassist."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""

HELP = """
import sys
from ui import entry
status = entry.main([sys.argv[1], "--help"])
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
sys.exit(status)
"""


def run(code: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, timeout=60
    )


def test_no_part_of_the_core_brings_a_window() -> None:
    done = run(EVERYTHING)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "agentassist" in loaded
    assert not loaded & {"PySide6", "shiboken6", "ui"}


@pytest.mark.parametrize("command", sorted({**cli.COMMANDS, **cli.WINDOW_COMMANDS}))
def test_help_needs_no_window(command: str) -> None:
    done = run(HELP, command)
    assert done.returncode == 0, done.stderr
    assert f"usage: agentassist {command}" in done.stdout
    assert not set(done.stderr.split()) & {"PySide6", "shiboken6"}


def test_the_table_of_commands_matches_the_files(root: Path) -> None:
    def is_command(path: Path) -> bool:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        return any(isinstance(part, ast.FunctionDef) and part.name == "run" for part in body)

    files = {
        path.stem.replace("_", "-")
        for path in (root / "agentassist" / "cli").glob("*.py")
        if is_command(path)
    }
    assert files == set(cli.COMMANDS)


def test_window_commands_exist() -> None:
    for module in (entry.APPLICATION, *entry.WINDOWS.values()):
        command = importlib.import_module(module)
        assert callable(command.run), module
        assert callable(command.add_arguments), module


def test_the_process_can_be_started_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "agentassist", "version"],
        env=dict(os.environ),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("agentassist ")
