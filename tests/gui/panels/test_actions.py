from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import keymap
from ui.actions.action import Action
from ui.actions.bindings import Bindings
from ui.actions.declared import BY_ACTION, DECLARED, menu_text, title_text
from ui.actions.key_names import native_text
from ui.actions.keymap import Conflict, Keymap, conflicts, default_keys
from ui.settings.cheat_sheet import CheatSheet
from ui.widgets import IconButton, Keycap
from ui.widgets.key_hint import KeyHint


def test_every_action_is_declared_once_and_no_default_is_taken_twice() -> None:
    assert sorted(row.action for row in DECLARED) == sorted(Action)
    for mac in (False, True):
        rows = [(row.action, default_keys(row.action, mac=mac)) for row in DECLARED]
        assert conflicts(rows) == ()
    assert all(title_text(action) and menu_text(action) for action in Action)


def test_what_every_call_needs_is_never_three_keys_at_once() -> None:
    chords = {
        row.action: key
        for row in DECLARED
        for key in (*row.keys, *(row.mac or ()))
        if row.frequent and key.rstrip("+").count("+") > 1
    }
    assert chords == {}
    assert all(row.keys for row in DECLARED if row.frequent)


def test_a_key_taken_twice_and_a_key_that_is_none() -> None:
    rows = ((Action.SEARCH, ("F2",)), (Action.WORDING, ("Bogus",)), (Action.NOTES, ("F2",)))
    assert conflicts(rows) == (
        Conflict(Action.WORDING, "Bogus", None),
        Conflict(Action.NOTES, "F2", Action.SEARCH),
    )


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("Ctrl+Return", "Ctrl ↵"),
        ("F2", "F2"),
        ("Ctrl+.", "Ctrl ."),
        ("?", "?"),
        ("Ctrl++", "Ctrl +"),
    ],
)
def test_keys_as_the_keycap_says_them(key: str, text: str) -> None:
    assert native_text(key) == text


def test_keys_work_wherever_the_focus_is(qtbot: QtBot, shown: Callable[[QWidget], QWidget]) -> None:
    edit = QPlainTextEdit()
    window = shown(edit)
    keys = Bindings(window)
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


def test_a_key_that_was_chosen_is_taken_from_the_action_that_had_it(
    qtbot: QtBot, shown: Callable[[QWidget], QWidget]
) -> None:
    window = shown(QWidget())
    keys = Bindings(window, Keymap({Action.NOTES: ("F2",)}))
    ran: list[Action] = []
    for action in (Action.SEARCH, Action.NOTES):
        keys.bind(action, lambda action=action: ran.append(action))
    assert keys.keymap.conflicts == (Conflict(Action.SEARCH, "F2", Action.NOTES),)
    assert keys.key_text(Action.SEARCH) == ""
    qtbot.keyClick(window, Qt.Key.Key_F2)
    assert ran == [Action.NOTES]
    keys.keymap.choose({Action.NOTES: ("F3",)})
    qtbot.keyClick(window, Qt.Key.Key_F2)
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert ran == [Action.NOTES, Action.SEARCH, Action.NOTES], "at once, without a restart"


def test_keycaps_and_tooltips_follow_what_is_chosen(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = Keymap()
    monkeypatch.setattr(keymap, "current", lambda: ours)
    cap, button = Keycap(Action.NOTES), IconButton("pencil", "Notes", key=Action.NOTES)
    hint, fixed = KeyHint(Action.NOTES, "notes"), Keycap("Esc")
    for widget in (cap, button, hint, fixed):
        qtbot.addWidget(widget)
    assert (cap.text(), hint.accessibleName()) == ("F7", "notes (F7)")
    ours.choose({Action.NOTES: ("Ctrl+E",)})
    assert (cap.text(), hint.accessibleName()) == ("Ctrl E", "notes (Ctrl E)")
    assert "Notes (Ctrl E)" in button.toolTip()
    assert fixed.text() == "Esc"
    ours.choose({Action.NOTES: ()})
    assert (cap.text(), cap.sizeHint().width(), hint.accessibleName()) == ("", 0, "notes")
    assert "(" not in button.toolTip()


def test_an_action_is_bound_once(shown: Callable[[QWidget], QWidget]) -> None:
    keys = Bindings(shown(QWidget()))
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
    keys = Bindings(window)
    for row in DECLARED:
        if not row.local:
            keys.bind(row.action, lambda: None)
    sheet = CheatSheet(keys, window)
    sheet.open()
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert {title_text(action) for action in Action if BY_ACTION[action].keys} <= texts
    assert {"F2", "Ctrl ↵", "1 – 9", "?"} <= texts
    assert sheet.hasFocus()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert elsewhere.hasFocus()
    assert window.findChild(CheatSheet) is None or not window.findChild(CheatSheet).isVisible()


def test_the_key_that_opened_the_sheet_closes_it(
    shown: Callable[[QWidget], QWidget],
) -> None:
    window = shown(QWidget())
    keys = Bindings(window)
    CheatSheet(keys, window).open()
    CheatSheet(keys, window).open()
    assert [sheet for sheet in window.findChildren(CheatSheet) if sheet.isVisible()] == []


def test_a_key_that_leads_elsewhere_puts_the_sheet_away(
    shown: Callable[[QWidget], QWidget],
) -> None:
    window = shown(QWidget())
    sheet = CheatSheet(Bindings(window), window)
    sheet.open()
    elsewhere = window.findChild(QLineEdit, "elsewhere")
    elsewhere.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert not sheet.isVisible()
    assert elsewhere.hasFocus()
