"""A call that only a link announced: marked, unverified, and the agent tells its course."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt

from agentassist.app.events import CardChanged
from agentassist.domain.call import AgentState, CallOrigin
from agentassist.domain.ivr import ACCOUNT, MENU, FactSource, GivenFact
from agentassist.domain.sealed import Sealed
from agentassist.ports.told_calls import CallStep
from ui.models.given_rows import given_rows
from ui.screen_pop.panel import ScreenPopPanel


def from_link(card: Any, state: AgentState) -> Any:
    call = replace(card.call, origin=CallOrigin.LINK, state=state, verified=False)
    return replace(card, call=call)


@pytest.fixture
def panel(qtbot: Any, look: Any, desk: Any, crossing: Any) -> ScreenPopPanel:
    panel = ScreenPopPanel(desk, crossing, step_key="F4")
    qtbot.addWidget(panel)
    panel.resize(360, 700)
    panel.show()
    return panel


def steps(desk: Any) -> list[CallStep]:
    return [step for name, step in desk.asked if name == "tell_call"]


def test_only_a_links_call_has_the_mark(panel: ScreenPopPanel, story: Any) -> None:
    panel.handle(CardChanged(story.candidates))
    assert not panel.link.isVisible()
    panel.handle(CardChanged(from_link(story.candidates, AgentState.RINGING)))
    assert panel.link.isVisible()
    assert panel.link.text.text().startswith("From a link, unverified.")
    panel.handle(CardChanged(story.ringing))
    assert not panel.link.isVisible()


def test_the_key_takes_the_call_and_then_ends_it(
    panel: ScreenPopPanel, story: Any, desk: Any
) -> None:
    panel.handle(CardChanged(from_link(story.candidates, AgentState.RINGING)))
    assert panel.link.missed.isVisible()
    panel.step_call()
    panel.handle(CardChanged(from_link(story.candidates, AgentState.TALKING)))
    assert not panel.link.missed.isVisible()
    panel.step_call()
    assert steps(desk) == [CallStep.ANSWERED, CallStep.OVER]


def test_the_buttons_do_the_same(panel: ScreenPopPanel, story: Any, desk: Any, qtbot: Any) -> None:
    panel.handle(CardChanged(from_link(story.candidates, AgentState.RINGING)))
    qtbot.mouseClick(panel.link.missed, Qt.MouseButton.LeftButton)
    qtbot.keyClick(panel.link.taken, Qt.Key.Key_Space)
    panel.handle(CardChanged(from_link(story.candidates, AgentState.TALKING)))
    qtbot.mouseClick(panel.link.over, Qt.MouseButton.LeftButton)
    assert steps(desk) == [CallStep.MISSED, CallStep.ANSWERED, CallStep.OVER]


@pytest.mark.parametrize("state", [AgentState.WRAPPING, AgentState.IDLE])
def test_after_the_call_there_is_nothing_to_tell(
    panel: ScreenPopPanel, story: Any, desk: Any, state: AgentState
) -> None:
    panel.handle(CardChanged(from_link(story.candidates, state)))
    assert panel.link.isVisible()
    assert not panel.link.buttons.isVisible()
    panel.step_call()
    assert steps(desk) == []


def test_the_key_does_nothing_for_a_call_of_the_phone_system(
    panel: ScreenPopPanel, story: Any, desk: Any
) -> None:
    panel.handle(CardChanged(story.ringing))
    panel.step_call()
    assert steps(desk) == []


def test_what_a_link_gave_says_so(story: Any) -> None:
    facts = (
        GivenFact(ACCOUNT, Sealed("40027719"), "•••• 7719", None, FactSource.LINK),
        GivenFact(MENU, Sealed("2"), "2", None, FactSource.LINK),
    )
    card = replace(from_link(story.candidates, AgentState.RINGING), given=facts)
    assert {row.source for row in given_rows(card)} == {"link, unverified"}
