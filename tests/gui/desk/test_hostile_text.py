"""What a caller, an article or a contact says is text, wherever it stands: never markup."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    AgentChanged,
    CardChanged,
    CueChanged,
    Notified,
    Severity,
    TimelineChanged,
    WrapUpChanged,
)
from agentassist.domain.coaching import Cue
from agentassist.domain.contact import Candidate, Identity, IdentityStatus
from agentassist.domain.ids import AgentId, CallId, PackId, RuleId, WrapUpId
from agentassist.domain.screen_pop import ScreenPop
from agentassist.domain.wrap_up import WrapUp
from ui import theme
from ui.main_window import MainWindow

EVIL = "<img src='file:///etc/hostname'><b>bold</b>&amp;<a href='javascript:x'>go</a>"


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1400, 900)
    window.show()
    window.handle(AgentChanged(AgentId("101")))
    return window


def _evil_card(card: ScreenPop) -> ScreenPop:
    call, identity = card.call, card.identity
    contact = identity.contact
    assert contact is not None
    named = replace(contact, name=EVIL, company=EVIL, city=EVIL, recognition=EVIL)
    return replace(
        card,
        call=replace(
            call, intent=EVIL, queue=EVIL, caller=replace(call.caller, name=EVIL, number=EVIL)
        ),
        identity=replace(identity, contact=named),
        recognition=EVIL,
        overdue=tuple(replace(promise, what=EVIL, owner=EVIL) for promise in card.overdue),
    )


def _show_everything(window: MainWindow, story: SimpleNamespace) -> None:
    card = _evil_card(story.ringing)
    contact = card.identity.contact
    assert contact is not None
    page = story.page
    told = tuple(replace(item, title=EVIL, detail=EVIL) for item in page.interactions)
    window.handle(CardChanged(card))
    promised = tuple(replace(promise, what=EVIL, owner=EVIL) for promise in page.promises)
    window.handle(TimelineChanged(replace(page, interactions=told, promises=promised)))
    cue = Cue(PackId("p"), RuleId("r"), EVIL, why=EVIL, better=EVIL)
    window.handle(CueChanged(cue, 1, 4, False))
    window.handle(Notified(Severity.ERROR, EVIL, (("file", EVIL),)))
    several = Identity(
        IdentityStatus.CANDIDATES,
        candidates=tuple(Candidate(contact, (), 3) for _ in range(3)),
    )
    window.handle(CardChanged(replace(card, identity=several)))
    wrap_up = WrapUp(
        WrapUpId("w"), CallId("1"), AgentId("101"), None, EVIL, story.now, reason=EVIL, summary=EVIL
    )
    window.handle(WrapUpChanged(wrap_up, 0))


def test_nothing_that_is_told_is_taken_for_markup(
    window: MainWindow, story: SimpleNamespace
) -> None:
    _show_everything(window, story)
    labels = window.findChildren(QLabel)
    assert any("<b>bold</b>" in label.text() for label in labels), "it is on the window"
    rich = [label for label in labels if label.textFormat() is not Qt.TextFormat.PlainText]
    assert [label.text() for label in rich] == []


def test_a_tooltip_shows_markup_as_it_is_written(
    window: MainWindow, story: SimpleNamespace
) -> None:
    _show_everything(window, story)
    told = [_asked(widget) for widget in window.findChildren(QWidget) if widget.isVisible()]
    QToolTip.hideText()
    assert any("&lt;b&gt;" in said for said in told)
    for said in told:
        shown = QTextDocument()  # as Qt does it when a text looks like HTML
        shown.setHtml(said)
        assert "\ufffc" not in shown.toPlainText(), f"a picture: {said}"
        assert "<a href" not in said


def _asked(widget: QWidget) -> str:
    QToolTip.hideText()
    at = QPoint(4, 4)
    QApplication.sendEvent(widget, QHelpEvent(QHelpEvent.Type.ToolTip, at, widget.mapToGlobal(at)))
    return QToolTip.text()


def test_a_timeline_tooltip_too(window: MainWindow, story: SimpleNamespace) -> None:
    _show_everything(window, story)
    model = window.history.list.model()
    assert model.rowCount() > 0
    for row in range(model.rowCount()):
        said = str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole))
        shown = QTextDocument()
        shown.setHtml(said)
        assert "<b>bold</b>" in shown.toPlainText()
