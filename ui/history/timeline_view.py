"""The painted list of earlier contacts: as high as its rows, so that the page scrolls, not it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui import icons, theme
from ui.models.timeline import ROW, TimelineModel, TimelineRow
from ui.theme import Type, Weight
from ui.widgets.text import Run, Text

INSET = 8  # the ground of the current row reaches this far beyond its text
_PAD, _GUTTER, _TIME_GAP = 10, 28, 12
_DETAIL_LINES = 2


class TimelineDelegate(QStyledItemDelegate):
    """Icon, title, detail of two lines at most, time at the right."""

    def __init__(self, view: "TimelineView") -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        row = index.data(ROW)
        width = self._view.viewport().width()
        return QSize(
            width, self._view.row_height(row, width) if isinstance(row, TimelineRow) else 0
        )

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(ROW)
        if not isinstance(row, TimelineRow):
            return
        current = theme.current()
        whole: QRect = option.rect
        box = whole.adjusted(INSET, 0, -INSET, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if index.row():
            painter.fillRect(QRectF(box.left(), box.top(), box.width(), 1), current.color("line"))
        if self._view.hasFocus() and index.row() == self._view.currentIndex().row():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(current.color("accent_bg"))
            painter.drawRoundedRect(whole.adjusted(0, 3, 0, -2), 8, 8)
            painter.setBrush(current.color("accent"))
            painter.drawRoundedRect(
                QRectF(whole.left(), box.top() + 12, 3, box.height() - 24), 1.5, 1.5
            )
        ratio = self._view.devicePixelRatioF()
        top = box.top() + _PAD
        painter.drawPixmap(box.left() + 2, top + 1, icons.pixmap(row.icon, row.tone, 16, ratio))
        self._paint_text(painter, row, box, top)
        painter.restore()

    def _paint_text(self, painter: QPainter, row: TimelineRow, box: QRect, top: int) -> None:
        current = theme.current()
        left = box.left() + _GUTTER
        small = current.font(Type.EVIDENCE)
        painter.setFont(small)
        painter.setPen(current.color(row.time_tone))
        time_width = painter.fontMetrics().horizontalAdvance(row.time) + 2
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(box.right() - time_width + 1, top, time_width, 18), align, row.time)
        painter.setFont(current.font(Type.BODY, Weight.MEDIUM))
        painter.setPen(current.color("text"))
        room = box.width() - _GUTTER - time_width - _TIME_GAP
        title = painter.fontMetrics().elidedText(row.title, Qt.TextElideMode.ElideRight, room)
        align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, top, room + 2, 18), align, title)
        if row.detail:
            self._view.detail_of(row, box.width() - _GUTTER).draw_at(painter, left, top + 20)


class TimelineView(QListView):
    """`current_moved` gives the rectangle of the current row, for the page to scroll to."""

    current_moved = Signal(QRect)

    def __init__(self, model: TimelineModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(TimelineDelegate(self))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.viewport().setAutoFillBackground(False)
        # One hidden label measures and draws every row's detail: the same wrapping as everywhere.
        self._detail = Text("", Type.EVIDENCE, "soft", max_lines=_DETAIL_LINES, parent=self)
        self._detail.hide()
        model.modelReset.connect(self._fit)
        theme.current().changed.connect(self.viewport().update)

    def detail_of(self, row: TimelineRow, width: int) -> Text:
        self._detail.set_runs(Run(row.detail))
        self._detail.resize(width, self._detail.heightForWidth(width))
        return self._detail

    def row_height(self, row: TimelineRow, width: int) -> int:
        height = 2 * _PAD + 18
        if row.detail:
            self._detail.set_runs(Run(row.detail))
            height += 2 + self._detail.heightForWidth(max(40, width - _GUTTER - 2 * INSET))
        return height

    def _fit(self) -> None:
        model = self.model()
        rows = model.rows if isinstance(model, TimelineModel) else ()
        width = self.viewport().width()
        self.setFixedHeight(sum(self.row_height(row, width) for row in rows))
        self.doItemsLayout()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def currentChanged(
        self,
        current: QModelIndex | QPersistentModelIndex,
        previous: QModelIndex | QPersistentModelIndex,
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and self.hasFocus():
            self.current_moved.emit(self.visualRect(current))
