"""What speaks is in a process of its own, and nowhere else."""

import ast
import subprocess
import sys

from agentassist import cli
from agentassist.speech import process

PROGRAM = """
import sys
import ui.entry, agentassist.bootstrap
print(*sys.modules)
import agentassist.speech.speaker
print(*sys.modules)
"""


def imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            names.add(node.module.partition(".")[0])
    return names


def test_one_module_of_the_worker_imports_pyttsx3(modules: dict[str, ast.Module]) -> None:
    found = {path for path, tree in modules.items() if "pyttsx3" in imported(tree)}
    assert found == {"agentassist/speech/system_voices.py"}


def test_the_program_loads_none_of_it_before_it_is_wanted() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    start, with_a_voice = (set(line.split()) for line in done.stdout.splitlines())
    assert not {name for name in start if name.startswith("agentassist.speech")}
    speaks = {"pyttsx3", "agentassist.speech.system_voices", "agentassist.speech.espeak"}
    assert not with_a_voice & speaks


def test_a_bundle_runs_it_by_the_same_word() -> None:
    assert cli.SPEECH_WORKER == process.SPEECH_WORKER
    assert process.SPEECH_WORKER in cli.OPTIONS
    done = subprocess.run(
        [sys.executable, "-m", "agentassist", process.SPEECH_WORKER],
        input=b"",
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == 0, "without a program that asks it ends"
    assert done.stdout.startswith(b'{"ready": ')
