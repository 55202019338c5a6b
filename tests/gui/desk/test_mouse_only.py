"""Whatever can be clicked can be reached by keyboard: by Tab, or by an action with a name."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    AgentChanged,
    CardChanged,
    CueChanged,
    KnowledgeReady,
    Notified,
    Severity,
    TimelineChanged,
)
from agentassist.domain.coaching import Cue
from agentassist.domain.ids import AgentId, PackId, RuleId
from ui import theme
from ui.actions.action import Action
from ui.actions.window_actions import WINDOW as WINDOW_ACTIONS
from ui.frame.place_tabs import Place
from ui.history.filter_bar import FilterBar
from ui.main_window import MainWindow
from ui.widgets.chip_group import ChipGroup

CUE = Cue(PackId("listening"), RuleId("play-back"), "Play it back", better="So far I have ...")

# Clicks that are short cuts for what an action does, by the class that takes them.
BY_ACTION = {
    "SearchField": Action.SEARCH,  # a click beside the text begins to type
    "ResultsCard": Action.OPEN,
    "NeededRow": Action.NOTE_ANSWER,
    "CallBar": None,  # up to the card: Home and Page up do it
    "JourneyView": Action.HISTORY,  # its marks are the rows of the list below
    "CheatSheet": Action.LEAVE,
}


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.show()
    window.handle(AgentChanged(AgentId("101")))
    window.handle(KnowledgeReady(1204))
    return window


def clickable(widget: QWidget) -> bool:
    """A button, something with a hand over it, or something that takes clicks itself."""
    own = {
        name
        for kind in type(widget).__mro__
        if kind.__module__.startswith("ui.")
        for name in vars(kind)
    }
    hand = widget.testAttribute(Qt.WidgetAttribute.WA_SetCursor) and (
        widget.cursor().shape() is Qt.CursorShape.PointingHandCursor
    )
    takes = bool(own & {"mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent"})
    return widget.isEnabled() and (isinstance(widget, QAbstractButton) or hand or takes)


def reachable(widget: QWidget) -> bool:
    proxy = widget.focusProxy() or widget
    if proxy.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return True
    area = widget.parentWidget()  # the viewport of a list: the list is the stop
    if isinstance(area, QAbstractScrollArea) and area.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return True
    return by_arrows(widget) or type(widget).__name__ in BY_ACTION


def by_arrows(widget: QWidget) -> bool:
    """One of a group of chips: Tab stops at one of them, the arrow keys go on."""
    group = widget.parentWidget()
    while group is not None and not isinstance(group, ChipGroup | FilterBar):
        group = group.parentWidget()
    stops = group.findChildren(type(widget)) if group is not None else []
    return any(stop.focusPolicy() & Qt.FocusPolicy.TabFocus for stop in stops)


def mouse_only(window: QWidget) -> set[str]:
    found = set()
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and clickable(widget) and not reachable(widget):
            found.add(f"{type(widget).__name__} '{widget.accessibleName()}'")
    return found


@pytest.mark.parametrize("width", [360, 1000, 1500])
@pytest.mark.parametrize(
    "card", ["ringing", "candidates", "withheld", "internal", "talking", "wrapping", None]
)
def test_nothing_is_for_the_mouse_alone(
    window: MainWindow, story: SimpleNamespace, width: int, card: str | None, qtbot: QtBot
) -> None:
    window.resize(width, 900)
    window.handle(CardChanged(getattr(story, card) if card else None))
    window.handle(TimelineChanged(story.page if card else None))
    window.handle(CueChanged(CUE if card else None, 1))
    window.handle(Notified(Severity.WARNING, "call.lost"))
    for place in Place:
        window.desk_layout.go(place)
        window.settle()
        assert mouse_only(window) == set(), place


def test_the_walk_finds_what_only_a_mouse_can_reach(
    window: MainWindow, story: SimpleNamespace
) -> None:
    """The test of the test: a button taken out of the way of Tab is named."""
    window.handle(CardChanged(story.talking))
    window.header.agent.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    assert any("Change the extension" in found for found in mouse_only(window))


def test_every_action_of_the_desk_is_bound(window: MainWindow) -> None:
    """The others belong to the menu, windows beside the desk, its place on the screen, the demo."""
    elsewhere = {
        Action.PALETTE,
        Action.MENU,
        Action.CONNECTION,
        Action.QUIT,
        Action.PACKS,
        Action.EXTENSION,
        Action.KEYS,
        Action.ABOUT,
        Action.ARTICLE_SOURCES,
        Action.SETTINGS,
        Action.FIRST_RUN,
        *(row.action for row in WINDOW_ACTIONS),
    }
    named = ("theme_", "guide_", "demo_")
    missing = {
        action
        for action in window.keys.keymap.all_actions
        if action not in window.keys.bound
        and action not in elsewhere
        and not action.startswith(named)
    }
    assert missing == set()
