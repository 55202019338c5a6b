"""Late rows, a growing brief, sources that come and fail: what is read stays where it is."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, SourcesChanged, TimelineChanged
from agentassist.domain.brief import Brief, BriefCode, BriefPart
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import Channel, Interaction
from agentassist.domain.source import SourceState, SourceStatus
from agentassist.ports.history import TimelinePage
from ui import theme, times
from ui.history.panel import HistoryPanel


@pytest.fixture
def panel(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> HistoryPanel:
    host = QWidget()
    column = QVBoxLayout(host)
    panel = HistoryPanel(desk, crossing)
    column.addWidget(panel)
    column.addStretch(1)
    qtbot.addWidget(host)
    host.resize(390, 900)  # too narrow for the drawn line
    host.show()
    panel.set_room(500)
    panel.destroyed.connect(lambda: host)
    return panel


@pytest.fixture
def long_page(story: SimpleNamespace) -> TimelinePage:
    return TimelinePage(story.dana.id, tuple(_row(story, at) for at in range(60)))


def _row(story: SimpleNamespace, hours: float, title: str = "") -> Interaction:
    at = story.now - timedelta(hours=24 + hours)
    key = InteractionId(f"r{hours}")
    return Interaction(key, story.dana.id, Channel.PHONE, at, title or f"talk {hours}", "detail")


def settle() -> None:
    for _ in range(8):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def seen(panel: HistoryPanel, key: str) -> int:
    """How far down on the panel the row's lower edge is."""
    at = panel.model.row_of(key)
    assert at is not None
    rect = panel.list.visualRect(panel.model.index(at))
    return panel.list.viewport().mapTo(panel.window(), rect.bottomLeft()).y()


def newest(story: SimpleNamespace, page: TimelinePage, count: int) -> TimelinePage:
    new = tuple(_row(story, -20 - at, f"late {at}") for at in range(count))
    return replace(page, interactions=(*reversed(new), *page.interactions))


def test_rows_that_come_in_above_do_not_move_what_is_scrolled_to(
    panel: HistoryPanel, story: SimpleNamespace, long_page: TimelinePage, qtbot: QtBot
) -> None:
    panel.handle(TimelineChanged(long_page))
    settle()
    panel.list.verticalScrollBar().setValue(700)
    key = panel.model.rows[panel.list.indexAt(QPoint(60, 40)).row()].key
    before = seen(panel, key)
    panel.handle(TimelineChanged(newest(story, long_page, 3)))
    settle()
    assert seen(panel, key) == before
    assert panel.news.label == "↑ 3 new"
    assert panel.news.accessibleName() == "3 new contacts above"
    qtbot.mouseClick(panel.news, Qt.MouseButton.LeftButton)
    assert panel.list.verticalScrollBar().value() == 0
    assert panel.news.isHidden()


def test_the_top_of_a_short_list_stays_too_once_it_may_be_read(
    panel: HistoryPanel, story: SimpleNamespace, long_page: TimelinePage
) -> None:
    short = replace(long_page, interactions=long_page.interactions[:3])
    panel.handle(TimelineChanged(short))
    settle()
    panel.steady.settling.stop()  # the time in which nobody has begun to read is over
    before, height = seen(panel, "r0"), panel.list.height()
    panel.handle(TimelineChanged(newest(story, short, 2)))
    settle()
    assert seen(panel, "r0") == before
    assert panel.list.height() == height
    panel.list.verticalScrollBar().setValue(0)
    settle()
    assert panel.list.height() > height  # released: all of it has room
    assert panel.news.isHidden()


def test_rows_of_the_first_moment_take_their_place(
    panel: HistoryPanel, story: SimpleNamespace, long_page: TimelinePage
) -> None:
    panel.handle(TimelineChanged(long_page))
    panel.handle(TimelineChanged(newest(story, long_page, 2)))
    assert panel.list.verticalScrollBar().value() == 0
    assert panel.model.rows[0].key == "r-21"
    assert panel.news.isHidden()


def test_a_brief_that_grows_above_moves_no_row(
    panel: HistoryPanel, story: SimpleNamespace, long_page: TimelinePage
) -> None:
    short = BriefPart(BriefCode.WHY, (), text="The bill")
    longer = BriefPart(BriefCode.TOLD, (), text="word " * 40, channel=Channel.MAIL, at=story.now)
    panel.handle(CardChanged(replace(story.ringing, brief=Brief((short,)))))
    panel.handle(TimelineChanged(long_page))
    settle()
    panel.steady.settling.stop()
    before = seen(panel, "r4")
    panel.handle(CardChanged(replace(story.ringing, brief=Brief((short, longer)))))
    settle()
    assert panel.head.brief.height() > 40
    assert seen(panel, "r4") == before
    panel.handle(CardChanged(replace(story.ringing, brief=Brief((short,)))))
    settle()
    assert seen(panel, "r4") == before  # less above moves nothing either


def test_somebody_else_starts_at_the_top(
    panel: HistoryPanel, story: SimpleNamespace, long_page: TimelinePage
) -> None:
    panel.handle(TimelineChanged(long_page))
    settle()
    panel.open_find("talk")
    panel.list.verticalScrollBar().setValue(900)
    panel.list.toggle(3)
    panel.handle(TimelineChanged(replace(story.page, interactions=long_page.interactions[:9])))
    other = TimelinePage(story.people[0].contact.id, story.page.interactions)
    panel.handle(TimelineChanged(other))
    assert panel.list.verticalScrollBar().value() == 0
    assert panel.finding.isHidden()
    assert not any(panel.list.is_open(at) for at in range(len(panel.model.rows)))


def status(state: SourceState, **more: Any) -> SourceStatus:
    return SourceStatus("helpdesk", state, "Help desk", **more)


def test_a_source_that_answers_soon_is_not_announced(
    panel: HistoryPanel, story: SimpleNamespace, qtbot: QtBot
) -> None:
    line = panel.sources.line
    panel.handle(SourcesChanged((status(SourceState.ASKING),)))
    assert panel.sources.isVisible()  # its line is kept, empty
    assert line.accessibleName() == ""
    qtbot.waitUntil(lambda: line.accessibleName() == "Asking Help desk")
    panel.handle(SourcesChanged((status(SourceState.ANSWERED, found=1),)))
    assert line.accessibleName() == "Help desk answered"
    assert panel.sources.again.isHidden()


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            {"error": "source.too_slow", "hours": 2},
            "Help desk did not answer; shown is the copy of 2 h ago",
        ),
        ({"error": "source.unreachable"}, "Help desk did not answer: nothing of it is shown"),
    ],
)
def test_a_source_that_failed_is_named_with_the_age_of_its_copy(
    panel: HistoryPanel, story: SimpleNamespace, desk: Any, found: dict[str, Any], said: str
) -> None:
    hours = found.pop("hours", None)
    good = story.now - timedelta(hours=hours) if hours else None
    failed = status(SourceState.FAILED, last_good=good, **found)
    helpdesk = tuple(replace(one, source="helpdesk") for one in story.page.interactions)
    panel.handle(SourcesChanged((failed,)))
    panel.handle(TimelineChanged(replace(story.page, interactions=helpdesk)))
    assert panel.sources.line.accessibleName() == said
    source = panel.model.words(1).source
    assert source == ("Help desk · 2 h old" if hours else "Help desk")
    panel.sources.line.click()
    assert panel.sources.details.text().startswith("Help desk ")
    panel.sources.again.click()
    assert desk.asked == [("people.ask_again",)]


def test_what_may_not_be_indexed_yet_is_no_new_customer(
    panel: HistoryPanel, story: SimpleNamespace
) -> None:
    answered = status(SourceState.ANSWERED, lag=timedelta(minutes=2))
    panel.handle(SourcesChanged((answered,)))
    said = panel.sources.line.accessibleName()
    assert said == "Help desk found nobody; what is younger than 2 min may not be indexed yet"


def test_a_refused_source_is_said_to_be_out(panel: HistoryPanel) -> None:
    panel.handle(SourcesChanged((status(SourceState.REFUSED), status(SourceState.NOT_ASKED))))
    assert "not used" in panel.sources.line.accessibleName()
    panel.sources.line.click()
    assert "can't be asked by what is known" in panel.sources.details.text()


def test_the_same_rows_again_change_nothing(
    panel: HistoryPanel,
    story: SimpleNamespace,
    long_page: TimelinePage,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A card is told at each change of the call, with its history behind it."""
    panel.handle(TimelineChanged(long_page))
    with qtbot.assertNotEmitted(panel.model.modelReset):
        monkeypatch.setattr(times, "now", lambda: story.now + timedelta(seconds=30))
        panel.handle(TimelineChanged(replace(long_page)))
    with qtbot.waitSignal(panel.model.modelReset):
        monkeypatch.setattr(times, "now", lambda: story.now + timedelta(minutes=2))
        panel.handle(TimelineChanged(replace(long_page)))
