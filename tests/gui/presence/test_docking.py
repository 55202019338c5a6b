"""A side panel at an edge, and the arrangement of screens it is remembered with."""

import asyncio
import json
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from agentassist.settings.ui_state import UiState
from ui.presence.placement import Placement, Side, nearest, screen_key, screens_key
from ui.window_memory import WindowMemory

ROOMS = [QRect(0, 0, 800, 600), QRect(800, 0, 1000, 600)]


class AtOnce:
    def run(self, work: Coroutine[Any, Any, Any], ok: Any = None, err: Any = None) -> None:
        asyncio.run(work)


@pytest.fixture
def opened(qtbot: QtBot, tmp_path: Path) -> Callable[[], tuple[QMainWindow, WindowMemory]]:
    def open_window() -> tuple[QMainWindow, WindowMemory]:
        window = QMainWindow()
        window.setMinimumSize(QSize(360, 420))
        window.resize(700, 500)
        memory = WindowMemory(window, UiState(tmp_path / "window.json"), AtOnce())
        qtbot.addWidget(window)
        window.show()
        return window, memory

    return open_window


def room() -> QRect:
    return QGuiApplication.primaryScreen().availableGeometry()


def test_it_goes_to_an_edge_to_the_other_and_back(opened: Any, qtbot: QtBot) -> None:
    window, memory = opened()
    docking = memory.docking
    window.move(30, 40)
    docking.toggle(Side.RIGHT)
    qtbot.waitUntil(docking.in_place)
    frame = window.frameGeometry()
    assert (frame.right(), frame.top(), frame.bottom()) == (room().right(), 0, room().bottom())
    assert window.width() == 400
    docking.toggle(Side.LEFT)
    qtbot.waitUntil(docking.in_place)
    assert window.frameGeometry().left() == room().left()
    docking.toggle(Side.LEFT)
    assert docking.side is None
    assert (window.pos(), window.size()) == (QPoint(30, 40), QSize(700, 500))


def test_its_width_is_the_agents_and_dragging_it_away_frees_it(opened: Any, qtbot: QtBot) -> None:
    window, memory = opened()
    docking = memory.docking
    docking.dock(Side.LEFT)
    qtbot.waitUntil(lambda: docking.in_place() and docking._tries == 0)
    window.resize(470, window.height())
    qtbot.waitUntil(lambda: docking._width == 470)
    assert docking.side is Side.LEFT
    with qtbot.waitSignal(docking.changed):
        window.move(200, 90)
    assert docking.side is None
    assert (window.pos(), window.width()) == (QPoint(200, 90), 470), "it stays where it was put"


def test_it_opens_at_the_edge_it_was_closed_at(opened: Any, qtbot: QtBot) -> None:
    window, memory = opened()
    window.move(12, 34)
    memory.docking.dock(Side.RIGHT)
    qtbot.waitUntil(lambda: memory.docking.in_place() and memory.docking._tries == 0)
    window.close()
    again, kept = opened()
    qtbot.waitUntil(kept.docking.in_place)
    assert (kept.docking.side, again.width()) == (Side.RIGHT, 400)
    kept.docking.undock()
    assert (again.pos(), again.size()) == (QPoint(12, 34), QSize(700, 500))


def test_a_maximized_window_can_go_to_an_edge(opened: Any, qtbot: QtBot) -> None:
    window, memory = opened()
    window.showMaximized()
    qtbot.waitUntil(window.isMaximized)
    memory.docking.dock(Side.RIGHT)
    qtbot.waitUntil(lambda: memory.docking.in_place() and not window.isMaximized())
    assert window.width() == 400


def test_each_arrangement_of_screens_has_its_own_place(opened: Any, tmp_path: Path) -> None:
    key = screen_key(QGuiApplication.primaryScreen())
    kept = {
        "window.screen": "another screen",
        "window.on.another screen": "0,0,700,700,normal",
        f"window.among.{screens_key()}": key,
        f"window.at.{screens_key()}": "21,22,480,440,normal",
    }
    (tmp_path / "window.json").write_text(json.dumps(kept), "utf-8")
    window, _ = opened()
    assert (window.pos(), window.size()) == (QPoint(21, 22), QSize(480, 440))


@pytest.mark.parametrize(
    ("frame", "at"),
    [
        (QRect(10, 10, 100, 100), 0),
        (QRect(790, 10, 100, 100), 1),
        (QRect(-500, 10, 100, 100), 0),
        (QRect(5000, 900, 100, 100), 1),
    ],
)
def test_the_nearest_screen(frame: QRect, at: int) -> None:
    assert nearest(frame, ROOMS) == at


def test_a_side_is_kept_as_text() -> None:
    placement = Placement(400, 0, 400, 800, side=Side.RIGHT)
    assert placement.text == "400,0,400,800,right"
    assert Placement.parse(placement.text) == placement
