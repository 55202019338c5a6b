"""Where the panels stand: a narrow side panel, two columns, or three; chosen by width alone."""

from enum import IntEnum

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from agentassist.domain.screen_pop import ScreenPop
from ui import theme
from ui.frame.call_bar import CallBar
from ui.frame.column import EDGE, Column
from ui.frame.history_place import HistoryPlace, Middle
from ui.frame.place_tabs import Place, PlaceTabs
from ui.history.panel import HistoryPanel

TWO_FROM, THREE_FROM = 900, 1200


class Mode(IntEnum):
    NARROW = 1
    TWO = 2
    THREE = 3


class DeskLayout(QWidget):
    """Holds the panels. `place_changed` tells which tab is in front (in narrow and two).

    In three columns the earlier contacts stand in the middle until something is searched.
    `rearranged`: they were moved; all has to be laid out before it is painted.
    """

    place_changed = Signal(object)
    mode_changed = Signal(object)
    rearranged = Signal()

    def __init__(
        self,
        pop: QWidget,
        history: HistoryPanel,
        knowledge: QWidget,
        coaching: QWidget,
        wrap_up: QWidget,
        keys: dict[Place, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.pop = pop
        self.panels = {
            Place.HISTORY: history,
            Place.SEARCH: knowledge,
            Place.COACH: coaching,
            Place.WRAP_UP: wrap_up,
        }
        self.mode: Mode | None = None
        self.place = Place.HISTORY
        self._wrapping = self._saved = self._waiting = self._searching = False
        self._build(history, keys)

    def _build(self, history: HistoryPanel, keys: dict[Place, str]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.tabs = PlaceTabs(keys)
        self.tabs.chosen.connect(self.go)
        self.left, self.right = Column(), Column()
        self.left.viewport().installEventFilter(self)
        self.call_bar = CallBar(self.left)
        self.call_bar.pressed.connect(self.left.to_top)
        self.left.verticalScrollBar().valueChanged.connect(lambda _at: self._place_call_bar())
        self.work = QWidget()
        work = QVBoxLayout(self.work)
        work.setContentsMargins(0, 0, 0, 0)
        work.setSpacing(0)
        self.tab_home = QVBoxLayout()
        self.tab_home.setContentsMargins(0, 0, 0, 0)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        self.middle = Middle()
        beside.addWidget(self.middle, 8)
        beside.addWidget(self.right, 5)
        work.addLayout(self.tab_home)
        work.addLayout(beside, 1)
        row.addWidget(self.left, 3)
        row.addWidget(self.work, 7)
        self.left.stack.addWidget(self.pop)
        for column in (self.left, self.right):
            column.stack.addStretch(1)
        partners = (self.pop, self.panels[Place.SEARCH])
        self.history_place = HistoryPlace(history, self.left, self.middle, partners, self)
        self.history_place.moved.connect(self.rearranged)

    # from outside --------------------------------------------------------------------------
    def go(self, place: Place) -> None:
        """Bring a place to the front; where all are visible, nothing moves."""
        self.history_place.catch_up()
        if place not in self._places():
            return
        if place is not self.place:
            self.place = place
            self._show()
            self.place_changed.emit(place)
        if self.mode is Mode.NARROW:
            self._settle()
            self.left.put_on_top(self.tabs)

    def set_wrapping(self, wrapping: bool, *, saved: bool, waiting: bool) -> None:
        """A wrap-up is open: it takes the coach's place, or a tab of its own.

        `saved`: that was just done, and is said where the form stood. `waiting`: others wait,
        which is said below the coach, so that nothing moves for it.
        """
        if (wrapping, saved, waiting) == (self._wrapping, self._saved, self._waiting):
            return
        opened = wrapping and not self._wrapping
        left = self._wrapping and not wrapping and not saved  # for later: there is nothing to read
        self._wrapping, self._saved, self._waiting = wrapping, saved, waiting
        # Nobody is taken out of the field they are typing in: then only the tab tells.
        if opened and self.mode is not Mode.THREE and self._typed_in() is None:
            self.place = Place.WRAP_UP
            self.left.to_top()
        elif self.place not in self._places() or (left and self.place is Place.WRAP_UP):
            self.place = self._default()
        self._show()

    def set_searching(self, searching: bool) -> None:
        """Results need the middle: the earlier contacts make room for them, and come back."""
        self._searching = searching
        self._place_history(late=searching)

    def call_came(self) -> None:
        """A new call: the card is what counts."""
        if self.place is Place.WRAP_UP or (
            self.mode is Mode.NARROW and self.place is not Place.SEARCH
        ):
            self.place = self._default()
            self._show()
        self.left.to_top()
        self.middle.below.to_top()

    def page(self, key: Qt.Key) -> bool:
        """Scroll the card, or the rest when all of it is seen; False for other keys."""
        card = self.left.verticalScrollBar().maximum() > 0
        return (self.left if card else self.history_place.column).page(key)

    def show_part(self, part: QWidget) -> None:
        """Scroll to a part of the card, or to the earlier contacts."""
        self.history_place.catch_up()
        self._settle()
        self._column_of(part).show_rect(part, part.rect())

    def put_on_top(self, part: QWidget) -> None:
        self._column_of(part).put_on_top(part)

    def _column_of(self, part: QWidget) -> Column:
        return column if (column := self.history_place.column).isAncestorOf(part) else self.left

    @property
    def _has_wrap_up(self) -> bool:
        return self._wrapping or self._saved or self._waiting

    # arranging -----------------------------------------------------------------------------
    def _places(self) -> tuple[Place, ...]:
        places: list[Place] = [Place.WRAP_UP] if self._has_wrap_up else []
        if self.mode is Mode.NARROW:
            places.append(Place.HISTORY)
        return (*places, Place.SEARCH, Place.COACH)

    def _default(self) -> Place:
        return Place.HISTORY if self.mode is Mode.NARROW else Place.SEARCH

    def _typed_in(self) -> Place | None:
        """The place that has the keyboard."""
        focus = QApplication.focusWidget()
        if focus is None:
            return None
        return next((at for at, panel in self.panels.items() if panel.isAncestorOf(focus)), None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        wide = Mode.TWO if width < THREE_FROM else Mode.THREE
        self._arrange(Mode.NARROW if width < TWO_FROM else wide)
        if self.mode is not Mode.NARROW:
            self._share_width(width)

    def _share_width(self, width: int) -> None:
        three = self.mode is Mode.THREE
        self.left.setFixedWidth(min(480, max(360, round(width * (0.305 if three else 0.42)))))
        self.right.setMaximumWidth(420 if three else 16_777_215)
        self.right.setMinimumWidth(340 if three else 0)
        # Beside each other the columns share one gap; with tabs over it there is one on top.
        top = theme.M - 3 if three else theme.S - 3  # the search field keeps 3 px for its focus
        self.middle.set_top(top)
        self.right.set_edges(0, EDGE)
        self.tab_home.setContentsMargins(0, 0 if three else theme.S, 0, 0)

    def _arrange(self, mode: Mode) -> None:
        if mode is self.mode:
            return
        self.mode, focus = mode, QApplication.focusWidget()
        search = self.panels[Place.SEARCH]
        coach, wrap_up = self.panels[Place.COACH], self.panels[Place.WRAP_UP]
        if mode is Mode.NARROW:
            self.left.setMinimumWidth(0)
            self.left.setMaximumWidth(16_777_215)
            for at, part in enumerate((self.pop, self.tabs, wrap_up, search, coach)):
                self.left.stack.insertWidget(at, part)
        else:
            self.left.stack.insertWidget(0, self.pop)
            self.tab_home.addWidget(self.tabs)
            self.middle.take_search(search)
            for at, part in enumerate((wrap_up, coach)):
                self.right.stack.insertWidget(at, part)
        if mode is Mode.NARROW:
            self.place = self._typed_in() or (Place.WRAP_UP if self._wrapping else Place.HISTORY)
        elif self.place not in self._places():
            self.place = self._default()
        self._place_history()
        self._bound_search()
        self._show()
        if focus is not None and self.isAncestorOf(focus):
            focus.setFocus(Qt.FocusReason.OtherFocusReason)  # what is moved lost it
        self.mode_changed.emit(mode)

    def _place_history(self, *, late: bool = False) -> None:
        """Chosen by the width and by what is typed alone: nothing that comes in moves it."""
        in_middle = self.mode is Mode.THREE and not self._searching
        at = 3 if self.mode is Mode.NARROW else 1
        self.history_place.put(in_middle=in_middle, at=at, late=late)

    def _show(self) -> None:
        three, narrow = self.mode is Mode.THREE, self.mode is Mode.NARROW
        search, coach = self.panels[Place.SEARCH], self.panels[Place.COACH]
        self.work.setVisible(not narrow)
        self.tabs.setVisible(not three)
        self.tabs.offer(self._places(), self.place)
        self.panels[Place.HISTORY].setVisible(not narrow or self.place is Place.HISTORY)
        wraps = self.place is Place.WRAP_UP or (three and self._has_wrap_up)
        self.panels[Place.WRAP_UP].setVisible(wraps)
        # In the narrow panel the open wrap-up stands where the card stood, with its own strip.
        self.pop.setVisible(not (narrow and self._wrapping and self.place is Place.WRAP_UP))
        if three:
            self._order_right()
            for part in (self.middle, self.right, search):
                part.show()
            coach.setVisible(not self._wrapping)
            return
        search.setVisible(self.place is Place.SEARCH)
        coach.setVisible(self.place is Place.COACH)
        if not narrow:
            self.middle.setVisible(self.place is Place.SEARCH)
            self.right.setVisible(self.place is not Place.SEARCH)

    def _order_right(self) -> None:
        """What waits stands last; an open wrap-up or a saved one first."""
        wrap_up, coach = self.panels[Place.WRAP_UP], self.panels[Place.COACH]
        stack = self.right.stack
        last = self._waiting and not self._saved
        if (stack.indexOf(wrap_up) > stack.indexOf(coach)) is not last:
            stack.insertWidget(1 if last else 0, wrap_up)

    def _bound_search(self) -> None:
        """In the narrow page the search is as high as the view: it scrolls its own article."""
        search = self.panels[Place.SEARCH]
        taken = CallBar.HEIGHT + 2 * theme.S + self.tabs.sizeHint().height()
        narrow = self.mode is Mode.NARROW
        self.history_place.tell_room(taken if narrow else 0)
        room = self.left.viewport().height() - 2 * theme.M - taken
        search.setMinimumHeight(max(320, room) if narrow else 0)
        search.setMaximumHeight(max(320, room) if narrow else 16_777_215)

    def show_call(self, card: ScreenPop | None) -> None:
        """Who is on the phone, for the bar over a page scrolled away."""
        self.call_bar.show_card(card)
        self._place_call_bar()

    def _place_call_bar(self) -> None:
        """Only in the narrow panel, and only when the card's own strip is out of sight."""
        bar, at = self.call_bar, self.left.verticalScrollBar().value()
        shown = self.mode is Mode.NARROW and at > 2 * CallBar.HEIGHT and bar.has_call
        bar.setVisible(shown and not self.pop.isHidden())
        if shown:
            bar.setGeometry(0, 0, self.left.width(), CallBar.HEIGHT)
            bar.raise_()

    def _settle(self) -> None:
        """Let the pages take their new height, so that scrolling to a place finds it."""
        self.left.settle()
        self.history_place.column.settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._bound_search()
            self._place_call_bar()
        return super().eventFilter(watched, event)
