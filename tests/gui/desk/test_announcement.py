"""What a screen reader hears. Qt offscreen has none, so the test stands in for it."""

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QAccessibleAnnouncementEvent
from pytestqt.qtbot import QtBot

from agentassist.app.events import CardChanged
from ui.main_window import MainWindow
from ui.widgets import announcement


class ScreenReader:
    def __init__(self) -> None:
        self.listening = True
        self.heard: list[str] = []

    def isActive(self) -> bool:  # noqa: N802 - Qt's name
        return self.listening

    def updateAccessibility(self, event: QAccessibleAnnouncementEvent) -> None:  # noqa: N802
        self.heard.append(event.message())


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> ScreenReader:
    reader = ScreenReader()
    monkeypatch.setattr(announcement, "QAccessible", reader)
    return reader


def test_a_call_is_said_once_for_each_state(
    qtbot: QtBot, look: Any, desk: Any, crossing: Any, story: SimpleNamespace, reader: ScreenReader
) -> None:
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.handle(CardChanged(story.ringing))
    window.handle(CardChanged(story.ringing))
    window.handle(CardChanged(story.talking))
    window.handle(CardChanged(None))
    assert [line.partition(":")[0] for line in reader.heard] == ["Ringing", "Talking"]
    assert "Dana Reyes" in reader.heard[0]


def test_nobody_listens_nothing_is_said(
    qtbot: QtBot, look: Any, desk: Any, crossing: Any, story: SimpleNamespace, reader: ScreenReader
) -> None:
    reader.listening = False
    window = MainWindow(desk, crossing)
    qtbot.addWidget(window)
    window.handle(CardChanged(story.ringing))
    assert reader.heard == []
