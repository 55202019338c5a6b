"""What is being read stays where it is while rows come in above it."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from ui.history.head import HistoryHead
from ui.history.timeline_view import ReadingPlace, TimelineView

SETTLED_MS = 600  # nobody has begun to read a row before


class Steady:
    """Remembers the row that is read before a change, and brings it back to its place after.

    What came in above is told in the head (`↑ 2 new`); being at the top again releases it.
    """

    def __init__(self, view: TimelineView, head: HistoryHead, released: Callable[[], None]) -> None:
        self._view, self._head, self._released = view, head, released
        self._place: ReadingPlace | None = None
        self._known: set[str] = set()
        self._current: str | None = None
        self.settling = QTimer(view)
        self.settling.setSingleShot(True)
        self.settling.setInterval(SETTLED_MS)
        view.verticalScrollBar().valueChanged.connect(self._scrolled)

    def start_over(self) -> None:
        """Somebody else's rows: there is no place to keep."""
        self.release()
        self._view.close_all()
        self._view.pointed_at = False
        self._view.scrollToTop()
        self.settling.start()

    def release(self) -> None:
        """The agent moved on: the list takes the room it needs, from the top."""
        self._view.hold(False)
        self._head.keep_height(False)
        self._head.tell_news(0)

    def is_read(self) -> bool:
        """Somebody may have their eyes on a row."""
        view = self._view
        if not view.isVisible() or not view.rows.rows:
            return False
        touched = view.hasFocus() or view.underMouse() or view.verticalScrollBar().value() > 0
        return touched or not self.settling.isActive()

    def before_change(self) -> None:
        view = self._view
        self._place = view.place() if self.is_read() else None
        self._known = {row.key for row in view.rows.every}
        self._current = view.current_key()
        if self._place is not None:  # what stands above may grow, never shrink under the eye
            self._head.keep_height(True)
        view.hold(self._place is not None)

    def after_change(self, most: int) -> None:
        """The rows are others now; `most` is the room for them."""
        if self._place is not None:
            at = self._view.go_back_to(self._place, most)
            above = self._view.rows.rows[: at or 0]
            if new := sum(row.key not in self._known for row in above):
                self._head.tell_news(new)
        if self._current is not None:
            self._view.make_current(self._current)

    def _scrolled(self, value: int) -> None:
        if value == 0 and self._view.held:
            self.release()
            self._released()
