"""What sources need of the agent: a secret, and notes that wait; and what look-ups find late."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from agentassist.app.events import (
    AgentChanged,
    CardChanged,
    LookUpFilledIn,
    OutboxChanged,
    SecretsMissing,
)
from agentassist.domain.errors import AgentAssistError
from agentassist.domain.ids import AgentId
from agentassist.domain.secret import Secret
from agentassist.domain.source import SourceState, SourceStatus
from agentassist.ports.source_setup import MissingSecret
from ui import theme
from ui.main_window import MainWindow

NEEDED = MissingSecret("helpdesk", "Help desk", "client_secret", "https://desk.example.org", True)


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1300, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(AgentChanged(AgentId("101")))
    return window


def test_a_secret_is_typed_unseen_and_forgotten_here(
    window: MainWindow, desk: Any, qtbot: QtBot
) -> None:
    focus = window.focusWidget()
    window.handle(SecretsMissing((NEEDED,)))
    notices = window.source_notices
    assert "Help desk needs its client secret." in notices.needed.accessibleName()
    assert "https://desk.example.org only" in notices.needed.accessibleName()
    assert window.focusWidget() is focus
    assert notices.edit.echoMode() is QLineEdit.EchoMode.Password
    notices.edit.setFocus()
    qtbot.keyClicks(notices.edit, "s3cret-word")
    qtbot.keyClick(notices.edit, Qt.Key.Key_Return)
    sent = ("sources.give_secret", "helpdesk", "client_secret", Secret("s3cret-word"))
    assert desk.asked[-1] == sent
    assert notices.edit.text() == ""
    assert not notices.edit.isUndoAvailable()
    window.handle(SecretsMissing(()))
    assert not notices.needed.isVisible()
    assert not notices.edit.isVisible()


def test_put_away_it_stays_away(window: MainWindow) -> None:
    window.handle(SecretsMissing((NEEDED,)))
    window.source_notices.needed.away.click()
    assert not window.source_notices.entry.isVisible()
    window.handle(SecretsMissing((NEEDED, replace(NEEDED, source="crm", title="CRM"))))
    assert "CRM needs" in window.source_notices.needed.accessibleName()


def test_a_secret_that_is_not_taken_is_said(window: MainWindow, desk: Any) -> None:
    desk.answers["sources.give_secret"] = AgentAssistError("storage.full")
    window.handle(SecretsMissing((NEEDED,)))
    window.source_notices.edit.setText("x")
    window.source_notices.save.click()
    assert "needs its" not in window.source_notices.needed.accessibleName()


def test_only_notes_that_failed_are_worth_a_line(window: MainWindow, desk: Any) -> None:
    outbox = window.source_notices.outbox
    window.handle(OutboxChanged(1))
    assert not outbox.isVisible()
    window.handle(OutboxChanged(2, 1, "Help desk", "source.unreachable"))
    assert outbox.isVisible()
    assert outbox.accessibleName() == (
        "2 notes wait to be sent. Help desk can't be reached."
        " Nothing is lost: it is tried again by itself."
    )
    window.source_notices.send.click()
    assert desk.asked[-1] == ("sources.send_notes",)
    window.handle(OutboxChanged(0))
    assert not outbox.isVisible()


def test_late_finds_of_a_look_up_stand_behind_those_shown(
    window: MainWindow, story: SimpleNamespace, desk: Any, qtbot: QtBot
) -> None:
    window.handle(CardChanged(None))
    first, second, third = story.people
    desk.answers["look_up"] = (second, third)
    look_up = window.pop.ready.look_up
    look_up.field.setFocus()
    qtbot.keyClicks(look_up.field, "Muller")
    qtbot.keyClick(look_up.field, Qt.Key.Key_Return)
    assert [row.candidate for row in look_up.found.rows] == [second, third]
    look_up.found.rows[1].setFocus()
    window.handle(LookUpFilledIn("Muller", (first, second, third)))
    assert [row.candidate for row in look_up.found.rows] == [second, third, first]
    assert look_up.found.rows[1].hasFocus()
    window.handle(LookUpFilledIn("something else", (first,)))
    assert len(look_up.found.rows) == 3
    silent = SourceStatus("crm", SourceState.FAILED, "CRM", error="source.unreachable")
    window.handle(LookUpFilledIn("Muller", (first, second, third), (silent,)))
    assert look_up.answer.text() == "CRM can't be reached: nothing of it is shown"
