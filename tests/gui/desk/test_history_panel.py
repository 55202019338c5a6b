"""Earlier contacts: filtered, honest when empty, drawn, and joined when more are fetched."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, TimelineChanged
from agentassist.domain.ids import ContactId
from agentassist.domain.promise import PromiseStatus
from agentassist.ports.history import TimelinePage
from ui import theme
from ui.history.filter_bar import ALL, OPEN
from ui.history.pages import arranged
from ui.history.panel import HistoryPanel
from ui.history.row_words import Reading, row_words

ORDERS = ("channel", "order")


@pytest.fixture
def panel(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> HistoryPanel:
    host = QWidget()
    column = QVBoxLayout(host)
    panel = HistoryPanel(desk, crossing)
    column.addWidget(panel)
    column.addStretch(1)
    qtbot.addWidget(host)
    host.resize(460, 900)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    panel.destroyed.connect(lambda: host)  # kept alive as long as its panel
    return panel


def titles(panel: HistoryPanel) -> list[str]:
    return [panel.model.words(at).title for at in range(panel.model.rowCount())]


def test_rows_newest_first_in_words(panel: HistoryPanel, story: SimpleNamespace) -> None:
    panel.handle(TimelineChanged(story.page))
    assert titles(panel) == [
        "Promise · call back about the double charge",
        "Call · promised a call-back",
        "Chat · still waiting",
        "Order 88-2041",
        "Survey · 4 of 10",
    ]
    call, chat = panel.model.words(1), panel.model.words(2)
    assert call.detail == "Double charge · 6 min · frustrated → neutral"
    assert (call.time, call.time_tone) == ("05:17", "faint")
    assert (chat.state, chat.time) == ("still open", "2 days ago")
    headings = [panel.model.heading(at) for at in range(5)]
    assert headings == ["Yesterday", "", "This week", "", "Last week"]
    assert panel.list.height() > 4 * 40


def test_filters_by_mouse_and_key(
    panel: HistoryPanel, story: SimpleNamespace, qtbot: QtBot
) -> None:
    panel.handle(TimelineChanged(story.page))
    chips = panel.filters.chips
    assert [chips[key].label for key in (ALL, OPEN, ORDERS)] == ["All 5", "Open 2", "Orders 1"]
    qtbot.mouseClick(chips[ORDERS], Qt.MouseButton.LeftButton)
    assert titles(panel) == ["Order 88-2041"]
    chips[ORDERS].setFocus()
    qtbot.keyClick(chips[ORDERS], Qt.Key.Key_Left)
    assert chips[("channel", "chat")].hasFocus()
    qtbot.keyClick(chips[("channel", "chat")], Qt.Key.Key_Space)
    assert titles(panel) == ["Chat · still waiting", "Order 88-2041"]
    qtbot.mouseClick(chips[OPEN], Qt.MouseButton.LeftButton)
    assert titles(panel) == ["Chat · still waiting"]
    other = replace(story.page, contact_id=ContactId("other"))
    panel.handle(TimelineChanged(other))
    assert panel.model.filter.empty
    assert chips[ALL].isChecked()
    assert len(titles(panel)) == 5


def test_empty_places_say_what_will_be_there(
    panel: HistoryPanel, story: SimpleNamespace, qtbot: QtBot
) -> None:
    assert panel.empty.title.text() == "Earlier contacts stand here"
    panel.handle(TimelineChanged(None, loading=True))
    assert not panel.skeleton.isVisible()  # what comes at once needs none
    assert not panel.empty.isVisible()
    qtbot.waitUntil(panel.skeleton.isVisible)
    panel.handle(CardChanged(story.candidates))
    panel.handle(TimelineChanged(None))
    assert panel.empty.title.text() == "Whose history?"
    panel.handle(CardChanged(story.internal))
    assert panel.empty.title.text() == "A colleague"
    panel.handle(TimelineChanged(TimelinePage(story.dana.id)))
    assert panel.empty.title.text() == "No earlier contact"
    assert not panel.filters.isVisible()


def test_a_source_that_did_not_answer_is_named(panel: HistoryPanel, story: SimpleNamespace) -> None:
    panel.handle(TimelineChanged(replace(story.page, missing=("tickets",))))
    assert "tickets did not answer" in panel.head.missing.text()
    assert panel.head.missing.isVisible()


def test_older_rows_are_joined_and_stay(
    panel: HistoryPanel, story: SimpleNamespace, desk: Any
) -> None:
    panel.handle(TimelineChanged(story.page))
    last = story.page.interactions[-1]
    older = replace(last, id="older", at=last.at.replace(month=10), title="long ago")
    desk.answers["more_history"] = TimelinePage(story.dana.id, (last, older))
    panel.more.click()
    assert desk.asked == [("more_history", story.dana.id, last.at)]
    assert titles(panel)[-2:] == ["Survey · 4 of 10", "Survey · long ago"]
    assert not panel.more.isVisible()
    panel.handle(TimelineChanged(story.page))
    assert titles(panel)[-1] == "Survey · long ago"


def test_older_rows_of_somebody_else_are_dropped(
    panel: HistoryPanel, story: SimpleNamespace, desk: Any, crossing: Any
) -> None:
    panel.handle(TimelineChanged(story.page))
    desk.answers["more_history"] = story.page
    crossing.hold = True
    panel.more.click()
    panel.handle(TimelineChanged(TimelinePage(ContactId("other"))))
    crossing.settle()
    assert titles(panel) == []


def test_promises_stand_in_the_list_with_how_they_stand(story: SimpleNamespace) -> None:
    kept = replace(story.promise, id="p2", status=PromiseStatus.KEPT, what="send the letter")
    page = replace(story.page, promises=(story.promise, kept))
    rows = arranged(page, story.now).rows
    found = [row_words(row, Reading(story.now)) for row in rows if row.key.startswith("promise:")]
    assert {(row.title, row.state) for row in found} == {
        ("Promise · call back about the double charge", "overdue 3 h · owner M. Okafor"),
        ("Promise · send the letter", "kept · owner M. Okafor"),
    }


def test_the_journey_walks_by_key_and_leads_to_the_row(
    panel: HistoryPanel, story: SimpleNamespace, qtbot: QtBot
) -> None:
    panel.handle(TimelineChanged(story.page))
    journey = panel.journey
    assert journey.isVisible()
    journey.setFocus()
    assert "promised a call-back" in journey.accessibleDescription()
    qtbot.keyClick(journey, Qt.Key.Key_Left)
    assert "still waiting" in journey.accessibleDescription()
    with qtbot.waitSignal(journey.picked) as told:
        qtbot.keyClick(journey, Qt.Key.Key_Return)
    assert told.args == ["chat"]
    assert panel.list.currentIndex().row() == 2
    assert not journey.grab().isNull()


def test_the_journey_needs_room_and_two_contacts(
    panel: HistoryPanel, story: SimpleNamespace
) -> None:
    one = replace(story.page, interactions=story.page.interactions[:1])
    panel.handle(TimelineChanged(one))
    assert not panel.journey.isVisible()
    panel.handle(TimelineChanged(story.page))
    assert panel.journey.isVisible()
    panel.window().resize(340, 900)
    assert not panel.journey.isVisible()


def test_the_list_by_keyboard(panel: HistoryPanel, story: SimpleNamespace, qtbot: QtBot) -> None:
    panel.handle(TimelineChanged(story.page))
    panel.focus_list()
    assert panel.list.hasFocus()
    with qtbot.waitSignal(panel.row_moved):
        qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    spoken = panel.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    words = "This week: Chat · still waiting. still open. Wednesday, 18 November 2026"
    assert spoken.startswith(words)
