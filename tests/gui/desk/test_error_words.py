"""How the window words an error. tests/architecture looks that every code has words."""

from agentassist.domain.call import CallOutcome
from ui.errors import _table, error_texts


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


def test_every_lead_is_a_sentence_or_ends_in_what_it_names() -> None:
    leads = [texts.lead for texts in _table().values()]
    assert len(leads) > 30
    assert [lead for lead in leads if not (lead.endswith((".", "?")) or ": " in lead)] == []


def test_every_end_of_a_call_has_words() -> None:
    table = _table()
    assert [outcome for outcome in CallOutcome if f"call.{outcome}" not in table] == []
