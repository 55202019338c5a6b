"""What an agent typed is copied without card numbers, codes and PINs."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.widgets.growing_edit import GrowingEdit


def test_a_card_does_not_get_onto_the_clipboard(qtbot: QtBot) -> None:
    edit = GrowingEdit("notes")
    qtbot.addWidget(edit)
    edit.setPlainText("first\npaid by 4111 1111 1111 1111, CVV 123")
    edit.selectAll()
    QTest.keyClick(edit, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "first\npaid by •••• 1111, CVV •••"
    QTest.keyClick(edit, Qt.Key.Key_X, Qt.KeyboardModifier.ControlModifier)
    assert "4111" not in QGuiApplication.clipboard().text()
    assert edit.toPlainText() == ""
