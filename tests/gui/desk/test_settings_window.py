"""Settings changed by a person: the real file, a real policy file, and what is said of each."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from agentassist.app.events import StoreChanged, StoreState
from agentassist.ports.setting_spec import SettingGroup
from agentassist.settings.policy_sources import LinuxPolicyFile
from agentassist.settings.schema import SCHEMA
from agentassist.settings.store import SettingsStore
from agentassist.system_clock import SystemClock
from ui import theme
from ui.actions.action import Action
from ui.help.app_menu import AppMenu
from ui.main_window import MainWindow
from ui.palette.entrance import PaletteEntrance
from ui.settings.own_keys import OwnKeys
from ui.settings.own_settings import OwnSettings
from ui.settings.setting_row import SettingRow
from ui.settings.settings_entrance import SettingsEntrance
from ui.settings.settings_window import SettingsWindow

CTRL = Qt.KeyboardModifier.ControlModifier
Opens = Callable[..., SettingsWindow]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "agentassist.toml"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    return tmp_path / "policy" / "policy.json"


def read(file: Path, policy: Path) -> SettingsStore:
    """As a start would; the tests are the policy's root."""
    source = LinuxPolicyFile(policy, owner=os.getuid(), top=policy.parent)
    return SettingsStore(file, SystemClock(), source)


@pytest.fixture
def opened(
    qtbot: QtBot, look: theme.Theme, crossing: Any, file: Path, policy: Path
) -> Iterator[Opens]:
    """The window over the real file; `wanted` are the settings of the policy."""

    made: list[SettingsWindow] = []

    def open_window(wanted: dict[str, object] | None = None, width: int = 920) -> SettingsWindow:
        if wanted is not None:
            policy.parent.mkdir(mode=0o755)
            policy.write_text(json.dumps(wanted), "utf-8")
            policy.chmod(0o644)
        store = read(file, policy)
        assert store.problems == ()
        own = OwnSettings(store, crossing)
        asked: list[Action] = []
        keys = OwnKeys(store, crossing)
        window = SettingsWindow(own, keys, asked.append, lambda action: True)
        window.asked = asked
        made.append(window)
        window.resize(width, 720)
        window.open()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    yield open_window
    for window in made:
        gone(window)


def gone(window: QWidget) -> None:
    """With all its widgets: they would slow every change of theme in the tests that follow."""
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete.value)


def row(window: SettingsWindow, key: str) -> SettingRow:
    window.show_setting(key)
    found = window.place.row(key)
    assert found is not None
    return found


def shown_rows(window: SettingsWindow) -> list[str]:
    return [
        key
        for page in window.place.pages.values()
        for key, row in page.rows.items()
        if row.isVisible()
    ]


def type_into(qtbot: QtBot, one: SettingRow, text: str) -> None:
    edit = one.control.field
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_every_declared_setting_stands_on_a_page(opened: Opens) -> None:
    window = opened()
    for group in window.list.pages:
        window.show_page(group)
    assert {key for page in window.place.pages.values() for key in page.rows} == {
        spec.key for spec in SCHEMA
    }
    for page in window.place.pages.values():
        for one in page.rows.values():
            assert one.title.text()
            assert one.control.field.accessibleName(), one.spec.key


def test_a_choice_counts_at_once_and_is_undone(
    opened: Opens, file: Path, policy: Path, qtbot: QtBot
) -> None:
    window = opened()
    theme_row = row(window, "ui.theme")
    assert theme_row.source.text() == "As delivered"
    assert not theme_row.reset.isVisible()
    theme_row.control.chips.chips[2].click()
    assert read(file, policy).get("ui.theme").value == "dark"
    assert theme_row.source.text() == "Chosen here. Otherwise: As the system"
    assert window.notice.text.text() == "Theme: Dark"
    qtbot.keyClick(window, Qt.Key.Key_Z, CTRL)
    assert read(file, policy).get("ui.theme").source == "default", "not written down as own"
    assert theme_row.control.chips.value() == "system"
    assert not window.notice.undo.isVisible(), "nothing is left to be undone"


def test_one_setting_goes_back_to_what_was_delivered(
    opened: Opens, file: Path, policy: Path
) -> None:
    file.write_text('[coaching]\nbudget = 2  # few\n\n[numbers]\nregion = "GB"\n', "utf-8")
    window = opened()
    budget = row(window, "coaching.budget")
    assert budget.control.edit.text() == "2"
    budget.reset.click()
    assert budget.control.edit.text() == "4"
    assert budget.control.edit.hasFocus(), "the keyboard goes on from there"
    again = read(file, policy)
    assert again.get("coaching.budget").source == "default"
    assert again.get("numbers.region").value == "GB"
    window.undo()
    assert read(file, policy).get("coaching.budget").value == 2
    assert budget.control.edit.text() == "2"


@pytest.mark.parametrize(
    ("key", "typed", "told"),
    [
        ("coaching.budget", "99", "A whole number from 0 to 10."),
        ("coaching.budget", "four", "A whole number from 0 to 10."),
        ("phone.webhook.port", "0", "A whole number from 1 to 65535."),
        ("knowledge.sync_minutes", "99999", "A whole number from 0 to 10,080."),
        ("agent.extension", "1 0 1", "At most 32 letters, digits and the signs - _ . +"),
        ("numbers.region", "Germany", "Two capital letters, such as DE."),
    ],
)
def test_what_cannot_be_used_is_explained_and_stays(
    opened: Opens, qtbot: QtBot, file: Path, key: str, typed: str, told: str
) -> None:
    window = opened()
    wrong = row(window, key)
    type_into(qtbot, wrong, typed)
    assert wrong.problem.isVisible()
    assert wrong.problem.text.text() == told
    assert told in wrong.control.field.accessibleDescription()
    assert not file.exists()
    window.show_page(SettingGroup.PRIVACY)
    window.reject()
    window.open()
    row(window, key)
    assert wrong.control.edit.text() == typed, "never lost"
    assert wrong.problem.isVisible()


def test_what_is_typed_and_good_counts_when_the_window_goes(
    opened: Opens, qtbot: QtBot, file: Path, policy: Path
) -> None:
    window = opened()
    extension = row(window, "agent.extension")
    qtbot.keyClicks(extension.control.field, "1017")
    assert not file.exists(), "half an extension is nobody's"
    window.reject()
    assert not window.isVisible()
    assert read(file, policy).get("agent.extension").value == "1017"


def test_a_list_has_an_entry_a_line(opened: Opens, qtbot: QtBot, file: Path, policy: Path) -> None:
    window = opened()
    lines = row(window, "agents.list")
    lines.control.edit.setPlainText("101\n\n 102 \n")
    window.finding.setFocus()
    assert read(file, policy).get("agents.list").value == ("101", "102")
    assert "next start" in lines.source.text()
    assert "next start" in window.notice.text.text()
    lines.control.edit.setFocus()
    lines.control.edit.setPlainText("101\n!")
    window.finding.setFocus()
    assert lines.problem.isVisible()
    assert read(file, policy).get("agents.list").value == ("101", "102")


def test_a_number_is_stepped_with_the_arrow_keys(
    opened: Opens, qtbot: QtBot, file: Path, policy: Path
) -> None:
    budget = row(opened(), "coaching.budget")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(budget.control.field, key)
    qtbot.keyClick(budget.control.field, Qt.Key.Key_Return)
    assert read(file, policy).get("coaching.budget").value == 3


def test_what_policy_sets_is_shown_with_a_lock_and_cannot_be_changed(
    opened: Opens, qtbot: QtBot, file: Path
) -> None:
    window = opened({"privacy": {"reveal": False}, "ui.theme": "contrast", "coaching.budget": 1})
    for key, said in (
        ("privacy.reveal", "Managed by your organisation"),
        ("ui.theme", "Managed by your organisation"),
        ("coaching.budget", "Managed by your organisation"),
    ):
        locked = row(window, key)
        assert locked.managed.isVisible()
        assert locked.managed.text.text() == said
        assert not locked.source.isVisible()
        assert not locked.reset.isVisible()
    assert not row(window, "privacy.reveal").control.switch.isEnabled()
    assert not row(window, "privacy.reveal").control.switch.isChecked()
    assert not any(chip.isEnabled() for chip in row(window, "ui.theme").control.chips.chips)
    assert not row(window, "coaching.budget").control.edit.isEnabled()
    assert "Managed" in row(window, "coaching.budget").control.edit.accessibleDescription()
    free = row(window, "coaching.language")
    assert not free.managed.isVisible()
    assert not file.exists()


def test_a_file_that_cannot_be_written_is_told_beside_the_field(
    opened: Opens, qtbot: QtBot, file: Path
) -> None:
    window = opened()
    file.mkdir()
    budget = row(window, "coaching.budget")
    type_into(qtbot, budget, "7")
    assert budget.problem.isVisible()
    assert str(file) in budget.problem.text.text()
    reveal = row(window, "privacy.reveal")
    reveal.control.switch.click()
    assert reveal.control.switch.isChecked(), "again what holds"
    assert reveal.problem.isVisible()


def test_found_as_one_types_over_all_pages(opened: Opens, qtbot: QtBot) -> None:
    window = opened()
    assert window.finding.hasFocus()
    qtbot.keyClicks(window.finding, "language of cu")
    assert shown_rows(window) == ["coaching.language"]
    window.finding.setText("webhok port")  # misspelt
    assert "phone.webhook.port" in shown_rows(window)
    window.finding.setText("High contrast")
    assert shown_rows(window) == ["ui.theme"], "by what it may be, too"
    qtbot.keyClick(window.finding, Qt.Key.Key_Down)
    assert row(window, "ui.theme").isAncestorOf(QApplication.focusWidget())
    window.finding.setText("zzzz")
    assert shown_rows(window) == []
    assert window.place.nothing.text() == "No setting is called “zzzz”."
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.finding.text() == ""
    assert "ui.theme" in shown_rows(window)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_narrow_the_list_and_a_page_take_turns_by_keyboard(opened: Opens, qtbot: QtBot) -> None:
    window = opened(width=360)
    assert window.list.isVisible()
    assert not window.place.isVisible()
    window.list.setFocus()
    qtbot.keyClick(window.list, Qt.Key.Key_Down)
    assert window.list.isVisible(), "moving is not entering"
    window.list.choose(SettingGroup.COACHING)
    qtbot.keyClick(window.list, Qt.Key.Key_Return)
    assert not window.list.isVisible()
    assert "coaching.budget" in shown_rows(window)
    assert window.place.isAncestorOf(QApplication.focusWidget())
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.list.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_what_is_kept_is_said_in_words_as_the_settings_are(
    opened: Opens, file: Path, qtbot: QtBot
) -> None:
    window = opened({"retention.wrap_ups_days": 365})
    window.show_page(SettingGroup.PRIVACY)

    def said(what: str) -> str:
        card = window.place.kept
        assert card is not None
        return next(shown.text() for kept, shown in card.lines if kept.what.startswith(what))

    assert said("Wrap-ups") == "For 1 year"
    assert said("Contacts") == "Always, until somebody deletes it"
    assert said("Searches in vain") == "For 90 days"
    row(window, "knowledge.gap_log").control.switch.click()
    assert said("Searches in vain") == "Not kept: switched off"
    window.set_kept(lasting=False)
    assert said("Wrap-ups") == "Until the window closes"
    assert "gone with the window" in window.place.kept.lead.text.text()


def test_places_that_change_a_setting_are_one_button_away(opened: Opens) -> None:
    window = opened()
    host = row(window, "phone.ami.host")
    assert host.control.value.text() == "127.0.0.1"
    host.control.open.click()
    row(window, "packs.off").control.open.click()
    window.place.pages[SettingGroup.PHONE].links[0].click()
    assert window.asked == [Action.CONNECTION, Action.PACKS, Action.CONNECTION]


@pytest.mark.parametrize("width", [340, 360, 620, 920])
def test_nothing_sticks_out_on_any_page(opened: Opens, width: int) -> None:
    window = opened(width=width)
    for group in window.list.pages:
        window.show_page(group)
        QApplication.processEvents()
        for widget in window.findChildren(QWidget):
            if widget.isVisible() and widget.width():
                left = widget.mapTo(window, QPoint(0, 0)).x()
                inside = left >= -1 and left + widget.width() <= window.width() + 1
                assert inside, (group, type(widget).__name__)
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                    assert widget.accessibleName(), (group, widget)
                    assert widget.height() >= 24


def test_ways_in_a_key_the_menu_and_each_by_name(
    qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any, file: Path, policy: Path
) -> None:
    store = read(file, policy)
    main = MainWindow(desk, crossing)
    menu = AppMenu(main, store, crossing)
    entrance = SettingsEntrance(main, store, OwnKeys(store, crossing), crossing)
    palette = PaletteEntrance(main, State())
    palette.add_source(entrance.palette_entries)
    main.resize(1100, 700)
    main.show()
    main.activateWindow()
    qtbot.waitUntil(main.isActiveWindow)
    qtbot.keyClick(main, Qt.Key.Key_Comma, CTRL)
    assert entrance.window is not None
    assert entrance.window.isVisible()
    entrance.window.reject()
    menu.open()
    assert menu.menu is not None
    assert any(action.text().startswith("Settings …") for action in menu.menu.actions())
    menu.menu.close()
    palette.open()
    assert palette.palette is not None
    palette.palette.field.setText("setting cues in one call")
    palette.palette.run_selected()
    field = entrance.window.place.row("coaching.budget")
    assert field is not None
    assert field.control.field.hasFocus() or entrance.window.focusWidget() is field.control.field
    crossing.event_received.emit(StoreChanged(StoreState.MEMORY_ONLY, "no_keystore"))
    entrance.open_page(SettingGroup.PRIVACY)
    assert entrance.window.place.kept is not None
    assert "gone with the window" in entrance.window.place.kept.lead.text.text()
    gone(main)


class State:
    def get(self, name: str) -> str | None:
        return None

    def set(self, name: str, value: str) -> None:
        """Nothing is kept here."""
