"""Earlier contacts in the middle while nothing is searched: moved as they are, by the agent."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    CardChanged,
    CueChanged,
    KnowledgeReady,
    Notified,
    Severity,
    SourcesChanged,
    TimelineChanged,
)
from agentassist.domain.basis import Basis, BasisKind
from agentassist.domain.brief import Brief, BriefCode, BriefPart
from agentassist.domain.coaching import Cue
from agentassist.domain.ids import CallId, InteractionId, PackId, RuleId
from agentassist.domain.interaction import Channel, Mood
from agentassist.ports.history import TimelinePage
from ui import theme
from ui.frame.column import Column
from ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(KnowledgeReady(1204))
    return window


def long_page(story: SimpleNamespace, rows: int = 60) -> TimelinePage:
    first = story.page.interactions[0]
    return replace(
        story.page,
        interactions=tuple(
            replace(
                first,
                id=InteractionId(f"row-{at}"),
                title=f"Row {at}",
                at=first.at - timedelta(hours=7 * at),
                channel=Channel.CHAT if at % 2 else Channel.PHONE,
            )
            for at in range(rows)
        ),
    )


def ring(window: MainWindow, story: SimpleNamespace, rows: int = 60) -> None:
    window.handle(CardChanged(story.ringing))
    window.handle(TimelineChanged(long_page(story, rows)))
    window.settle()


def painted(window: MainWindow) -> None:
    """The results, and what could wait for them."""
    for after in (window.desk_layout.history_place.catch_up, lambda: None):
        QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))
        after()


def home(window: MainWindow) -> Column:
    return window.desk_layout.middle.below


def seen(window: MainWindow, part: QWidget) -> tuple[QPoint, int, int]:
    return part.mapTo(window, QPoint(0, 0)), part.width(), part.height()


def test_a_ring_shows_the_whole_picture_without_scrolling(
    window: MainWindow, story: SimpleNamespace
) -> None:
    ring(window, story)
    history, page = window.history, home(window)
    assert page.isAncestorOf(history)
    assert page.verticalScrollBar().maximum() == 0
    assert window.desk_layout.left.verticalScrollBar().maximum() == 0
    assert history.list.height() > 200
    at = history.mapTo(window, QPoint(0, 0))
    below_field = window.knowledge.mapTo(window, QPoint(0, window.knowledge.height())).y()
    assert 0 <= at.y() - below_field <= theme.M
    assert window.knowledge.empty.line.isVisible()
    assert not window.knowledge.empty.card.isVisible()
    assert window.knowledge.suggested.isVisible()


@pytest.mark.parametrize("card", ["candidates", "withheld", "internal", None])
def test_the_place_does_not_hang_on_who_calls(
    window: MainWindow, story: SimpleNamespace, card: str | None
) -> None:
    window.handle(CardChanged(getattr(story, card) if card else None))
    window.handle(TimelineChanged(None))
    assert home(window).isAncestorOf(window.history)
    assert window.history.empty.isVisible()


def test_typing_makes_room_and_esc_brings_everything_back(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    ring(window, story)
    history = window.history
    history.filters.toggle(("channel", "phone"))
    qtbot.keyClick(window, Qt.Key.Key_F3)
    for _ in range(12):
        qtbot.keyClick(history.list, Qt.Key.Key_Down)
    qtbot.keyClick(history.list, Qt.Key.Key_Return)
    painted(window)
    scrolled, current = history.list.verticalScrollBar().value(), history.list.current_key()
    before = seen(window, history), seen(window, history.list)
    assert scrolled > 0
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClick(window.knowledge.field.edit, Qt.Key.Key_B)
    painted(window)
    assert window.desk_layout.left.isAncestorOf(history)
    assert history.isVisible()
    assert history.mapTo(window, QPoint(0, 0)).y() > window.pop.height()
    assert window.knowledge.height() > 600
    assert history.list.current_key() == current
    qtbot.keyClick(window.knowledge.field.edit, Qt.Key.Key_Escape)
    painted(window)
    assert (seen(window, history), seen(window, history.list)) == before
    assert history.list.verticalScrollBar().value() == scrolled
    assert history.list.current_key() == current
    assert history.filters.filter.channels == {Channel.PHONE}
    qtbot.keyClick(window.knowledge.field.edit, Qt.Key.Key_Escape)
    assert history.list.hasFocus()


def test_the_end_of_a_long_history_is_still_its_end_afterwards(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    ring(window, story, 5000)
    bar = window.history.list.verticalScrollBar()
    for at in (bar.maximum(), bar.maximum() - 7, bar.maximum() // 2 + 3):
        bar.setValue(at)
        painted(window)
        place = window.history.list.place()
        window.knowledge.field.edit.setText("b")
        painted(window)
        window.knowledge.field.edit.clear()
        painted(window)
        assert bar.value() == at
        assert window.history.list.place() == place


def test_the_keyboard_stays_in_the_history_that_is_moved(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    ring(window, story)
    window.knowledge.field.edit.setText("b")
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert window.history.list.hasFocus()
    assert window.desk_layout.left.isAncestorOf(window.history)
    assert window.desk_layout.left.verticalScrollBar().value() > 0
    second = replace(story.ringing, call=replace(story.ringing.call, call_id=CallId("7.7")))
    window.handle(CardChanged(second))  # a new call empties the search: the whole picture again
    painted(window)
    assert home(window).isAncestorOf(window.history)
    assert window.history.list.hasFocus()


def test_what_comes_in_moves_nothing(window: MainWindow, story: SimpleNamespace) -> None:
    ring(window, story)
    cue = Cue(PackId("listening"), RuleId("play-back"), "Play it back")
    coming = (
        CueChanged(cue, 1),
        Notified(Severity.INFO, "call.picked_elsewhere"),
        SourcesChanged(()),
        CardChanged(story.talking),
        TimelineChanged(long_page(story)),
        KnowledgeReady(1300),
    )
    for typed in ("", "b"):
        window.knowledge.field.edit.setText(typed)
        painted(window)
        column = window.desk_layout.history_place.column
        before = seen(window, window.history)[0].x()
        for event in coming:
            window.handle(event)
            painted(window)
            assert window.desk_layout.history_place.column is column, event
            assert seen(window, window.history)[0].x() == before


def test_nothing_is_empty_while_the_search_is_still_looking(
    window: MainWindow, story: SimpleNamespace, crossing: Any
) -> None:
    ring(window, story)
    crossing.hold = True
    window.knowledge.field.edit.setText("b")
    painted(window)
    assert home(window).isAncestorOf(window.history)  # until there is something to put there
    crossing.settle()
    assert not home(window).isVisible()
    assert window.knowledge.results.isVisible() or window.knowledge.empty.isVisible()
    assert home(window).isAncestorOf(window.history), "results are painted before it is moved"
    painted(window)
    assert window.desk_layout.left.isAncestorOf(window.history)
    assert window.history.isVisible()
    window.knowledge.field.edit.setText("bi")
    window.knowledge.field.edit.clear()
    assert home(window).isAncestorOf(window.history)
    crossing.settle()  # too late: nothing is typed any more
    assert home(window).isAncestorOf(window.history)


def test_what_is_asked_for_before_the_move_is_there_and_back(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    ring(window, story)
    window.knowledge.field.edit.setText("b")
    assert not window.history.isVisible()
    window.knowledge.field.edit.clear()  # before anything was painted
    assert home(window).isVisible()
    assert window.history.isVisible()
    window.knowledge.field.edit.setText("b")
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert window.desk_layout.left.isAncestorOf(window.history)
    assert window.history.list.hasFocus()


@pytest.mark.parametrize("width", [360, 1000])
def test_in_fewer_columns_they_stand_below_the_card(
    window: MainWindow, story: SimpleNamespace, width: int
) -> None:
    ring(window, story)
    window.resize(width, 900)
    painted(window)
    assert window.desk_layout.left.isAncestorOf(window.history)
    assert window.history.isVisible()
    assert window.knowledge.empty.line.isHidden()
    for typed in ("b", ""):
        window.knowledge.field.edit.setText(typed)
        assert window.desk_layout.left.isAncestorOf(window.history)
    window.resize(1300, 900)
    assert home(window).isAncestorOf(window.history)


@pytest.mark.parametrize(("typed", "order"), [("", "psh"), ("b", "phs")])
def test_tab_goes_where_the_eye_goes(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot, typed: str, order: str
) -> None:
    ring(window, story)
    window.knowledge.field.edit.setText(typed)
    painted(window)
    QApplication.processEvents()
    row = window.pop.facts.first_hidden()
    assert row is not None
    row.eye.setFocus()
    places = {"p": window.pop, "h": window.history, "s": window.knowledge, "c": window.coaching}
    walked = ""
    for _ in range(80):
        focus = window.focusWidget()
        here = next((k for k, p in places.items() if focus and p.isAncestorOf(focus)), "")
        walked += here if here != walked[-1:] else ""
        if here == "c":
            break
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    assert walked == f"{order}c"


def test_a_low_window_scrolls_the_middle(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    window.resize(1440, 480)
    ring(window, story)
    painted(window)
    assert home(window).verticalScrollBar().maximum() > 0
    qtbot.keyClick(window, Qt.Key.Key_F3)
    for _ in range(4):
        qtbot.keyClick(window.history.list, Qt.Key.Key_Down)
    painted(window)
    index = window.history.list.currentIndex()
    rect = window.history.list.visualRect(index)
    page = home(window).viewport()
    top = window.history.list.viewport().mapTo(page, rect.topLeft()).y()
    assert 0 <= top <= page.height() - rect.height()


def test_beside_the_card_the_brief_points_to_what_the_card_says(
    window: MainWindow, story: SimpleNamespace
) -> None:
    basis = (Basis(BasisKind.INTERACTION, "row-0"),)
    due = story.now - timedelta(hours=12)
    parts = (
        BriefPart(BriefCode.WHY, basis, text=story.ringing.likely_why.headline),
        BriefPart(BriefCode.MISSED, basis, text=story.promise.what, at=due, late=True),
        BriefPart(BriefCode.MOOD, basis, mood=Mood.FRUSTRATED, channel=Channel.CHAT, at=due),
    )
    brief = window.history.head.brief
    window.handle(CardChanged(replace(story.ringing, brief=Brief(parts))))
    window.handle(TimelineChanged(long_page(story)))
    said = brief.text()
    assert story.promise.what not in said
    assert story.ringing.likely_why.headline not in said
    assert said.startswith("Promise missed for 12 h.")
    assert said.endswith("Likely reason: as on the card.")
    assert all(one.keys == ("row-0",) for one in brief.statements)
    window.resize(1000, 900)  # below the card, which may be out of sight
    assert story.promise.what in brief.text()
    assert brief.text().startswith("Perhaps about: ")


@pytest.mark.parametrize("width", [400, 1000])
def test_typing_goes_on_when_the_window_gets_another_width(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot, width: int
) -> None:
    ring(window, story)
    qtbot.keyClick(window, Qt.Key.Key_F2)
    window.resize(width, 900)
    assert window.knowledge.field.edit.hasFocus()
    window.resize(1440, 900)
    assert window.knowledge.field.edit.hasFocus()
