"""The bundled plugin in Python: dates that can't be kept."""

from datetime import date

import pytest

from agentassist import assets
from agentassist.sdk.testing import Plugin


@pytest.fixture(scope="module")
def plugin() -> Plugin:
    return Plugin(assets.bundled_plugins() / "date-check" / "main.py")


@pytest.mark.parametrize(
    ("draft", "said"),
    [
        ("We ring you on Friday 26 November 2026.", "26 November is a Thursday"),
        ("We ring you on Friday, November 26th, 2026.", "26 November is a Thursday"),
        ("It comes on Monday, the 1st of December 2026", "1 December is a Tuesday"),
        ("You have it by 31 June.", "There is no 31 June"),
        ("You have it by 29 Feb 2027.", "There is no 29 February"),
        ("You have it by 3 March 2020.", "That day is over: name one to come"),
    ],
)
def test_a_date_that_can_not_be_kept(plugin: Plugin, draft: str, said: str) -> None:
    (found,) = plugin.findings(draft)
    assert found.line == said
    assert draft[found.start : found.end][-1] not in " ."


@pytest.mark.parametrize(
    "draft",
    [
        "We ring you on Thursday 26 November 2026.",
        "You wrote to us on 3 March 2020.",
        "It costs 20 mar less",
        "may I have 2 minutes",
        f"by 31 December {date.max.year // 9 * 2}",
        "",
    ],
)
def test_a_date_that_can(plugin: Plugin, draft: str) -> None:
    assert plugin.findings(draft) == []
