"""The editor of a draft, with wavy lines that are seen at a glance."""

from typing import cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextLine,
)

from ui.coaching.draft_highlighter import WAVE_COLOR
from ui.widgets.growing_edit import GrowingEdit

_STEP, _HEIGHT, _STROKE = 3.0, 2.0, 1.4


class DraftEdit(GrowingEdit):
    """Paints the waves itself: Qt's are a hair thin at this size of type.

    In the document they stay wavy underlines, so that screen readers hear of them.
    """

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        block = self.firstVisibleBlock()
        while block.isValid():
            place = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if place.top() > event.rect().bottom():
                break
            self._paint_block(painter, block, place.topLeft())
            block = block.next()

    def _paint_block(self, painter: QPainter, block: QTextBlock, at: QPointF) -> None:
        layout = block.layout()
        for found in layout.formats():
            color = found.format.property(WAVE_COLOR)
            if not isinstance(color, QColor):
                continue
            pen = QPen(color, _STROKE)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            for number in range(layout.lineCount()):
                line = layout.lineAt(number)
                first = max(found.start, line.textStart())
                last = min(found.start + found.length, line.textStart() + line.textLength())
                if first < last:
                    painter.drawPath(_wave(line, first, last, at))


def _wave(line: QTextLine, first: int, last: int, at: QPointF) -> QPainterPath:
    """From one character to another, just under the letters."""
    ends = sorted((_x(line, first), _x(line, last)))
    left, right = ends[0] + at.x(), ends[1] + at.x()
    middle = at.y() + line.y() + line.ascent() + _HEIGHT + 1
    path = QPainterPath(QPointF(left, middle))
    up = True
    while left < right:
        after = min(left + _STEP, right)
        bend = middle + (-_HEIGHT if up else _HEIGHT)
        path.quadTo(QPointF((left + after) / 2, bend), QPointF(after, middle))
        left, up = after, not up
    return path


def _x(line: QTextLine, position: int) -> float:
    found = cast("float | tuple[float, int]", line.cursorToX(position))
    return found[0] if isinstance(found, tuple) else found
