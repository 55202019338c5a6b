"""One painted line of text: cut with '…', its found words marked, either direction."""

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from agentassist.domain.knowledge import Span
from ui import theme
from ui.models.text_spans import qt_length, qt_spans

MARK_OPACITY = 0.26  # of the tone `need` over the row, as in the search
_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


def draw_line(
    painter: QPainter,
    box: QRectF,
    text: str,
    font: QFont,
    tone: str,
    marks: Sequence[Span] = (),
    *,
    mirrored: bool = False,
) -> None:
    """Left-aligned, or right-aligned in a window that is `mirrored`."""
    if box.width() < 4 or not text:
        return
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    if marks:
        _draw_marked(painter, box, text, shown, font, tone, marks, mirrored)
        return
    painter.setFont(font)
    painter.setPen(theme.current().color(tone))
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box.adjusted(0, 0, 1, 0), side | Qt.AlignmentFlag.AlignAbsolute | _LINE, shown)


def _draw_marked(
    painter: QPainter,
    box: QRectF,
    text: str,
    shown: str,
    font: QFont,
    tone: str,
    marks: Sequence[Span],
    mirrored: bool,
) -> None:
    kept = qt_length(shown) - (shown != text)  # without the '…'
    spans = [
        (start, min(start + length, kept) - start)
        for start, length in qt_spans(text, marks)
        if start < kept
    ]
    layout = QTextLayout(shown, font)
    option = QTextOption()
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.setFormats([_on_mark(start, length) for start, length in spans])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1.0, box.width()))
    layout.endLayout()
    top = box.top() + (box.height() - line.height()) / 2
    ground = QColor(theme.current().color("need"))
    ground.setAlphaF(MARK_OPACITY)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    for start, length in spans:
        left, right = _cursor_x(line, start), _cursor_x(line, start + length)
        area = QRectF(box.left() + min(left, right), top, abs(right - left), line.height())
        painter.drawRoundedRect(area.adjusted(-1, 0, 1, 0), 2, 2)
    painter.setPen(theme.current().color(tone))
    layout.draw(painter, QPointF(box.left(), top))


def _on_mark(start: int, length: int) -> QTextLayout.FormatRange:
    """Softer text would be hard to read on the mark."""
    found = QTextLayout.FormatRange()
    found.start, found.length = start, length
    style = QTextCharFormat()
    style.setForeground(theme.current().color("text"))
    found.format = style
    return found


def _cursor_x(line: QTextLine, position: int) -> float:
    found = cast("float | tuple[float, int]", line.cursorToX(position))
    return found[0] if isinstance(found, tuple) else found
