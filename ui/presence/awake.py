"""The computer was asleep: noticed by the clocks, so that ages on the screen are true again."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

TICK_MS = 5_000
ASLEEP_S = 10.0  # a busy computer is late by less


class Awake(QObject):
    """`woke` tells how many seconds were slept through.

    On Linux and macOS the monotonic clock stands still in sleep and the wall clock doesn't; on
    Windows both go on, and only the timer comes late. Connections look for themselves.
    """

    woke = Signal(float)

    def __init__(
        self,
        parent: QObject | None = None,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._wall, self._steady = wall, steady
        self._seen = wall(), steady()
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        (wall, steady), self._seen = self._seen, (self._wall(), self._steady())
        passed = max(self._seen[0] - wall, self._seen[1] - steady)
        slept = passed - TICK_MS / 1000
        if slept >= ASLEEP_S:
            self.woke.emit(slept)
