"""Esc in the focused region: the search first, then the cue. Ctrl+. is 'not now' from anywhere."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged, CueChanged, TimelineChanged
from agentassist.domain.coaching import Cue
from agentassist.domain.ids import PackId, RuleId
from ui import theme
from ui.actions.action import Action
from ui.actions.declared import title_text
from ui.main_window import MainWindow
from ui.palette.entrance import PaletteEntrance
from ui.settings.cheat_sheet import CheatSheet

CTRL = Qt.KeyboardModifier.ControlModifier
CUE = Cue(PackId("listening"), RuleId("play-back"), "Play it back")


@pytest.fixture
def window(
    qtbot: QtBot, look: theme.Theme, desk: Any, crossing: Any, story: SimpleNamespace
) -> MainWindow:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.resize(1500, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.handle(CardChanged(story.talking))
    window.handle(TimelineChanged(story.page))
    window.handle(CueChanged(CUE, 1))
    return window


def put_away(desk: Any) -> int:
    return desk.asked.count(("dismiss_cue",))


def press(qtbot: QtBot, window: MainWindow, key: Qt.Key, held: Any = None) -> None:
    where = QApplication.focusWidget() or window
    qtbot.keyClick(where, key, held or Qt.KeyboardModifier.NoModifier)


def test_esc_leaves_the_search_before_it_sends_the_cue_away(
    window: MainWindow, qtbot: QtBot, desk: Any
) -> None:
    window.show_notes()
    window.show_search()
    field = window.knowledge.field.edit
    qtbot.keyClicks(field, "refund")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert (field.text(), put_away(desk)) == ("", 0)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert window.coaching.notes.edit.hasFocus()
    assert put_away(desk) == 0
    press(qtbot, window, Qt.Key.Key_Escape)
    assert put_away(desk) == 1


def places(window: MainWindow) -> dict[str, Callable[[], None]]:
    return {
        "notes": window.show_notes,
        "wording": window.show_wording,
        "history": window.show_history,
        "search": window.show_search,
        "nothing": window._central.setFocus,
        "header": window.header.agent.setFocus,
        "footer": window.footer._keys[0].setFocus,
    }


@pytest.mark.parametrize(
    "place", ["notes", "wording", "history", "search", "nothing", "header", "footer"]
)
def test_ctrl_and_the_dot_are_not_now_from_everywhere(
    window: MainWindow, qtbot: QtBot, desk: Any, place: str
) -> None:
    places(window)[place]()
    press(qtbot, window, Qt.Key.Key_Period, CTRL)
    assert put_away(desk) == 1
    field = QApplication.focusWidget()
    assert "." not in getattr(field, "text", str)()


@pytest.mark.parametrize("place", ["notes", "wording", "history", "nothing", "header", "footer"])
def test_esc_sends_the_cue_away_where_nothing_else_is_open(
    window: MainWindow, qtbot: QtBot, desk: Any, place: str
) -> None:
    places(window)[place]()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert put_away(desk) == 1


def test_not_now_works_out_of_the_palette_too(window: MainWindow, qtbot: QtBot, desk: Any) -> None:
    entrance = PaletteEntrance(window, _Nothing())
    press(qtbot, window, Qt.Key.Key_K, CTRL)
    press(qtbot, window, Qt.Key.Key_Period, CTRL)
    assert put_away(desk) == 1
    assert entrance.palette is not None
    assert entrance.palette.field.text() == ""


def test_the_sheet_of_keys_is_copied_as_it_stands(window: MainWindow, qtbot: QtBot) -> None:
    window.keys.keymap.choose({Action.NOTES: ("F11",)})
    try:
        press(qtbot, window, Qt.Key.Key_F1)
        sheet = window.findChild(CheatSheet)
        assert sheet is not None
        qtbot.keyClick(sheet, Qt.Key.Key_C, CTRL)
        text = QApplication.clipboard().text()
        assert f"{title_text(Action.NOTES)}\tF11\n" in text
        assert f"{title_text(Action.PICK)}\t1 – 9\n" in text
        assert text.startswith("Anywhere\n")
        assert sheet.isVisible()
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert window.findChild(CheatSheet) is None
    finally:
        window.keys.keymap.choose({})


class _Nothing:
    def get(self, name: str) -> str | None:
        return None

    def set(self, name: str, value: str) -> None:
        """Nothing is kept here."""
