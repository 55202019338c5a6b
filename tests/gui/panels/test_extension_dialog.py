from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from agentassist.domain.errors import AgentAssistError
from ui.settings.extension_dialog import ExtensionDialog, extension_problem


@pytest.mark.parametrize("text", ["101", "a", "agent_7", "SIP-22", "x" * 20])
def test_what_an_extension_may_be(text: str) -> None:
    assert extension_problem(text) is None


@pytest.mark.parametrize("text", ["", "10 1", "x" * 33, "101;", "é", "1\n", "../1"])
def test_what_it_may_not_be(text: str) -> None:
    assert extension_problem(text)


@pytest.fixture
def dialog(qtbot: QtBot, desk: Any, crossing: Any) -> ExtensionDialog:
    dialog = ExtensionDialog(desk, crossing)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.edit.hasFocus)
    return dialog


def test_enter_hands_it_over_and_closes(qtbot: QtBot, dialog: ExtensionDialog, desk: Any) -> None:
    qtbot.keyClicks(dialog.edit, " 101 ")
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert desk.of("set_extension") == [("101",)]
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert not dialog.isVisible()


def test_an_empty_one_is_told_only_when_tried(
    qtbot: QtBot, dialog: ExtensionDialog, desk: Any
) -> None:
    assert "change it later" in dialog.told.text.text()
    qtbot.keyClick(dialog.edit, Qt.Key.Key_Return)
    assert "Type the number" in dialog.told.text.text()
    assert desk.of("set_extension") == []
    assert dialog.isVisible()


def test_a_wrong_one_is_told_while_typing(qtbot: QtBot, dialog: ExtensionDialog) -> None:
    qtbot.keyClicks(dialog.edit, "10 1")
    assert dialog.told.text.text() == "Only digits, letters and the signs - _ . +"
    assert dialog.edit.accessibleDescription() == dialog.told.text.text()
    assert not dialog.save.isEnabled()


def test_a_refusal_is_worded_and_can_be_put_right(
    qtbot: QtBot, dialog: ExtensionDialog, desk: Any
) -> None:
    desk.refuse = AgentAssistError("setting.locked", key="agent.extension")
    qtbot.keyClicks(dialog.edit, "101")
    dialog.save.click()
    assert "Managed by your organisation" in dialog.told.text.text()
    assert dialog.isVisible()
    assert dialog.save.isEnabled()


def test_set_by_the_organisation(qtbot: QtBot, desk: Any, crossing: Any) -> None:
    dialog = ExtensionDialog(desk, crossing, current="101", locked=True)
    qtbot.addWidget(dialog)
    dialog.open()
    assert dialog.edit.text() == "101"
    assert dialog.edit.isReadOnly()
    assert "Set by your organisation" in dialog.told.text.text()
    assert not dialog.save.isVisible()


def test_nothing_in_it_is_cut_off(dialog: ExtensionDialog) -> None:
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width())
