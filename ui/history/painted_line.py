"""One painted line of text: cut with '…', its found words marked, either direction."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextLayout,
    QTextOption,
)

from agentassist.domain.knowledge import Span
from ui import theme
from ui.widgets.found_marks import marks_shown, on_mark, paint_marks

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
    spans = marks_shown(text, shown, marks)
    layout = QTextLayout(shown, font)
    option = QTextOption()
    side = Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft
    option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    layout.setFormats([on_mark(start, length) for start, length in spans])
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(max(1.0, box.width()))
    layout.endLayout()
    top = box.top() + (box.height() - line.height()) / 2
    corner = QPointF(box.left(), top)
    paint_marks(painter, line, corner, spans)
    painter.setPen(theme.current().color(tone))
    layout.draw(painter, corner)
