from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.settings.cheat_sheet import CheatSheet
from ui.shortcuts import (
    TABLE,
    Action,
    Conflict,
    Shortcuts,
    action_text,
    conflicts,
    native_text,
)


def test_the_table_has_every_action_once_and_no_conflict() -> None:
    assert sorted(row.action for row in TABLE) == sorted(Action)
    assert conflicts(TABLE) == ()
    assert all(action_text(action) for action in Action)


def test_a_key_taken_twice_and_a_key_that_is_none() -> None:
    table = tuple(
        replace(
            row, keys={Action.NOTES: ("F2",), Action.WORDING: ("Bogus",)}.get(row.action, row.keys)
        )
        for row in TABLE
    )
    assert conflicts(table) == (
        Conflict(Action.WORDING, "Bogus", None),
        Conflict(Action.NOTES, "F2", Action.SEARCH),
    )


@pytest.mark.parametrize(
    ("key", "text"), [("Ctrl+Return", "Ctrl ↵"), ("F2", "F2"), ("Ctrl+.", "Ctrl ."), ("?", "?")]
)
def test_keys_as_the_keycap_says_them(key: str, text: str) -> None:
    assert native_text(key) == text


def test_keys_work_wherever_the_focus_is(qtbot: QtBot, shown: Callable[[QWidget], QWidget]) -> None:
    edit = QPlainTextEdit()
    window = shown(edit)
    keys = Shortcuts(window)
    ran: list[Action] = []
    for action in (Action.SEARCH, Action.NOT_NOW, Action.SAVE, Action.CHEAT_SHEET):
        keys.bind(action, lambda action=action: ran.append(action))
    edit.setFocus()
    qtbot.keyClick(edit, Qt.Key.Key_F2)
    qtbot.keyClick(edit, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(edit, Qt.Key.Key_F1)
    assert ran == [Action.SEARCH, Action.NOT_NOW, Action.SAVE, Action.CHEAT_SHEET]
    qtbot.keyClick(edit, "?")
    assert edit.toPlainText() == "?", "a question mark is typed, not taken"


def test_of_two_on_one_key_the_first_works_and_the_second_has_none(
    qtbot: QtBot, shown: Callable[[QWidget], QWidget]
) -> None:
    window = shown(QWidget())
    keys = Shortcuts(window, {Action.NOTES: ("F2",)})
    ran: list[Action] = []
    for action in (Action.SEARCH, Action.NOTES):
        keys.bind(action, lambda action=action: ran.append(action))
    assert keys.conflicts == (Conflict(Action.NOTES, "F2", Action.SEARCH),)
    assert keys.key_text(Action.NOTES) == ""
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert ran == [Action.SEARCH]


def test_an_action_is_bound_once(shown: Callable[[QWidget], QWidget]) -> None:
    keys = Shortcuts(shown(QWidget()))
    keys.bind(Action.SEARCH, lambda: None)
    with pytest.raises(ValueError, match="search"):
        keys.bind(Action.SEARCH, lambda: None)


def test_the_cheat_sheet_lists_all_and_gives_the_focus_back(
    qtbot: QtBot, shown: Callable[[QWidget], QWidget]
) -> None:
    window = shown(QWidget())
    window.resize(900, 640)
    elsewhere = window.findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus()
    sheet = CheatSheet(Shortcuts(window), window)
    sheet.open()
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert {action_text(action) for action in Action} <= texts
    assert {"F2", "Ctrl ↵", "1 – 9", "?"} <= texts
    assert sheet.hasFocus()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert elsewhere.hasFocus()
    assert window.findChild(CheatSheet) is None or not window.findChild(CheatSheet).isVisible()


def test_the_key_that_opened_the_sheet_closes_it(
    shown: Callable[[QWidget], QWidget],
) -> None:
    window = shown(QWidget())
    keys = Shortcuts(window)
    CheatSheet(keys, window).open()
    CheatSheet(keys, window).open()
    assert [sheet for sheet in window.findChildren(CheatSheet) if sheet.isVisible()] == []


def test_a_key_that_leads_elsewhere_puts_the_sheet_away(
    shown: Callable[[QWidget], QWidget],
) -> None:
    window = shown(QWidget())
    sheet = CheatSheet(Shortcuts(window), window)
    sheet.open()
    elsewhere = window.findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert not sheet.isVisible()
    assert elsewhere.hasFocus()
