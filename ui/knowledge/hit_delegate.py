"""Paints one found article: title with its matched parts marked, and why it was found."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agentassist.domain.knowledge import SearchHit
from ui import icons, theme
from ui.models.hits import HitRole, MarkedText
from ui.theme import Type, Weight
from ui.widgets.found_marks import marks_shown, on_mark, paint_marks

PAD = theme.M
GAP = 3
_PIN = 22


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
        title = QRectF(line)
        if hit.pinned:
            mirrored = option.direction is Qt.LayoutDirection.RightToLeft
            self._paint_pin(painter, line, mirrored=mirrored)
            title.adjust(_PIN if mirrored else 0, 0, 0 if mirrored else -_PIN, 0)
        height = draw_marked(painter, title, MarkedText(hit.title, hit.title_marks), title_font)
        line.setTop(line.top() + height + GAP)
        painter.setPen(theme.current().color("soft"))
        draw_marked(painter, line, why, why_font)
        painter.restore()

    def _paint_pin(self, painter: QPainter, line: QRectF, *, mirrored: bool) -> None:
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.pixmap("pin", "accent", 14, ratio, fill=True)
        left = line.left() if mirrored else line.right() - 14
        painter.drawPixmap(int(left), int(line.top() + 2), drawn)

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
    marks = marks_shown(marked.text, shown, marked.marks)
    layout = QTextLayout(shown, font)
    loud = [_loud(marked.loud)] if marked.loud else []
    layout.setFormats([*loud, *(on_mark(start, length) for start, length in marks)])
    layout.beginLayout()
    text_line = layout.createLine()
    text_line.setLineWidth(max(1.0, line.width()))
    layout.endLayout()
    pen = painter.pen()
    paint_marks(painter, text_line, line.topLeft(), marks)
    painter.setPen(pen)
    layout.draw(painter, QPointF(line.topLeft()))
    return text_line.height()


def _loud(length: int) -> QTextLayout.FormatRange:
    """The beginning in the tone of what is overdue."""
    found = QTextLayout.FormatRange()
    found.start, found.length = 0, length
    style = QTextCharFormat()
    style.setForeground(theme.current().color("late"))
    style.setFontWeight(int(Weight.SEMIBOLD))
    found.format = style
    return found
