"""Linter, formatter, types and import contracts are tests: one command says it all."""

import subprocess
from collections.abc import Callable

import pytest

Tool = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["-m", "ruff", "check", "--quiet", "."], id="ruff"),
        pytest.param(["-m", "ruff", "format", "--check", "--quiet", "."], id="format"),
        pytest.param(["-m", "mypy", "--no-error-summary"], id="mypy"),
        pytest.param(
            ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
            id="import-contracts",
        ),
    ],
)
def test_finds_nothing(tool: Tool, arguments: list[str]) -> None:
    done = tool(*arguments)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
