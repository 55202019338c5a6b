"""Paints one found article: title with its matched parts marked, and why it was found."""

from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agentassist.domain.knowledge import SearchHit
from ui import theme
from ui.models.hits import HitRole, MarkedText
from ui.models.text_spans import qt_length, qt_spans
from ui.theme import Type, Weight

PAD = theme.M
GAP = 3
# Of the tone `need` over the row: the mark is seen in every theme, the text keeps its contrast.
MARK_OPACITY = 0.26


class HitDelegate(QStyledItemDelegate):
    """Every row is as high as the others, so that the list can be laid out without asking."""

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, row_height())

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        hit, why = index.data(HitRole.HIT), index.data(HitRole.WHY)
        if not isinstance(hit, SearchHit) or not isinstance(why, MarkedText):
            return
        box = QRectF(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, box, state, option.direction)
        title_font = theme.current().font(Type.VALUE, Weight.SEMIBOLD)
        why_font = theme.current().font(Type.EVIDENCE)
        line = box.adjusted(PAD, PAD - 2, -PAD, 0)
        painter.setPen(theme.current().color("text"))
        height = draw_marked(painter, line, MarkedText(hit.title, hit.title_marks), title_font)
        line.setTop(line.top() + height + GAP)
        painter.setPen(theme.current().color("soft"))
        draw_marked(painter, line, why, why_font)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        box: QRectF,
        state: QStyle.StateFlag,
        direction: Qt.LayoutDirection,
    ) -> None:
        tone = None
        if state & QStyle.StateFlag.State_Selected:
            tone = "accent_bg"
        elif state & QStyle.StateFlag.State_MouseOver:
            tone = "raised"
        if tone is None:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.current().color(tone))
        painter.drawRoundedRect(box, theme.RADIUS_CONTROL, theme.RADIUS_CONTROL)
        if tone == "accent_bg":  # a bar as well: selection is not told by colour alone
            painter.setBrush(theme.current().color("accent"))
            mirrored = direction is Qt.LayoutDirection.RightToLeft
            left = box.right() - 3 if mirrored else box.left()
            painter.drawRoundedRect(QRectF(left, box.top() + 8, 3, box.height() - 16), 1.5, 1.5)


def row_height() -> int:
    """Both lines and the air around them."""
    title = QFontMetricsF(theme.current().font(Type.VALUE, Weight.SEMIBOLD)).height()
    why = QFontMetricsF(theme.current().font(Type.EVIDENCE)).height()
    return round(title + why) + GAP + 2 * (PAD - 2)


def draw_marked(painter: QPainter, line: QRectF, marked: MarkedText, font: QFont) -> float:
    """One line, cut with '…' where it does not fit; the height it took."""
    metrics = QFontMetricsF(font)
    shown = metrics.elidedText(marked.text, Qt.TextElideMode.ElideRight, line.width())
    kept = qt_length(shown) - (shown != marked.text)  # without the '…'
    marks = [
        (start, min(start + length, kept) - start)
        for start, length in qt_spans(marked.text, marked.marks)
        if start < kept
    ]
    layout = QTextLayout(shown, font)
    layout.setFormats([_on_mark(start, length) for start, length in marks])
    layout.beginLayout()
    text_line = layout.createLine()
    text_line.setLineWidth(max(1.0, line.width()))
    layout.endLayout()
    ground = QColor(theme.current().color("need"))
    ground.setAlphaF(MARK_OPACITY)
    pen = painter.pen()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    for start, length in marks:
        left, right = _cursor_x(text_line, start), _cursor_x(text_line, start + length)
        area = QRectF(line.left() + min(left, right), line.top(), abs(right - left), 0)
        area.setHeight(text_line.height())
        painter.drawRoundedRect(area.adjusted(-1, 0, 1, 0), 2, 2)
    painter.setPen(pen)
    layout.draw(painter, QPointF(line.topLeft()))
    return text_line.height()


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
