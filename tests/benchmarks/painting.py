"""When was a window painted? Shared by the benchmarks."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget


class PaintClock(QObject):
    """Calls `painted(monotonic_ns)` after each time the whole window was painted and flushed.

    Qt paints a window in answer to UpdateRequest (or, the first time, Expose leads to it): the
    event is let through to the window first, so the time includes painting and flushing.
    """

    def __init__(self, window: QWidget, painted: Callable[[int], None]) -> None:
        super().__init__(window)
        self._painted = painted
        self._inside = False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if self._inside or event.type() != QEvent.Type.UpdateRequest:
            return False
        self._inside = True
        try:
            watched.event(event)
        finally:
            self._inside = False
        self._painted(time.monotonic_ns())
        return True
