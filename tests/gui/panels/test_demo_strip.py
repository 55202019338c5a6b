from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.ports.demo import DemoCall, DemoState, DemoStep
from ui.actions.bindings import Bindings
from ui.demo.strip import DemoStrip, Playing, step_text

CALL = DemoCall(
    "k",
    "The call-back we missed",
    "An overdue promise on top.",
    None,
    AgentId("101"),
)
BEGIN = DemoState(CALL, 0, 6, DemoStep.RING, connected=True)


@dataclass
class RecordingPlayer:
    state: DemoState = BEGIN
    refuse: AgentAssistError | None = None

    def __post_init__(self) -> None:
        self.asked: list[Any] = []

    async def _note(self, *what: Any) -> None:
        self.asked.append(what if len(what) > 1 else what[0])
        if self.refuse is not None:
            raise self.refuse

    async def advance(self) -> None:
        await self._note("advance")

    async def set_auto(self, on: bool) -> None:
        await self._note("set_auto", on)

    async def next_call(self) -> None:
        await self._note("next_call")

    async def restart(self) -> None:
        await self._note("restart")


@pytest.fixture
def player() -> RecordingPlayer:
    return RecordingPlayer()


@pytest.fixture
def strip(shown: Callable[[QWidget], QWidget], player: RecordingPlayer, crossing: Any) -> DemoStrip:
    strip = DemoStrip(player, crossing)
    shown(strip)
    return strip


def test_the_players_state_is_what_the_strip_reads() -> None:
    assert isinstance(BEGIN, Playing)
    assert not isinstance(CardChanged(None), Playing)
    assert len({step_text(step) for step in DemoStep}) == len(DemoStep)
    assert step_text("something new") == "Next step"


def test_it_says_which_call_and_what_comes_next(strip: DemoStrip) -> None:
    assert strip.title.text() == "Call 1 of 6: The call-back we missed"
    assert strip.shows.text() == "Press F12 for each step: first a call comes in."
    assert strip.step.label == "Ring"
    strip.handle(replace(BEGIN, next_step=DemoStep.ANSWER))
    assert strip.shows.text() == "An overdue promise on top."


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"next_step": DemoStep.HANG_UP}, "Hang up"),
        ({"next_step": None}, "Play to the end"),
        ({"next_step": None, "finished": True}, "Next call"),
        ({"next_step": None, "finished": True, "index": 5}, "First call"),
        ({"connected": False}, "Connecting"),
    ],
)
def test_the_button_says_what_the_next_press_does(
    strip: DemoStrip, changes: dict[str, Any], label: str
) -> None:
    width = strip.step.width()
    strip.handle(replace(BEGIN, **changes))
    assert strip.step.label == label
    assert strip.step.isEnabled() is changes.get("connected", True)
    strip.layout().activate()
    assert strip.step.width() == width, "the buttons beside it moved"


def test_the_key_is_the_next_step_from_anywhere(
    qtbot: QtBot, strip: DemoStrip, player: RecordingPlayer
) -> None:
    window = strip.window()
    strip.bind(Bindings(window))
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F12)
    assert player.asked == ["advance"]
    strip.step.setFocus()
    qtbot.keyClick(strip.step, Qt.Key.Key_Space)
    assert player.asked == ["advance", "advance"]


def test_a_key_pressed_twice_is_one_step(
    strip: DemoStrip, player: RecordingPlayer, crossing: Any
) -> None:
    crossing.hold = True
    strip.advance()
    strip.advance()
    crossing.settle()
    strip.advance()
    crossing.settle()
    assert player.asked == ["advance", "advance"]


def test_auto_next_and_start_again(strip: DemoStrip, player: RecordingPlayer) -> None:
    strip.auto.click()
    strip.next.click()
    strip.again.click()
    assert player.asked == [("set_auto", True), "next_call", "restart"]
    strip.handle(replace(BEGIN, auto=True))
    assert strip.auto.isChecked()


def test_a_player_that_fails_says_so_and_can_be_asked_again(
    strip: DemoStrip, player: RecordingPlayer
) -> None:
    player.refuse = AgentAssistError("recording.unreadable", file="x.ami")
    strip.advance()
    assert "x.ami" in strip.shows.text()
    player.refuse = None
    strip.advance()
    assert player.asked == ["advance", "advance"]


def test_narrow_it_stands_in_two_rows(qtbot: QtBot, strip: DemoStrip) -> None:
    window = strip.window()
    window.resize(1000, 400)
    qtbot.waitUntil(lambda: strip.step.y() < strip.title.geometry().bottom())
    window.resize(400, 400)
    qtbot.waitUntil(lambda: strip.step.y() > strip.title.geometry().bottom())


def test_what_can_have_the_focus_has_a_name(strip: DemoStrip) -> None:
    for button in (strip.step, strip.auto, strip.next, strip.again):
        assert button.accessibleName()
        assert min(button.width(), button.height()) >= 24
