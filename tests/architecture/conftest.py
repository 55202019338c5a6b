"""Ways to look at the project's own source."""

import ast
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("agentassist", "ui")
NOT_OURS = {".git", ".venv", ".tools", ".run-lock", "build", "dist", "demo-shots", "__pycache__"}


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def modules() -> dict[str, ast.Module]:
    """Every Python file of the product by its path ("ui/entry.py"), parsed."""
    paths = (path for package in PRODUCT for path in (ROOT / package).rglob("*.py"))
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(paths)
    }


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every file of the project; tools' caches and environments are not."""

    def walk() -> Iterator[Path]:
        for folder, folders, files in os.walk(ROOT):
            folders[:] = [
                name for name in folders if name not in NOT_OURS and not name.endswith("_cache")
            ]
            yield from (Path(folder, name) for name in files)

    return sorted(walk())


@pytest.fixture(scope="session")
def tool() -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """Runs a Python tool in the project's folder, uncounted by the coverage of the tests."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")
    }

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run
