"""Keys that nobody may have, and how chosen ones are read and written."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.actions.action import Action
from ui.actions.chosen_keys import read_chosen, written
from ui.actions.declared import BY_ACTION, DECLARED
from ui.actions.key_names import combination
from ui.actions.keymap import default_keys
from ui.actions.reserved import Refused, refusal_text, refused, three_at_once
from ui.settings.key_recorder import keys_of

KEY, HELD = Qt.Key, Qt.KeyboardModifier


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("Ctrl+C", Refused.EDITING),
        ("Ctrl+V", Refused.EDITING),
        ("Ctrl+Z", Refused.EDITING),
        ("Ctrl+Shift+Z", Refused.EDITING),
        ("Shift+Ins", Refused.EDITING),
        ("Ctrl+U", Refused.EDITING),
        ("Tab", Refused.LEAVING),
        ("Ctrl+Tab", Refused.LEAVING),
        ("Esc", Refused.LEAVING),
        ("Shift+Esc", Refused.LEAVING),
        ("Return", Refused.MOVING),
        ("Space", Refused.MOVING),
        ("Ctrl+Right", Refused.MOVING),
        ("Ctrl+Home", Refused.MOVING),
        ("PgDown", Refused.MOVING),
        ("a", Refused.TYPED),
        ("Shift+Ä", Refused.TYPED),
        ("?", Refused.TYPED),
        ("7", Refused.TYPED),
        ("Ctrl+Alt+Q", Refused.ALT_GR),
        ("Alt+F4", Refused.SYSTEM),
        ("Meta+L", Refused.SYSTEM),
        ("Print", Refused.SYSTEM),
        ("Ins", Refused.SCREEN_READER),
        ("", Refused.NO_KEY),
        ("Bogus", Refused.NO_KEY),
        ("Ctrl+K, Ctrl+B", Refused.NO_KEY),
        ("Ctrl+K", None),
        ("Ctrl+Return", None),
        ("Ctrl+Ö", None),
        ("Alt+N", None),
        ("F11", None),
        ("Shift+F5", None),
        ("Ctrl+Shift+N", None),
    ],
)
def test_what_can_be_given_and_what_not(key: str, reason: Refused | None) -> None:
    assert refused(key, mac=False) is reason
    assert reason is None or refusal_text(reason)


def test_on_macos_option_types_and_control_is_free() -> None:
    assert refused("Alt+N", mac=True) is Refused.ALT_GR
    assert refused("Meta+L", mac=True) is None
    assert refused("Ctrl+N", mac=True) is None


def test_no_text_field_keeps_a_usual_key_to_itself(qtbot: QtBot) -> None:
    """A key of the window has to work while somebody writes; the question mark has F1 beside it."""
    kept = []
    for field in (QLineEdit("a b"), QPlainTextEdit("a b")):
        qtbot.addWidget(field)
        for row in DECLARED:
            for key in row.keys:
                pressed = combination(key)
                assert pressed is not None
                asked = QKeyEvent(
                    QEvent.Type.ShortcutOverride, pressed.key(), pressed.keyboardModifiers()
                )
                asked.ignore()
                QApplication.sendEvent(field, asked)
                if asked.isAccepted() and not row.local:
                    kept.append((row.action, key))
    assert set(kept) == {(Action.CHEAT_SHEET, "?")}


def test_the_usual_keys_are_good_ones() -> None:
    odd = {
        (row.action, key)
        for row in DECLARED
        for mac in (False, True)
        for key in default_keys(row.action, mac=mac)
        if not row.local and refused(key, mac=mac) is not None
    }
    assert odd == {(Action.CHEAT_SHEET, "?")}


def test_three_keys_at_once() -> None:
    assert three_at_once("Ctrl+Shift+N")
    assert not three_at_once("Ctrl+N")
    assert not three_at_once("Bogus")


@pytest.mark.parametrize(
    ("key", "held", "keys"),
    [
        (KEY.Key_E, HELD.ControlModifier, ("Ctrl+E",)),
        (KEY.Key_E, HELD.ControlModifier | HELD.ShiftModifier, ("Ctrl+Shift+E",)),
        (KEY.Key_Colon, HELD.ControlModifier | HELD.ShiftModifier, ("Ctrl+:",)),
        (KEY.Key_Return, HELD.ControlModifier, ("Ctrl+Return", "Ctrl+Enter")),
        (KEY.Key_Enter, HELD.ControlModifier | HELD.KeypadModifier, ("Ctrl+Return", "Ctrl+Enter")),
        (KEY.Key_F12, HELD.NoModifier, ("F12",)),
    ],
)
def test_a_pressed_key_is_spelled_as_settings_have_it(
    key: Qt.Key, held: Qt.KeyboardModifier, keys: tuple[str, ...]
) -> None:
    assert keys_of(key, held) == keys


def test_chosen_keys_come_back_as_they_were_written() -> None:
    chosen = {Action.SAVE: ("Ctrl+S", "F12"), Action.NOTES: (), Action.CHEAT_SHEET: ("?",)}
    texts = written(chosen)
    assert texts == ("cheat_sheet=?", "notes=", "save=Ctrl+S F12")
    assert read_chosen(texts) == (chosen, ())


@pytest.mark.parametrize(
    "text",
    [
        "serch=F2",
        "notes=Bogus",
        "notes=Ctrl+C",
        "notes=a",
        "pick=Ctrl+1",
        "notes=F2 Escape",
        "notes",
        "=F2",
    ],
)
def test_what_is_not_understood_is_named_and_left_out(text: str) -> None:
    good = ("wording=F11",)
    chosen, unread = read_chosen((*good, text))
    assert chosen[Action.WORDING] == ("F11",)
    if text == "notes":  # no key: that is understood
        assert chosen[Action.NOTES] == ()
    else:
        assert (set(chosen), unread) == ({Action.WORDING}, (text,))


def test_the_same_key_twice_and_the_same_action_twice() -> None:
    texts = ("wording=F11", "notes=F11", "wording=F12")
    assert read_chosen(texts) == ({Action.WORDING: ("F11",)}, ("notes=F11", "wording=F12"))


def test_local_keys_are_listed_and_never_chosen() -> None:
    assert {row.action for row in DECLARED if row.local} == {
        Action.LEAVE,
        Action.PICK,
        Action.UNFOLD,
        Action.REPEATS,
        Action.OPEN,
    }
    assert all(BY_ACTION[row.action] is row for row in DECLARED)
