"""The mark behind words that were found, in lines that delegates paint: a tint, and firm text."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QTextCharFormat, QTextLayout, QTextLine

from agentassist.domain.knowledge import Span
from ui import theme
from ui.models.text_spans import qt_length, qt_spans

# Of the tone `need` over the row: the mark is seen in every theme, the text keeps its contrast.
MARK_OPACITY = 0.26


def marks_shown(text: str, shown: str, marks: Sequence[Span]) -> list[tuple[int, int]]:
    """Start and length, in UTF-16 code units, of what `shown`, `text` cut with '…', has of them."""
    kept = qt_length(shown) - (shown != text)  # without the '…'
    return [
        (start, min(start + length, kept) - start)
        for start, length in qt_spans(text, marks)
        if start < kept
    ]


def on_mark(start: int, length: int) -> QTextLayout.FormatRange:
    """Softer text would be hard to read on the mark."""
    found = QTextLayout.FormatRange()
    found.start, found.length = start, length
    style = QTextCharFormat()
    style.setForeground(theme.current().color("text"))
    found.format = style
    return found


def paint_marks(
    painter: QPainter, line: QTextLine, corner: QPointF, marks: Sequence[tuple[int, int]]
) -> None:
    """Behind the text of `line`, its upper left at `corner`. The painter keeps no pen."""
    ground = QColor(theme.current().color("need"))
    ground.setAlphaF(MARK_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    for start, length in marks:
        left, right = _cursor_x(line, start), _cursor_x(line, start + length)
        area = QRectF(corner.x() + min(left, right), corner.y(), abs(right - left), line.height())
        painter.drawRoundedRect(area.adjusted(-1, 0, 1, 0), 2, 2)


def _cursor_x(line: QTextLine, position: int) -> float:
    found = cast("float | tuple[float, int]", line.cursorToX(position))
    return found[0] if isinstance(found, tuple) else found
