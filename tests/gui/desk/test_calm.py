"""Nothing moves what is being read, no keystroke lands where it was not meant."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    AgentChanged,
    CardChanged,
    KnowledgeReady,
    Notified,
    Severity,
    WrapUpChanged,
)
from agentassist.domain.call import AgentState
from agentassist.domain.ids import AgentId, CallId, WrapUpId
from agentassist.domain.screen_pop import LikelyWhy
from agentassist.domain.wrap_up import WrapUp
from ui import theme
from ui.frame.place_tabs import Place
from ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(AgentChanged(AgentId("101")))
    window.handle(KnowledgeReady(69))
    return window


def top_of(window: MainWindow, widget: QWidget) -> int:
    window.settle()
    return widget.mapTo(window, QPoint(0, 0)).y()


def another_call(card: Any) -> Any:
    return replace(card, call=replace(card.call, call_id=CallId("another")))


def test_news_moves_nothing_and_goes_with_the_next_ring(
    window: MainWindow, story: SimpleNamespace
) -> None:
    window.handle(CardChanged(story.ringing))
    before = top_of(window, window.pop.identity.name)
    window.handle(Notified(Severity.INFO, "call.no_answer"))
    assert window.notices.passing.isVisible()
    assert top_of(window, window.pop.identity.name) == before
    window.handle(CardChanged(another_call(story.ringing)))
    assert not window.notices.passing.isVisible()
    window.handle(Notified(Severity.WARNING, "call.lost"))
    window.handle(CardChanged(story.ringing))
    assert window.notices.passing.isVisible(), "trouble stays until it is put away"


def test_what_waits_stands_below_the_coach(window: MainWindow, story: SimpleNamespace) -> None:
    window.handle(CardChanged(story.ringing))
    before = top_of(window, window.coaching)
    window.handle(WrapUpChanged(None, waiting=2))
    assert top_of(window, window.coaching) == before
    assert top_of(window, window.wrap_up) > before
    assert window.wrap_up.notice.waiting.label == "2 wrap-ups wait for you"
    assert not window.wrap_up.notice.words.isVisible()


def test_the_card_keeps_its_place_after_the_call(
    window: MainWindow, story: SimpleNamespace
) -> None:
    window.handle(CardChanged(story.ringing))
    before = top_of(window, window.pop.identity.name)
    ended = replace(story.ringing.call, state=AgentState.WRAPPING)
    window.handle(CardChanged(replace(story.ringing, call=ended, greeting=None)))
    window.pop.set_strip_elsewhere(True)
    assert top_of(window, window.pop.identity.name) == before
    assert window.pop.strip.state.text() == "Call ended"
    window.pop.set_strip_elsewhere(False)
    assert window.pop.strip.state.text().startswith("After call")


def test_typing_into_the_look_up_when_it_rings(
    window: MainWindow, story: SimpleNamespace, qtbot: Any
) -> None:
    field = window.pop.ready.look_up.field
    field.setFocus()
    qtbot.keyClicks(field, "+44 20")
    window.handle(CardChanged(story.ringing))
    assert window.focusWidget() is None, "the rest of the number would have become a search"
    qtbot.keyClicks(window, "7946")
    assert window.knowledge.field.edit.text() == ""


def test_typing_goes_on_in_the_card_where_it_can_be_looked_up(
    window: MainWindow, story: SimpleNamespace, qtbot: Any, desk: Any
) -> None:
    field = window.pop.ready.look_up.field
    field.setFocus()
    qtbot.keyClicks(field, "+44 20")
    window.handle(CardChanged(story.candidates))
    there = window.pop.identity.look_up.field
    assert there.hasFocus()
    qtbot.keyClicks(there, " 1")
    assert there.text() == "+44 20 1"
    assert not [asked for asked in desk.asked if asked[0] == "pick_candidate"]


def test_the_sheet_of_keys_gives_way_to_a_ring(window: MainWindow, story: SimpleNamespace) -> None:
    window.show_keys()
    sheet = window.findChild(QWidget, "cheat-sheet")
    assert sheet is not None
    assert sheet.isVisible()
    window.handle(CardChanged(story.ringing))
    assert not sheet.isVisible()


def test_no_greeting_for_the_colleague_the_agent_asks(
    window: MainWindow, story: SimpleNamespace
) -> None:
    window.handle(CardChanged(story.internal))
    assert window.pop.greeting.isVisible()
    asking = replace(story.internal.call, internal_from=None, call_id=CallId("asking"))
    window.handle(CardChanged(replace(story.internal, call=asking)))
    assert not window.pop.greeting.isVisible()


def test_an_empty_knowledge_base_says_so(window: MainWindow) -> None:
    window.handle(KnowledgeReady(0))
    assert window.knowledge.nothing.title.text() == "No articles here yet"


def test_the_footer_stands_in_the_order_of_the_keyboard(
    window: MainWindow, story: SimpleNamespace
) -> None:
    window.handle(CardChanged(story.ringing))
    window.settle()
    keys = [key for key in window.footer._keys if key.isVisible()]
    shown = [key.item.key for key in sorted(keys, key=lambda key: key.x())]
    assert shown == ["F2", "F3", "F5", "F6", "F7", "F8", "F1"]


def test_what_they_probably_call_about_is_two_keys_away(
    window: MainWindow, story: SimpleNamespace, qtbot: Any, desk: Any
) -> None:
    window.handle(CardChanged(story.ringing))
    suggested = window.knowledge.suggested
    assert suggested.label == "Search “Charged twice for order 88-2041”"
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClick(window.knowledge.field.edit, Qt.Key.Key_Return)
    assert desk.asked[-1] == ("search", "Charged twice for order 88-2041")
    assert not suggested.isVisible()
    window.knowledge.field.edit.clear()
    assert suggested.isVisible()
    window.handle(CardChanged(None))
    assert not suggested.isVisible()


def test_a_menu_choice_alone_suggests_no_search(window: MainWindow, story: SimpleNamespace) -> None:
    why = LikelyWhy("billing", from_record=False)
    window.handle(CardChanged(replace(story.ringing, likely_why=why)))
    assert not window.knowledge.suggested.isVisible()


def test_a_saved_wrap_up_leaves_the_keyboard_alone(
    window: MainWindow, story: SimpleNamespace, qtbot: Any
) -> None:
    window.handle(WrapUpChanged(_wrap_up(story)))
    window.wrap_up.form.summary.setFocus()
    window.handle(WrapUpChanged(None))
    assert window.focusWidget() is None, "Space would have pressed what stands next"


def _wrap_up(story: SimpleNamespace) -> WrapUp:
    return WrapUp(
        WrapUpId("w1"), CallId("1.1"), AgentId("101"), story.dana.id, "Dana Reyes", story.now
    )


def test_a_wrap_up_left_for_later_gives_its_place_back(
    window: MainWindow, story: SimpleNamespace
) -> None:
    window.resize(1000, 800)
    window.handle(WrapUpChanged(_wrap_up(story)))
    assert window.desk_layout.place is Place.WRAP_UP
    window.handle(WrapUpChanged(None, waiting=1))
    assert window.desk_layout.place is Place.SEARCH
