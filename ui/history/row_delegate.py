"""Paints one row of the timeline: heading of its group, icon, title, detail, state; time right."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from agentassist.domain.timeline.entry import Row
from agentassist.domain.timeline.words import spans
from ui import icons, theme
from ui.history.painted_line import draw_line
from ui.history.row_words import Part, RowWords, body_lines
from ui.theme import Type, Weight

if TYPE_CHECKING:
    from ui.history.timeline_view import TimelineView

INSET = 8  # the ground of the current row reaches this far beyond its text
PAD, GUTTER, GAP = 9, 28, 12
TITLE, LINE = 19, 17
HEADING, FIRST_HEADING = 30, 22
_MOST_SOURCE = 0.45  # of a line that a source's name may take
_DOT = "  ·  "

Index = QModelIndex | QPersistentModelIndex


def heading_height(at: int) -> int:
    """Of the row that begins a group."""
    return HEADING if at else FIRST_HEADING


def closed_height(row: Row) -> int:
    """Of a row that is not opened, without its heading."""
    return 2 * PAD + TITLE + LINE * body_lines(row)


def part_boxes(
    words: RowWords, left: float, top: float, width: float
) -> Iterator[tuple[Part, QRectF]]:
    """Where each piece of the state stands; the last may be cut, further ones have no box."""
    metrics = QFontMetricsF(theme.current().font(Type.EVIDENCE, Weight.MEDIUM))
    dot = metrics.horizontalAdvance(_DOT)
    for part in words.parts:
        icon = 17 if part.icon else 0
        room = width - icon
        if room < 24:
            return
        wide = min(metrics.horizontalAdvance(part.text) + 1, room)
        yield part, QRectF(left, top, wide + icon, LINE)
        left, width = left + wide + icon + dot, width - wide - icon - dot


class RowDelegate(QStyledItemDelegate):
    """Rows have the height that their kind needs; nothing is measured but opened rows."""

    def __init__(self, view: "TimelineView") -> None:
        super().__init__(view)
        self._view = view
        self._sizes: dict[int, QSize] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Asked for every row of a long history at once: nothing is made here."""
        height = self._view.row_height(index.row())
        size = self._sizes.get(height)
        if size is None:
            size = self._sizes[height] = QSize(0, height)
        return size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        at, view = index.row(), self._view
        model = view.rows
        if at >= len(model.rows):
            return
        words = model.words(at)
        begins = at in model.begins
        whole = QRectF(option.rect)
        head = heading_height(at) if begins else 0
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        if begins:
            self._heading(painter, QRectF(whole.left(), whole.top(), whole.width(), head), at)
        row = whole.adjusted(0, head, 0, 0)
        self._ground(painter, row, at, ruled=not begins)
        box = row.adjusted(INSET, PAD, -INSET, -PAD)
        icon = icons.pixmap(words.icon, words.tone, 16, view.devicePixelRatioF())
        painter.drawPixmap(self._at(box, 2, 16), icon)
        if (opened := view.opened(at)) is not None:
            left = box.left() if view.isRightToLeft() else box.left() + GUTTER
            opened.draw(painter, left, box.top())
        else:
            self._closed(painter, words, box)
        painter.restore()

    def _mirror(self, box: QRectF, left: float, width: float, top: float, high: float) -> QRectF:
        """A piece of the row, `left` from where lines begin."""
        if self._view.isRightToLeft():
            return QRectF(box.right() - left - width, top, width, high)
        return QRectF(box.left() + left, top, width, high)

    def _at(self, box: QRectF, left: float, width: float) -> QPointF:
        return self._mirror(box, left, width, box.top() + 1, width).topLeft()

    def _heading(self, painter: QPainter, box: QRectF, at: int) -> None:
        text = self._view.rows.heading(at)
        line = box.adjusted(INSET, box.height() - 20, -INSET, -2)
        font = theme.current().font(Type.LABEL, Weight.MEDIUM)
        draw_line(painter, line, text, font, "faint", mirrored=self._view.isRightToLeft())

    def _ground(self, painter: QPainter, row: QRectF, at: int, *, ruled: bool) -> None:
        current, view = theme.current(), self._view
        here = at == view.currentIndex().row()
        if ruled:
            line = QRectF(row.left() + INSET, row.top(), row.width() - 2 * INSET, 1)
            painter.fillRect(line, current.color("line"))
        if not here or not (view.hasFocus() or view.pointed_at):
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(current.color("accent_bg"))
        painter.drawRoundedRect(row.adjusted(0, 2, 0, -1), 8, 8)
        painter.setBrush(current.color("accent"))
        bar = self._mirror(row, 0, 3, row.top() + 10, row.height() - 20)
        painter.drawRoundedRect(bar, 1.5, 1.5)

    def _closed(self, painter: QPainter, words: RowWords, box: QRectF) -> None:
        current, mirrored = theme.current(), self._view.isRightToLeft()
        small, bold = current.font(Type.EVIDENCE), current.font(Type.BODY, Weight.MEDIUM)
        typed = self._view.rows.filter.text
        metrics = QFontMetricsF(small)
        whole = box.width() - GUTTER
        time = metrics.horizontalAdvance(words.time) + 2
        top = box.top()
        stamp = self._mirror(box, box.width() - time, time, top, TITLE)
        draw_line(painter, stamp, words.time, small, words.time_tone, mirrored=mirrored)
        line = self._mirror(box, GUTTER, whole - time - GAP, top, TITLE)
        marks = spans(words.title, typed) if typed else ()
        draw_line(painter, line, words.title, bold, "text", marks, mirrored=mirrored)
        top += TITLE
        room = whole
        if words.source:
            source = min(metrics.horizontalAdvance(words.source) + 2, whole * _MOST_SOURCE)
            spot = self._mirror(box, box.width() - source, source, top, LINE)
            draw_line(painter, spot, words.source, small, "faint", mirrored=mirrored)
            room -= source + GAP
        if words.detail:
            line = self._mirror(box, GUTTER, room, top, LINE)
            marks = spans(words.detail, typed) if typed else ()
            draw_line(painter, line, words.detail, small, "soft", marks, mirrored=mirrored)
            top, room = top + LINE, whole
        self._parts(painter, words, box, top, room)

    def _parts(
        self, painter: QPainter, words: RowWords, box: QRectF, top: float, room: float
    ) -> None:
        current, view = theme.current(), self._view
        plain = current.font(Type.EVIDENCE)
        medium = current.font(Type.EVIDENCE, Weight.MEDIUM)
        before: QRectF | None = None
        for part, place in part_boxes(words, GUTTER, top, room):
            if before is not None:
                gap = QRectF(before.right(), top, place.left() - before.right(), LINE)
                dot = self._mirror(box, gap.left(), gap.width(), top, LINE)
                painter.setPen(current.color("faint"))
                painter.setFont(plain)
                painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, "·")
            before, left, width = place, place.left(), place.width()
            if part.icon:
                drawn = icons.pixmap(part.icon, part.tone, 13, view.devicePixelRatioF())
                painter.drawPixmap(self._mirror(box, left, 13, top + 2, 13).topLeft(), drawn)
                left, width = left + 17, width - 17
            spot = self._mirror(box, left, width, top, LINE)
            font = plain if part.tone == "soft" else medium
            draw_line(painter, spot, part.text, font, part.tone, mirrored=view.isRightToLeft())
