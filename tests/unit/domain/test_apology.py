"""An apology out of its parts."""

import pytest

from agentassist.domain.apology import Slot, apology_text
from agentassist.domain.coaching import Fault

PARTS = {Slot.PROBLEM: "we were late.", Slot.ACTION: "I will call the van", Slot.BY_WHEN: "noon"}


def test_without_a_name_it_begins_like_a_sentence() -> None:
    assert apology_text(PARTS, Fault.OURS).startswith("I'm sorry that we were late. That was our")
    german = apology_text({Slot.PROBLEM: "Wir waren zu spät"}, Fault.OURS, "de")
    assert german.startswith("Es tut mir leid: Wir waren")


def test_an_action_alone_is_said_and_a_name_alone_is_nothing() -> None:
    assert apology_text({Slot.ACTION: "i call them", Slot.NAME: "Dana"}, Fault.OURS) == (
        "I call them."
    )
    assert apology_text({Slot.NAME: "Dana"}, Fault.OURS) == ""


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "xx"])
@pytest.mark.parametrize("fault", list(Fault))
def test_each_part_stands_in_it_once(language: str, fault: Fault) -> None:
    parts = {slot: f"part-{slot}" for slot in Slot}
    text = apology_text(parts, fault, language)
    for slot in Slot:
        assert text.lower().count(f"part-{slot}") == 1
    assert "{" not in text


def test_braces_of_the_agent_are_words() -> None:
    assert "{0} {name}" in apology_text({Slot.PROBLEM: "{0} {name}"}, Fault.OURS)
