"""Where the earlier contacts stand: below the card, or in the middle while nothing is searched."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui import theme
from ui.frame.column import EDGE, Column
from ui.history.panel import HistoryPanel
from ui.widgets.tab_order import chain


class Middle(QWidget):
    """The search; below it a column for what may stand there while nothing is searched."""

    def __init__(self) -> None:
        super().__init__()
        self.search_home = QVBoxLayout()
        self.search_home.setContentsMargins(0, 0, EDGE, 0)
        self.below = Column()
        self.below.set_edges(0, EDGE)
        self.below.set_bare()
        self.below.stack.addStretch(1)
        self.below.hide()
        self._home = QVBoxLayout(self)
        self._home.setSpacing(0)
        self._home.addLayout(self.search_home)
        self._home.addWidget(self.below, 1)
        self.set_top(0)

    def set_top(self, top: int) -> None:
        self._home.setContentsMargins(0, top, 0, theme.S)

    def take_search(self, search: QWidget) -> None:
        self.search_home.addWidget(search)


class HistoryPlace(QObject):
    """Moves the earlier contacts as they are: keyboard, selection and what is read stay.

    `room_changed`: what they may take without the page they stand on having to scroll.
    """

    room_changed = Signal(int)
    moved = Signal()

    def __init__(
        self,
        history: HistoryPanel,
        left: Column,
        middle: Middle,
        beside: tuple[QWidget, QWidget],
        parent: QObject,
    ) -> None:
        """`beside`: the card and the search, which Tab comes from here and there."""
        super().__init__(parent)
        self._history, self._left, self._middle = history, left, middle
        self._card, self._search = beside
        self._tabs = QTimer(self)  # after the paint: nobody presses Tab before they see
        self._move = QTimer(self)
        for timer, then in ((self._tabs, self._order_tabs), (self._move, self.catch_up)):
            timer.setSingleShot(True)
            timer.timeout.connect(then)
        self._move.setInterval(1)  # some systems let one without an interval go before the paint
        self.column = left
        self._late: int | None = None  # where it will be put, after the paint
        self._taken = self._read = 0
        for column in (left, middle.below):
            column.viewport().installEventFilter(self)

    @property
    def in_middle(self) -> bool:
        return self.column is self._middle.below

    def put(self, *, in_middle: bool, at: int, late: bool = False) -> None:
        """`at`: its place in the left column.

        Moving takes longer than a search. `late`: the middle is made free at once, and the rest
        comes after the paint, so that what was searched for is seen first.
        """
        column = self._middle.below if in_middle else self._left
        self._late = None
        if column is self.column and column.isAncestorOf(self._history):
            self._middle.below.setVisible(in_middle)
            return
        focus = QApplication.focusWidget()
        held = focus is not None and self._history.isAncestorOf(focus)
        if late and not in_middle and not held:
            self._late = at
            self._middle.below.hide()
            self._move.start()
            return
        shown = not self._history.isHidden()
        rows = self._history.list.verticalScrollBar()
        # There the list may be higher and then ends further up; unless scrolled, it goes back.
        read = self._read if rows.value() == min(self._read, rows.maximum()) else rows.value()
        self._read = rows.value()
        self.column = column
        column.stack.insertWidget(0 if in_middle else at, self._history)
        self._middle.below.setVisible(in_middle)
        self._history.setVisible(shown)
        if held and focus is not None:
            focus.setFocus(Qt.FocusReason.OtherFocusReason)
        column.settle()
        self.tell_room()
        if in_middle:
            rows.setValue(read)
        self._tabs.start()
        self.moved.emit()

    def catch_up(self) -> None:
        """Also when somebody wants to go there before: what could wait is done."""
        if self._late is not None:
            self.put(in_middle=False, at=self._late)

    def tell_room(self, taken: int | None = None) -> None:
        """The height of their column, without what is `taken` by what stays in sight there."""
        self._taken = self._taken if taken is None else taken
        edges = self.column.stack.contentsMargins()
        room = self.column.viewport().height() - edges.top() - edges.bottom() - self._taken
        self.room_changed.emit(room)

    def _order_tabs(self) -> None:
        """Tab goes where the eye goes: after the search in the middle, else after the card."""
        before = list(_stops(self._search if self.in_middle else self._card))
        if before:
            chain(before[-1], list(_stops(self._history, forwarding=True)))

    def show_row(self, rect: QRect) -> None:
        self.column.show_rect(self._history, rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self.column.viewport():
            self.tell_room()
        return super().eventFilter(watched, event)


def _stops(panel: QWidget, *, forwarding: bool = False) -> Iterator[QWidget]:
    """What Tab stops at in a panel, in the order of Tab now; `forwarding`: and leads on from."""
    at = panel.nextInFocusChain()
    while at is not None and at is not panel:
        stops = at.focusPolicy() & Qt.FocusPolicy.TabFocus
        if (stops or (forwarding and at.focusProxy() is not None)) and panel.isAncestorOf(at):
            yield at
        at = at.nextInFocusChain()
