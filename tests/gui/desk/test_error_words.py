"""Every code that can reach a person has words: what happened, what goes on, what to do."""

import ast
from pathlib import Path

import pytest

from ui.errors import _table, error_texts

ROOT = Path(__file__).resolve().parents[3]


def _codes() -> set[str]:
    """The literal codes of every AgentAssistError and Notified, but those of the command line."""
    found: set[str] = set()
    for folder in ("agentassist", "ui"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                at = {"AgentAssistError": 0, "Notified": 1}.get(node.func.id)
                if at is None or len(node.args) <= at or "cli" in path.parts:
                    continue
                code = node.args[at]
                literal = isinstance(code, ast.Constant) and isinstance(code.value, str)
                if literal and not code.value.startswith("usage."):  # said by the command line
                    found.add(code.value)
    return found


def test_the_codes_are_found() -> None:
    assert {"call.none", "setting.locked", "storage.damaged"} <= _codes()


@pytest.mark.parametrize("code", sorted(_codes()))
def test_a_code_has_words_of_its_own(code: str) -> None:
    texts = error_texts(code)
    assert not texts.lead.startswith("Something did not work"), f"no words for {code}"
    assert texts.lead.endswith((".", "?")) or ": " in texts.lead


def test_an_unknown_code_is_named() -> None:
    texts = error_texts("flux.capacitor")
    assert "flux.capacitor" in texts.lead
    assert texts.rest


def test_parameters_are_filled_and_missing_ones_do_not_break() -> None:
    texts = error_texts("config.bad_value", {"file": "a.toml", "line": 3, "key": "phone.host"})
    assert texts.lead == "The settings have a mistake: a.toml, line 3, phone.host."
    assert "?" in error_texts("config.unreadable", {"file": "a.toml"}).lead


def test_a_value_with_braces_is_only_text() -> None:
    assert "{0.__class__}" in error_texts("pack.unreadable", {"file": "{0.__class__}"}).whole


def test_no_text_promises_what_it_does_not_say() -> None:
    for code, texts in _table().items():
        assert texts.lead, code
        assert "TODO" not in texts.whole
