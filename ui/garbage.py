"""Python's cycle collector, on the main thread only.

It runs on whatever thread happens to allocate. A window's object that dies on the core thread takes
its timers with it there, and the next tick of the main thread runs into freed memory.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 2_000


class GarbageCollector(QObject):
    """Collects by Python's own thresholds, every two seconds at most; `end` undoes what it did."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._froze = gc.get_freeze_count() == 0
        if self._froze:  # what the start made stays: no collection has to walk over it again
            gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """The oldest generation that is due; it takes the younger ones along."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        due = [age for age in range(3) if counts[age] > thresholds[age]]
        if due:
            gc.collect(max(due))

    def end(self) -> None:
        self._timer.stop()
        if self._froze:
            gc.unfreeze()
        if self._was_enabled:
            gc.enable()
