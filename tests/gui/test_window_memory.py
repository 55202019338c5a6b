"""The window stands where it stood, and always on a screen."""

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
from ui.window_memory import Placement, WindowMemory, screen_key

FREE = QRect(100, 40, 1280, 984)
SMALLEST = QSize(360, 420)


class AtOnce:
    """Runs what is given to the core here and now, and counts."""

    def __init__(self) -> None:
        self.runs = 0

    def run(self, work: Coroutine[Any, Any, Any], ok: Any = None, err: Any = None) -> None:
        self.runs += 1
        asyncio.run(work)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "window.json"


@pytest.fixture
def opened(qtbot: QtBot, file: Path) -> Callable[[], QMainWindow]:
    """A start of the program: a window with a memory over the same file."""
    windows: list[QMainWindow] = []

    def open_window() -> QMainWindow:
        window = QMainWindow()
        window.setMinimumSize(SMALLEST)
        window.resize(700, 500)
        window.memory = WindowMemory(window, UiState(file), crossing)  # type: ignore[attr-defined]
        windows.append(window)
        qtbot.addWidget(window)
        window.show()
        return window

    crossing = AtOnce()
    open_window.crossing = crossing  # type: ignore[attr-defined]
    return open_window


def screen() -> Any:
    return QGuiApplication.primaryScreen()


def written(file: Path, text: str, on: str | None = None) -> None:
    key = on or screen_key(screen())
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"window.screen": key, f"window.on.{key}": text}), "utf-8")


@pytest.mark.parametrize(
    ("kept", "place"),
    [
        ("10,20,800,600,normal", (110, 60, 800, 600)),
        ("-5000,20,800,600,normal", (100, 60, 800, 600)),
        ("5000,5000,800,600,normal", (580, 424, 800, 600)),
        ("0,0,9000,9000,normal", (100, 40, 1280, 984)),
        ("0,0,10,10,maximized", (100, 40, 360, 420)),
    ],
)
def test_a_placement_always_fits_the_screen(kept: str, place: tuple[int, ...]) -> None:
    placement = Placement.parse(kept)
    assert placement is not None
    assert placement.text == kept
    assert placement.on(FREE, SMALLEST) == QRect(*place)


def test_it_opens_where_it_was_closed(opened: Any, qtbot: QtBot) -> None:
    first = opened()
    first.resize(520, 460)
    first.move(37, 41)
    first.close()
    again = opened()
    assert (again.pos(), again.size()) == (QPoint(37, 41), QSize(520, 460))
    again.showMaximized()
    qtbot.waitUntil(again.isMaximized)
    again.close()
    third = opened()
    assert third.isMaximized()
    third.showNormal()
    qtbot.waitUntil(lambda: third.size() == QSize(520, 460))


def test_moving_is_kept_a_moment_later_away_from_the_window(
    opened: Any, qtbot: QtBot, file: Path
) -> None:
    window = opened()
    window.move(11, 12)
    assert not file.exists()
    qtbot.waitUntil(file.exists)
    assert "11,12,700,500,normal" in file.read_text("utf-8")
    assert opened.crossing.runs == 1
    window.close()
    assert opened.crossing.runs == 1, "nothing new"


def test_a_screen_that_is_gone_leaves_the_size_in_the_middle(opened: Any, file: Path) -> None:
    written(file, "2000,3000,480,440,normal", on="Acme Wide 7 DP-9")
    window = opened()
    free = screen().availableGeometry()
    assert window.size() == QSize(480, 440)
    assert free.contains(window.geometry())
    assert window.pos() == QPoint((free.width() - 480) // 2, (free.height() - 440) // 2)


@pytest.mark.parametrize(
    ("text", "log"),
    [
        ("{", "window state ignored"),
        ("[]", "window state ignored"),
        ("\udcff", "window state ignored"),
        ('{"window.screen": 7}', None),
    ],
)
def test_a_damaged_file_is_ignored_and_replaced(
    opened: Any, file: Path, text: str, log: str | None, expect_log: Any
) -> None:
    if log is not None:
        expect_log(log)
    file.parent.mkdir(parents=True)
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
    window = opened()
    assert window.size() == QSize(700, 500)
    window.close()
    assert json.loads(file.read_bytes())["window.screen"] == screen_key(screen())


@pytest.mark.parametrize(
    "text", ["", "1,2,3", "1,2,700,500,gone", "1,2,700,500,normal; rm", "9" * 99]
)
def test_a_damaged_place_is_ignored(opened: Any, file: Path, text: str, expect_log: Any) -> None:
    if text:
        expect_log("window placement ignored")
    written(file, text)
    assert opened().size() == QSize(700, 500)


def test_a_folder_that_cannot_be_written_stops_nobody(
    opened: Any, file: Path, expect_log: Any
) -> None:
    expect_log("window state not kept")
    file.parent.write_text("a file where the folder should be")
    expect_log("window state ignored")
    window = opened()
    window.move(5, 5)
    assert window.close()


def test_a_window_on_no_screen_comes_back(opened: Any) -> None:
    window = opened()
    window.move(9000, 9000)
    window.memory.bring_back()
    assert screen().availableGeometry().contains(window.geometry())
    window.move(50, 60)
    window.memory.bring_back()
    assert window.pos() == QPoint(50, 60)
