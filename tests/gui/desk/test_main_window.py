"""The whole window on the story's events: columns, notices, keys, names, no theft of focus."""

import time
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    AgentChanged,
    CardChanged,
    CueChanged,
    KnowledgeReady,
    Notified,
    PhoneStatusChanged,
    Severity,
    StoreChanged,
    StoreState,
    TimelineChanged,
    WrapUpChanged,
    WrapUpSaved,
)
from agentassist.domain.coaching import Cue
from agentassist.domain.contact import Contact
from agentassist.domain.ids import AgentId, CallId, ContactId, PackId, RuleId, WrapUpId
from agentassist.domain.wrap_up import WrapUp
from agentassist.ports.telephony import ConnectionState, ConnectionStatus
from ui import theme
from ui.actions.action import Action
from ui.faults import FaultHook
from ui.frame.desk_layout import Mode
from ui.frame.header import connection_words
from ui.frame.place_tabs import Place
from ui.main_window import MainWindow

CUE = Cue(PackId("listening"), RuleId("play-back"), "Play it back")


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(400, 860)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(AgentChanged(AgentId("101")))
    window.handle(KnowledgeReady(1204))
    return window


def status(state: ConnectionState, **more: Any) -> PhoneStatusChanged:
    return PhoneStatusChanged(ConnectionStatus(state, "Asterisk", time.monotonic_ns(), **more))


def wrap_up(story: SimpleNamespace) -> WrapUp:
    return WrapUp(
        WrapUpId("w1"),
        CallId("1.1"),
        AgentId("101"),
        story.dana.id,
        "Dana Reyes",
        story.now - timedelta(minutes=7),
        story.now,
    )


def ring(window: MainWindow, story: SimpleNamespace) -> None:
    window.handle(CardChanged(story.ringing))
    window.handle(TimelineChanged(story.page))


def overflowing(window: QWidget) -> list[str]:
    """Visible widgets that stick out of the window at a side."""
    out = []
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.width() and not widget.isWindow():
            left = widget.mapTo(window, QPoint(0, 0)).x()
            if left < -1 or left + widget.width() > window.width() + 1:
                out.append(f"{type(widget).__name__} {left}+{widget.width()}")
    return out


@pytest.mark.parametrize(
    ("width", "mode"), [(360, Mode.NARROW), (899, Mode.NARROW), (900, Mode.TWO), (1400, Mode.THREE)]
)
def test_columns_by_width(
    window: MainWindow, story: SimpleNamespace, width: int, mode: Mode
) -> None:
    ring(window, story)
    window.resize(width, 860)
    assert window.desk_layout.mode is mode
    assert window.pop.isVisible()
    assert window.history.isVisible()
    assert window.knowledge.isVisible() is (mode is not Mode.NARROW)
    assert window.coaching.isVisible() is (mode is Mode.THREE)
    assert overflowing(window) == []


def test_back_and_forth_leaves_everything_in_place(
    window: MainWindow, story: SimpleNamespace
) -> None:
    ring(window, story)
    for width in (1400, 400, 1000, 400, 1400):
        window.resize(width, 860)
    assert window.knowledge.isVisible()
    assert window.coaching.isVisible()
    window.resize(400, 860)
    assert window.history.isVisible()
    assert not window.knowledge.isVisible()


def test_the_longest_words_fit_the_narrowest_panel(
    window: MainWindow, story: SimpleNamespace
) -> None:
    long = Contact(
        ContactId("long"),
        "Maximiliane-Annegret von Hohenschwangau-Lindenberg",
        company="Donaudampfschifffahrtsgesellschaft mbH & Co. KG",
    )
    first = story.ringing.given[0]
    given = (replace(first, kind="vertragskontonummer_zusatzangabe", mask="M" * 60),)
    promise = replace(
        story.promise, what="Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 2
    )
    card = replace(
        story.ringing,
        identity=replace(story.ringing.identity, contact=long),
        given=given,
        overdue=(promise,),
    )
    window.resize(360, 860)
    window.handle(CardChanged(card))
    window.settle()
    assert overflowing(window) == []


def test_nothing_takes_the_focus_while_a_call_comes_and_goes(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    window.show_search()
    field = window.knowledge.field.edit
    assert field.hasFocus()
    for event in (
        CardChanged(story.ringing),
        TimelineChanged(story.page),
        CardChanged(story.talking),
        CueChanged(CUE, 1),
        Notified(Severity.WARNING, "call.lost"),
        CardChanged(story.wrapping),
        WrapUpChanged(wrap_up(story)),
    ):
        window.handle(event)
        assert window.focusWidget() is field, event
    assert field.isVisible() or window.desk_layout.place is Place.WRAP_UP
    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_the_keys_lead_everywhere(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    ring(window, story)
    window.handle(CardChanged(story.talking))
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert window.knowledge.field.edit.hasFocus()
    assert window.knowledge.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert window.history.list.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert window.coaching.wording.edit.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert window.coaching.notes.edit.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert ("set_listening", True) in desk.asked
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert ("caller_repeated",) in desk.asked
    desk.answers["reveal"] = "40020018"
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert ("reveal", 0) in desk.asked


def test_the_footer_offers_what_can_be_done_now(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot, desk: Any
) -> None:
    def offered() -> list[Action]:
        return [key.item.action for key in window.footer._keys]

    assert offered() == [Action.SEARCH, Action.CHEAT_SHEET]
    window.handle(CardChanged(story.talking))
    assert Action.HAD_TO_REPEAT in offered()
    repeat = next(k for k in window.footer._keys if k.item.action is Action.HAD_TO_REPEAT)
    qtbot.mouseClick(repeat, Qt.MouseButton.LeftButton)
    assert desk.asked[-1] == ("caller_repeated",)


def test_the_wrap_up_takes_its_place_and_leaves_it(
    window: MainWindow, story: SimpleNamespace
) -> None:
    ring(window, story)
    window.handle(CardChanged(story.wrapping))
    window.handle(WrapUpChanged(wrap_up(story)))
    assert window.wrap_up.isVisible()
    assert not window.pop.isVisible()  # the open wrap-up carries the strip of the call
    window.resize(1400, 860)
    assert window.pop.isVisible()
    assert window.wrap_up.isVisible()
    assert not window.coaching.isVisible()
    window.handle(WrapUpSaved(wrap_up(story)))
    window.handle(WrapUpChanged(None))
    window.handle(CardChanged(None))
    assert window.pop.ready.isVisible()
    second = replace(story.ringing, call=replace(story.ringing.call, call_id=CallId("7.7")))
    window.handle(CardChanged(second))
    assert window.coaching.isVisible()
    assert not window.wrap_up.isVisible()


def test_a_cue_out_of_sight_marks_its_tab(window: MainWindow, story: SimpleNamespace) -> None:
    ring(window, story)
    tab = window.desk_layout.tabs.chips[Place.COACH]
    assert tab._glyph is None
    window.handle(CueChanged(CUE, 1))
    assert tab._glyph is not None
    window.desk_layout.go(Place.COACH)
    assert tab._glyph is None


def test_scrolled_away_the_caller_is_still_named(
    window: MainWindow, story: SimpleNamespace
) -> None:
    ring(window, story)
    window.handle(CardChanged(story.talking))
    assert not window.desk_layout.call_bar.isVisible()
    window.show_search()
    bar = window.desk_layout.call_bar
    assert bar.isVisible()
    assert bar.words.text() == "Talking · Dana Reyes"
    window.desk_layout.left.to_top()
    assert not bar.isVisible()


def test_notices(window: MainWindow) -> None:
    notices = window.notices
    window.handle(StoreChanged(StoreState.MEMORY_ONLY, "keystore.unavailable"))
    assert "no keystore" in notices.store.text.text()
    assert notices.store.isVisible()
    window.handle(StoreChanged(StoreState.KEPT))
    assert not notices.store.isVisible()
    window.handle(status(ConnectionState.AUTH_FAILED))
    assert "refused the login" in notices.phone.text.text()
    window.handle(status(ConnectionState.READY))
    assert not notices.phone.isVisible()
    window.handle(Notified(Severity.INFO, "call.picked_elsewhere"))
    assert notices.passing.text.text() == "A colleague took the call."
    notices.passing.away.click()
    assert not notices.passing.isVisible()


def test_what_was_put_away_stays_away_until_something_changes(window: MainWindow) -> None:
    window.handle(status(ConnectionState.UNREACHABLE))
    banner = window.notices.phone
    assert banner.isVisible()
    banner.away.click()
    window.handle(status(ConnectionState.CONNECTING))
    window.handle(status(ConnectionState.UNREACHABLE))
    assert not banner.isVisible()
    window.handle(status(ConnectionState.READY))
    window.handle(status(ConnectionState.LOST))
    assert banner.isVisible()


def test_page_keys_move_the_card(window: MainWindow, story: SimpleNamespace, qtbot: QtBot) -> None:
    ring(window, story)
    window.settle()
    bar = window.desk_layout.left.verticalScrollBar()
    qtbot.keyClick(window, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert bar.value() == 0


def test_connection_in_words() -> None:
    now = 10_000_000_000
    ready = ConnectionStatus(ConnectionState.READY, "Asterisk", 0, now - 1_500_000_000)
    assert connection_words(ready, now) == "Asterisk · 1 s ago"
    lost = ConnectionStatus(ConnectionState.LOST, "Asterisk", now, retry_in=timedelta(seconds=12))
    assert connection_words(lost, now) == "Connection to Asterisk lost · next try in 12 s"
    assert connection_words(lost, now + 30_000_000_000).endswith("trying again")
    refused = ConnectionStatus(ConnectionState.AUTH_FAILED, "Asterisk", 0)
    assert connection_words(refused, now) == "Asterisk refused the login"
    assert connection_words(None, now) == "Starting"


def test_the_header_names_the_agent_or_asks(window: MainWindow) -> None:
    assert window.header.agent.label == "Agent 101"
    window.resize(1200, 860)
    window.handle(AgentChanged(None))
    assert window.header.agent.label == "No extension set: no card will pop"
    window.handle(AgentChanged(AgentId("102"), locked=True))
    assert not window.header.agent.isVisible()
    assert window.header.locked.text() == "Agent 102"


@pytest.mark.parametrize("width", [400, 1000, 1400])
@pytest.mark.parametrize("card", ["ringing", "candidates", "withheld", "wrapping", None])
def test_every_place_the_focus_can_be_has_a_name(
    window: MainWindow, story: SimpleNamespace, width: int, card: str | None
) -> None:
    window.resize(width, 860)
    window.handle(CardChanged(getattr(story, card) if card else None))
    window.handle(TimelineChanged(story.page if card else None))
    unnamed = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not isinstance(widget.parent(), QAbstractScrollArea)
    ]
    assert unnamed == []


def test_tab_reaches_the_whole_card(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    ring(window, story)
    seen: list[QWidget] = []
    for _ in range(60):
        qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_Tab)
        focus = window.focusWidget()
        if focus is None or focus in seen:
            break
        seen.append(focus)
    row = window.pop.facts.first_hidden()
    assert row is not None
    assert row.eye in seen
    assert window.history.list in seen
    assert seen.index(row.eye) < seen.index(window.history.list)


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_each_theme_paints_every_state(
    window: MainWindow, story: SimpleNamespace, look: theme.Theme, name: str
) -> None:
    look.choose(name)
    ground = look.color("bg")
    for card in (story.ringing, story.candidates, story.internal, None):
        window.handle(CardChanged(card))
        image = window.grab().toImage()
        ratio = image.devicePixelRatio()
        at = image.pixelColor(round(3 * ratio), round(300 * ratio))
        assert at == ground
        assert len({image.pixel(x, 120) for x in range(0, image.width(), 7)}) > 1


def test_nothing_moves_after_its_first_paint(
    window: MainWindow, story: SimpleNamespace, qtbot: QtBot
) -> None:
    def places() -> list[tuple[str, QPoint, int]]:
        return [
            (type(w).__name__, w.mapTo(window, QPoint(0, 0)), w.height())
            for w in window.pop.findChildren(QWidget)
            if w.isVisible()
        ]

    for card in (story.ringing, story.candidates, story.talking, story.withheld):
        window.handle(CardChanged(card))
        QApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))  # the first paint
        first = places()
        qtbot.wait(20)
        assert places() == first


def test_a_panel_that_fails_leaves_the_others_what_they_are(
    window: MainWindow,
    story: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: Any,
) -> None:
    expect_log("a fault in the window")

    def fail(event: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(window.pop, "handle", fail)
    with FaultHook(lambda error: window.notices.show_error(error)):
        ring(window, story)
    assert window.history.list.model().rowCount() > 0
    assert window.windowTitle() != "agentassist"
    assert "ZeroDivisionError" in window.notices.passing.accessibleName()
