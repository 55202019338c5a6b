"""Keys changed by typing them: conflicts, refusals, the way back, and what a restart finds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agentassist.ports.setting_spec import SettingGroup
from agentassist.ports.settings import Setting
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore
from ui import theme
from ui.actions import keymap
from ui.actions.action import Action
from ui.actions.chosen_keys import SETTING
from ui.main_window import MainWindow
from ui.settings.key_row import KeyRow
from ui.settings.own_keys import OwnKeys
from ui.settings.own_settings import OwnSettings
from ui.settings.settings_entrance import SettingsEntrance
from ui.settings.settings_window import SettingsWindow

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, tzinfo=UTC)

    def monotonic_ns(self) -> int:
        return 0


class Policy:
    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def read(self) -> PolicyReading:
        return PolicyReading(self._values)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "agentassist.toml"


@pytest.fixture
def settings(file: Path) -> SettingsStore:
    return SettingsStore(file, Clock())


@pytest.fixture(autouse=True)
def usual_again() -> Iterator[None]:
    yield
    keymap.current().choose({})


@pytest.fixture
def own(qapp: QApplication, settings: SettingsStore, crossing: Any) -> OwnKeys:
    return OwnKeys(settings, crossing)


@pytest.fixture
def editor(
    qtbot: QtBot, look: theme.Theme, own: OwnKeys, settings: SettingsStore, crossing: Any
) -> Iterator[SettingsWindow]:
    editor = at_keys(settings, crossing, own)
    editor.resize(900, 700)
    qtbot.waitUntil(editor.isActiveWindow)
    yield editor
    editor.close()
    editor.deleteLater()
    QApplication.sendPostedEvents(editor, QEvent.Type.DeferredDelete.value)


def at_keys(settings: SettingsStore, crossing: Any, own: OwnKeys) -> SettingsWindow:
    """The settings, open at their page of keys."""
    found = SettingsWindow(OwnSettings(settings, crossing), own, lambda _: None, lambda _: True)
    found.open()
    found.show_page(SettingGroup.KEYS)
    found.into_page()
    return found


@pytest.fixture
def press(qtbot: QtBot) -> Callable[..., None]:
    """On whatever has the focus."""

    def pressed(key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        qtbot.keyClick(QApplication.focusWidget(), key, held)

    return pressed


def row_of(editor: SettingsWindow, action: Action) -> KeyRow:
    row = editor.place.keys_page.rows[action]
    row.recorder.setFocus(Qt.FocusReason.TabFocusReason)
    return row


def test_a_key_is_changed_by_typing_it_and_a_restart_finds_it(
    editor: SettingsWindow, own: OwnKeys, press: Callable[..., None], file: Path, crossing: Any
) -> None:
    row = row_of(editor, Action.NOTES)
    press(Qt.Key.Key_Return)
    assert row.recorder.recording
    press(Qt.Key.Key_E, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert not row.recorder.recording
    assert own.keymap.keys(Action.NOTES) == ("Ctrl+Shift+E",)
    assert "Ctrl Shift E" in row.recorder.accessibleName()
    assert "hard on the hands" in row.said.text()
    assert 'keys = ["notes=Ctrl+Shift+E"]' in file.read_text("utf-8")
    keymap.current().choose({})
    again = OwnKeys(SettingsStore(file, Clock()), crossing)
    assert again.keymap.keys(Action.NOTES) == ("Ctrl+Shift+E",)
    assert again.problems == ()


def test_a_key_of_another_action_is_asked_about_in_words(
    editor: SettingsWindow, own: OwnKeys, press: Callable[..., None]
) -> None:
    row = row_of(editor, Action.NOTES)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_B, CTRL)
    assert row.said.text() == "Ctrl B is “Build an apology, part by part”."
    assert row.take.hasFocus(), "the answer is one key away"
    assert own.keymap.keys(Action.NOTES) == ("F7",), "nothing happened yet"
    press(Qt.Key.Key_Escape)
    assert editor.isVisible()
    assert not row.question.isVisible()
    assert row.recorder.hasFocus()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_B, CTRL)
    press(Qt.Key.Key_Space)  # take it away from there
    assert own.keymap.keys(Action.NOTES) == ("Ctrl+B",)
    assert own.keymap.keys(Action.APOLOGY) == ()
    assert editor.place.keys_page.rows[Action.APOLOGY].recorder.words() == "no key"
    assert editor.place.keys_page.notice.text.text().startswith("Write notes: Ctrl B")


def test_the_way_back_one_step_one_action_and_all(
    editor: SettingsWindow, own: OwnKeys, press: Callable[..., None], file: Path
) -> None:
    row = row_of(editor, Action.NOTES)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_F11)
    assert row.reset.isVisible()
    own.give(Action.SEARCH, ("F12",))
    editor.place.keys_page.notice.undo.click()
    assert own.keymap.keys(Action.SEARCH) == ("F2",)
    assert own.keymap.keys(Action.NOTES) == ("F11",)
    row.reset.click()
    assert own.keymap.keys(Action.NOTES) == ("F7",)
    assert not row.reset.isVisible()
    own.give(Action.NOTES, ("F5",))
    assert own.keymap.keys(Action.WORDING) == ()
    editor.place.keys_page.rows[Action.WORDING].reset.click()
    assert "F5 is “Write notes”" in editor.place.keys_page.rows[Action.WORDING].said.text()
    editor.place.keys_page.all_usual.click()
    assert not own.any_own
    assert own.keymap.keys(Action.WORDING) == ("F5",)
    assert "notes" not in file.read_text("utf-8")
    editor.place.keys_page.notice.undo.click()
    assert own.keymap.keys(Action.NOTES) == ("F5",)


@pytest.mark.parametrize(
    ("key", "held", "words"),
    [
        (Qt.Key.Key_C, CTRL, "Text fields need it"),
        (Qt.Key.Key_X, NONE, "typed into text fields"),
        (Qt.Key.Key_Return, NONE, "Fields, lists and buttons"),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier, "belongs to the system"),
    ],
)
def test_what_cannot_be_given_says_why(
    editor: SettingsWindow,
    own: OwnKeys,
    press: Callable[..., None],
    key: Qt.Key,
    held: Qt.KeyboardModifier,
    words: str,
) -> None:
    row = row_of(editor, Action.NOTES)
    press(Qt.Key.Key_Space)
    press(key, held)
    assert words in row.said.text()
    assert own.keymap.keys(Action.NOTES) == ("F7",)
    assert not row.recorder.recording


def test_the_recorder_is_left_by_keyboard_with_nothing_changed(
    editor: SettingsWindow, own: OwnKeys, press: Callable[..., None]
) -> None:
    row = row_of(editor, Action.NOTES)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Control, CTRL)  # held, and nothing with it
    assert row.recorder.recording
    press(Qt.Key.Key_Escape)
    assert not row.recorder.recording
    assert editor.isVisible()
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Tab)
    assert not row.recorder.recording
    assert not row.recorder.hasFocus()
    assert own.keymap.keys(Action.NOTES) == ("F7",)
    row_of(editor, Action.NOTES)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Backspace)
    assert own.keymap.keys(Action.NOTES) == ()


def test_finding_an_action_by_name_or_by_its_key(
    editor: SettingsWindow, press: Callable[..., None], qtbot: QtBot
) -> None:
    def shown() -> list[Action]:
        return [action for action, row in editor.place.keys_page.rows.items() if row.isVisible()]

    whole = len(shown())
    assert editor.place.keys_page.finding.hasFocus()
    qtbot.keyClicks(editor.place.keys_page.finding, "lisening")
    assert shown() == [Action.LISTENING]
    editor.place.keys_page.finding.setText("Ctrl G")
    assert Action.NOTE_ANSWER in shown()
    editor.place.keys_page.finding.setText("zzzz")
    assert editor.place.keys_page.nothing.isVisible()
    press(Qt.Key.Key_Escape)
    assert len(shown()) == whole
    press(Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_what_the_organisation_set_is_shown_and_cannot_be_changed(
    qtbot: QtBot, look: theme.Theme, crossing: Any
) -> None:
    policy = Policy({SETTING: ["notes=F11"]})
    settings = SettingsStore(None, Clock(), policy)
    own = OwnKeys(settings, crossing)
    editor = at_keys(settings, crossing, own)
    qtbot.addWidget(editor)
    assert editor.place.keys_page.locked.isVisible()
    assert editor.place.keys_page.locked.text.text() == "Managed by your organisation"
    assert own.keymap.keys(Action.NOTES) == ("F11",)
    assert not any(row.recorder.isEnabled() for row in editor.place.keys_page.rows.values())
    assert not any(row.reset.isVisible() for row in editor.place.keys_page.rows.values())
    assert not editor.place.keys_page.all_usual.isVisible()


def test_what_cannot_be_kept_is_taken_back_and_said(
    editor: SettingsWindow, own: OwnKeys, file: Path
) -> None:
    file.mkdir()
    own.give(Action.NOTES, ("F11",))
    assert own.keymap.keys(Action.NOTES) == ("F7",)
    assert editor.place.keys_page.notice.isVisible()
    assert not editor.place.keys_page.notice.undo.isVisible()


def test_a_broken_file_is_told_and_the_usual_keys_are_there(
    qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any, file: Path
) -> None:
    file.write_text('[ui]\nkeys = ["notes=F11", "serch=F12", "wording=F11"]\n', "utf-8")
    settings = SettingsStore(file, Clock())
    own = OwnKeys(settings, crossing)
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.show()
    SettingsEntrance(window, settings, own, crossing)
    assert own.keymap.keys(Action.NOTES) == ("F11",)
    assert own.keymap.keys(Action.WORDING) == ("F5",)
    told = window.notices.passing.text.text()
    assert "serch=F12" in told or "wording=F11" in told
    assert "usual key" in told


def test_a_change_elsewhere_is_in_force_at_once(own: OwnKeys, settings: SettingsStore) -> None:
    settings.on_change(own.handle)
    settings.set(SETTING, ("notes=F11",))
    assert own.keymap.keys(Action.NOTES) == ("F11",)
    own.handle(Setting("ui.theme", "dark", "user", False))
    assert own.keymap.keys(Action.NOTES) == ("F11",)


def test_the_window_obeys_at_once_and_says_so_everywhere(
    qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any, own: OwnKeys, story: Any
) -> None:
    from agentassist.app.events import CardChanged

    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1500, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(CardChanged(story.talking))
    own.give(Action.NOTES, ("Ctrl+N",))
    own.give(Action.SEARCH, ("F7",))
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    assert window.coaching.notes.edit.hasFocus()
    qtbot.keyClick(window.coaching.notes.edit, Qt.Key.Key_F7)
    assert window.knowledge.field.edit.hasFocus()
    footer = {key.item.action: key.item.key for key in window.footer._keys}
    assert (footer[Action.NOTES], footer[Action.SEARCH]) == ("Ctrl N", "F7")
    qtbot.keyClick(window, Qt.Key.Key_N, CTRL)
    assert window.knowledge.field.cap.text() == "F7"


@pytest.mark.parametrize("width", [340, 360, 620, 900])
def test_nothing_sticks_out_and_everything_has_a_name(editor: SettingsWindow, width: int) -> None:
    editor.resize(width, 700)
    editor.place.keys_page.rows[Action.NOTES]._want(("Ctrl+B",))
    QApplication.processEvents()
    out = []
    for widget in editor.findChildren(QWidget):
        if widget.isVisible() and widget.width():
            left = widget.mapTo(editor, QPoint(0, 0)).x()
            if left < -1 or left + widget.width() > editor.width() + 1:
                out.append(type(widget).__name__)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert widget.accessibleName(), widget
                assert widget.height() >= 24
    assert out == []
