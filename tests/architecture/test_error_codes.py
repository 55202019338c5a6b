"""Every error code of the program has words, on the command line and in the window.

Codes are found in the source: the literal ones of AgentAssistError, and every other text of the
same shape that begins like one of them ("storage.full" in a table, "pack.link" given to a helper).
"""

import ast
import re
from collections.abc import Iterator, Mapping

from agentassist.cli.errors import REMEDIES, TEXTS
from agentassist.settings.schema import BY_KEY
from ui.errors import _table

TABLES = {  # where words are: no code begins there
    "agentassist/cli/errors.py",
    "agentassist/cli/pack_errors.py",
    "agentassist/cli/source_errors.py",
    "ui/article_errors.py",
    "ui/errors.py",
    "ui/link_errors.py",
    "ui/source_errors.py",
    "ui/speech_errors.py",
}
NO_CODES = {
    "pack.toml",
    "verification.toml",
    "phone.ami",
    "phone.webhook",
}  # a file, a section of the settings
_SHAPE = re.compile(r"[a-z_]+\.[a-z0-9_]+")


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _errors(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Each AgentAssistError that is made with a literal code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            code = node.args[0]
            if node.func.id == "AgentAssistError" and isinstance(code, ast.Constant):
                yield str(code.value), node


def _remedies(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "remedy":
            yield from _texts(node.value)


def codes(modules: Mapping[str, ast.Module]) -> tuple[set[str], set[str]]:
    """Codes of errors, codes of advice."""
    trees = [tree for path, tree in modules.items() if path not in TABLES]
    raised = {code for tree in trees for code, _ in _errors(tree)}
    families = {code.partition(".")[0] for code in raised}
    remedies = {code for tree in trees for code in _remedies(tree)}
    shaped = {
        text
        for tree in trees
        for text in _texts(tree)
        if _SHAPE.fullmatch(text) and text.partition(".")[0] in families
    }
    return raised | (shaped - remedies - NO_CODES - set(BY_KEY)), remedies


def test_codes_are_found_wherever_they_stand(modules: Mapping[str, ast.Module]) -> None:
    found, remedies = codes(modules)
    assert {"call.none", "storage.full", "storage.key_lost", "pack.link", "pack.not_utf8"} <= found
    assert {"close_other", "pack.example_fires"} <= remedies


def test_the_command_line_has_words_for_each(modules: Mapping[str, ast.Module]) -> None:
    found, remedies = codes(modules)
    in_window = {"phone.auth_failed", "phone.unreachable"}  # a state of the connection, no error
    assert found - in_window - TEXTS.keys() == set()
    assert TEXTS.keys() - found == set(), "words for what nobody says any more"
    assert remedies - REMEDIES.keys() == set()


def test_a_line_of_the_command_line_names_what_its_error_has(
    modules: Mapping[str, ast.Module],
) -> None:
    incomplete = [
        f"{path}:{error.lineno} {code}: {place}"
        for path, tree in modules.items()
        for code, error in _errors(tree)
        for place in re.findall(r"{(\w+)}", TEXTS.get(code, ""))
        if not {place, None} & {keyword.arg for keyword in error.keywords}  # None: **params
    ]
    assert incomplete == []


def test_the_window_has_words_for_each(modules: Mapping[str, ast.Module]) -> None:
    table = _table()
    wordless = {
        code
        for code in codes(modules)[0]
        if code not in table and f"{code.partition('.')[0]}.*" not in table
    }
    assert {code for code in wordless if not code.startswith("usage.")} == set()
