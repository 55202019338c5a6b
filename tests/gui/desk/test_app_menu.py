"""The menu: reachable, says what is true, switches the theme and keeps the choice."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agentassist.app.events import AgentChanged
from agentassist.domain.ids import AgentId
from agentassist.settings.policy import PolicyReading
from agentassist.settings.store import SettingsStore
from ui import theme
from ui.actions.action import Action
from ui.help.app_menu import AppMenu
from ui.help.guide_window import GuideWindow
from ui.main_window import MainWindow
from ui.settings.cheat_sheet import CheatSheet
from ui.settings.extension_dialog import ExtensionDialog


class Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC)

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


@pytest.fixture
def window(qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(400, 700)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(AgentChanged(AgentId("101")))
    return window


@pytest.fixture
def menu(window: MainWindow, settings: SettingsStore, crossing: Any) -> Iterator[AppMenu]:
    menu = AppMenu(window, settings, crossing)
    for action in (Action.CONNECTION, Action.PACKS):  # the entrances bind them
        window.keys.bind(action, lambda: None)
    yield menu
    if menu.menu is not None:
        menu.menu.close()


def entry(actions: list[QAction], text: str) -> QAction:
    return next(action for action in actions if action.text().partition("\t")[0] == text)


def texts(menu: AppMenu) -> list[str]:
    assert menu.menu is not None
    return [action.text() for action in menu.menu.actions() if not action.isSeparator()]


def themes(menu: AppMenu) -> list[QAction]:
    menu.open()
    assert menu.menu is not None
    inner = entry(menu.menu.actions(), "Theme").menu()
    return [action for action in inner.actions() if not action.isSeparator()]  # type: ignore[attr-defined]


def test_it_opens_by_button_and_key_and_lies_in_the_screen(
    window: MainWindow, menu: AppMenu, qtbot: QtBot
) -> None:
    assert menu.button.accessibleName() == "Menu"
    qtbot.mouseClick(menu.button, Qt.MouseButton.LeftButton)
    assert menu.menu is not None
    assert menu.menu.isVisible()
    assert texts(menu) == [
        "All keys\tF1",
        "Guide for agents",
        "Guide for team leads",
        "Guide for IT",
        "Theme",
        "Phone connection …\tCtrl+P",
        "Coaching packs …",
        "Your extension …",
        "About agentassist",
        "Quit\tCtrl+Q",
    ]
    assert menu.menu.screen().availableGeometry().contains(menu.menu.geometry())
    menu.menu.close()
    window.show_search()
    qtbot.keyClick(window, Qt.Key.Key_F10)
    assert menu.menu.isVisible()
    assert menu.menu.activeAction().text().startswith("All keys"), "Enter goes on from here"
    qtbot.keyClick(menu.menu, Qt.Key.Key_Escape)
    assert not menu.menu.isVisible()
    assert window.focusWidget() is window.knowledge.field.edit


def test_tab_comes_by(window: MainWindow, menu: AppMenu, qtbot: QtBot) -> None:
    window.header.agent.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(window.header.agent, Qt.Key.Key_Tab)
    assert menu.button.hasFocus()


def test_entries_lead_where_they_say(window: MainWindow, menu: AppMenu, qtbot: QtBot) -> None:
    menu.open()
    assert menu.menu is not None
    entry(menu.menu.actions(), "All keys").trigger()
    assert window.findChild(CheatSheet) is not None
    menu.open()
    entry(menu.menu.actions(), "Guide for team leads").trigger()
    [guide] = window.findChildren(GuideWindow)
    assert guide.isVisible()
    assert not guide.isModal()
    assert "coaching packs" in guide.view.toPlainText()
    menu.open()
    entry(menu.menu.actions(), "About agentassist").trigger()
    assert window.findChildren(GuideWindow) == [guide], "one window, used again"
    assert "Version" in guide.view.toPlainText()
    menu.open()
    entry(menu.menu.actions(), "Your extension …").trigger()
    dialog = window.findChild(ExtensionDialog)
    assert dialog is not None
    dialog.reject()


def test_quit_closes_without_a_question(window: MainWindow, menu: AppMenu, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    assert not window.isVisible()


def test_a_theme_is_on_the_screen_at_once_and_kept(
    menu: AppMenu, look: theme.Theme, file: Path
) -> None:
    offered = themes(menu)
    assert [action.text() for action in offered] == [
        "As the system",
        "Light",
        "Dark",
        "High contrast",
    ]
    assert [action.isChecked() for action in offered] == [False, True, False, False]
    entry(offered, "High contrast").trigger()
    assert look.name == "contrast"
    assert 'theme = "contrast"' in file.read_text("utf-8")
    assert SettingsStore(file, Clock()).get("ui.theme").value == "contrast"
    assert entry(themes(menu), "High contrast").isChecked()


def test_what_the_organisation_set_is_shown_and_cannot_be_chosen(
    window: MainWindow, crossing: Any, look: theme.Theme
) -> None:
    settings = SettingsStore(None, Clock(), Policy({"ui.theme": "dark"}))
    look.choose(str(settings.get("ui.theme").value))
    menu = AppMenu(window, settings, crossing)
    offered = themes(menu)
    assert entry(offered, "Dark").isChecked()
    assert offered[-1].text() == "Managed by your organisation"
    assert [action for action in offered if action.isEnabled()] == []
    assert menu.menu is not None
    menu.menu.close()


def test_a_choice_that_cannot_be_kept_is_taken_back_and_said(
    window: MainWindow, menu: AppMenu, settings: SettingsStore, look: theme.Theme, file: Path
) -> None:
    file.mkdir()
    entry(themes(menu), "Dark").trigger()
    assert look.choice is theme.Choice(str(settings.get("ui.theme").value))
    assert window.notices.passing.isVisible()


def test_the_menu_costs_nothing_after_it_is_gone(menu: AppMenu) -> None:
    menu.open()
    first = menu.menu
    destroyed: list[bool] = []
    assert first is not None
    first.destroyed.connect(lambda: destroyed.append(True))
    menu.open()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert destroyed == [True]
