"""Windows die on the main thread, whoever made the last allocation."""

import gc
import threading
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ui.garbage import GarbageCollector


class Ring:
    """A cycle around a widget with a running timer, and a note of the thread it died on."""

    def __init__(self, died_on: list[str]) -> None:
        self.me = self
        self.widget = QWidget()
        self.timer = QTimer(self.widget)
        self.timer.start(1)
        self._died_on = died_on

    def __del__(self) -> None:
        self._died_on.append(threading.current_thread().name)


def test_a_window_in_a_cycle_dies_on_the_main_thread(qapp: Any, qtbot: Any) -> None:
    gc.enable()
    collector = GarbageCollector()
    died_on: list[str] = []
    try:
        Ring(died_on)

        def allocate() -> None:
            kept: list[list[int]] = []
            for _ in range(200_000):
                kept.append([])
                if len(kept) > 5_000:
                    kept.clear()

        other = threading.Thread(target=allocate, name="core")
        other.start()
        other.join()
        assert died_on == []
        collector.look()
        gc.collect()
        assert died_on == ["MainThread"]
    finally:
        collector.end()
        gc.disable()  # as every test with a window runs: see tests/conftest.py


def test_it_gives_back_only_what_it_took(qapp: Any) -> None:
    gc.freeze()
    GarbageCollector().end()
    assert gc.get_freeze_count() > 0
