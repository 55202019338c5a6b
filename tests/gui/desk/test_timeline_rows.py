"""Rows of the timeline: states in words, threads, repeats, finding, the brief's evidence."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, TimelineChanged
from agentassist.domain.basis import Certainty, fact_basis, interaction_basis
from agentassist.domain.brief import Brief, BriefCode, BriefPart
from agentassist.domain.discretion import Discretion
from agentassist.domain.ids import InteractionId
from agentassist.domain.interaction import Channel, Direction, Interaction, InteractionStatus
from agentassist.ports.history import TimelinePage
from ui import theme
from ui.history.panel import HistoryPanel
from ui.ordinals import ordinal


@pytest.fixture
def panel(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> HistoryPanel:
    host = QWidget()
    column = QVBoxLayout(host)
    panel = HistoryPanel(desk, crossing)
    column.addWidget(panel)
    column.addStretch(1)
    qtbot.addWidget(host)
    host.resize(390, 900)
    host.show()
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    panel.set_room(700)
    panel.destroyed.connect(lambda: host)
    return panel


@pytest.fixture
def page(story: SimpleNamespace) -> TimelinePage:
    def row(key: str, channel: Channel, days: float, title: str, **more: Any) -> Interaction:
        at = story.now - timedelta(days=days)
        return Interaction(InteractionId(key), story.dana.id, channel, at, title, **more)

    theirs, ours = Direction.INBOUND, Direction.OUTBOUND
    helpdesk: dict[str, Any] = {"source": "helpdesk"}
    rows = (
        row("call", Channel.PHONE, 1.2, "about the bill", topic="billing", direction=theirs),
        row("copy", Channel.PHONE, 1.2003, "inbound call", topic="billing", source="crm"),
        row(
            "ask",
            Channel.MAIL,
            2.1,
            "Still no refund",
            direction=theirs,
            topic="billing",
            status=InteractionStatus.OPEN,
            **helpdesk,
        ),
        row("re", Channel.MAIL, 4, "Re: Rechnung", thread="x", direction=ours, **helpdesk),
        row("first", Channel.MAIL, 5, "Rechnung", thread="x", direction=theirs, **helpdesk),
        row("note", Channel.NOTE, 6, "Is ill", discretion=Discretion.KNOW, **helpdesk),
        row("old", Channel.STORE, 40, "Bought a café machine", agent="Ann Muster"),
    )
    return TimelinePage(story.dana.id, rows)


def at(panel: HistoryPanel, key: str) -> int:
    found = panel.model.row_of(key)
    assert found is not None
    return found


def state(panel: HistoryPanel, key: str) -> str:
    return panel.model.words(at(panel, key)).state


def test_states_are_words_and_duplicates_stand_once(
    panel: HistoryPanel, page: TimelinePage
) -> None:
    panel.handle(TimelineChanged(page))
    assert state(panel, "call") == "2nd contact about billing in 21 h · also in: crm"
    assert at(panel, "copy") == at(panel, "call")
    assert state(panel, "ask") == "unanswered for 2 days"
    assert panel.model.words(at(panel, "ask")).time_tone == "late"
    assert state(panel, "re") == "+ 1 in this thread"
    assert state(panel, "note") == "for you only, don't mention"
    spoken = panel.model.index(at(panel, "ask")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "unanswered for 2 days" in spoken
    assert "from helpdesk" in spoken


def test_what_is_hidden_is_nowhere(panel: HistoryPanel, page: TimelinePage) -> None:
    hidden = replace(page.interactions[5], title="Is in debt", discretion=Discretion.HIDE)
    panel.handle(TimelineChanged(replace(page, interactions=(hidden, *page.interactions[:3]))))
    assert panel.model.row_of("note") is None
    panel.open_find("debt")
    assert panel.model.rowCount() == 0
    assert "debt" not in panel.model.evidence("note")


@pytest.mark.parametrize(
    ("count", "said"), [(2, "2nd"), (3, "3rd"), (11, "11th"), (12, "12th"), (21, "21st")]
)
def test_how_often(count: int, said: str) -> None:
    assert ordinal(count) == said


def test_a_row_opens_by_key_and_shows_its_thread(
    panel: HistoryPanel, page: TimelinePage, qtbot: QtBot
) -> None:
    panel.handle(TimelineChanged(page))
    panel.focus_list()
    row = at(panel, "re")
    panel.list.setCurrentIndex(panel.model.index(row))
    low = panel.list.row_height(row)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert panel.list.is_open(row)
    assert panel.list.row_height(row) > low + 30
    qtbot.keyClick(panel.list, Qt.Key.Key_Left)
    assert panel.list.row_height(row) == low
    qtbot.keyClick(panel.list, Qt.Key.Key_End)
    assert panel.list.currentIndex().row() == panel.model.rowCount() - 1
    qtbot.keyClick(panel.list, Qt.Key.Key_Home)
    assert panel.list.currentIndex().row() == 0


def test_repeats_are_walked_by_key_and_by_mouse(
    panel: HistoryPanel, page: TimelinePage, qtbot: QtBot
) -> None:
    panel.handle(TimelineChanged(page))
    panel.focus_list()
    ctrl = Qt.KeyboardModifier.ControlModifier
    assert panel.list.currentIndex().row() == at(panel, "call")
    qtbot.keyClick(panel.list, Qt.Key.Key_Down, ctrl)
    assert panel.list.currentIndex().row() == at(panel, "ask")
    qtbot.keyClick(panel.list, Qt.Key.Key_Up, ctrl)
    assert panel.list.currentIndex().row() == at(panel, "call")
    spot = next(
        QPoint(x, y)
        for y in range(0, 120, 6)
        for x in range(40, 200, 20)
        if (found := panel.list.part_at(QPoint(x, y))) and found[1].leads_to == "ask"
    )
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert panel.list.currentIndex().row() == at(panel, "ask")


def test_finding_as_one_types(panel: HistoryPanel, page: TimelinePage, qtbot: QtBot) -> None:
    panel.handle(TimelineChanged(page))
    panel.focus_list()
    qtbot.keyClicks(panel.list, "c")
    assert panel.finding.edit.hasFocus()
    qtbot.keyClicks(panel.finding.edit, "afe")
    assert [row.key for row in panel.model.rows] == ["old"]
    assert panel.finding.count.text() == "1 of 5"
    assert not panel.list.grab().isNull()  # painted with its marks
    qtbot.keyClick(panel.finding.edit, Qt.Key.Key_Escape)
    assert panel.model.rowCount() == 5
    assert panel.finding.isVisible()
    qtbot.keyClick(panel.finding.edit, Qt.Key.Key_Escape)
    assert panel.finding.isHidden()
    assert panel.list.hasFocus()
    panel.open_find("zzz")
    assert panel.empty.title.text() == "Nothing found for “zzz”"


def test_found_words_are_marked(panel: HistoryPanel, page: TimelinePage) -> None:
    panel.handle(TimelineChanged(page))
    panel.list.setFixedHeight(600)

    def painted() -> bytes:
        return bytes(panel.list.grab().toImage().constBits())

    panel.open_find("no")
    marked = painted()
    keys = [row.key for row in panel.model.rows]
    panel.finding.edit.setText("re")
    assert "ask" in keys
    assert panel.model.rows[0].key == "ask"
    assert painted() != marked


def test_a_long_history_makes_only_the_words_that_are_seen(
    panel: HistoryPanel, story: SimpleNamespace, page: TimelinePage, qtbot: QtBot
) -> None:
    one = page.interactions[-1]
    rows = tuple(
        replace(one, id=InteractionId(f"n{at}"), at=one.at - timedelta(hours=at))
        for at in range(5000)
    )
    panel.handle(TimelineChanged(replace(page, interactions=rows)))
    panel.list.grab()
    assert panel.model.rowCount() == 5000
    assert panel.model.words_made < 60
    assert panel.list.height() <= 700
    panel.list.scrollToBottom()
    panel.list.grab()
    assert panel.model.words_made < 120
    qtbot.waitUntil(lambda: not panel.model.preparing)


def brief(*parts: BriefPart) -> Brief:
    return Brief(parts)


def test_each_part_of_the_brief_leads_to_its_evidence(
    panel: HistoryPanel, story: SimpleNamespace, page: TimelinePage, qtbot: QtBot
) -> None:
    waits = BriefPart(
        BriefCode.UNANSWERED,
        (interaction_basis(InteractionId("ask")),),
        channel=Channel.MAIL,
        at=story.now - timedelta(days=2.1),
    )
    why = BriefPart(BriefCode.WHY, (fact_basis("menu"),), topic="billing", certainty=Certainty.SAID)
    again = BriefPart(
        BriefCode.REPEATED,
        (interaction_basis(InteractionId("first")), interaction_basis(InteractionId("call"))),
        topic="billing",
        count=3,
        span=timedelta(days=9),
    )
    panel.handle(CardChanged(replace(story.ringing, brief=brief(why, waits, again))))
    panel.handle(TimelineChanged(page))
    view = panel.head.brief
    assert view.text() == (
        "They chose: billing. Mail unanswered for 2 days. 3rd contact about billing in 9 days."
    )
    assert not view.elided
    view.setFocus()
    assert "Still no refund" in view.accessibleDescription()  # what is said by no row is passed
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert panel.list.currentIndex().row() == at(panel, "ask")
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert panel.list.currentIndex().row() == at(panel, "first")
    assert panel.list.is_open(at(panel, "first"))  # it stands within a thread
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert panel.list.currentIndex().row() == at(panel, "first")


def test_the_brief_by_mouse(
    panel: HistoryPanel, story: SimpleNamespace, page: TimelinePage, qtbot: QtBot
) -> None:
    part = BriefPart(
        BriefCode.TOLD,
        (interaction_basis(InteractionId("old")),),
        text="The machine is in stock",
        channel=Channel.STORE,
        at=story.now - timedelta(days=40),
    )
    panel.handle(CardChanged(replace(story.ringing, brief=brief(part))))
    panel.handle(TimelineChanged(page))
    panel.filters.toggle(("channel", "mail"))
    view = panel.head.brief
    assert view.character_at(QPointF(30, 8)) is not None
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(30, 8))
    assert panel.model.filter.empty  # a filter hid it
    assert panel.list.currentIndex().row() == at(panel, "old")


def test_an_empty_brief_says_so(
    panel: HistoryPanel, story: SimpleNamespace, page: TimelinePage
) -> None:
    panel.handle(CardChanged(replace(story.ringing, brief=Brief())))
    panel.handle(TimelineChanged(page))
    assert panel.head.brief.text() == "Nothing is open, promised or unanswered."
    panel.handle(CardChanged(replace(story.ringing, brief=None)))
    assert panel.head.brief.isHidden()
