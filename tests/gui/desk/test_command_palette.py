"""The palette in the window: it offers everything, says why not, and gives the focus back."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agentassist.app.events import AgentChanged, CardChanged, CueChanged
from agentassist.domain.coaching import Cue
from agentassist.domain.ids import AgentId, CallId, PackId, RuleId
from ui import theme
from ui.actions.action import Action
from ui.actions.declared import title_text
from ui.main_window import MainWindow
from ui.palette.command_palette import CommandPalette
from ui.palette.entrance import RECENT, PaletteEntrance
from ui.palette.entries import PaletteEntry

CTRL = Qt.KeyboardModifier.ControlModifier


class State(dict[str, str]):
    def set(self, name: str, value: str) -> None:
        self[name] = value


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1100, 800)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(AgentChanged(AgentId("101")))
    return window


@pytest.fixture
def state() -> State:
    return State()


@pytest.fixture
def entrance(window: MainWindow, state: State) -> PaletteEntrance:
    return PaletteEntrance(window, state)


def opened(entrance: PaletteEntrance, qtbot: QtBot) -> CommandPalette:
    focus = QApplication.focusWidget() or entrance.parent()
    qtbot.keyClick(focus, Qt.Key.Key_K, CTRL)
    assert entrance.palette is not None
    assert entrance.palette.field.hasFocus()
    return entrance.palette


def shown(palette: CommandPalette) -> dict[str, str]:
    """Title and why not."""
    return {row.entry.title: row.entry.why_not for row in palette.model.rows}


def test_it_offers_every_action_of_the_window(
    window: MainWindow, entrance: PaletteEntrance, qtbot: QtBot
) -> None:
    palette = opened(entrance, qtbot)
    bound = set(window.keys.bound) - {Action.PALETTE}
    assert set(shown(palette)) == {title_text(action) for action in bound}
    keys = {row.entry.id: row.entry.keys for row in palette.model.rows}
    assert keys[Action.NOTES] == ("F7",)
    assert keys[Action.SAVE] == ("Ctrl ↵",)


def test_enter_does_it_and_the_focus_is_where_the_action_takes_it(
    window: MainWindow, entrance: PaletteEntrance, qtbot: QtBot, state: State
) -> None:
    window.show_search()
    palette = opened(entrance, qtbot)
    qtbot.keyClicks(palette.field, "write notes")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert window.coaching.notes.edit.hasFocus()
    assert state[RECENT] == "notes"
    palette = opened(entrance, qtbot)
    assert palette.selected is not None
    assert palette.selected.id == "notes", "what was used last stands first"


def test_esc_gives_the_focus_back(
    window: MainWindow, entrance: PaletteEntrance, qtbot: QtBot, desk: Any
) -> None:
    window.show_notes()
    notes = window.coaching.notes.edit
    window.handle(CueChanged(Cue(PackId("p"), RuleId("r"), "Play it back"), 1))
    palette = opened(entrance, qtbot)
    qtbot.keyClicks(palette.field, "wrap")
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert notes.hasFocus()
    assert ("dismiss_cue",) not in desk.asked, "one Esc, one thing"
    palette = opened(entrance, qtbot)
    qtbot.keyClick(palette.field, Qt.Key.Key_K, CTRL)
    assert not palette.isVisible()
    assert notes.hasFocus()


def test_what_cannot_be_done_says_why_and_is_not_done(
    window: MainWindow, entrance: PaletteEntrance, qtbot: QtBot, desk: Any, story: SimpleNamespace
) -> None:
    palette = opened(entrance, qtbot)
    reasons = shown(palette)
    assert reasons[title_text(Action.HAD_TO_REPEAT)] == "There is no call."
    assert reasons[title_text(Action.SAVE)] == "No wrap-up is open."
    assert reasons[title_text(Action.SEARCH)] == ""
    able = [not row.entry.why_not for row in palette.model.rows]
    assert able == sorted(able, reverse=True), "what can be done comes first"
    qtbot.keyClicks(palette.field, "had to repeat")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert ("caller_repeated",) not in desk.asked
    palette.leave()
    window.handle(CardChanged(story.talking))
    reasons = shown(opened(entrance, qtbot))
    assert reasons[title_text(Action.HAD_TO_REPEAT)] == ""
    assert reasons[title_text(Action.REVEAL)] == ""
    assert reasons[title_text(Action.UNPICK)] == "You picked nobody."


def test_the_arrows_walk_and_a_click_does_it(
    window: MainWindow, entrance: PaletteEntrance, qtbot: QtBot
) -> None:
    palette = opened(entrance, qtbot)
    rows = [row.entry.id for row in palette.model.rows]
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.selected is not None
    assert palette.selected.id == rows[1]
    qtbot.keyClick(palette.field, Qt.Key.Key_PageUp)
    assert palette.selected.id == rows[0]
    qtbot.keyClicks(palette.field, "search know")
    place = palette.list.visualRect(palette.model.index(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not palette.isVisible()
    assert window.knowledge.field.edit.hasFocus()


def test_another_key_leads_away_and_the_palette_is_gone(
    window: MainWindow, entrance: PaletteEntrance, qtbot: QtBot
) -> None:
    palette = opened(entrance, qtbot)
    qtbot.keyClick(palette.field, Qt.Key.Key_F2)
    assert not palette.isVisible()
    assert window.knowledge.field.edit.hasFocus()


@pytest.mark.parametrize("width", [360, 500, 900, 1100, 1500])
def test_a_ring_takes_nothing_from_it_and_its_card_is_not_covered(
    window: MainWindow,
    entrance: PaletteEntrance,
    qtbot: QtBot,
    story: SimpleNamespace,
    width: int,
) -> None:
    window.resize(width, 800)
    palette = opened(entrance, qtbot)
    qtbot.keyClicks(palette.field, "not")
    window.handle(CardChanged(story.ringing))
    window.settle()
    assert palette.field.hasFocus()
    assert palette.field.text() == "not"
    corner = palette.mapTo(window, QPoint(0, 0))
    place = QRect(corner, palette.size())
    assert window.rect().contains(place)
    for part in (window.pop.strip, window.pop.identity.name):
        covered = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
        assert not place.intersects(covered)


def test_the_field_does_not_move_while_one_types(
    entrance: PaletteEntrance, qtbot: QtBot, window: MainWindow
) -> None:
    for width in (400, 1100):
        window.resize(width, 800)
        palette = opened(entrance, qtbot)
        before = palette.field.mapTo(window, QPoint(0, 0))
        qtbot.keyClicks(palette.field, "wrap")
        assert palette.field.mapTo(window, QPoint(0, 0)) == before
        qtbot.keyClicks(palette.field, "zzz")
        assert palette.field.mapTo(window, QPoint(0, 0)) == before
        assert palette.nothing.isVisible()
        palette.leave()


def test_sources_add_what_is_no_action(
    entrance: PaletteEntrance, qtbot: QtBot, state: State
) -> None:
    done: list[str] = []
    entrance.add_source(lambda: [PaletteEntry("", "Pick Aylin Müller", lambda: done.append("a"))])
    palette = opened(entrance, qtbot)
    qtbot.keyClicks(palette.field, "aylin mul")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["a"]
    assert RECENT not in state, "no name is kept"


def test_looking_somebody_up_has_a_key(
    window: MainWindow, qtbot: QtBot, story: SimpleNamespace, desk: Any
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
    assert window.pop.ready.look_up.field.hasFocus()
    window.handle(CardChanged(story.withheld))
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
    assert window.pop.identity.look_up.field.hasFocus()
    call = replace(story.talking.call, call_id=None)
    window.handle(CardChanged(replace(story.talking, call=call)))
    qtbot.keyClick(window, Qt.Key.Key_O, CTRL)
    assert desk.asked[-1] == ("close_card",), "the card of the one before goes first"
    window.handle(CardChanged(None))
    assert window.pop.ready.look_up.field.hasFocus()


def test_the_wording_of_a_cue_is_used_by_key(
    window: MainWindow, qtbot: QtBot, story: SimpleNamespace, desk: Any
) -> None:
    window.handle(CardChanged(story.talking))
    qtbot.keyClick(window, Qt.Key.Key_J, CTRL)
    assert ("use_cue",) not in desk.asked
    cue = Cue(PackId("p"), RuleId("r"), "Play it back", better="So far I have two bills.")
    window.handle(CueChanged(cue, 1))
    qtbot.keyClick(window, Qt.Key.Key_J, CTRL)
    assert window.coaching.wording.edit.toPlainText() == "So far I have two bills."
    assert ("use_cue",) in desk.asked
    assert window.coaching.isVisible()


def test_a_key_that_comes_with_nothing_to_do_does_nothing(
    window: MainWindow, qtbot: QtBot, desk: Any, story: SimpleNamespace
) -> None:
    """Each action, in each state: run by key although the palette would refuse it."""
    harmless = set(window.keys.bound)
    for card in (None, story.ringing, replace(story.ringing, call=_by_hand(story))):
        window.handle(CardChanged(card))
        for action in harmless:
            if window.keys.why_not(action):
                before = list(desk.asked)
                window.keys.run(action)
                changed = [asked for asked in desk.asked[len(before) :] if asked[0] in _CHANGES]
                assert changed == [], action


_CHANGES = ("save_wrap_up", "later_wrap_up", "close_card", "unpick", "use_cue", "reveal")


def _by_hand(story: SimpleNamespace) -> Any:
    return replace(story.ringing.call, call_id=None, leg=CallId("x"))
