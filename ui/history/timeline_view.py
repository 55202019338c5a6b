"""The list of earlier contacts: by keyboard alone, opened row by row, still while it is read."""

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QListView, QWidget

from ui import theme
from ui.history.opened_row import OpenedRow
from ui.history.row_delegate import (
    GUTTER,
    INSET,
    LINE,
    PAD,
    TITLE,
    RowDelegate,
    closed_height,
    heading_height,
    part_boxes,
)
from ui.history.row_words import Part
from ui.models.timeline import TimelineModel

_KEEPS_OPEN = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """The row that is being read and how far its top is below the list's."""

    key: str
    top: int


class TimelineView(QListView):
    """`current_moved` gives the rectangle of the current row, for the page to scroll to.

    `typed` is text to find; `jumped` the key of a row that was asked for by a link in another.
    """

    current_moved = Signal(QRect)
    typed = Signal(str)
    jumped = Signal(str)
    opened_or_closed = Signal()

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = model
        self.pointed_at = False  # the current row is shown although the keyboard is elsewhere
        self._opened: dict[str, OpenedRow | None] = {}
        self._held = False
        self._heights: list[int] | None = None
        model.modelReset.connect(self._measure_again)
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(20)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme.current().changed.connect(self._forget_layouts)

    # heights -------------------------------------------------------------------------------
    def row_height(self, at: int) -> int:
        heights = self.heights()
        return heights[at] if at < len(heights) else 0

    def heights(self) -> list[int]:
        """Of all rows, measured once until something opens, closes or comes in."""
        if self._heights is None:
            found = [closed_height(row) for row in self.rows.rows]
            for at in self.rows.begins:
                found[at] += heading_height(at)
            places = (self.rows.row_of(key) for key in tuple(self._opened))
            for place in places:
                if place is not None and (opened := self.opened(place)) is not None:
                    head = heading_height(place) if place in self.rows.begins else 0
                    found[place] = head + opened.height + 2 * PAD
            self._heights = found
        return self._heights

    def _measure_again(self) -> None:
        self._heights = None

    def content_height(self) -> int:
        return sum(self.heights())

    def opened(self, at: int) -> OpenedRow | None:
        """Its layout, when the row is open."""
        row = self.rows.rows[at]
        if row.key not in self._opened:
            return None
        width = self.viewport().width() - 2 * INSET - GUTTER
        known = self._opened[row.key]
        if known is None or known.width != width:
            known = OpenedRow(row, self.rows.words(at), self.rows.reading, width)
            self._opened[row.key] = known
        return known

    def _forget_layouts(self) -> None:
        self._opened = dict.fromkeys(self._opened)
        self._heights = None
        self.viewport().update()

    def fit(self, most: int) -> None:
        """As high as its rows, `most` pixels at most; no higher than what is below the place."""
        content = self.content_height()
        above = self.verticalScrollBar().value() if self._held else 0
        height = max(0, min(most, content - above))
        if height != self.height():
            self.setFixedHeight(height)
            self.resize(self.width(), height)  # now: the scroll bar's range follows from it

    # staying where one reads ---------------------------------------------------------------
    def place(self) -> ReadingPlace | None:
        """The current row if it can be seen, else the first that can."""
        index = self.currentIndex()
        if not index.isValid() or not self.visualRect(index).intersects(self.viewport().rect()):
            index = self.indexAt(QPoint(INSET + GUTTER, 1))
        if not index.isValid():
            return None
        return ReadingPlace(self.rows.rows[index.row()].key, self.visualRect(index).bottom())

    def current_key(self) -> str | None:
        at = self.currentIndex().row()
        return self.rows.rows[at].key if 0 <= at < len(self.rows.rows) else None

    def make_current(self, key: str) -> bool:
        """Without scrolling; False when it is not shown."""
        at = self.rows.row_of(key)
        if at is None:
            return False
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        kept = self.verticalScrollBar().value()
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(self.rows.index(at), flags)
        self.verticalScrollBar().setValue(kept)
        self.setAutoScroll(scrolls)
        return True

    def hold(self, held: bool) -> None:
        """While held, what comes above neither moves the rows nor makes the list higher."""
        self._held = held

    @property
    def held(self) -> bool:
        return self._held

    def go_back_to(self, place: ReadingPlace, most: int) -> int | None:
        """Scroll so that the row stands where it stood; its place among the rows."""
        at = self.rows.row_of(place.key)
        if at is None:
            self.fit(most)
            return None
        top = sum(self.heights()[:at])
        wanted = max(0, top + self.row_height(at) - 1 - place.top)
        content = self.content_height()
        height = max(0, min(most, content - wanted))
        self.setFixedHeight(height)
        self.resize(self.width(), height)
        self.doItemsLayout()
        self.verticalScrollBar().setValue(wanted)
        return at

    def moveEvent(self, event: QMoveEvent) -> None:
        """What stands above grew by some lines: the rows stay where they are on the screen."""
        super().moveEvent(event)
        down = event.pos().y() - event.oldPos().y()
        if self._held and down and self.isVisible():
            bar = self.verticalScrollBar()
            height = max(LINE, self.height() - down)
            self.setFixedHeight(height)
            self.resize(self.width(), height)
            bar.setValue(bar.value() + down)

    # opening -------------------------------------------------------------------------------
    def toggle(self, at: int, *, opened: bool | None = None) -> None:
        """Show all of a row, or its lines only."""
        key = self.rows.rows[at].key
        wanted = key not in self._opened if opened is None else opened
        if wanted == (key in self._opened):
            return
        if wanted:
            self._opened[key] = None
        else:
            del self._opened[key]
        self._heights = None
        self.scheduleDelayedItemsLayout()
        self.rows.dataChanged.emit(self.rows.index(at), self.rows.index(at))
        self.opened_or_closed.emit()

    def is_open(self, at: int) -> bool:
        return self.rows.rows[at].key in self._opened

    def close_all(self) -> None:
        self._opened.clear()
        self._heights = None

    # keys and mouse ------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        at, key = self.currentIndex().row(), Qt.Key(event.key())
        ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        mirrored = self.isRightToLeft()
        opens, closes = Qt.Key.Key_Right, Qt.Key.Key_Left
        if mirrored:
            opens, closes = closes, opens
        if ctrl and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            other = self.rows.repeat_of(at, before=key is Qt.Key.Key_Down)
            if other is not None:
                self.jumped.emit(other)
        elif at >= 0 and key in (*_KEEPS_OPEN, opens, closes):
            self.toggle(at, opened=None if key in _KEEPS_OPEN else key is opens)
        elif (text := event.text()).isprintable() and text.strip() and not ctrl:
            self.typed.emit(text)
        else:
            super().keyPressEvent(event)

    def part_at(self, spot: QPoint) -> tuple[int, Part] | None:
        """The piece of a closed row's state under the mouse."""
        index = self.indexAt(spot)
        if not index.isValid() or self.is_open(index.row()):
            return None
        at, rect = index.row(), QRectF(self.visualRect(index))
        words = self.rows.words(at)
        top = rect.top() + (heading_height(at) if at in self.rows.begins else 0) + PAD + TITLE
        top += LINE if words.detail else 0
        x = rect.right() - spot.x() if self.isRightToLeft() else spot.x() - rect.left()
        room = rect.width() - 2 * INSET - GUTTER
        for part, box in part_boxes(words, INSET + GUTTER, top, room):
            if box.contains(x, spot.y()):
                return at, part
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        found = self.part_at(event.position().toPoint())
        leads = found is not None and found[1].leads_to is not None
        if leads:
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.viewport().unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        found = self.part_at(event.position().toPoint())
        if found is None or found[1].leads_to is None:
            return
        at, part = found
        if part.leads_to == self.rows.rows[at].key:
            self.toggle(at, opened=True)
        else:
            self.jumped.emit(part.leads_to)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.toggle(index.row())

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and (self.hasFocus() or self.pointed_at):
            self.current_moved.emit(self.visualRect(current))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width() and self._opened:
            self._heights = None
            self.scheduleDelayedItemsLayout()
            self.opened_or_closed.emit()

    def event(self, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        if kind is QEvent.Type.StyleChange:  # heights don't hang on it: thousands stay as they are
            return QAbstractScrollArea.event(self, event)
        return super().event(event)
